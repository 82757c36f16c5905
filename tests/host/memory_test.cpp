// What a running host keeps its control blocks and ports in: the heap of deadlines, the choice of
// a port, and the credit that waits share.
#include <gtest/gtest.h>

#include "core/host/concrete/concrete_host.hpp"
#include "core/host/concrete/deadlines.hpp"
#include "core/host/concrete/ports.hpp"
#include "core/host/credit.hpp"
#include "spec/model/policies.hpp"

namespace twomsl {
namespace {

Deadlines seven_blocks() {
  Deadlines deadlines = make_deadlines(7);
  const std::uint64_t at_us[] = {1, 50, 2, 60, 70, 3, 4};
  for (std::uint32_t block = 0; block < 7; ++block) {
    deadlines.add(block);
    deadlines.bring_forward(block, at_us[block]);
  }
  return deadlines;
}

// Removed is one whose parent is later than the last, which takes its place, among others.
TEST(Deadlines, AreNeverBeforeTheirParentsWhicheverIsRemoved) {
  for (std::uint32_t removed = 0; removed < 7; ++removed) {
    Deadlines deadlines = seven_blocks();
    deadlines.remove(removed);
    for (std::size_t at = 1; at < deadlines.heap.size(); ++at) {
      EXPECT_LE(deadlines.heap[(at - 1) / 2].at_us, deadlines.heap[at].at_us) << removed;
      EXPECT_EQ(deadlines.position[deadlines.heap[at].block], at) << removed;
    }
  }
}

TEST(Credit, OfTuplesThatShareItIsWhatTheOneWithLessHasLeft) {
  auto running = make_host<Ipv4Stores>(safe<Concrete>(), {}, {1, 2});
  const Ipv4Host::Event event{.key = {1, 2, 3}};
  HostOutcome<Concrete> out;
  HostStepContext<Ipv4Stores> ctx{running.host, event, out};
  Connection<Concrete> c;
  for (const std::uint64_t spent_us : {700u, 1000u, 900u}) {
    c.ack_credit = {spent_us};
    keep_credit(ctx, c);
  }
  EXPECT_EQ(credit_of(ctx).us, 1000u);
}

// RFC 6056 section 3.3.3.
TEST(Ports, BeginWhereTheHashAndTheCounterSay) {
  std::uint32_t next = 2;
  EXPECT_EQ(choose_port({1000, 1009}, 3, next, [](std::uint16_t) { return true; }), 1005);
  EXPECT_EQ(choose_port({1000, 1009}, 3, next, [](std::uint16_t) { return true; }), 1006);
}

}  // namespace
}  // namespace twomsl
