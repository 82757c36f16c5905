// A part of an audit: --rule, --flow, --baseline and --fail-on, in the reports and in the status.
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <vector>

#include "tests/oracle/conversation.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl::test {
namespace {

using Result = ProgramResult;

// S at port 4000 loses its wait, and at 4001 its FIN-WAIT-2.
class AuditOfAPart : public testing::Test {
 protected:
  AuditOfAPart() {
    write("guilty.pcap", capture_of(guilty(4000)));
    write("innocent.pcap", capture_of(Conversation{}.open().close()));
    write("deviant.pcap", capture_of(deviant()));
    write("unclear.pcap", capture_of(Conversation{}.open().close().age(9).fin_again()));
    write("both.pcap", capture_of(guilty(4000).beside(deviant())));
  }

  static Conversation guilty(std::uint16_t port) {
    Conversation c;
    c.s_port = port;
    return c.open().close().age(1).fin_again().reset_by_s().p({});
  }
  static Conversation deviant() {
    Conversation c;
    c.s_port = 4001;
    c.open().s({.flags = kFin | kAck}).p({}).at(9);
    return c.p({.flags = kFin | kAck}).reset_by_s();
  }

  void write(const std::string& name, const Bytes& bytes) const {
    std::ofstream(folder_.file(name), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  void write_text(const std::string& name, const std::string& text) const {
    write(name, {text.begin(), text.end()});
  }
  [[nodiscard]] std::string text_of(const std::string& name) const {
    return read_whole(folder_.file(name));
  }

  [[nodiscard]] Result audit(const std::string& arguments) const {
    return folder_.run("'" TWOMSL_BINARY "' audit " + arguments);
  }
  void expect_status(int wanted, const std::string& arguments) const {
    const Result result = audit(arguments);
    EXPECT_EQ(wanted, result.status) << arguments << "\n" << result.out << result.err;
  }
  void expect_refused(const std::string& arguments, const std::string& words) const {
    const Result result = audit(arguments);
    EXPECT_EQ(2, result.status) << arguments;
    EXPECT_TRUE(holds(result.err, words)) << arguments << "\n" << result.err;
    EXPECT_EQ("", result.out) << arguments;
  }

 private:
  TestFolder folder_{"twomsl_selection_"};
};

constexpr const char* kEarly = "early-release-rst";
constexpr const char* kLost = "fin-wait-2-lost";

TEST_F(AuditOfAPart, IsOfTheRulesThatAreNamed) {
  struct Case {
    const char* options;
    bool early;
    bool lost;
    int status;
  };
  for (const Case& one : std::vector<Case>{
           {"", true, true, 1},
           {"--rule early-release-rst", true, false, 1},
           {"--rule Early-Release-RST", true, false, 1},
           {"--rule fin-wait-2-lost", false, true, 0},
           {"--rule fin-wait-2-lost --strict", false, true, 1},
           {"--rule inv-tw-2", true, false, 1},
           {"--rule INV-FSM", false, true, 0},
           {"--rule INV-FSM --rule INV-TW-2", true, true, 1},
           {"--rule must-13", true, true, 1},
           {"--rule RFC9293-3.10.7.4-D6", false, true, 0},
           {"--rule active-reuse", false, false, 0},
       }) {
    const Result text = audit(std::string(one.options) + " both.pcap");
    EXPECT_EQ(one.status, text.status) << one.options << text.err;
    EXPECT_EQ(one.early, holds(text.out, kEarly)) << one.options << text.out;
    EXPECT_EQ(one.lost, holds(text.out, kLost)) << one.options << text.out;
    const Result lines = audit(std::string(one.options) + " --json both.pcap");
    EXPECT_EQ(one.status, lines.status) << one.options;
    EXPECT_EQ(one.early, holds(lines.out, kEarly)) << one.options;
    EXPECT_EQ(one.lost, holds(lines.out, kLost)) << one.options;
  }
}

TEST_F(AuditOfAPart, SaysHowMuchItLeavesOut) {
  const Result text = audit("--rule fin-wait-2-lost both.pcap");
  EXPECT_TRUE(holds(text.out, "left out: 1 finding and ")) << text.out;
  EXPECT_TRUE(holds(text.out, "No violation in what was reported: 1 finding")) << text.out;
  const Result lines = audit("--rule fin-wait-2-lost --json both.pcap");
  EXPECT_TRUE(holds(lines.out, "\"left_out\":{\"findings\":1,")) << lines.out;
  EXPECT_FALSE(holds(audit("both.pcap").out, "left out"));
}

TEST_F(AuditOfAPart, RefusesARuleThatNothingIsJudgedBy) {
  expect_refused("--rule activ-reuse both.pcap", "did you mean active-reuse?");
  expect_refused("--rule INV-TW-3 both.pcap", "'INV-TW-3'");
  expect_refused("--rule '' both.pcap", "twomsl audit --classes");
  expect_refused("--rule both.pcap", "'both.pcap'");
}

TEST_F(AuditOfAPart, IsOfTheFlowsThatAreNamedInEitherOrder) {
  for (const char* flow : {"10.0.0.1:4001-10.0.0.2:80", "10.0.0.2:80-10.0.0.1:4001",
                           "*:4001-10.0.0.2:*", "*-*:4001", "10.0.0.1:4001-*"}) {
    const Result result = audit("--flow '" + std::string(flow) + "' both.pcap");
    EXPECT_EQ(0, result.status) << flow << result.err;
    EXPECT_TRUE(holds(result.out, kLost)) << flow << result.out;
    EXPECT_FALSE(holds(result.out, kEarly)) << flow << result.out;
  }
  expect_status(1, "--flow '*-*' both.pcap");
  expect_status(1, "--flow 10.0.0.1:4001-10.0.0.2:80 --flow 10.0.0.1:4000-10.0.0.2:80 both.pcap");
  expect_status(0, "--flow 10.0.0.1:80-10.0.0.2:4000 both.pcap");
  expect_status(0, "--flow '[2001:db8::1]:4000-*' both.pcap");
  for (const char* flow : {"''", "10.0.0.1:4000", "10.0.0.1-10.0.0.2", "10.0.0.1:x-*:80", "*:*",
                           "10.0.0.1:65536-*", "-", "*.*.*.*:80-*"}) {
    expect_refused("--flow " + std::string(flow) + " both.pcap", "--flow");
  }
}

// What tells the cause was seen on another tuple than the one that is reported.
TEST_F(AuditOfAPart, IsJudgedByTheWholeCapture) {
  Conversation held;
  held.s_port = 4001;
  held.open().close().age(50).fin_again().s({});
  write("held.pcap", capture_of(guilty(4000).beside(held)));
  const std::string part = audit("--json --msl 60 --flow '*:4000-*' held.pcap").out;
  EXPECT_TRUE(holds(part, "a younger slot of 10.0.0.1 answered later")) << part;
  EXPECT_FALSE(holds(audit("--json --msl 60 guilty.pcap").out, "a younger slot"));
}

TEST_F(AuditOfAPart, DoesNotFailForWhatIsKnown) {
  expect_status(1, "--report jsonl=base.jsonl both.pcap");
  const Result known = audit("--baseline base.jsonl --strict both.pcap");
  EXPECT_EQ(0, known.status) << known.err;
  EXPECT_EQ("", known.err);
  EXPECT_FALSE(holds(known.out, kEarly)) << known.out;
  EXPECT_TRUE(holds(known.out, "left out: 2 known findings")) << known.out;
  EXPECT_TRUE(holds(audit("--baseline base.jsonl --json both.pcap").out, "\"known\":2"));
  expect_status(1, "--baseline base.jsonl both.pcap guilty.pcap");
}

TEST_F(AuditOfAPart, FailsForAKnownFindingThatHasBecomeGraver) {
  expect_status(0, "--assume none --report jsonl=base.jsonl guilty.pcap");
  ASSERT_TRUE(holds(text_of("base.jsonl"), "\"verdict\":\"undetermined\""));
  const Result graver = audit("--baseline base.jsonl guilty.pcap");
  EXPECT_EQ(1, graver.status);
  EXPECT_TRUE(holds(graver.out, "VIOLATION early-release-rst")) << graver.out;
  EXPECT_EQ("", graver.err) << "it is there, and not gone";
  expect_status(1, "--report jsonl=base.jsonl guilty.pcap");
  expect_status(0, "--baseline base.jsonl --fail-undetermined --assume none guilty.pcap");
}

TEST_F(AuditOfAPart, TellsWhatIsKnownAndNoLongerFound) {
  expect_status(1, "--report jsonl=base.jsonl both.pcap");
  write("both.pcap", capture_of(deviant()));
  const Result gone = audit("--baseline base.jsonl both.pcap");
  EXPECT_EQ(0, gone.status);
  EXPECT_TRUE(holds(gone.err, "base.jsonl: line 1: early-release-rst of 10.0.0.1 at frame "))
      << gone.err;
  EXPECT_TRUE(holds(gone.err, " of both.pcap is known, and no longer found")) << gone.err;
  EXPECT_EQ("", audit("--baseline base.jsonl innocent.pcap").err) << "another file";
  EXPECT_FALSE(holds(audit("--baseline base.jsonl --rule INV-ISS both.pcap").err, "no longer"))
      << "nobody asked for it";
}

TEST_F(AuditOfAPart, KnowsAKindWhereFramesAndPortsOfClientsDiffer) {
  expect_status(1, "--report jsonl=base.jsonl guilty.pcap");
  Conversation again = guilty(4999);
  Conversation before;
  before.s_port = 4500;
  write("guilty.pcap", capture_of(before.open().beside(again.append(guilty(4998)))));
  expect_status(1, "--baseline base.jsonl guilty.pcap");
  expect_status(1, "--baseline base.jsonl --baseline-by finding guilty.pcap");
  const Result known = audit("--baseline base.jsonl --baseline-by kind guilty.pcap");
  EXPECT_EQ(0, known.status) << known.out;
  EXPECT_EQ("", known.err);
  EXPECT_TRUE(holds(known.out, "2 known findings")) << known.out;
  expect_refused("--baseline-by kind guilty.pcap", "--baseline");
  expect_refused("--baseline base.jsonl --baseline-by frame guilty.pcap", "finding, kind");
}

TEST_F(AuditOfAPart, RefusesABaselineThatIsNone) {
  expect_status(1, "--report jsonl=base.jsonl both.pcap");
  const std::string good = text_of("base.jsonl");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    EXPECT_NE(std::string::npos, at) << from;
    return text.replace(at, from.size(), to);
  };
  for (const std::string& text : std::vector<std::string>{
           "[]\n" + good, "{\n" + good, "1\n" + good, "null\n", with("finding", "found"),
           with("early-release-rst", "early-release"), with("violation", "guilty"),
           with("10.0.0.1:4000", "10.0.0.1"), with("finding/v1", "finding/v0"),
           std::string(3, '\0') + "\n" + good, std::string((1u << 20) + 1, ' ') + "\n" + good,
           std::string(100'000, '[') + "\n"}) {
    write_text("bad.jsonl", text);
    expect_refused("--baseline bad.jsonl both.pcap", "bad.jsonl: line 1: ");
  }
  write_text("bad.jsonl", good + "\n\n}");
  expect_refused("--baseline bad.jsonl both.pcap", "bad.jsonl: line ");
  expect_refused("--baseline missing.jsonl both.pcap", "missing.jsonl: ");
  expect_refused("--baseline . both.pcap", ".: it is no file");
  write_text("empty.jsonl", "");
  expect_status(1, "--baseline empty.jsonl both.pcap");
  write_text("spaced.jsonl", "\n" + good + "  \n\n");
  expect_status(0, "--baseline spaced.jsonl both.pcap");
}

TEST_F(AuditOfAPart, NeverOverwritesItsBaseline) {
  expect_status(1, "--report jsonl=base.jsonl both.pcap");
  const std::string before = text_of("base.jsonl");
  expect_refused("--baseline base.jsonl --report jsonl=./base.jsonl both.pcap", "overwrite");
  EXPECT_EQ(before, text_of("base.jsonl"));
  expect_status(0, "--baseline base.jsonl --report jsonl=new.jsonl both.pcap");
}

TEST_F(AuditOfAPart, IsNotComparedWithTheWholeThatIsExpected) {
  for (const char* part : {"--rule INV-FSM", "--flow '*-*'", "--baseline e.csv"}) {
    expect_refused("--expect e.csv " + std::string(part) + " both.pcap", "--expect");
  }
}

TEST_F(AuditOfAPart, FailsOnALevelAndOnWhatIsGraver) {
  struct Case {
    const char* level;
    int guilty;
    int conditional;
    int deviant;
    int unclear;
  };
  for (const Case& one : std::vector<Case>{{"violation", 1, 0, 0, 0},
                                           {"conditional", 1, 1, 0, 0},
                                           {"deviation", 1, 1, 1, 0},
                                           {"hazard", 1, 1, 1, 0},
                                           {"undetermined", 1, 1, 1, 4},
                                           {"never", 0, 0, 0, 0}}) {
    const std::string option = "--fail-on " + std::string(one.level) + " ";
    expect_status(one.guilty, option + "guilty.pcap");
    expect_status(one.deviant, option + "deviant.pcap");
    expect_status(one.unclear, option + "unclear.pcap");
    write("wait.pcap", capture_of(Conversation{}.open().close().age(20).fin_again().reset_by_s()));
    expect_status(one.conditional, option + "wait.pcap");
  }
  // Licensed, and dangerous all the same.
  Conversation closed;
  closed.syn_options = window_scale_option(3);
  write("killed.pcap",
        capture_of(closed.open().close().age(10).reset_by_p().age(12).fin_again().reset_by_s()));
  expect_status(0, "--msl 30 --fail-on deviation killed.pcap");
  expect_status(1, "--msl 30 --fail-on hazard killed.pcap");
  expect_refused("--fail-on guilt guilty.pcap", "violation, conditional, deviation");
  expect_refused("--fail-on never --strict guilty.pcap", "--fail-on");
  expect_status(3, "--fail-on never missing.pcap");
}

}  // namespace
}  // namespace twomsl::test
