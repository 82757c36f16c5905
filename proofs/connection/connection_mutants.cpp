// Mutants of the connection: code broken on purpose, one at least for each law, and the museum's
// entries that a single connection shows.
//
// Each wraps the step that runs. It must be refuted, by exact arithmetic, and the counterexample
// must break the same law on concrete values.
#include "historical/connection_policies.hpp"
#include "proofs/connection/connection_model.hpp"
#include "proofs/connection/connection_theorems.hpp"
#include "proofs/connection/law_by_id.hpp"

namespace twomsl::proof {
namespace {

template <class D>
StepResult<D> unbroken(const ConnectionGiven<D>& given) {
  return twomsl::step(given.policy, given.before, given.event, given.now);
}

// Forgets that what it sends may be lost.
struct ForgetsTheTimer {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
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
    StepResult<D> stepped = unbroken(given);
    stepped.connection.snd.wnd_bytes = wnd_bytes;
    return stepped;
  }
};

// Believes the window of any segment, be it old.
struct BelievesAnyWindow {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.snd.wnd_bytes = given.event.segment.wnd;
    return stepped;
  }
};

// Announces a scale of 0, and uses the policy's.
struct AnnouncesNoScale {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.outcome.segment.scale = typename D::U32(0u);
    return stepped;
  }
};

// A connection that was opened passively, and closes first, leaves FIN-WAIT-2 for CLOSED.
struct SkipsTheWaitOfPassiveOpeners {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    if (given.before.origin == Origin::passive && stepped.connection.state == State::time_wait) {
      stepped.connection.state = State::closed;
      stop_timers(stepped.connection);
    }
    return stepped;
  }
};

// Restarts a wait under a shorter MSL from now, whatever was promised.
struct ShortensTheWait {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    if (stepped.outcome.why == Why::fin_repeated) {
      stepped.connection.closes_at = given.now + given.policy.msl + given.policy.msl;
    }
    return stepped;
  }
};

// Takes back half of the window that it has promised.
struct RetractsTheWindow {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.rcv.wnd_bytes = stepped.connection.rcv.wnd_bytes >> 1;
    return stepped;
  }
};

// Does not look at the floor.
struct ForgetsTheFloor {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.event.initial.has_iss_floor = typename D::Bool(false);
    return unbroken(given);
  }
};

// Accepts one number beyond the window.
struct AcceptsOneTooMany {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.before.rcv.wnd_bytes = given.before.rcv.wnd_bytes + typename D::U32(1u);
    return unbroken(given);
  }
};

// Answers what is unacceptable without paying for it.
struct AnswersForFree {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.ack_credit = given.before.ack_credit;
    return stepped;
  }
};

// Pays for every answer from one bucket.
struct HasOneBucket {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    AckCredit<D>& credit = stepped.connection.ack_credit;
    credit.of_others = larger(credit.of_others, credit.of_retransmissions);
    credit.of_retransmissions = given.before.ack_credit.of_retransmissions;
    return stepped;
  }
};

// Acknowledges a byte that has not arrived.
struct AcknowledgesOneTooMany {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
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
    return unbroken(given);
  }
};

// Reopens as RFC 6191 has it where the policy asks for a newer sequence number.
struct ReopensByTimestamp {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.policy.time_wait.reopening = Reopening::rfc6191;
    return unbroken(given);
  }
};

// Ends a wait one microsecond early.
struct EndsEarly {
  template <class D>
  StepResult<D> operator()(ConnectionGiven<D> given) const {
    given.now = given.now + Duration<D>{typename D::U64(1u)};
    return unbroken(given);
  }
};

// Answers a retransmission, and the wait goes on as before.
struct ForgetsTheRestart {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.closes_at = given.before.closes_at;
    return stepped;
  }
};

// Enters TIME-WAIT for one MSL.
struct WaitsForHalf {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.connection.closes_at = given.now + given.policy.msl;
    return stepped;
  }
};

// Acknowledges what comes after a wait that began with a RST.
struct AcknowledgesAfterARst {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    if (stepped.outcome.why == Why::rst_repeated) {
      Segment<D>& answer = stepped.outcome.segment;
      answer.rst = typename D::Bool(false);
      answer.has_ack = typename D::Bool(true);
      answer.seq = given.before.snd.nxt;
      answer.ack = given.before.rcv.nxt;
    }
    return stepped;
  }
};

// Never answers.
struct KeepsSilent {
  template <class D>
  StepResult<D> operator()(const ConnectionGiven<D>& given) const {
    StepResult<D> stepped = unbroken(given);
    stepped.outcome.replies = false;
    return stepped;
  }
};

constexpr StateOf kEstablished{State::established, Origin::active};
constexpr StateOf kTimeWait{State::time_wait, Origin::active};
constexpr StateOf kPassiveFinWait2{State::fin_wait_2, Origin::passive};
constexpr StateOf kFinWait2{State::fin_wait_2, Origin::active};
constexpr StateOf kReopened{State::syn_received, Origin::reopened};
constexpr StateOf kClosed{State::closed, Origin::active};

using NamedPolicyOf = Policy<Concrete> (*)();

// One event on an arbitrary connection in one state, under a policy, by a broken step.
template <class Broken, NamedPolicyOf policy, const StateOf& state, EventKind event>
Refutation refute(const Mutant& mutant) {
  const ConnectionCase of{policy(), state.first, state.second, {.kind = event}};
  const auto given = any_given<Symbolic>(of);
  Explorer explorer;
  explorer.assume(is_sound(given));
  const auto is_broken = [&] { return !law_holds(mutant.law, seen(given, Broken{}(given))); };
  const auto replays = [&](const z3::model& model) {
    const ConnectionGiven<Concrete> replay = decoded(model, given);
    return !law_holds(mutant.law, seen(replay, Broken{}(replay)));
  };
  return find_counterexample(explorer, is_broken, replays);
}

constexpr auto kSafe = safe<Concrete>;
constexpr auto kStrict = strict<Concrete>;
constexpr auto kArrives = EventKind::segment_arrives;

constexpr Mutant breaking(std::string_view law, std::string_view name,
                          Refutation (*refutation)(const Mutant&)) {
  return {law, law, "connection", name, "", refutation};
}

constexpr std::array<Mutant, 20> kMutants = {{
    breaking("INV-TOTAL", "forgets the timer",
             refute<ForgetsTheTimer, kSafe, kEstablished, EventKind::transmit>),
    breaking("INV-OPT", "announces no scale",
             refute<AnnouncesNoScale, kSafe, kClosed, EventKind::open_active>),
    breaking("INV-SEQ", "sends beyond the window",
             refute<SendsBeyondTheWindow, kSafe, kEstablished, EventKind::transmit>),
    breaking("INV-SEQ", "retracts the window",
             refute<RetractsTheWindow, kSafe, kEstablished, EventKind::receive>),
    breaking("WINDOW", "believes any window",
             refute<BelievesAnyWindow, kSafe, kEstablished, kArrives>),
    breaking("INV-ISS", "forgets the floor",
             refute<ForgetsTheFloor, kSafe, kClosed, EventKind::open_active>),
    breaking("INV-ACC", "accepts one too many",
             refute<AcceptsOneTooMany, kSafe, kEstablished, kArrives>),
    breaking("INV-ACK", "answers for free", refute<AnswersForFree, kSafe, kTimeWait, kArrives>),
    breaking("CREDIT", "has one bucket", refute<HasOneBucket, kSafe, kEstablished, kArrives>),
    breaking("INV-ACK", "acknowledges one too many",
             refute<AcknowledgesOneTooMany, kSafe, kEstablished, EventKind::transmit>),
    breaking("INDUCTION", "waits for half of 2*MSL",
             refute<WaitsForHalf, kSafe, kFinWait2, kArrives>),
    breaking("INV-TW-1", "strict, but takes a RST",
             refute<StepsBy<rfc9293<Concrete>>, kStrict, kTimeWait, kArrives>),
    breaking("INV-TW-2", "reopens by timestamp",
             refute<ReopensByTimestamp, kSafe, kTimeWait, kArrives>),
    breaking("INV-TW-2", "a passive opener that closes first skips the wait",
             refute<SkipsTheWaitOfPassiveOpeners, kSafe, kPassiveFinWait2, kArrives>),
    breaking("INV-TW-4", "a new MSL shortens the wait",
             refute<ShortensTheWait, kSafe, kTimeWait, kArrives>),
    breaking("INV-TW-4", "ends 1 us early",
             refute<EndsEarly, kSafe, kTimeWait, EventKind::time_wait_timeout>),
    breaking("INV-TW-4", "forgets the restart",
             refute<ForgetsTheRestart, kSafe, kTimeWait, kArrives>),
    breaking("INV-TW-8", "strict, but challenges",
             refute<StepsBy<kSafe>, kStrict, kTimeWait, kArrives>),
    breaking("INV-TW-10", "acknowledges after a RST",
             refute<AcknowledgesAfterARst, kSafe, kTimeWait, kArrives>),
    breaking("INV-TW-10", "keeps silent", refute<KeepsSilent, kSafe, kTimeWait, kArrives>),
}};

// A policy of history, judged by safe.
constexpr Mutant of_museum(std::string_view name, Refutation (*refutation)(const Mutant&)) {
  return {"MUSEUM", "INV-TW-2", "connection", name, "", refutation};
}

constexpr std::array<Mutant, 3> kMuseum = {{
    of_museum("assassinated", refute<StepsBy<assassinated<Concrete>>, kSafe, kTimeWait, kArrives>),
    of_museum("no_return", refute<StepsBy<no_return<Concrete>>, kSafe, kReopened, kArrives>),
    of_museum("no_time_wait", refute<StepsBy<no_time_wait<Concrete>>, kSafe, kFinWait2, kArrives>),
}};

}  // namespace

std::span<const Mutant> connection_mutants() { return kMutants; }
std::span<const Mutant> museum_connections() { return kMuseum; }

}  // namespace twomsl::proof
