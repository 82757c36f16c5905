// Mutants of the Host: glue broken on purpose, to see that the theorems of HOST notice.
//
// Each wraps the step that runs, with the real machine. It must be refuted by exact arithmetic, and
// its counterexample, on values, must be a sound host that breaks the same theorem.
#include "proofs/host/host_induction.hpp"
#include "proofs/host/host_theorems.hpp"

namespace twomsl::proof {
namespace {

template <class D>
using Running = Window<D, Engine::code>;
template <class D>
using RunningGiven = HostGiven<D, Engine::code>;

// A verb of the table that the Host did not mean.
template <class D>
void inject(Running<D>& host, const RunningGiven<D>& given, TableVerb verb) {
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
    if (given.event.event.segment.rst) inject(host, given, TableVerb::release);
    host.waits.policy = given.host.waits.policy;
  }
};

// An OPEN takes a tuple that waits.
struct OpensOverAWait {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    inject(host, given, TableVerb::release);
    HostCode{}(given, host, out);
  }
};

// Begins a connection and reserves nothing.
struct ForgetsToReserve {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    HostCode{}(given, host, out);
    if (out.result == HostResult::created) inject(host, given, TableVerb::give_back);
  }
};

// Takes FIN-WAIT-2 for the end of a connection.
struct GivesBackTooSoon {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    HostCode{}(given, host, out);
    if (out.after == State::fin_wait_2) inject(host, given, TableVerb::give_back);
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
      inject(host, given, TableVerb::reserve);
      inject(host, given, TableVerb::hold);
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

// Answers although it has lost its memory.
struct ForgetsToKeepQuiet {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    host.quiet_until = {};
    HostCode{}(given, host, out);
    host.quiet_until = given.host.quiet_until;
  }
};

// Remembers a number more than the connection ended with.
struct RemembersOneTooMany {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    HostCode{}(given, host, out);
    Seq<D>& remembered = host.waits.slots[0].rcv_nxt;
    if (!host.blocks.exists) remembered = remembered + typename D::U32(1u);
  }
};

// Begins where the clock says, though a floor is kept.
struct ForgetsTheIssFloor {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    host.source.initial.has_iss_floor = typename D::Bool(false);
    HostCode{}(given, host, out);
  }
};

// Tells the floors of a connection that ends a number less than it has sent.
struct TellsOneTooFew {
  template <class D>
  void operator()(const RunningGiven<D>& given, Running<D>& host, HostOutcome<D>& out) const {
    HostCode{}(given, host, out);
    Seq<D>& sent = host.source.kept.sent;
    if (given.host.blocks.exists && !host.blocks.exists) sent = sent - typename D::U32(1u);
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

// One event or setting on an arbitrary sound host, by broken glue around the real machine. Replayed
// is a counterexample whose decoded host is sound, too.
template <class Broken, HostCase (*of_case)()>
Refutation refute(const Mutant& mutant) {
  const HostCase of = of_case();
  const Timeline timeline;
  const RunningGiven<Symbolic> given = any_host<Engine::code>(of, timeline);
  Explorer explorer;
  assume_sound(explorer, given, timeline);
  explorer.assume(is_valid(given.host.policy));
  if (of.has_block) {
    explorer.assume(is_well_formed(given.host.blocks.block, timeline.now));
  }
  const auto is_broken = [&] { return !holds(mutant.law, given, run(Broken{}, given)); };
  const auto replays = [&](const z3::model& model) {
    const RunningGiven<Concrete> values = decoded(model, given);
    const auto& source = values.host.source;
    return is_sound(values.host, values.rest, values.met, values.event.now) &&
           keeps_promise(source.kept, source.initial, values.event.now) &&
           !holds(mutant.law, values, run(Broken{}, values));
  };
  return find_counterexample(explorer, is_broken, replays);
}

HostCase segment_arrives() { return happens(safe<Concrete>(), EventKind::segment_arrives); }
HostCase segment_arrives_strict() {
  return happens(strict<Concrete>(), EventKind::segment_arrives);
}
HostCase opens() { return happens(safe<Concrete>(), EventKind::open_active); }
template <State state>
HostCase segment_arrives_in() {
  return happens(safe<Concrete>(), EventKind::segment_arrives, state);
}

constexpr Mutant breaking(std::string_view law, std::string_view name,
                          Refutation (*refutation)(const Mutant&)) {
  return {"HOST", law, "host", name, "any", refutation};
}

constexpr std::array<Mutant, 13> kMutants = {{
    breaking("INDUCTION", "forgets half-open", refute<ForgetsTheHalfOpen, segment_arrives>),
    breaking("INDUCTION", "forgets to restart", refute<ForgetsToRestart, segment_arrives>),
    breaking("INDUCTION", "remembers one too many",
             refute<RemembersOneTooMany, segment_arrives_in<State::fin_wait_2>>),
    breaking("INDUCTION", "tells one too few",
             refute<TellsOneTooFew, segment_arrives_in<State::established>>),
    breaking("INV-ISS", "forgets the floor", refute<ForgetsTheIssFloor, opens>),
    breaking("INV-TW-1", "takes any RST", refute<TakesAnyRst, segment_arrives_strict>),
    breaking("INV-TW-2", "opens over a wait", refute<OpensOverAWait, opens>),
    breaking("INV-TW-3", "forgets to reserve", refute<ForgetsToReserve, opens>),
    breaking("INV-TW-3", "gives back too soon",
             refute<GivesBackTooSoon, segment_arrives_in<State::fin_wait_1>>),
    breaking("INV-TW-3", "admits one too many", refute<AdmitsOneTooMany, opens>),
    breaking("INV-TW-4", "holds on RST",
             refute<HoldsOnRst, segment_arrives_in<State::established>>),
    breaking("INV-TW-7", "forgets to keep quiet", refute<ForgetsToKeepQuiet, segment_arrives>),
    breaking("INV-TW-9", "shrinks below claims", refute<ShrinksBelowItsClaims, sets_capacity>),
}};

}  // namespace

std::span<const Mutant> host_mutants() { return kMutants; }

}  // namespace twomsl::proof
