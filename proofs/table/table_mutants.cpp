// Mutants: code broken on purpose, to see that the theorems notice.
//
// Each wraps the code that runs. A mutant must be refuted on a table of two slots, by exact
// arithmetic, and its counterexample must break the same law on concrete values.
#include "proofs/engine/decode.hpp"
#include "proofs/theorems.hpp"

namespace twomsl::proof {
namespace {

constexpr std::size_t kCapacity = 2;
constexpr const char* kReplayed = "refuted, replayed";

// Collects a slot one microsecond before its wait is over.
struct CollectsEarly {
  static constexpr std::string_view kLaw = "INV-TW-1";
  static constexpr Kind kKind{TableVerb::expire};

  template <class Table>
  TableResult operator()(Table& table, const typename Table::Event& event) const {
    using D = typename Table::Domain;
    sweep(table, event.now + Duration<D>{typename D::U64(1u)});
    return TableResult::done;
  }
};

// Does not ask whether the policy enables the licence.
struct ForgetsTheLicence {
  static constexpr std::string_view kLaw = "INV-TW-2";
  static constexpr Kind kKind{TableVerb::release, Licence::acceptable_rst};

  template <class Table>
  TableResult operator()(Table& table, const typename Table::Event& event) const {
    const auto policy = table.policy;
    table.policy.licences.fill(typename Table::Domain::Bool(true));
    const TableResult result = step(table, event);
    table.policy = policy;
    return result;
  }
};

// Takes any RST for an acceptable one.
struct ForgetsTheSequence {
  static constexpr std::string_view kLaw = "INV-TW-2";
  static constexpr Kind kKind{TableVerb::release, Licence::acceptable_rst};

  template <class Table>
  TableResult operator()(Table& table, const typename Table::Event& event) const {
    using D = typename Table::Domain;
    auto blind = event;
    blind.licence = Licence::in_window_syn;
    blind.arrival.wnd_bytes = typename D::U32(0xffffffffu);
    const auto policy = table.policy;
    table.policy.licences.fill(policy.enables(Licence::acceptable_rst));
    const TableResult result = step(table, blind);
    table.policy = policy;
    return result;
  }
};

// Reserves one slot more than there are.
struct CountsOneTooMany {
  static constexpr std::string_view kLaw = "INV-TW-3";
  static constexpr Kind kKind{TableVerb::reserve};

  template <class Table>
  TableResult operator()(Table& table, const typename Table::Event& event) const {
    using U32 = typename Table::Domain::U32;
    const U32 capacity = table.policy.capacity;
    table.policy.capacity = capacity + U32(1u);
    const TableResult result = step(table, event);
    table.policy.capacity = capacity;
    return result;
  }
};

// Holds for one MSL instead of two.
struct HoldsForHalf {
  static constexpr std::string_view kLaw = "INV-TW-4";
  static constexpr Kind kKind{TableVerb::hold};

  template <class Table>
  TableResult operator()(Table& table, const typename Table::Event& event) const {
    const auto msl = table.policy.msl;
    table.policy.msl.us = msl.us >> 1;
    const TableResult result = step(table, event);
    table.policy.msl = msl;
    return result;
  }
};

// Answers a retransmitted FIN and does not restart the wait.
struct ForgetsTheRestart {
  static constexpr std::string_view kLaw = "INV-TW-4";
  static constexpr Kind kKind{TableVerb::restart};

  template <class Table>
  TableResult operator()(Table& table, const typename Table::Event& event) const {
    return locate(table, event, false).result;
  }
};

// Lets the capacity fall below what is reserved and held.
struct ShrinksBelowItsClaims {
  static constexpr std::string_view kLaw = "INV-TW-9";
  static constexpr Kind kKind{TableVerb::set_capacity};

  template <class Table>
  TableResult operator()(Table& table, const typename Table::Event& event) const {
    const auto account = table.account;
    table.account = {};
    const TableResult result = step(table, event);
    table.account = account;
    return result;
  }
};

// Empties a slot and leaves a hole in its run.
struct LeavesAHole {
  static constexpr std::string_view kLaw = "INDUCTION";
  static constexpr Kind kKind{TableVerb::release, Licence::acceptable_rst};

  template <class Table>
  TableResult operator()(Table& table, const typename Table::Event& event) const {
    using U32 = typename Table::Domain::U32;
    Table released = table;
    const SearchResult place = table.search(table, event.key);
    const TableResult result = step(released, event);
    if (result == TableResult::done) {
      table.slots[place.at] = {};
      table.account.held = table.account.held - U32(1u);
    }
    return result;
  }
};

template <class Table>
const Obligation<Table>& obligation(std::string_view id) {
  for (const Obligation<Table>& candidate : kObligations<Table>) {
    if (candidate.id == id) {
      return candidate;
    }
  }
  return kObligations<Table>.front();
}

template <class Mutant>
bool breaks_concretely(const Situation<SymbolicTable<kCapacity, AnySearch>>& given,
                       const z3::model& model) {
  const auto replay = Decoder(model)(given);
  const auto trial = run(Mutant{}, ByScan{}, replay);
  return !obligation<ReplayTable<kCapacity>>(Mutant::kLaw).holds(trial);
}

template <class Mutant>
void refute(Report& report, std::string_view wanted, const char* subject) {
  using Table = SymbolicTable<kCapacity, AnySearch>;
  if (!is_wanted(Mutant::kLaw, wanted)) {
    return;
  }
  report.working_on(subject);
  Explorer explorer;
  const Timeline timeline;
  const Kind& kind = Mutant::kKind;
  const Situation<Table> given{any_table<Table>(kind.rule), any_event("event", kind),
                               any_claim("claim"), timeline.clock, timeline.later};
  explorer.assume(is_well_formed(given.table));
  explorer.assume(search_is_right(given.table, given.event.key));
  explorer.assume(is_faithful(given.table, given.claim, given.clock));
  explorer.assume(is_sane(timeline));
  const double begun = processor_seconds();
  std::string outcome = "not refuted";
  explorer.explore([&] {
    const auto trial = run(Mutant{}, ByScan{}, given);
    const auto model = explorer.model_of(!obligation<Table>(Mutant::kLaw).holds(trial));
    if (!model) {
      return true;
    }
    outcome = breaks_concretely<Mutant>(given, *model) ? kReplayed : "does not replay";
    return false;
  });
  report.add({std::string(Mutant::kLaw), subject, std::to_string(kCapacity),
              explorer.solver_stats().paths, processor_seconds() - begun,
              outcome == "refuted, replayed", outcome});
}

// Searches from the slot after the home.
struct StartsBeyondHome {
  template <class Table>
  SearchResult operator()(const Table& table, const typename Table::KeyType& key) const {
    using D = typename Table::Domain;
    const std::uint32_t count = slot_count(table);
    std::uint32_t at = next(table, D::pick(spread(table, table.hash(key)), count));
    for (std::uint32_t seen = 0; seen < count; ++seen, at = next(table, at)) {
      if (is_empty(table.slots[at])) {
        return {at, false};
      }
      if (table.slots[at].key == key) {
        return {at, true};
      }
    }
    return {at, false};
  }
};

void refute_search(Report& report) {
  using Table = SymbolicTable<kCapacity, StartsBeyondHome>;
  using Replay = TimeWaitTable<Concrete, KeyOf<Concrete>, decltype(ReplayTable<kCapacity>::slots),
                               ModelHash, StartsBeyondHome>;
  Explorer explorer;
  const auto table = any_table<Table>(Reopening::by_sequence);
  const Key key = any_key("key");
  const Instant<Symbolic> now{any_quad("now_us")};
  explorer.assume(is_well_formed(table));
  const double begun = processor_seconds();
  std::string outcome = "not refuted";
  explorer.explore([&] {
    const auto model =
        explorer.model_of(!same_answer(look_up(table, key, now), scan(table, key, now)));
    if (!model) {
      return true;
    }
    const Decoder decode(*model);
    const Situation<Table> given{table, Event{}, SymbolicHistory{}, now, now};
    const auto decoded = decode(given).table;
    const Replay replay{decoded.policy, decoded.account, 0, decoded.hash, {}, decoded.slots};
    const bool differs = !same_answer(look_up(replay, decode(key), decode(now)),
                                      scan(replay, decode(key), decode(now)));
    outcome = differs ? kReplayed : "does not replay";
    return false;
  });
  report.add({"LOOKUP", "mutant: starts beyond the home", std::to_string(kCapacity),
              explorer.solver_stats().paths, processor_seconds() - begun, outcome == kReplayed,
              outcome});
}

// A look that overlooks the first slot does not see what the history tells.
void refute_look(Report& report) {
  using Table = SymbolicTable<kCapacity, AnySearch>;
  Explorer explorer;
  const Instant<Symbolic> now{any_quad("now_us")};
  const Situation<Table> given{any_table<Table>(Reopening::by_sequence), Event{},
                               any_claim("claim"), now, now};
  const auto overlooked = [](auto table) {
    table.slots[0] = {};
    return table;
  };
  const auto sees_it = [&](const auto& situation) {
    return same_answer(scan(overlooked(situation.table), situation.claim.key, situation.clock),
                       told(situation.claim, situation.clock));
  };
  explorer.assume(is_well_formed(given.table));
  explorer.assume(is_faithful(given.table, given.claim, given.clock));
  const double begun = processor_seconds();
  const auto model = explorer.model_of(!sees_it(given));
  const bool replays = model && !sees_it(Decoder(*model)(given));
  report.add({"ABSTRACTION", "mutant: overlooks a slot", std::to_string(kCapacity), 1,
              processor_seconds() - begun, replays, replays ? kReplayed : "not refuted"});
}

// A deadline that comes one microsecond late.
void refute_time(Report& report) {
  Explorer explorer;
  const double begun = processor_seconds();
  const bool refuted = explorer.model_of(!time_lemma(std::uint64_t{1})).has_value();
  report.add({"TIME", "mutant: a microsecond late", "any", 1, processor_seconds() - begun, refuted,
              refuted ? "refuted" : "not refuted"});
}

}  // namespace

void refute_mutants(Report& report, std::string_view wanted) {
  refute<CollectsEarly>(report, wanted, "mutant: collects 1 us early");
  refute<ForgetsTheLicence>(report, wanted, "mutant: forgets the licence");
  refute<ForgetsTheSequence>(report, wanted, "mutant: takes any RST");
  refute<CountsOneTooMany>(report, wanted, "mutant: reserves one too many");
  refute<HoldsForHalf>(report, wanted, "mutant: holds for half of 2*MSL");
  refute<ForgetsTheRestart>(report, wanted, "mutant: forgets the restart");
  refute<ShrinksBelowItsClaims>(report, wanted, "mutant: shrinks below its claims");
  refute<LeavesAHole>(report, wanted, "mutant: leaves a hole in a run");
  if (is_wanted("LOOKUP", wanted)) {
    refute_search(report);
  }
  if (is_wanted("ABSTRACTION", wanted)) {
    refute_look(report);
  }
  if (is_wanted("TIME", wanted)) {
    refute_time(report);
  }
}

}  // namespace twomsl::proof
