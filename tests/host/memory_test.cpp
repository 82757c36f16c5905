// What a running host keeps its control blocks and ports in: the heap of deadlines, and the choice
// of a port.
#include <gtest/gtest.h>

#include <vector>

#include "core/host/concrete/deadlines.hpp"
#include "core/host/concrete/ports.hpp"

namespace twomsl {
namespace {

// The blocks in the order of their deadlines.
std::vector<std::uint32_t> drained(Deadlines deadlines) {
  std::vector<std::uint32_t> order;
  while (!deadlines.is_empty()) {
    order.push_back(deadlines.first());
    deadlines.remove(deadlines.first());
  }
  return order;
}

// Block 5 takes the place of the one that is removed, below a parent that is later than it.
TEST(Deadlines, StayInOrderWhenTheLastTakesTheRemovedOnesPlace) {
  Deadlines deadlines = make_deadlines(7);
  const std::uint64_t at_us[] = {1, 50, 2, 60, 70, 3, 4};
  for (std::uint32_t block = 0; block < 7; ++block) {
    deadlines.add(block);
    deadlines.bring_forward(block, at_us[block]);
  }
  deadlines.remove(3);
  EXPECT_EQ(drained(deadlines), (std::vector<std::uint32_t>{0, 2, 5, 6, 1, 4}));
}

// RFC 6056 section 3.3.3.
TEST(Ports, BeginWhereTheHashAndTheCounterSay) {
  std::uint32_t next = 2;
  EXPECT_EQ(choose_port({1000, 1009}, 3, next, [](std::uint16_t) { return true; }), 1005);
  EXPECT_EQ(choose_port({1000, 1009}, 3, next, [](std::uint16_t) { return true; }), 1006);
}

}  // namespace
}  // namespace twomsl
