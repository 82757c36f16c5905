// Time in the proofs: three moments in order, and the lemmas that turn their arithmetic into logic.
//
// The table compares deadlines with the clock; the laws subtract the clock from the last restart.
// That both agree is a fact about 64-bit words, proved once (theorem TIME), for all words. Used as
// rewrite rules, its instances relieve every other theorem of 64-bit sums: 1 s a path became 0.02.
#pragma once

#include "proofs/engine/explorer.hpp"
#include "proofs/table/table_model.hpp"

namespace twomsl::proof {

/// The moment of the last step, of this one, and of some later look.
struct Timeline {
  Instant<Symbolic> clock{any_quad("clock_us")};
  Instant<Symbolic> now{any_quad("event.now_us")};
  Instant<Symbolic> later{any_quad("later_us")};

  [[nodiscard]] std::array<Instant<Symbolic>, 3> moments() const { return {clock, now, later}; }
};

/// What is assumed of time: the clock never runs backwards and stays below its end.
[[nodiscard]] Bool is_sane(const Timeline& timeline);

/// Reads is_waiting of the followed tuple, at the three moments, as logic.
void rewrite_waits(Explorer& explorer, const Timeline& timeline, const SymbolicHistory& history,
                   const Duration<Symbolic>& msl);

/// Reads "the deadline of `word` has come", at the three moments, as logic.
void rewrite_deadline(Explorer& explorer, const Timeline& timeline,
                      const DeadlineWord<Symbolic>& word, const SymbolicHistory& history);

/// Installs all rewrite rules for a table, a followed tuple and a timeline.
template <class Table>
void rewrite_time(Explorer& explorer, const Timeline& timeline, const Table& table,
                  const SymbolicHistory& history) {
  rewrite_waits(explorer, timeline, history, table.policy.msl);
  for (const auto& slot : table.slots) {
    rewrite_deadline(explorer, timeline, slot.deadline_word, history);
  }
}

/// The lemma behind every rule above: valid for all words. The theorem TIME. Were deadlines
/// `late_us` late, it would not be.
[[nodiscard]] Bool time_lemma(std::uint64_t late_us = 0);

}  // namespace twomsl::proof
