// Mutants of the Host: glue broken on purpose, to see that the theorems of HOST notice.
//
// Each wraps the step that runs, with the real machine. It must be refuted by exact arithmetic, and
// its counterexample, on values, must be a sound host that breaks the same theorem.
#include "proofs/host/host_induction.hpp"
#include "proofs/theorems.hpp"

namespace twomsl::proof {
namespace {

template <class D>
using Running = Window<D, Engine::code>;
template <class D>
using RunningGiven = HostGiven<D, Engine::code>;

// A verb of the table that the Host did not mean.
template <class D>
void slip(Running<D>& host, const RunningGiven<D>& given, TableVerb verb) {
  TableEvent<D, KeyOf<D>> event;
  event.verb = verb;
  event.now = given.event.now;
  event.key = given.event.key;
  event.licence = Licence::abort;
  twomsl::step(host.waits, event);
}

// Counts a half-open connection less than there are.
struct ForgetsTheHalfOpen {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    HostCode{}(given, host, out);
    if (out.result == HostResult::created) host.half_open = given.host.half_open;
  }
};

// Under strict, a RST ends the wait.
struct TakesAnyRst {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    HostCode{}(given, host, out);
    host.waits.policy.licences.fill(typename D::Bool(true));
    if (given.event.event.segment.rst) slip(host, given, TableVerb::release);
    host.waits.policy = given.host.waits.policy;
  }
};

// An OPEN takes a tuple that waits.
struct OpensOverAWait {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    slip(host, given, TableVerb::release);
    HostCode{}(given, host, out);
  }
};

// Begins a connection and reserves nothing.
struct ForgetsToReserve {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    HostCode{}(given, host, out);
    if (out.result == HostResult::created) slip(host, given, TableVerb::give_back);
  }
};

// Takes FIN-WAIT-2 for the end of a connection.
struct GivesBackTooSoon {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    HostCode{}(given, host, out);
    if (out.after == State::fin_wait_2) slip(host, given, TableVerb::give_back);
  }
};

// Lets a connection begin though the account is full.
struct AdmitsOneTooMany {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    auto& capacity = host.waits.policy.capacity;
    capacity = capacity + typename D::U32(1u);
    HostCode{}(given, host, out);
    capacity = given.host.waits.policy.capacity;
  }
};

// Holds the tuple of a connection that a RST has ended.
struct HoldsOnRst {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    HostCode{}(given, host, out);
    if (out.outcome.why == Why::reset) {
      slip(host, given, TableVerb::reserve);
      slip(host, given, TableVerb::hold);
    }
  }
};

// Does not restart the wait whose FIN it answers.
struct ForgetsToRestart {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    HostCode{}(given, host, out);
    host.waits.slots = given.host.waits.slots;
  }
};

// Lets a new capacity fall below what is claimed.
struct ShrinksBelowItsClaims {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    host.waits.account = {};
    HostCode{}(given, host, out);
    host.waits.account = given.host.waits.account;
  }
};

HostCase happens(const Policy<Concrete>& policy, EventKind kind) {
  HostCase of;
  of.policy = of.next = policy;
  of.event.kind = kind;
  return of;
}

HostCase happens(const Policy<Concrete>& policy, EventKind kind, State state) {
  HostCase of = happens(policy, kind);
  of.has_block = true;
  of.place.first = state;
  return of;
}

HostCase sets_capacity() {
  HostCase of = happens(safe<Concrete>(), EventKind::status);
  of.configures = true;
  of.setting = HostSettingKind::capacity;
  return of;
}

// The decoded host is sound, and breaks the theorem.
template <class Mutant>
bool replays(std::string_view id, const RunningGiven<Concrete>& given) {
  return is_sound(given.host, given.rest, given.met, given.event.now) &&
         !holds(id, given, run(Mutant{}, given));
}

template <class Mutant>
void refute(Report& report, std::string_view id, const char* subject, const HostCase& of) {
  report.working_on(subject);
  const double begun = processor_seconds();
  const Timeline timeline;
  const RunningGiven<Symbolic> given = any_host<Engine::code>(of, timeline);
  Explorer explorer;
  assume_sound(explorer, given, timeline);
  explorer.assume(is_valid(given.host.policy));
  if (of.has_block) {
    explorer.assume(is_well_formed(given.host.policy, given.host.blocks.block, timeline.now));
  }
  std::string outcome = "not refuted";
  explorer.explore([&] {
    const auto trial = run(Mutant{}, given);
    const auto model = explorer.model_of(!holds(id, given, trial));
    if (model) {
      outcome =
          replays<Mutant>(id, decoded(*model, given)) ? "refuted, replayed" : "does not replay";
    }
    return !model;
  });
  report.add({std::string(id), subject, "any", explorer.solver_stats().paths,
              processor_seconds() - begun, outcome == "refuted, replayed", outcome});
}

}  // namespace

void refute_host_mutants(Report& report, std::string_view wanted) {
  if (!is_wanted("HOST", wanted)) return;
  const auto policy = safe<Concrete>();
  const auto arrives = EventKind::segment_arrives;
  const auto opens = EventKind::open_active;
  refute<ForgetsTheHalfOpen>(report, "INDUCTION", "host, mutant: forgets half-open",
                             happens(policy, arrives));
  refute<ForgetsToRestart>(report, "INDUCTION", "host, mutant: forgets to restart",
                           happens(policy, arrives));
  refute<TakesAnyRst>(report, "INV-TW-1", "host, mutant: takes any RST",
                      happens(strict<Concrete>(), arrives));
  refute<OpensOverAWait>(report, "INV-TW-2", "host, mutant: opens over a wait",
                         happens(policy, opens));
  refute<ForgetsToReserve>(report, "INV-TW-3", "host, mutant: forgets to reserve",
                           happens(policy, opens));
  refute<GivesBackTooSoon>(report, "INV-TW-3", "host, mutant: gives back too soon",
                           happens(policy, arrives, State::fin_wait_1));
  refute<AdmitsOneTooMany>(report, "INV-TW-3", "host, mutant: admits one too many",
                           happens(policy, opens));
  refute<HoldsOnRst>(report, "INV-TW-4", "host, mutant: holds on RST",
                     happens(policy, arrives, State::established));
  refute<ShrinksBelowItsClaims>(report, "INV-TW-9", "host, mutant: shrinks below claims",
                                sets_capacity());
}

}  // namespace twomsl::proof
