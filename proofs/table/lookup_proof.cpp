// LOOKUP: the search along a run finds what is there, and where a newcomer belongs.
#include "proofs/engine/timeline.hpp"
#include "proofs/table/table_theorems.hpp"

namespace twomsl::proof {
namespace {

template <std::size_t capacity>
using Table = SymbolicTable<capacity, RunSearch>;

template <std::size_t capacity>
void prove_lookup(Report& report) {
  Explorer explorer;
  const auto table = any_table<Table<capacity>>(Reopening::by_sequence_or_timestamp);
  const Key key = any_key("key");
  const Instant<Symbolic> now{any_quad("now_us")};
  explorer.assume(is_well_formed(table));
  const double begun = processor_seconds();
  bool valid = true;
  bool reached = false;
  explorer.explore([&] {
    const SearchResult place = table.search(table, key);
    valid = valid && explorer.proves(is_correct_result(table, key, place) &&
                                     same_answer(look_up(table, key, now), scan(table, key, now)));
    // A key that lies away from its home is found.
    reached = reached ||
              (place.found && explorer.model_of(Symbolic::U32(0u) < displacement(table, place.at)));
    return true;
  });
  const bool good = valid && reached && explorer.solver_stats().unknowns == 0;
  report.add({"LOOKUP", "any policy, any hash", std::to_string(capacity),
              explorer.solver_stats().paths, processor_seconds() - begun, good,
              good ? "proved" : "not proved"});
}

}  // namespace

void prove_lookups(Report& report, const Wanted& /*wanted*/) {
  report.working_on("look-up");
  prove_lookup<2>(report);
  prove_lookup<4>(report);
}

void prove_lookup_of_eight(Report& report) { prove_lookup<8>(report); }

}  // namespace twomsl::proof
