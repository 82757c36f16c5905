// Which policies are valid: each number has its least and its largest value, and one that is
// impossible is named.
#include <gtest/gtest.h>

#include <array>

#include "spec/model/policies.hpp"

namespace twomsl {
namespace {

using Limits = Timeouts<Concrete>;

struct NamedTimeout {
  const char* name;
  Duration<Concrete> Limits::*field;
};

constexpr std::array kTimeouts = {NamedTimeout{"timeouts.r1", &Limits::r1},
                                  NamedTimeout{"timeouts.r2", &Limits::r2},
                                  NamedTimeout{"timeouts.r2_syn", &Limits::r2_syn},
                                  NamedTimeout{"timeouts.fin_wait_2", &Limits::fin_wait_2},
                                  NamedTimeout{"timeouts.last_ack", &Limits::last_ack}};

//= rfc7323#2.3 RFC7323-2.3-7 type=test
TEST(Policy, NamesTheFieldThatItMayNotHave) {
  EXPECT_EQ(invalid_field(safe<Concrete>()), "");
  EXPECT_EQ(invalid_field(strict<Concrete>()), "");
  EXPECT_EQ(invalid_field(rfc9293<Concrete>()), "");
  Policy<Concrete> policy = safe<Concrete>();
  policy.msl = {0};
  EXPECT_EQ(invalid_field(policy), "msl");
  policy = safe<Concrete>();
  policy.scale = 15;
  EXPECT_EQ(invalid_field(policy), "scale");
  policy = safe<Concrete>();
  policy.timeouts.rto_max = {1};
  EXPECT_EQ(invalid_field(policy), "timeouts.rto_max");
}

TEST(PolicyNumbers, OfEachTimeoutAreNoneBelowOneAndNoneBeyondTheLongest) {
  for (const NamedTimeout& timeout : kTimeouts) {
    for (const std::uint64_t us : {std::uint64_t{1}, kLongestTimeoutUs}) {
      auto policy = safe<Concrete>();
      policy.timeouts.*timeout.field = {us};
      EXPECT_EQ(invalid_field(policy), "") << timeout.name << ' ' << us;
    }
    for (const std::uint64_t us : {std::uint64_t{0}, kLongestTimeoutUs + 1}) {
      auto policy = safe<Concrete>();
      policy.timeouts.*timeout.field = {us};
      EXPECT_EQ(invalid_field(policy), timeout.name) << us;
    }
  }
}

TEST(PolicyNumbers, OfTheSegmentSizeFitItsOption) {
  for (const std::uint32_t bytes : {kSmallestMss - 1, kSmallestMss, 0xffffu, 0x10000u}) {
    auto policy = safe<Concrete>();
    policy.mss_bytes = bytes;
    const bool fits = bytes >= kSmallestMss && bytes <= 0xffff;
    EXPECT_EQ(invalid_field(policy), fits ? "" : "mss_bytes") << bytes;
  }
}

TEST(PolicyNumbers, OfTheScaleAreAtMostFourteenHoweverLargeTheBuffer) {
  auto policy = safe<Concrete>();
  policy.rcv_buffer_bytes = kLargestWindow;
  policy.scale = 14;
  EXPECT_EQ(invalid_field(policy), "");
  policy.scale = 15;
  EXPECT_EQ(invalid_field(policy), "scale");
}

TEST(PolicyNumbers, OfTheScaleLeaveTwoUnitsOfItInTheBuffer) {
  auto policy = safe<Concrete>();
  policy.scale = 7;
  policy.rcv_buffer_bytes = 2u << 7;
  EXPECT_EQ(invalid_field(policy), "");
  policy.rcv_buffer_bytes = (2u << 7) - 1;
  EXPECT_EQ(invalid_field(policy), "scale");
}

TEST(PolicyNumbers, OfATableBeginWithTheMslOfRfc9293) {
  EXPECT_EQ(policy_with<Concrete>({}, 4).msl.us, kRfcMslUs);
}

}  // namespace
}  // namespace twomsl
