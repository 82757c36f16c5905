// Two whole hosts over a simulated network, as properties: three tuples at once, opened, used,
// closed and used again, with the bytes of every stream.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/host_network/host_network_record.hpp"
#include "tests/network/conversation_arbitrary.hpp"

namespace twomsl {
namespace {

// Checks 10,000 cases, the same on every run; RC_PARAMS in the environment says otherwise.
template <class Beginning>
HostNetworkCount check_after(const Beginning& beginning) {
  setenv("RC_PARAMS", "seed=20261122 max_success=10000", 0);
  HostNetworkCount met;
  rc::detail::checkGTest([&](const Conversation& conversation) {
    const std::optional<Breach> breach = hold_host_conversation(
        after(beginning(conversation.opening), conversation), host_policies_under_test(), met);
    if (breach) RC_FAIL("broken: " + std::string(breach->law) + "\n" + breach->what);
  });
  EXPECT_GT(met.delivered_bytes, 100'000u) << "the conversations must carry text";
  EXPECT_GT(met.waits, 1000u) << "and lead to what the laws speak of";
  return met;
}

// The record for another tuple.
Turnout on(unsigned tuple, Turnout record) {
  record[0] = static_cast<std::uint8_t>(record[0] | tuple << 6);
  return record;
}

// All tuples ESTABLISHED at both ends.
std::vector<Turnout> opened() {
  std::vector<Turnout> records;
  for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
    records.push_back(on(tuple, tell(Verb::open_active)));
  }
  records.push_back(tell(Verb::exchange, 0, 15));
  return records;
}

// The same, and a copy of each SYN and of A's text stays behind in the network. Then A closes first
// if `first_closer` is 0, and after it the other end.
std::vector<Turnout> closed_with_copies_under_way(unsigned first_closer) {
  std::vector<Turnout> records;
  for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
    records.push_back(on(tuple, tell(Verb::open_active)));
    records.push_back(tell(Verb::arrive_twice, 1, 2 * tuple));
    records.push_back(tell(Verb::arrive_last, 0));
    records.push_back(tell(Verb::arrive_last, 1));
    records.push_back(on(tuple, tell(Verb::send, 0, 1)));
    records.push_back(tell(Verb::arrive_twice, 1, 2 * tuple + 1));
  }
  for (const unsigned end : {first_closer, 1 - first_closer}) {
    for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
      records.push_back(on(tuple, tell(Verb::close, end)));
      records.push_back(tell(Verb::arrive_last, 1 - end));
      records.push_back(tell(Verb::arrive_last, end));
    }
  }
  return records;
}

// Every law of a host and of a connection after each step, the streams of all users, and liveness.
//= rfc9293#3.6.1 MUST-13 type=test
//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostPairLaw, HoldsForEveryConversation) {
  const HostNetworkCount met = check_after([](const Opening&) { return std::vector<Turnout>{}; });
  EXPECT_GT(met.refusals, 1000u);
  EXPECT_GT(met.damaged, 1000u);
}

TEST(HostPairLaw, HoldsForEveryConversationOnceAllIsOpenAndTextUnderWay) {
  check_after([](const Opening&) {
    std::vector<Turnout> records = opened();
    for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
      records.push_back(on(tuple, tell(Verb::send, tuple % 2, 12)));
    }
    return records;
  });
}

//= rfc9293#3.6.1 MAY-2 type=test
TEST(HostPairLaw, HoldsForEveryConversationInTimeWaitWithTheOldUnderWay) {
  const HostNetworkCount met = check_after(
      [](const Opening& opening) { return closed_with_copies_under_way(opening[7] >> 6 & 1u); });
  EXPECT_GT(met.strays, 10u) << "the old must meet the new";
  EXPECT_GT(met.reopenings, 1000u);
  EXPECT_GT(met.returns, 10u);
}

TEST(HostPairLaw, HoldsForEveryConversationThroughANewIncarnation) {
  const HostNetworkCount met = check_after([](const Opening& opening) {
    const unsigned opener = opening[7] >> 6 & 1u;
    std::vector<Turnout> records = closed_with_copies_under_way(1 - opener);
    for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
      records.push_back(on(tuple, tell(Verb::open_active, opener)));
      for (unsigned hop = 0; hop < 3; ++hop) {
        records.push_back(tell(Verb::arrive_last, hop % 2 == 0 ? 1 - opener : opener));
      }
    }
    return records;
  });
  EXPECT_GT(met.strays, 1000u) << "the old must meet the new";
}

TEST(HostPairLaw, HoldsForEveryConversationAfterSimultaneousOpens) {
  check_after([](const Opening&) {
    std::vector<Turnout> records;
    for (unsigned tuple = 0; tuple < kTuples; ++tuple) {
      records.push_back(on(tuple, tell(Verb::open_active, 0)));
      records.push_back(on(tuple, tell(Verb::open_active, 1)));
    }
    return records;
  });
}

}  // namespace
}  // namespace twomsl
