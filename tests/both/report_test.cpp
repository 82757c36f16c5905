// What is printed of two captures: lines that fit, JSON of oracle/both/schema.json, and what was
// not read or kept.
#include "oracle/both/report/report.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "core/codec/bytes.hpp"
#include "oracle/report/text/wrap.hpp"
#include "tests/both/two_captures.hpp"
#include "tests/oracle/conversation.hpp"
#include "tests/support/json_schema.hpp"

namespace twomsl::test {
namespace {

using nlohmann::json;
using oracle::both::Comparison;
using oracle::both::Opinions;
using oracle::both::Recording;
using oracle::both::Side;

constexpr const char* kSchemaFile = TWOMSL_SOURCE "/oracle/both/schema.json";

struct Compared {
  Comparison comparison{};
  Opinions opinions{};
};

Compared compared(const std::array<Bytes, 2>& files) {
  Compared made;
  made.comparison = oracle::both::compare(
      {oracle::both::record_bytes(files[0]), oracle::both::record_bytes(files[1])});
  made.comparison.recordings[0].file = "client.pcap";
  made.comparison.recordings[1].file = "server.pcap";
  const auto judge = [&](Side side) {
    return oracle::audit_bytes(files[oracle::both::index(side)],
                               options_at(made.comparison, side, {}));
  };
  made.opinions = compare_opinions(made.comparison, {judge(Side::client), judge(Side::server)});
  return made;
}

// A link that loses, a box that changes much, a frame of somebody else's, and clocks apart.
Compared rough(std::uint64_t seed) {
  TwoCaptures truth = traffic_of(seed);
  const Address client = view_of(truth.frames[0].front()).source.address;
  if (client.family == Family::ipv4) {
    rewrite(truth.frames[1], [&](const SegmentView& view, std::span<std::uint8_t> packet) {
      packet[1] = 0xba;
      packet[8] = 40;
      store_be32(&packet[view.source.address == client ? 12 : 16], 0xc0000207);
    });
  }
  set_clock(truth.frames[1], -86'400'000'000'000);
  truth.frames[0].erase(truth.frames[0].begin() + 9);
  return compared({file_of(truth.frames[0]), file_of(truth.frames[1])});
}

// P's FIN is answered by somebody on the way; both captures convict S of another slot.
Compared accused() {
  Conversation at_client = Conversation{}.open(End::p).close().age(1).fin_again().reset_by_s();
  at_client.age(2).fin_again();
  Conversation at_server = Conversation{}.open(End::p).close().age(1);
  Conversation both;
  both.s_port = 4001;
  both.at(1000).open(End::p).close().age(1).fin_again().reset_by_s();
  return compared({capture_of(at_client.append(both)), capture_of(at_server.append(both))});
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> json_lines(const Compared& of) {
  return lines_of(report_json(of.comparison, of.opinions));
}

TEST(JsonOfTwoCaptures, HasTheSchemaThatTheProgramPrints) {
  std::ifstream in(kSchemaFile);
  const std::string committed{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(oracle::both::json_schema(), committed)
      << "twomsl compare --schema >oracle/both/schema.json";
}

TEST(JsonOfTwoCaptures, IsAcceptedByItsSchemaAndHasEveryKindOfLine) {
  const JsonSchema schema(kSchemaFile);
  std::set<std::string> types;
  const auto expect_accepted = [&](const Compared& of) {
    const std::vector<std::string> lines = json_lines(of);
    for (const std::string& line : lines) {
      const json parsed = json::parse(line);
      EXPECT_TRUE(schema.accepts(parsed)) << line;
      types.insert(parsed["type"]);
    }
    EXPECT_EQ("summary", json::parse(lines.back())["type"]);
  };
  expect_accepted(accused());
  for (std::uint64_t seed = 1; seed <= 12; ++seed) expect_accepted(rough(seed));
  const std::set<std::string> all{"capture", "clocks",  "connection", "segment",
                                  "rewrite", "finding", "story",      "summary"};
  EXPECT_EQ(all, types);
}

TEST(JsonOfTwoCaptures, LacksNoMemberThatItsSchemaAsksForAndHasNoOther) {
  const JsonSchema schema(kSchemaFile);
  const std::set<std::string> optional{"taken_at", "damage", "judged_in_part"};
  for (const std::string& text : json_lines(accused())) {
    const json line = json::parse(text);
    for (const auto& [member, value] : line.items()) {
      json without = line;
      without.erase(member);
      EXPECT_EQ(optional.contains(member), schema.accepts(without)) << "without " << member;
      json wrong = line;
      wrong[member] = json::array({json::object()});
      EXPECT_FALSE(schema.accepts(wrong)) << member;
    }
    json with = line;
    with["more"] = 1;
    EXPECT_FALSE(schema.accepts(with));
  }
}

TEST(TextOfTwoCaptures, FitsIntoEightyColumns) {
  const auto expect_fitting = [](const Compared& of) {
    for (const bool quiet : {false, true}) {
      for (const std::string& line :
           lines_of(report_text(of.comparison, of.opinions, {.quiet = quiet}))) {
        EXPECT_LE(oracle::columns_of(line), oracle::kColumns) << line;
      }
    }
  };
  expect_fitting(accused());
  for (std::uint64_t seed = 1; seed <= 12; ++seed) expect_fitting(rough(seed));
}

TEST(TextOfTwoCaptures, PaintsVerdictsWhereThatIsWanted) {
  const Compared of = accused();
  const std::string plain = report_text(of.comparison, of.opinions);
  const std::string painted = report_text(of.comparison, of.opinions, {.colour = true});
  EXPECT_EQ(std::string::npos, plain.find('\x1b'));
  EXPECT_NE(std::string::npos, painted.find(": \x1b[1;31mviolation\x1b[0m early-release-rst"))
      << painted;
}

// Of the server's capture the first `kept` alone are kept: what the client sent later is not lost.
TEST(SegmentsBeyondTheBound, AreCountedAndNotTakenForLost) {
  const TwoCaptures truth = traffic_of(1);
  const std::array files{file_of(truth.frames[0]), file_of(truth.frames[1])};
  const std::size_t kept = truth.frames[1].size() / 2;
  Comparison comparison = oracle::both::compare(
      {oracle::both::record_bytes(files[0]), oracle::both::record_bytes(files[1], kept)});
  EXPECT_EQ(truth.frames[1].size() - kept, comparison.recordings[1].left);
  const auto part = totals_of(comparison);
  const auto whole = totals_of(compare(truth.frames));
  EXPECT_LE(part[0].lost, whole[0].lost);
  EXPECT_GT(part[0].beyond, kept / 4);
  EXPECT_EQ(0u, part[0].appeared + part[1].appeared);
  const std::string text = in_one_line(report_text(comparison, {}));
  const std::string told = fmt::format("its last {} segments are behind the first {}",
                                       comparison.recordings[1].left, kept);
  EXPECT_NE(std::string::npos, text.find(told)) << text;
}

// The last frames of the client's are not read: nothing that the server has of then is nobody's.
TEST(CapturesThatAreReadInPart, SayWhereAndAccuseNothingBehindThat) {
  Frames frames;
  const SegmentView view{.source = {ipv4(10, 0, 0, 1), 4000},
                         .destination = {ipv4(10, 0, 0, 2), 80},
                         .flags = {Flags::kAck},
                         .hops = 64};
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    SegmentView one = view;
    one.seq = i;
    frames.push_back({kBegin_ns + std::int64_t{i} * 1'000'000, ip_packet(one)});
  }
  const Bytes file = file_of(frames);
  const std::string name = testing::TempDir() + "twomsl_read_in_part.pcap";
  std::ofstream(name, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  const Recording part = oracle::both::record_file(name, [](std::uint64_t) { return false; });
  std::remove(name.c_str());
  EXPECT_TRUE(part.interrupted);
  EXPECT_EQ("interrupted after frame 16384", part.damage);
  ASSERT_EQ(16'384u, part.segments.size());
  const Comparison comparison = oracle::both::compare({part, oracle::both::record_bytes(file)});
  const auto all = totals_of(comparison);
  EXPECT_EQ(16'384u, all[0].arrived);
  EXPECT_EQ(0u, all[0].lost + all[0].appeared + all[1].lost + all[1].appeared);
  const std::string text = in_one_line(report_text(comparison, {}));
  EXPECT_NE(std::string::npos, text.find("reading it was interrupted after frame 16384")) << text;
  Opinions opinions;
  opinions.audits[1].summary.interrupted = true;
  opinions.audits[1].summary.packets = 16'384;
  opinions.audits[1].summary.damage = "interrupted after frame 16384";
  const std::string told = in_one_line(report_text(comparison, opinions));
  EXPECT_NE(std::string::npos, told.find("judging it was interrupted after frame 16384")) << told;
  const json line = json::parse(lines_of(report_json(comparison, opinions))[1]);
  EXPECT_EQ("interrupted after frame 16384", line["judged_in_part"]);
  EXPECT_TRUE(JsonSchema(kSchemaFile).accepts(line));
}

}  // namespace
}  // namespace twomsl::test
