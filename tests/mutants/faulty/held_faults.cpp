// Faulty lists of held ranges: one range too long, too short, lost, or one too many.
#include <random>

#include "core/connection/reassembly.hpp"
#include "spec/laws/connection/reassembly_laws.hpp"
#include "tests/mutants/faulty/weak_laws.hpp"

namespace twomsl::mutants {
namespace {

constexpr unsigned kLists = 3000;
constexpr unsigned kFaultsOfAList = 10;
constexpr std::uint32_t kSpan = 40;  // numbers that texts are taken from, so that many touch

using Held = HeldRanges<Concrete>;
using Number = Seq<Concrete>;

class Draws {
 public:
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }

  Range<Concrete> range(Number nxt) {
    const Number begin = nxt + below(kSpan);
    return {begin, begin + 1u + below(4)};
  }

  // The list, wrong in one range.
  Held wrong(const Held& right, Number nxt) {
    std::vector<Range<Concrete>> ranges(right.begin(), right.end());
    ranges.insert(ranges.begin() + below(static_cast<std::uint32_t>(ranges.size()) + 1),
                  range(nxt));
    const std::uint32_t at = below(static_cast<std::uint32_t>(ranges.size()));
    const unsigned change = below(4);
    if (change != 0 && ranges.size() > 1) ranges.erase(ranges.begin() + at);
    Range<Concrete>& one = ranges[below(static_cast<std::uint32_t>(ranges.size()))];
    if (change == 2) one.begin = one.begin + below(3) - 1u;
    if (change == 3) one.end = one.end + below(3) - 1u;
    Held list;
    for (std::uint32_t i = 0; i < ranges.size(); ++i) list.replace_if(true, i, i, ranges[i]);
    return list;
  }

 private:
  std::mt19937 random_{1};
};

void ask_of_list(WeakLaws& laws, Draws& draws) {
  const Number nxt{draws.below(2) == 0 ? 0u : 0xffff'fff0u};
  Held before;
  for (std::uint32_t texts = draws.below(6); texts > 0; --texts) {
    static_cast<void>(hold_range(before, draws.range(nxt + 1u)));
  }
  const Range<Concrete> added = draws.range(nxt + 1u);
  Held holding = before;
  static_cast<void>(hold_range(holding, added));
  Held absorbing = before;
  const Number moved = nxt + draws.below(kSpan);
  const Number reached = absorb(absorbing, moved);
  for (unsigned i = 0; i < kFaultsOfAList; ++i) {
    const Held held = draws.wrong(holding, nxt);
    const Held absorbed = draws.wrong(absorbing, reached);
    laws.ask("INV-DATA", "apart", [&] { return are_apart(held, nxt); });
    laws.ask("INV-DATA", "in order", [&] { return are_in_order(held, nxt); });
    for (std::uint32_t k = 0; k < kSpan + 8; ++k) {
      laws.ask("INV-DATA", "holds", [&] { return inv_data_holds(before, added, held, nxt + k); });
      laws.ask("INV-DATA", "absorbs", [&] {
        return inv_data_absorbs(before, absorbed, {moved, reached}, nxt + k);
      });
    }
  }
}

}  // namespace

void ask_of_held_ranges(WeakLaws& laws) {
  Draws draws;
  for (unsigned i = 0; i < kLists && !laws.is_done(); ++i) ask_of_list(laws, draws);
}

}  // namespace twomsl::mutants
