// Mutants of the connection: code broken on purpose, one at least for each law, and the museum's
// entries that a single connection shows.
//
// Each wraps the step that runs. It must be refuted, by exact arithmetic, and the counterexample
// must break the same law on concrete values.
#include "historical/connection_policies.hpp"
#include "proofs/connection/connection_model.hpp"
#include "proofs/theorems.hpp"

namespace twomsl::proof {
namespace {

template <class D>
StepResult<D> honest(const ConnectionGiven<D>& given) {
  return twomsl::step(given.policy, given.before, given.event, given.now);
}

// Forgets that what it sends may be lost.
struct ForgetsTheTimer {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = honest(given);
    stepped.connection.rtx.at = never<D>();
    return stepped;
  }
};

// Takes the window for one byte larger than it is.
struct SendsBeyondTheWindow {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    const auto wnd_bytes = given.before.snd.wnd_bytes;
    given.before.snd.wnd_bytes = wnd_bytes + typename D::U32(1u);
    StepResult<D> stepped = honest(given);
    stepped.connection.snd.wnd_bytes = wnd_bytes;
    return stepped;
  }
};

// Believes the window of any segment, be it old.
struct BelievesAnyWindow {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = honest(given);
    stepped.connection.snd.wnd_bytes = given.event.segment.wnd;
    return stepped;
  }
};

// Takes back half of the window that it has promised.
struct RetractsTheWindow {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = honest(given);
    stepped.connection.rcv.wnd_bytes = stepped.connection.rcv.wnd_bytes >> 1;
    return stepped;
  }
};

// Does not look at the floor.
struct ForgetsTheFloor {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.event.initial.has_iss_floor = typename D::Bool(false);
    return honest(given);
  }
};

// Accepts one number beyond the window.
struct AcceptsOneTooMany {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.before.rcv.wnd_bytes = given.before.rcv.wnd_bytes + typename D::U32(1u);
    return honest(given);
  }
};

// Answers what is unacceptable without paying for it.
struct AnswersForFree {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = honest(given);
    stepped.connection.ack_credit = given.before.ack_credit;
    return stepped;
  }
};

// Acknowledges a byte that has not arrived.
struct AcknowledgesOneTooMany {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = honest(given);
    stepped.connection.rcv.nxt = stepped.connection.rcv.nxt + typename D::U32(1u);
    stepped.outcome.segment.ack = stepped.connection.rcv.nxt;
    return stepped;
  }
};

// Steps by other rules of TIME-WAIT than those that it is judged by.
template <Policy<Concrete> (*other)()>
struct StepsBy {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.policy.time_wait = other().time_wait;
    return honest(given);
  }
};

// Reopens as RFC 6191 has it where the policy asks for a newer sequence number.
struct ReopensByTimestamp {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.policy.time_wait.reopening = Reopening::rfc6191;
    return honest(given);
  }
};

// Ends a wait one microsecond early.
struct EndsEarly {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.now = given.now + Duration<D>{typename D::U64(1u)};
    return honest(given);
  }
};

// Answers a retransmission, and the wait goes on as before.
struct ForgetsTheRestart {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = honest(given);
    stepped.connection.closes_at = given.before.closes_at;
    return stepped;
  }
};

// Enters TIME-WAIT for one MSL.
struct WaitsForHalf {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = honest(given);
    stepped.connection.closes_at = given.now + given.policy.msl;
    return stepped;
  }
};

// Never answers.
struct KeepsSilent {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = honest(given);
    stepped.outcome.replies = false;
    return stepped;
  }
};

constexpr const char* kReplayed = "refuted, replayed";

// A mutant, the law that refutes it, and where.
struct Trial {
  std::string_view law;
  const char* subject;
  Policy<Concrete> policy;
  StateOf state;
  EventKind event;
};

template <class D>
typename D::Bool law_holds(std::string_view id, const ConnectionStep<D>& step) {
  if (id == "INDUCTION") {
    return deadline_matches_ghost(step.after, update_ghost(step), step.now);
  }
  if (id == "WINDOW") {
    return window_is_newest(step);
  }
  for (const ConnectionLaw<D>& law : kConnectionLaws<D>) {
    if (law.id == id) {
      return law.holds(step);
    }
  }
  return typename D::Bool(true);
}

template <class Mutant>
void refute(Report& report, std::string_view wanted, const Trial& trial, const Mutant& mutant) {
  const bool is_museum = std::string_view(trial.subject).substr(0, 7) == "museum:";
  if (!is_wanted(is_museum ? "MUSEUM" : trial.law, wanted)) {
    return;
  }
  report.working_on(trial.subject);
  const ConnectionCase of{
      trial.policy, trial.state.first, trial.state.second, {.kind = trial.event}};
  const auto given = any_given<Symbolic>(of);
  Explorer explorer;
  explorer.assume(is_sound(given));
  const double begun = processor_seconds();
  std::string outcome = "not refuted";
  explorer.explore([&] {
    const StepResult<Symbolic> stepped = mutant(given);
    const auto model = explorer.model_of(!law_holds(trial.law, seen(given, stepped)));
    if (!model) {
      return true;
    }
    const ConnectionGiven<Concrete> replay = decoded(*model, given);
    const StepResult<Concrete> replayed = mutant(replay);
    outcome = law_holds(trial.law, seen(replay, replayed)) ? "does not replay" : kReplayed;
    return false;
  });
  report.add({std::string(trial.law), trial.subject, "", explorer.solver_stats().paths,
              processor_seconds() - begun, outcome == kReplayed, outcome});
}

constexpr StateOf kEstablished{State::established, Origin::active};
constexpr StateOf kTimeWait{State::time_wait, Origin::active};
constexpr StateOf kFinWait2{State::fin_wait_2, Origin::active};
constexpr StateOf kReopened{State::syn_received, Origin::reopened};
constexpr StateOf kClosed{State::closed, Origin::active};

void refute_stream_mutants(Report& report, std::string_view wanted) {
  const auto policy = safe<Concrete>();
  refute(report, wanted,
         {"INV-TOTAL", "mutant: forgets the timer", policy, kEstablished, EventKind::transmit},
         ForgetsTheTimer{});
  refute(report, wanted,
         {"INV-SEQ", "mutant: sends beyond the window", policy, kEstablished, EventKind::transmit},
         SendsBeyondTheWindow{});
  refute(report, wanted,
         {"INV-SEQ", "mutant: retracts the window", policy, kEstablished, EventKind::receive},
         RetractsTheWindow{});
  refute(
      report, wanted,
      {"WINDOW", "mutant: believes any window", policy, kEstablished, EventKind::segment_arrives},
      BelievesAnyWindow{});
  refute(report, wanted,
         {"INV-ISS", "mutant: forgets the floor", policy, kClosed, EventKind::open_active},
         ForgetsTheFloor{});
  refute(
      report, wanted,
      {"INV-ACC", "mutant: accepts one too many", policy, kEstablished, EventKind::segment_arrives},
      AcceptsOneTooMany{});
  refute(report, wanted,
         {"INV-ACK", "mutant: answers for free", policy, kTimeWait, EventKind::segment_arrives},
         AnswersForFree{});
  refute(
      report, wanted,
      {"INV-ACK", "mutant: acknowledges one too many", policy, kEstablished, EventKind::transmit},
      AcknowledgesOneTooMany{});
}

void refute_wait_mutants(Report& report, std::string_view wanted) {
  refute(report, wanted,
         {"INDUCTION", "mutant: waits for half of 2*MSL", safe<Concrete>(), kFinWait2,
          EventKind::segment_arrives},
         WaitsForHalf{});
  refute(report, wanted,
         {"INV-TW-1", "mutant: strict, but takes a RST", strict<Concrete>(), kTimeWait,
          EventKind::segment_arrives},
         StepsBy<rfc9293<Concrete>>{});
  refute(report, wanted,
         {"INV-TW-2", "mutant: reopens by timestamp", safe<Concrete>(), kTimeWait,
          EventKind::segment_arrives},
         ReopensByTimestamp{});
  refute(report, wanted,
         {"INV-TW-4", "mutant: ends 1 us early", safe<Concrete>(), kTimeWait,
          EventKind::time_wait_timeout},
         EndsEarly{});
  refute(report, wanted,
         {"INV-TW-4", "mutant: forgets the restart", safe<Concrete>(), kTimeWait,
          EventKind::segment_arrives},
         ForgetsTheRestart{});
  refute(report, wanted,
         {"INV-TW-8", "mutant: strict, but challenges", strict<Concrete>(), kTimeWait,
          EventKind::segment_arrives},
         StepsBy<safe<Concrete>>{});
  refute(report, wanted,
         {"INV-TW-10", "mutant: keeps silent", safe<Concrete>(), kTimeWait,
          EventKind::segment_arrives},
         KeepsSilent{});
}

// Judged by safe.
void refute_museum_connections(Report& report, std::string_view wanted) {
  const auto arrives = EventKind::segment_arrives;
  refute(report, wanted, {"INV-TW-2", "museum: assassinated", safe<Concrete>(), kTimeWait, arrives},
         StepsBy<assassinated<Concrete>>{});
  refute(report, wanted, {"INV-TW-2", "museum: no_return", safe<Concrete>(), kReopened, arrives},
         StepsBy<no_return<Concrete>>{});
  refute(report, wanted, {"INV-TW-2", "museum: no_time_wait", safe<Concrete>(), kFinWait2, arrives},
         StepsBy<no_time_wait<Concrete>>{});
}

}  // namespace

void refute_connection_mutants(Report& report, std::string_view wanted) {
  refute_stream_mutants(report, wanted);
  refute_wait_mutants(report, wanted);
  refute_museum_connections(report, wanted);
}

}  // namespace twomsl::proof
