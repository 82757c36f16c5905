// Reopening from TIME-WAIT by example: MAY-2 of RFC 9293 section 3.6.1 (freeze, thaw, complete) and
// the cases of RFC 6191 section 2.
#include <gtest/gtest.h>

#include "tests/table/table_fixture.hpp"

namespace twomsl {
namespace {

//= rfc9293#3.6.1 MAY-2 type=test
TEST(TimeWaitReopening, ReturnsToTimeWaitWhenTheSynWasAnOldDuplicate) {
  TableFixture table(table_policy(safe<Concrete>(), 4));
  table.enter();
  table.wait(100);
  EXPECT_EQ(table.syn({.seq = {1000}}), TableResult::done);
  EXPECT_TRUE(table.holds());
  EXPECT_TRUE(table.is_frozen());
  EXPECT_EQ(table.account(), Account(0, 1));
  EXPECT_EQ(table.apply(TableVerb::thaw), TableResult::done);
  EXPECT_FALSE(table.is_frozen());
  table.wait(kTwoMslUs - 101);
  EXPECT_TRUE(table.holds());
  table.wait(1);
  EXPECT_FALSE(table.holds());
}

TEST(TimeWaitReopening, TurnsTheSlotIntoAReservationWhenEstablished) {
  TableFixture table(table_policy(safe<Concrete>(), 4));
  table.enter();
  table.syn({.seq = {1000}});
  EXPECT_EQ(table.apply(TableVerb::complete_reopening), TableResult::done);
  EXPECT_FALSE(table.holds());
  EXPECT_EQ(table.account(), Account(1, 0));
}

TEST(TimeWaitReopening, KeepsAFrozenSlotBeyondTwoMsl) {
  TableFixture table(table_policy(safe<Concrete>(), 4));
  table.enter();
  table.syn({.seq = {1000}});
  table.wait(2 * kTwoMslUs);
  table.apply(TableVerb::expire);
  EXPECT_TRUE(table.holds());
  table.apply(TableVerb::thaw);
  EXPECT_FALSE(table.holds());
}

TEST(TimeWaitReopening, NeedsAReopeningUnderWayToBeCompletedOrUndone) {
  TableFixture table(table_policy(safe<Concrete>(), 4));
  EXPECT_EQ(table.apply(TableVerb::thaw), TableResult::not_held);
  EXPECT_EQ(table.apply(TableVerb::complete_reopening), TableResult::not_held);
  EXPECT_EQ(table.syn({.seq = {1000}}), TableResult::not_held);
  table.enter();
  EXPECT_EQ(table.apply(TableVerb::thaw), TableResult::not_frozen);
  EXPECT_EQ(table.apply(TableVerb::complete_reopening), TableResult::not_frozen);
  table.syn({.seq = {1000}});
  EXPECT_EQ(table.syn({.seq = {1000}}), TableResult::frozen);
}

TEST(TimeWaitReopening, IsNotEnabledUnderStrict) {
  TableFixture table(table_policy(strict<Concrete>(), 4));
  table.enter();
  EXPECT_EQ(table.syn({.seq = {1000}}), TableResult::not_enabled);
  EXPECT_FALSE(table.is_frozen());
}

// A SYN in TIME-WAIT and whether it may reopen; the FIN's last number was 999.
struct SynCase {
  const char* name;
  bool old_ts;
  Arrival<Concrete> syn;
  bool accepted;

  friend std::ostream& operator<<(std::ostream& out, const SynCase& c) { return out << c.name; }
};

Arrival<Concrete> plain(std::uint32_t seq) { return {.seq = {seq}}; }
Arrival<Concrete> stamped(std::uint32_t seq, std::uint32_t ts_val) {
  return {.seq = {seq}, .has_ts = true, .ts_val = ts_val};
}

class Rfc6191Section2 : public ::testing::TestWithParam<SynCase> {};

//= rfc6191#2 RFC6191-2-1 type=test
//= rfc9293#3.6.1 SHLD-4 type=test
TEST_P(Rfc6191Section2, DecidesWhichSynReopens) {
  TableFixture table(table_policy(rfc9293<Concrete>(), 4));
  table.record.ts_on = GetParam().old_ts;
  table.enter();
  EXPECT_EQ(table.syn(GetParam().syn),
            GetParam().accepted ? TableResult::done : TableResult::guard_failed);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Rfc6191Section2,
    ::testing::Values(SynCase{"BothTsNewer", true, stamped(1, 501), true},
                      SynCase{"BothTsEqualSeqNewer", true, stamped(1000, 500), true},
                      SynCase{"BothTsEqualSeqOfTheFin", true, stamped(999, 500), false},
                      SynCase{"BothTsOlder", true, stamped(1000, 499), false},
                      SynCase{"BothTsAtTheAntipode", true, stamped(1000, 500 + (1u << 31)), false},
                      SynCase{"OldTsOnlySeqNewer", true, plain(1000), true},
                      SynCase{"OldTsOnlySeqOfTheFin", true, plain(999), false},
                      SynCase{"NewTsOnlyWhateverSeq", false, stamped(1, 0), true},
                      SynCase{"NeitherSeqNewer", false, plain(1000), true},
                      SynCase{"NeitherSeqAtTheAntipode", false, plain(999 + (1u << 31)), false},
                      SynCase{"NeitherSeqOlder", false, plain(998), false}),
    [](const auto& c) { return std::string(c.param.name); });

TEST(TimeWaitReopening, BySequenceOrTimestampNeedsTheLaterOfTimestampsOrElseOfNumbers) {
  const std::pair<Arrival<Concrete>, bool> cases[] = {{plain(1000), true},
                                                      {plain(999), false},
                                                      {stamped(1000, 500), true},
                                                      {stamped(1000, 499), false},
                                                      {stamped(999, 500), false},
                                                      {stamped(999, 501), true},
                                                      {stamped(999, 500 + (1u << 31)), false},
                                                      {plain(999 + (1u << 31)), true},
                                                      {plain(1000 + (1u << 31)), false}};
  for (const auto& [syn, accepted] : cases) {
    TableFixture table(table_policy(safe<Concrete>(), 4));
    table.enter();
    EXPECT_EQ(table.syn(syn), accepted ? TableResult::done : TableResult::guard_failed)
        << "SEQ " << syn.seq.value << ", TSval " << syn.ts_val;
  }
}

}  // namespace
}  // namespace twomsl
