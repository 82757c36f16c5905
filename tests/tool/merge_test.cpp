// twomsl audit --shard and twomsl merge: all shards together say what one run says, byte for byte.
#include "oracle/shard/merge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "oracle/report/report.hpp"
#include "oracle/shard/shard_lines.hpp"
#include "tests/oracle/conversation.hpp"
#include "tests/tool/program_run.hpp"
#include "tests/tool/shards.hpp"

namespace twomsl::test {
namespace {

namespace fs = std::filesystem;
using oracle::AuditOptions;
using oracle::ShardFile;

std::vector<std::string> captures_in(const fs::path& folder, std::size_t each = 1) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool is_capture =
        name.find(".pcap") != std::string::npos || name.find(".cap") != std::string::npos;
    if (entry.is_regular_file() && is_capture) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> some;
  for (std::size_t i = 0; i < files.size(); i += each) some.push_back(files[i]);
  return some;
}

TEST(Merge, SaysOfTheBundledCapturesWhatOneRunSays) {
  const auto files = captures_in(TWOMSL_SOURCE "/oracle/captures");
  ASSERT_GT(files.size(), 20u);
  for (const std::string& file : files) {
    expect_same(file);
    expect_same(file, {.msl_s = 30, .profile = oracle::Profile::linux_stack});
  }
}

TEST(Merge, SaysOfCapturesFromTheFieldWhatOneRunSays) {
  const fs::path folder = TWOMSL_SHARED "/data/field";
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there";
  for (const std::string& file : captures_in(folder)) expect_same(file);
}

TEST(Merge, SaysOfPublicCapturesWhatOneRunSays) {
  const fs::path folder = TWOMSL_SHARED "/data/captures";
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there";
  for (const std::string& file : captures_in(folder, 5)) expect_same(file);
}

// Conversations whose verdict or story hangs on what another one shows, each from a port of its
// own, so that they lie in several shares.
class MergeAcross : public testing::Test {
 protected:
  void expect_same_of(const Bytes& capture, const std::string& said) {
    const fs::path file = folder_.file("capture.pcap");
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(capture.data()),
               static_cast<std::streamsize>(capture.size()));
    EXPECT_TRUE(holds(words_of(oracle::audit_file(file.string(), {}), {}), said)) << said;
    expect_same(file.string());
  }

  // The part of all conversations must not lie in one share, or this tests nothing.
  void TearDown() override {
    std::size_t in_use = 0;
    for (std::uint32_t k = 1; k <= 2; ++k) {
      const auto share = oracle::audit_share(folder_.file("capture.pcap").string(), {}, {k, 2});
      if (share.summary.connections != 0) ++in_use;
    }
    EXPECT_EQ(in_use, 2u);
  }

  TestFolder folder_{"twomsl_merge_"};
};

Conversation closing(std::uint16_t port, double at_s) {
  Conversation c;
  c.s_port = port;
  return c.at(at_s).open().close();
}

// Of many slots that are held longer at least one lies in another share than the one that is gone.
TEST_F(MergeAcross, ThePartyThatConvictsItselfByAnotherSlot) {
  Conversation all = closing(4000, 0).age(10).fin_again().reset_by_s();
  for (std::uint16_t i = 1; i < 8; ++i) {
    const auto port = static_cast<std::uint16_t>(4000 + i);
    all.beside(closing(port, 0.1 * i).age(40).fin_again().s({}));
  }
  expect_same_of(capture_of(all), "convicts itself");
}

TEST_F(MergeAcross, ASlotThatWasEvictedUnderPressure) {
  Conversation all;
  for (std::uint16_t i = 0; i < 4; ++i) {
    const auto port = static_cast<std::uint16_t>(4000 + i);
    all.beside(closing(port, 0.1 * i).age(2).fin_again().reset_by_s());
  }
  for (std::uint16_t i = 4; i < 12; ++i) {
    const auto port = static_cast<std::uint16_t>(4000 + i);
    all.beside(closing(port, 0.1 * i).age(3).fin_again().s({}));
  }
  expect_same_of(capture_of(all), "pressure-eviction");
}

TEST_F(MergeAcross, AChecksumThatIsDoubtedForWhatElseItsSenderSends) {
  Conversation all = Conversation{}.s({.flags = kFin | kAck, .bytes = 8, .checksum_wrong = true});
  all.p({.flags = kFin | kAck}).s({.seq = kIsnS + 20, .bytes = 3});
  for (std::uint16_t i = 1; i < 8; ++i) {
    all.beside(closing(static_cast<std::uint16_t>(4000 + i), 5.0 + i));
  }
  expect_same_of(capture_of(all), "\"wrong_checksums\":[{");
}

TEST_F(MergeAcross, AClockThatStepsBackInAnotherTuple) {
  Conversation all = closing(4000, 100);
  for (std::uint16_t i = 1; i < 8; ++i) {
    all.append(closing(static_cast<std::uint16_t>(4000 + i), i % 2 == 0 ? 200 : 50));
  }
  all.append(closing(4000, 120).age(1).fin_again().reset_by_s());
  expect_same_of(capture_of(all), "\"clock_steps\":4");
}

TEST_F(MergeAcross, FramesThatAllBearTheSameTime) {
  Conversation all;
  for (std::uint16_t i = 0; i < 8; ++i) {
    Conversation c;
    c.s_port = static_cast<std::uint16_t>(4000 + i);
    all.append(c.at(0).s({.flags = kSyn}).at(0).s({}).at(0).s({.flags = kFin | kAck}));
  }
  expect_same_of(capture_of(all), "clock-useless");
}

// Whether a tuple is new again depends on its own silence, not on who else opens meanwhile.
TEST(Forgetting, DoesNotDependOnOtherTuples) {
  for (const double pause_s : {470.0, 490.0}) {
    Conversation quiet = closing(4000, 0).at(pause_s).open().close();
    Conversation busy = quiet;
    for (std::uint16_t i = 1; i < 90; ++i) {
      busy.beside(closing(static_cast<std::uint16_t>(5000 + i), 5.4 * i));
    }
    const std::size_t reused = audit_of(quiet).summary.facts.reuse_ages_ns.size();
    EXPECT_EQ(reused, pause_s < 480 ? 1u : 0u);
    EXPECT_EQ(audit_of(busy).summary.facts.reuse_ages_ns.size(), reused) << pause_s;
  }
}

class MergeRefuses : public testing::Test {
 protected:
  const std::string capture_ = TWOMSL_SOURCE "/oracle/captures/museum-nt4.pcap";
  const std::string other_ = TWOMSL_SOURCE "/oracle/captures/lwip-2.1.3-timewait.pcap";

  static std::string error_of(std::vector<ShardFile> shards) {
    return oracle::merge(std::move(shards)).error;
  }
};

TEST_F(MergeRefuses, AShardThatIsMissingOrTwiceThere) {
  const ShardFile one = shard_of({capture_}, {1, 3});
  const ShardFile three = shard_of({capture_}, {3, 3});
  EXPECT_EQ(error_of({one, three}), "these shards are missing: 2/3");
  EXPECT_EQ(error_of({three}), "these shards are missing: 1/3, 2/3");
  EXPECT_TRUE(holds(error_of({one, one, three}), "are both shard 1/3"));
  EXPECT_TRUE(holds(error_of({one, shard_of({capture_}, {2, 2})}), "the same number of shards"));
}

TEST_F(MergeRefuses, ShardsOfOtherCapturesOrOptions) {
  const ShardFile one = shard_of({capture_}, {1, 2});
  EXPECT_TRUE(holds(error_of({one, shard_of({other_}, {2, 2})}), "not of the same captures"));
  EXPECT_TRUE(holds(error_of({one, shard_of({capture_, other_}, {2, 2})}), "1 and 2 captures"));
  EXPECT_TRUE(holds(error_of({one, shard_of({capture_}, {2, 2}, with_msl(30))}), "--msl"));
  AuditOptions doubting;
  doubting.granted = doubting.granted.without(oracle::Assumption::one_stack);
  EXPECT_NE("", error_of({one, shard_of({capture_}, {2, 2}, doubting)}));
  ShardFile newer = shard_of({capture_}, {2, 2});
  newer.run.version = "newer";
  EXPECT_TRUE(holds(error_of({one, newer}), "different versions"));
}

TEST_F(MergeRefuses, WhatIsCutShortAndWhatIsNoShard) {
  const auto error_in = [](const std::string& words) {
    std::istringstream in(words);
    return oracle::read_shard_file("x", in).error;
  };
  EXPECT_TRUE(holds(error_in(""), "it is empty"));
  EXPECT_TRUE(holds(error_in("frame 9\n"), "not what twomsl audit --shard writes"));
  EXPECT_TRUE(holds(error_in("{\"type\":\"summary\"}\n"), "not what twomsl audit --shard"));
  const std::string begun = oracle::first_line({"test", {1, 2}, {}});
  EXPECT_TRUE(holds(error_in(begun), "it has no end"));
  EXPECT_TRUE(holds(error_in(begun + "{\"type\":\"shard-st"), "line 2: it is no JSON"));
  EXPECT_TRUE(holds(error_in(begun + "{\"type\":\"shard-story\"}\n"), "line 2: "));
  EXPECT_EQ(error_in(begun + oracle::last_line()), "");
}

class MergeTool : public testing::Test {
 protected:
  [[nodiscard]] ProgramResult run(const std::string& arguments) const {
    return folder_.run("'" TWOMSL_BINARY "' " + arguments);
  }
  const std::string files_ = " '" TWOMSL_SOURCE "/oracle/captures/museum-nt4.pcap' '" TWOMSL_SOURCE
                             "/oracle/captures/lwip-2.1.3-timewait.pcap'";

 private:
  TestFolder folder_{"twomsl_merge_tool_"};
};

TEST_F(MergeTool, PrintsWhatOneRunPrintsAndEndsAsItDoes) {
  for (const char* k : {"1", "2", "3"}) {
    const auto result =
        run("audit --msl 30 --shard " + std::string(k) + "/3" + files_ + " | tee " + k + ".jsonl");
    EXPECT_EQ(result.status, 0) << result.err;
  }
  for (const char* format : {"", "--json ", "--quiet "}) {
    const auto whole = run("audit --msl 30 " + std::string(format) + files_);
    const auto merged = run("merge " + std::string(format) + "3.jsonl 1.jsonl 2.jsonl");
    EXPECT_EQ(merged.out, whole.out);
    EXPECT_EQ(merged.status, whole.status);
  }
  const auto missing = run("merge 1.jsonl 3.jsonl");
  EXPECT_EQ(missing.status, 3);
  EXPECT_EQ(missing.out, "");
  EXPECT_EQ(missing.err, "twomsl: these shards are missing: 2/3\n");
}

TEST_F(MergeTool, RefusesSharesThatAreNoneAndReportsOfAShare) {
  for (const char* word : {"0/3", "4/3", "1", "1/", "/2", "1/257", "a/b", "1/2/3", "-1/2"}) {
    const auto result = run("audit '--shard=" + std::string(word) + "'" + files_);
    EXPECT_EQ(result.status, 2) << word;
    EXPECT_TRUE(holds(result.err, "is no share")) << result.err;
  }
  for (const char* option : {"--json", "--strict", "--quiet"}) {
    const auto result = run("audit --shard 1/2 " + std::string(option) + files_);
    EXPECT_EQ(result.status, 2) << option;
    EXPECT_TRUE(holds(result.err, "twomsl merge")) << result.err;
  }
}

}  // namespace
}  // namespace twomsl::test
