#include "tool/budget/budget.hpp"

#include <algorithm>
#include <cmath>

#include "core/table/concrete_table.hpp"

namespace twomsl::tool {
namespace {

constexpr double kOneInAMillion = 1e-6;

// Opens that come while one slot is held, its own included: the slot is free again for the next.
std::uint64_t opens_of(double rate, double hold_s) {
  // What a double has lost in the product must not ask for one more.
  return static_cast<std::uint64_t>(std::max(1.0, std::ceil(rate * hold_s * (1 - 1e-12))));
}

// Of so many opens the first `slots` find a slot.
double excess(std::uint64_t opens, std::uint64_t slots) {
  if (opens <= slots) return 0;
  return 1 - static_cast<double>(slots) / static_cast<double>(opens);
}

std::uint64_t slots_for_random(double offered) {
  double inverse = 1;
  std::uint64_t slots = 0;
  while (1 / inverse > kOneInAMillion) {
    ++slots;
    inverse = 1 + inverse * static_cast<double>(slots) / offered;
  }
  return slots;
}

// A connection gives its slot back at the latest when `slots` more have come.
Share evicted_within(const Load& load, double after_s) {
  const double end_s = load.life_s + after_s;
  // The one that evicts takes the slot itself: a wait that is over at that moment was not cut.
  return {opens_of(load.rate, end_s) > load.slots ? 1.0 : 0.0,
          poisson_tail(load.rate * end_s, load.slots)};
}

double chance_of_reuse(const Load& load, double exposed_s) {
  return 1 - std::exp(-load.rate * exposed_s / load.ports);
}

}  // namespace

double erlang_b(double offered, std::uint64_t slots) {
  double inverse = 1;
  for (std::uint64_t n = 1; n <= slots; ++n) {
    inverse = 1 + inverse * static_cast<double>(n) / offered;
    if (std::isinf(inverse)) return 0;
  }
  return 1 / inverse;
}

double poisson_tail(double mean, std::uint64_t least) {
  if (least == 0) return 1;
  // Sums away from the mean, so that terms only fall: first those at or above, or those below.
  const auto from = static_cast<double>(least);
  const auto term = [mean](double k) {
    return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
  };
  double sum = 0;
  if (from > mean) {
    double one = term(from);
    for (double k = from; one > sum * 1e-17; one *= mean / ++k) sum += one;
    return std::min(sum, 1.0);
  }
  double one = term(from - 1);
  for (double k = from - 1; k >= 0 && one > sum * 1e-17; one *= k-- / mean) sum += one;
  return std::max(0.0, 1 - sum);
}

Budget budget_of(const Load& load) {
  Budget budget;
  budget.slots_in_use = load.rate * load.hold_s();
  budget.slots_even = opens_of(load.rate, load.hold_s());
  budget.slots_random = slots_for_random(budget.slots_in_use);
  budget.rate_even = load.slots / load.hold_s();
  budget.refused = {excess(budget.slots_even, load.slots),
                    erlang_b(budget.slots_in_use, load.slots)};
  budget.cut = evicted_within(load, load.wait_s());
  const double lasts_s = std::max(0.0, load.slots / load.rate - load.life_s);
  budget.cut_after_s = std::min(lasts_s, load.wait_s());
  budget.without = {excess(opens_of(load.rate, load.wait_s()), load.slots),
                    erlang_b(load.rate * load.wait_s(), load.slots)};
  budget.exposed_evicting = evicted_within(load, load.delay_s);
  budget.exposed_s = std::max(0.0, load.delay_s - lasts_s);
  budget.exposed_refusing = budget.without;
  budget.clients = std::ceil(budget.slots_in_use / load.ports * (1 - 1e-12));
  budget.rate_of_client = load.ports / load.hold_s();
  budget.reused_evicting = chance_of_reuse(load, budget.exposed_s);
  budget.reused_refusing = chance_of_reuse(load, load.delay_s);
  const std::uint64_t slots = slots_for(load.slots);
  budget.bytes_ipv4 = slots * sizeof(Ipv4Table::SlotType);
  budget.bytes_ipv6 = slots * sizeof(Ipv6Table::SlotType);
  return budget;
}

}  // namespace twomsl::tool
