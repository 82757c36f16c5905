// Mutants: code broken on purpose, to see that the theorems notice.
//
// Each wraps the code that runs. A mutant must be refuted on a table of two slots, by exact
// arithmetic, and its counterexample must break the same law on concrete values.
#include "proofs/engine/decode.hpp"
#include "proofs/table/table_theorems.hpp"

namespace twomsl::proof {
namespace {

constexpr std::size_t kCapacity = 2;

// Collects a slot one microsecond before its wait is over.
struct CollectsEarly {
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
  static constexpr Kind kKind{TableVerb::restart};

  template <class Table>
  TableResult operator()(Table& table, const typename Table::Event& event) const {
    return locate(table, event, false).result;
  }
};

// Lets the capacity fall below what is reserved and held.
struct ShrinksBelowItsClaims {
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

// One arbitrary event on an arbitrary sound table, by a broken step.
template <class Broken, std::size_t capacity = kCapacity>
Refutation refute_law(std::string_view law) {
  using Table = SymbolicTable<capacity, AnySearch>;
  Explorer explorer;
  const Timeline timeline;
  const Kind& kind = Broken::kKind;
  const Situation<Table> given{any_table<Table>(kind.rule), any_event("event", kind),
                               any_history("history"), timeline.clock, timeline.later};
  explorer.assume(is_well_formed(given.table));
  explorer.assume(search_is_right(given.table, given.event.key));
  explorer.assume(is_faithful(given.table, given.history, given.clock));
  explorer.assume(is_sane(timeline));
  const auto is_broken = [&] {
    return !obligation<Table>(law).holds(run(Broken{}, ByScan{}, given));
  };
  const auto replays = [&](const z3::model& model) {
    const auto trial = run(Broken{}, ByScan{}, Decoder(model)(given));
    return !obligation<ReplayTable<capacity>>(law).holds(trial);
  };
  return find_counterexample(explorer, is_broken, replays);
}

template <class Broken>
Refutation refute_step(const Mutant& mutant) {
  return refute_law<Broken>(mutant.law);
}

Refutation refute_at_eight(const Mutant& /*mutant*/) {
  return refute_law<CountsOneTooMany, 8>("INV-TW-3");
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

Refutation refute_search(const Mutant& /*mutant*/) {
  using Table = SymbolicTable<kCapacity, StartsBeyondHome>;
  using Replay = TimeWaitTable<Concrete, KeyOf<Concrete>, decltype(ReplayTable<kCapacity>::slots),
                               ModelHash, StartsBeyondHome>;
  Explorer explorer;
  const auto table = any_table<Table>(Reopening::by_sequence_or_timestamp);
  const Key key = any_key("key");
  const Instant<Symbolic> now{any_quad("now_us")};
  explorer.assume(is_well_formed(table));
  const auto is_broken = [&] {
    return !same_answer(look_up(table, key, now), scan(table, key, now));
  };
  const auto replays = [&](const z3::model& model) {
    const Decoder decode(model);
    const Situation<Table> given{table, Event{}, SymbolicHistory{}, now, now};
    const auto decoded = decode(given).table;
    const Replay replay{decoded.policy, decoded.account, 0, decoded.hash, {}, decoded.slots};
    return !same_answer(look_up(replay, decode(key), decode(now)),
                        scan(replay, decode(key), decode(now)));
  };
  return find_counterexample(explorer, is_broken, replays);
}

// A look that overlooks the first slot does not see what the history tells.
Refutation refute_scan(const Mutant& /*mutant*/) {
  using Table = SymbolicTable<kCapacity, AnySearch>;
  Explorer explorer;
  const Instant<Symbolic> now{any_quad("now_us")};
  const Situation<Table> given{any_table<Table>(Reopening::by_sequence_or_timestamp), Event{},
                               any_history("history"), now, now};
  const auto overlooked = [](auto table) {
    table.slots[0] = {};
    return table;
  };
  const auto sees_it = [&](const auto& situation) {
    return same_answer(scan(overlooked(situation.table), situation.history.key, situation.clock),
                       expected_answer(situation.history, situation.clock));
  };
  explorer.assume(is_well_formed(given.table));
  explorer.assume(is_faithful(given.table, given.history, given.clock));
  return find_counterexample(
      explorer, [&] { return !sees_it(given); },
      [&](const z3::model& model) { return !sees_it(Decoder(model)(given)); });
}

// A deadline that comes one microsecond late.
Refutation refute_time(const Mutant& /*mutant*/) {
  Explorer explorer;
  return find_counterexample(
      explorer, [] { return !time_lemma(std::uint64_t{1}); }, needs_no_replay);
}

// A mutant of the step of a table of two slots.
template <class Broken>
constexpr Mutant of_step(std::string_view id, std::string_view name) {
  return {id, id, "table", name, "2", refute_step<Broken>};
}

constexpr std::array<Mutant, 12> kMutants = {{
    of_step<CollectsEarly>("INV-TW-1", "collects 1 us early"),
    of_step<ForgetsTheLicence>("INV-TW-2", "forgets the licence"),
    of_step<ForgetsTheSequence>("INV-TW-2", "takes any RST"),
    of_step<CountsOneTooMany>("INV-TW-3", "reserves one too many"),
    of_step<HoldsForHalf>("INV-TW-4", "holds for half of 2*MSL"),
    of_step<ForgetsTheRestart>("INV-TW-4", "forgets the restart"),
    of_step<ShrinksBelowItsClaims>("INV-TW-9", "shrinks below its claims"),
    of_step<LeavesAHole>("INDUCTION", "leaves a hole in a run"),
    {"LOOKUP", "LOOKUP", "table", "starts beyond the home", "2", refute_search},
    {"ABSTRACTION", "ABSTRACTION", "table", "overlooks a slot", "2", refute_scan},
    {"EIGHT", "EIGHT", "table", "reserves one too many", "8", refute_at_eight},
    {"TIME", "TIME", "table", "a microsecond late", "any", refute_time, false},
}};

}  // namespace

std::span<const Mutant> table_mutants() { return kMutants; }

}  // namespace twomsl::proof
