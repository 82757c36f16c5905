// Mutants of the connection: code broken on purpose, one at least for each law, and the museum's
// entries that a single connection shows.
//
// Each must be refuted, by exact arithmetic, and the counterexample must break the same law on
// concrete values.
#include "historical/connection_policies.hpp"
#include "proofs/connection/broken_waits.hpp"
#include "proofs/connection/connection_theorems.hpp"
#include "proofs/connection/law_by_id.hpp"

namespace twomsl::proof {
namespace {

constexpr StateOf kEstablished{State::established, Origin::active};
constexpr StateOf kTimeWait{State::time_wait, Origin::active};
constexpr StateOf kPassiveFinWait2{State::fin_wait_2, Origin::passive};
constexpr StateOf kFinWait2{State::fin_wait_2, Origin::active};
constexpr StateOf kReopened{State::syn_received, Origin::reopened};
constexpr StateOf kReopenedEstablished{State::established, Origin::reopened};
constexpr StateOf kSynReceived{State::syn_received, Origin::active};
constexpr StateOf kSynSent{State::syn_sent, Origin::active};
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

Policy<Concrete> safe_without_scale() {
  Policy<Concrete> policy = safe<Concrete>();
  policy.offers_scale = false;
  return policy;
}

Policy<Concrete> safe_with_keep_alives() {
  Policy<Concrete> policy = safe<Concrete>();
  policy.keeps_alive = true;
  return policy;
}

constexpr auto kSafe = safe<Concrete>;
constexpr auto kStrict = strict<Concrete>;
constexpr auto kArrives = EventKind::segment_arrives;

constexpr Mutant breaking(std::string_view law, std::string_view name,
                          Refutation (*refutation)(const Mutant&)) {
  return {law, law, "connection", name, "", refutation};
}

constexpr std::array<Mutant, 34> kMutants = {{
    breaking("INV-TOTAL", "forgets the timer",
             refute<ForgetsTheTimer, kSafe, kEstablished, EventKind::transmit>),
    breaking("INV-OPT", "announces no scale",
             refute<AnnouncesNoScale, kSafe, kClosed, EventKind::open_active>),
    breaking("INV-TOTAL", "offers too small an MSS",
             refute<OffersTooSmallAnMss, kSafe, kClosed, EventKind::open_active>),
    breaking("INV-OPT", "agrees on one byte more",
             refute<AgreesOnOneByteMore, kSafe, kSynSent, kArrives>),
    breaking("INV-TOTAL", "ignores the path",
             refute<IgnoresThePath, kSafe, kEstablished, EventKind::transmit>),
    breaking("INV-SEQ", "sends beyond the window",
             refute<SendsBeyondTheWindow, kSafe, kEstablished, EventKind::transmit>),
    breaking("INV-SEQ", "retracts the window",
             refute<RetractsTheWindow, kSafe, kEstablished, EventKind::receive>),
    breaking("INV-SEQ", "acknowledges behind the probe",
             refute<AcknowledgesBehindTheProbe, kSafe, kEstablished, kArrives>),
    breaking("WINDOW", "believes any window",
             refute<BelievesAnyWindow, kSafe, kEstablished, kArrives>),
    breaking("WINDOW", "goes on behind the probe",
             refute<GoesOnBehindTheProbe, kSafe, kEstablished, kArrives>),
    breaking("INV-ISS", "forgets the floor",
             refute<ForgetsTheFloor, kSafe, kClosed, EventKind::open_active>),
    breaking("INV-ACC", "accepts one too many",
             refute<AcceptsOneTooMany, kSafe, kEstablished, kArrives>),
    breaking("INV-ACC", "drops the ACK before RCV.NXT",
             refute<DropsTheAckBeforeNext, kSafe, kEstablished, kArrives>),
    breaking("INV-ACC", "acknowledges an unacceptable RST",
             refute<AcknowledgesAnUnacceptableRst, kSafe, kEstablished, kArrives>),
    breaking("INV-ACC", "keeps the old keep-alive",
             refute<KeepsTheOldKeepAlive, safe_with_keep_alives, kEstablished, kArrives>),
    breaking("INV-ACC", "believes an old RST",
             refute<BelievesAnOldRst, kSafe, kReopenedEstablished, kArrives>),
    breaking("INV-ACC", "misses the crossing open",
             refute<MissesTheCrossingOpen, kSafe, kSynReceived, kArrives>),
    breaking("INV-ACC", "believes a number before ISS",
             refute<BelievesGhosts, kSafe, kEstablished, kArrives>),
    breaking("INV-ACK", "answers for free", refute<AnswersForFree, kSafe, kTimeWait, kArrives>),
    breaking("CREDIT", "has one bucket", refute<HasOneBucket, kSafe, kEstablished, kArrives>),
    breaking("INV-ACK", "acknowledges one too many",
             refute<AcknowledgesOneTooMany, kSafe, kEstablished, EventKind::transmit>),
    breaking("INDUCTION", "waits for half of 2*MSL",
             refute<WaitsForHalf, kSafe, kFinWait2, kArrives>),
    breaking("INV-TW-1", "strict, but takes a RST",
             refute<StepsBy<rfc9293<Concrete>>, kStrict, kTimeWait, kArrives>),
    breaking("INV-TW-2", "forgets the wait that it has interrupted",
             refute<ForgetsTheInterruptedWait, kSafe, kReopened, kArrives>),
    breaking("INV-TW-2", "reopens at SND.NXT", refute<ReopensAtSndNxt, kSafe, kTimeWait, kArrives>),
    breaking("INV-TW-2", "reopens by a first timestamp",
             refute<ReopensByAFirstTimestamp, kSafe, kTimeWait, kArrives>),
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
    breaking("SWITCHES", "offers a scale all the same",
             refute<OffersAScale, safe_without_scale, kClosed, EventKind::open_active>),
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
