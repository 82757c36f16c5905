// Two connections over the simulated network, as properties: random conversations, biased to the
// boundaries of time, of sequence numbers and of buffers.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "tests/network/conversation_arbitrary.hpp"

namespace twomsl {

namespace {

// Checks 10,000 cases, the same on every run; RC_PARAMS in the environment says otherwise.
template <class Property>
void check(const Property& property) {
  setenv("RC_PARAMS", "seed=20261122 max_success=10000", 0);
  rc::detail::checkGTest(property);
}

void require_lawful(const Conversation& conversation) {
  if (const std::optional<Breach> breach =
          hold_conversation(conversation, honest_policies_under_test())) {
    RC_FAIL("broken: " + std::string(breach->law) + "\n" + breach->what);
  }
}

// Both ends ESTABLISHED.
std::vector<Turnout> opened() {
  return {tell(Verb::open_passive, 1), tell(Verb::open_active, 0), tell(Verb::exchange, 0, 3)};
}

// A in TIME-WAIT, B CLOSED.
std::vector<Turnout> closed() {
  std::vector<Turnout> records = opened();
  records.insert(records.end(), {tell(Verb::close, 0), tell(Verb::exchange, 0, 3),
                                 tell(Verb::close, 1), tell(Verb::exchange, 0, 3)});
  return records;
}

// Every law of one connection after each step, the streams of both users, and liveness.
//= rfc9293#3.6.1 MUST-13 type=test
//= rfc9293#3.6.1 MAY-2 type=test
TEST(PairLaw, HoldsForEveryConversation) {
  check([](const Conversation& conversation) { require_lawful(conversation); });
}

TEST(PairLaw, HoldsForEveryConversationOnceTheConnectionIsOpen) {
  check([](const Conversation& conversation) { require_lawful(after(opened(), conversation)); });
}

TEST(PairLaw, HoldsForEveryConversationWhoseTextIsLost) {
  check([](const Conversation& conversation) {
    std::vector<Turnout> records = opened();
    for (unsigned end = 0; end < 2; ++end) {
      records.push_back(tell(Verb::send, end, conversation.opening[7]));
      records.push_back(tell(Verb::lose, 1 - end, conversation.opening[5]));
    }
    require_lawful(after(records, conversation));
  });
}

TEST(PairLaw, HoldsForEveryConversationAfterAHalfClose) {
  check([](const Conversation& conversation) {
    std::vector<Turnout> records = opened();
    records.insert(records.end(), {tell(Verb::close, 0), tell(Verb::exchange, 0, 3)});
    require_lawful(after(records, conversation));
  });
}

TEST(PairLaw, HoldsForEveryConversationAfterASimultaneousOpen) {
  check([](const Conversation& conversation) {
    require_lawful(after({tell(Verb::open_active, 0), tell(Verb::open_active, 1)}, conversation));
  });
}

TEST(PairLaw, HoldsForEveryConversationAfterASimultaneousClose) {
  check([](const Conversation& conversation) {
    std::vector<Turnout> records = opened();
    records.insert(records.end(), {tell(Verb::close, 0), tell(Verb::close, 1)});
    require_lawful(after(records, conversation));
  });
}

TEST(PairLaw, HoldsForEveryConversationInTimeWait) {
  check([](const Conversation& conversation) { require_lawful(after(closed(), conversation)); });
}

TEST(PairLaw, HoldsForEveryConversationThroughAReopenedTimeWait) {
  check([](const Conversation& conversation) {
    std::vector<Turnout> records = closed();
    records.insert(records.end(), {tell(Verb::open_active, 1), tell(Verb::arrive, 0)});
    require_lawful(after(records, conversation));
  });
}

}  // namespace
}  // namespace twomsl
