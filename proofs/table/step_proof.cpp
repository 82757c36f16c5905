// INDUCTION, ABSTRACTION and the laws: one arbitrary event on an arbitrary table.
#include <map>
#include <vector>

#include "proofs/engine/decode.hpp"
#include "proofs/table/table_theorems.hpp"

namespace twomsl::proof {
namespace {

template <std::size_t capacity>
using Table = SymbolicTable<capacity, AnySearch>;

// The slot that a search names, in a table of any capacity.
using Window = Table<1>;

using Tallies = std::map<std::string_view, Tally>;

// Every verb; every licence and rule of reopening where they make a difference to the path.
std::vector<Kind> kinds(bool each_licence) {
  std::vector<Kind> all;
  for (std::size_t verb = 0; verb < kTableVerbCount; ++verb) {
    const auto chosen = static_cast<TableVerb>(verb);
    if (chosen == TableVerb::release && each_licence) {
      for (std::size_t licence = 0; licence < kLicenceCount; ++licence) {
        all.push_back({chosen, static_cast<Licence>(licence), Reopening::by_sequence_or_timestamp});
      }
    } else {
      all.push_back({chosen, Licence::acceptable_rst, Reopening::by_sequence_or_timestamp});
    }
    if (chosen == TableVerb::freeze && each_licence) {
      all.push_back({chosen, Licence::acceptable_rst, Reopening::rfc6191});
    }
  }
  return all;
}

template <class TableType>
Situation<TableType> any_situation(const Kind& kind, const Timeline& timeline) {
  return {any_table<TableType>(kind.rule), any_event("event", kind), any_history("history"),
          timeline.clock, timeline.later};
}

template <std::size_t capacity>
void assume(Explorer& explorer, const Situation<Table<capacity>>& given) {
  explorer.assume(is_well_formed(given.table));
  explorer.hint(account_is_true(given.table));
  explorer.assume(search_is_right(given.table, given.event.key));
  explorer.assume(is_faithful(given.table, given.history, given.clock));
}

// Of a window little is known: the slot and its history. The search may name a slot that is not the
// tuple's, but does not deny one that is; and to a newcomer it names an empty slot, which moves
// nobody. That it can is look-up completeness and the account, proved at 2, 4 and 8.
void assume(Explorer& explorer, const Situation<Window>& given) {
  const Slot<Symbolic, Key>& slot = given.table.slots[0];
  const TableAccount<Symbolic>& account = given.table.account;
  const Symbolic::U32& capacity = given.table.policy.capacity;
  const Bool occupied = !is_empty(slot);
  const Bool account_fits = Symbolic::widen(account.reserved) + Symbolic::widen(account.held) <=
                            Symbolic::widen(capacity);
  const Bool is_its_own = occupied && slot.key == given.event.key;
  explorer.assume(implies(is_its_own, any_bool("found")));
  explorer.assume(implies(Bool(given.event.verb == TableVerb::hold), is_its_own || !occupied));
  explorer.assume(is_faithful(given.table, given.history, given.clock));
  explorer.assume(waits_have_ends(given.table) && msl_is_sane(given.table));
  explorer.assume(account_fits && implies(occupied, Symbolic::U32(0u) < account.held));
  explorer.hint(account_fits && implies(occupied, Symbolic::U32(0u) < account.held));
}

// A window need not be well-formed: it shows one slot.
template <class TableType>
bool proves(Explorer& explorer, const Trial<TableType>& trial,
            const Obligation<TableType>& obligation) {
  if (obligation.id != "INDUCTION") {
    return explorer.proves(obligation.holds(trial));
  }
  const bool is_window = trial.after.slots.size() == 1;
  return (is_window || explorer.proves_with_all(is_well_formed(trial.after))) &&
         explorer.proves_with_all(
             is_faithful(trial.after, trial.step.history_after, trial.step.event.now));
}

template <class TableType>
void prove_kind(const Kind& kind, const Wanted& wanted, Tallies& tallies) {
  Explorer explorer;
  const Timeline timeline;
  const auto given = any_situation<TableType>(kind, timeline);
  rewrite_time(explorer, timeline, given.table, given.history);
  assume(explorer, given);
  explorer.assume(is_faithful(given.table, given.history, timeline.now));  // by theorem ABSTRACTION
  explorer.assume(is_sane(timeline));
  const double begun = processor_seconds();
  double proving = 0;
  explorer.explore([&] {
    const auto trial = run(Code{}, ByHistory{}, given);
    for (const Obligation<TableType>& obligation : kObligations<TableType>) {
      if (!is_wanted(obligation.id, wanted)) {
        continue;
      }
      Tally& tally = tallies[obligation.id];
      const double started = processor_seconds();
      ++tally.paths;
      tally.valid = tally.valid && proves(explorer, trial, obligation);
      const Bool witness = obligation.witness(trial);
      if (!tally.reached && !witness.term().simplify().is_false()) {
        tally.reached = explorer.can_be(witness);
      }
      const double spent = processor_seconds() - started;
      tally.seconds += spent;
      proving += spent;
    }
    return true;
  });
  const double exploring = processor_seconds() - begun - proving;
  for (auto& [id, tally] : tallies) {
    tally.known = tally.known && explorer.solver_stats().unknowns == 0;
    tally.seconds += exploring / static_cast<double>(tallies.size());
  }
}

template <class TableType>
void prove_laws(Report& report, const Wanted& wanted, const std::string& capacity) {
  Tallies tallies;
  const bool small = std::tuple_size_v<decltype(TableType::slots)> <= 2;
  for (const Kind& kind : kinds(small)) {
    report.working_on("capacity " + capacity + ": " + std::string(name(kind.verb)));
    prove_kind<TableType>(kind, wanted, tallies);
  }
  for (const auto& [id, tally] : tallies) {
    const bool good = tally.is_good();
    report.add({std::string(id), "any policy, any hash", capacity, tally.paths, tally.seconds, good,
                good             ? "proved"
                : !tally.known   ? "unknown"
                : !tally.reached ? "no witness"
                                 : "not proved"});
  }
}

// A faithful table stays so while nothing happens, and a scan sees what the history says.
template <std::size_t capacity>
void prove_scan(Report& report) {
  Explorer explorer;
  const Timeline timeline;
  const auto given = any_situation<Table<capacity>>(Kind{}, timeline);
  rewrite_time(explorer, timeline, given.table, given.history);
  assume(explorer, given);
  explorer.assume(is_sane(timeline));
  const double begun = processor_seconds();
  Bool same(true);
  for (const Instant<Symbolic>& moment : timeline.moments()) {
    same = same && is_faithful(given.table, given.history, moment) &&
           same_answer(scan(given.table, given.history.key, moment),
                       expected_answer(given.history, moment));
  }
  const bool good =
      explorer.proves(same) &&
      explorer.model_of(expected_answer(given.history, timeline.later).held).has_value();
  report.add({"ABSTRACTION", "any policy, any hash",
              capacity == 1 ? "any" : std::to_string(capacity), 1, processor_seconds() - begun,
              good && explorer.solver_stats().unknowns == 0, good ? "proved" : "not proved"});
}

// The base case: an empty table, and a tuple of which nothing has happened yet.
template <std::size_t capacity>
void prove_beginning(Report& report) {
  Explorer explorer;
  const Timeline timeline;
  Table<capacity> table;
  table.policy = any_policy("policy", Reopening::by_sequence_or_timestamp);
  explorer.assume(msl_is_sane(table) && table.policy.capacity <= Symbolic::U32(capacity));
  explorer.assume(is_sane(timeline));
  SymbolicHistory history;
  history.key = any_key("history.key");
  const double begun = processor_seconds();
  const bool good =
      explorer.proves(is_well_formed(table) && is_faithful(table, history, timeline.clock)) &&
      explorer.can_be(Bool(true));
  report.add({"INDUCTION", "the empty table", std::to_string(capacity), 1,
              processor_seconds() - begun, good && explorer.solver_stats().unknowns == 0,
              good ? "proved" : "not proved"});
}

}  // namespace

void prove_time(Report& report, const Wanted& /*wanted*/) {
  Explorer explorer;
  const double begun = processor_seconds();
  const bool good = explorer.proves(time_lemma()) && explorer.model_of(time_lemma()).has_value();
  report.add({"TIME", "any words", "any", 1, processor_seconds() - begun,
              good && explorer.solver_stats().unknowns == 0, good ? "proved" : "not proved"});
}

void prove_abstraction(Report& report, const Wanted& /*wanted*/) {
  prove_scan<1>(report);
  prove_scan<2>(report);
  prove_scan<4>(report);
}

void prove_table(Report& report, const Wanted& wanted) {
  if (is_wanted("INDUCTION", wanted)) {
    prove_beginning<2>(report);
    prove_beginning<4>(report);
  }
  prove_laws<Window>(report, wanted, "any");
  prove_laws<Table<2>>(report, wanted, "2");
  prove_laws<Table<4>>(report, wanted, "4");
}

void prove_eight(Report& report, const Wanted& /*wanted*/) {
  report.file_under("EIGHT");
  prove_lookup_of_eight(report);
  prove_scan<8>(report);
  prove_beginning<8>(report);
  Wanted all;
  for (const Obligation<Table<8>>& obligation : kObligations<Table<8>>) {
    all.push_back(obligation.id);
  }
  prove_laws<Table<8>>(report, all, "8");
}

}  // namespace twomsl::proof
