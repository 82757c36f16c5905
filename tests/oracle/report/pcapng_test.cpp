// The report that is a capture itself: judged again, it says the same.
#include <filesystem>
#include <fstream>
#include <map>

#include "oracle/capture/capture.hpp"
#include "oracle/report/explain.hpp"
#include "tests/oracle/report/report_of.hpp"

namespace twomsl::test {
namespace {

namespace fs = std::filesystem;

using oracle::AuditOptions;
using oracle::SecondReading;

Bytes annotated(const std::vector<NamedCapture>& captures, const AuditOptions& options = {}) {
  const std::string out = report_of("pcapng", captures, {.options = options});
  return {out.begin(), out.end()};
}

// All that a reader is told of a frame, but for where its bytes lie.
struct Seen {
  std::int64_t time_ns = 0;
  std::uint16_t link_type = 0;
  bool has_time = false;
  std::uint32_t wire_bytes = 0;
  Bytes bytes{};

  friend bool operator==(const Seen&, const Seen&) = default;
};

std::vector<Seen> frames_of(const Bytes& file) {
  oracle::Capture capture{std::span(file)};
  std::vector<Seen> seen;
  oracle::Frame frame;
  while (capture.next(frame) == oracle::ReadStatus::frame) {
    seen.push_back({frame.time_ns,
                    frame.link_type,
                    frame.has_time,
                    frame.wire_bytes,
                    {frame.bytes.begin(), frame.bytes.end()}});
  }
  EXPECT_EQ("", capture.damage());
  return seen;
}

void expect_same(const Bytes& before, const Bytes& after, const AuditOptions& options = {}) {
  EXPECT_TRUE(frames_of(before) == frames_of(after));
  EXPECT_EQ(report_json(oracle::audit_bytes(before, options), options),
            report_json(oracle::audit_bytes(after, options), options));
}

Bytes read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(PcapngReport, OfABundledCaptureIsJudgedAsTheCaptureIs) {
  std::size_t captures = 0;
  for (const auto& entry : fs::directory_iterator(TWOMSL_SOURCE "/oracle/captures")) {
    if (entry.path().extension() != ".pcap") continue;
    const Bytes file = read(entry.path());
    for (const std::optional<double> msl_s : {std::optional<double>{}, {30.0}, {120.0}}) {
      const AuditOptions options{.msl_s = msl_s};
      expect_same(file, annotated({{"a.pcap", file}}, options), options);
    }
    ++captures;
  }
  EXPECT_LT(25u, captures);
}

TEST(PcapngReport, KeepsInterfacesNanosecondsAndLengths) {
  const Bytes frame(60, 7);
  PcapngBuilder builder(ByteOrder::big);
  builder.interface(1, 96, {{9, {9}}}).interface(101).interface(113, 0, {{9, {0x8a}}});
  builder.enhanced(2, 5'000, {.bytes = frame})
      .enhanced(0, 1'700'000'000'123'456'789, {.bytes = frame, .wire_bytes = 1500});
  builder.enhanced(1, 77, {.bytes = Bytes(5, 1)}).obsolete(0, 9, {.bytes = {}, .wire_bytes = 40});
  builder.section(ByteOrder::little).interface(101).enhanced(0, 1, {.bytes = frame});
  expect_same(builder.bytes(), annotated({{"a", builder.bytes()}}));
}

TEST(PcapngReport, KeepsFramesWithoutATimeAndTimesBefore1970) {
  const Bytes frame(60, 7);
  PcapngBuilder builder;
  builder.interface(1, 20).interface(101, 0, {{14, Bytes(8, 0xff)}});
  builder.simple({.bytes = Bytes(20, 1), .wire_bytes = 60}).enhanced(1, 5, {.bytes = frame});
  builder.enhanced(0, 5, {.bytes = frame}).simple({.bytes = Bytes(20, 1)});
  builder.enhanced(1, 2'000'000, {.bytes = frame});
  builder.section(ByteOrder::big).interface(101).simple({.bytes = frame}).simple({.bytes = {}});
  const std::vector<Seen> seen = frames_of(builder.bytes());
  ASSERT_EQ(7u, seen.size());
  EXPECT_EQ(-999'995'000, seen[1].time_ns);
  expect_same(builder.bytes(), annotated({{"a", builder.bytes()}}));
}

// The comments of the Enhanced Packet Blocks of a little-endian file, by frame.
std::map<std::uint64_t, std::vector<std::string>> comments_in(const Bytes& file) {
  const auto word = [&file](std::size_t at, int bytes) {
    std::uint32_t value = 0;
    for (int i = bytes; i-- > 0;) value = value << 8 | file[at + static_cast<std::size_t>(i)];
    return value;
  };
  std::map<std::uint64_t, std::vector<std::string>> comments;
  std::uint64_t frame = 0;
  for (std::size_t at = 0; at < file.size(); at += word(at + 4, 4)) {
    if (word(at, 4) != 6) continue;
    ++frame;
    std::size_t option = at + 28 + (word(at + 20, 4) + 3) / 4 * 4;
    for (; option + 8 < at + word(at + 4, 4) && word(option, 2) != 0;
         option += 4 + (word(option + 2, 2) + 3) / 4 * 4) {
      EXPECT_EQ(1u, word(option, 2));
      comments[frame].emplace_back(
          file.begin() + static_cast<std::ptrdiff_t>(option + 4),
          file.begin() + static_cast<std::ptrdiff_t>(option + 4 + word(option + 2, 2)));
    }
  }
  return comments;
}

TEST(PcapngReport, CommentsOnTheFramesThatProveAndOnNoOther) {
  const Bytes file = capture_of(violation());
  const oracle::Audit audit = oracle::audit_bytes(file, {});
  ASSERT_EQ(1u, audit.findings.size());
  const auto comments = comments_in(annotated({{"a", file}}));
  std::vector<std::uint64_t> frames;
  for (const auto& [frame, texts] : comments) frames.push_back(frame);
  EXPECT_EQ(oracle::frames_of(audit.findings[0]), frames);
  EXPECT_EQ((std::vector<std::string>{
                "violation early-release-rst at frame 9: " + summary_of(audit.findings[0]),
                "violation early-release-rst at frame 9: 10.0.0.1:4000 answered with a RST."}),
            comments.at(9));
}

TEST(PcapngReport, NamesFramesByTheirPlaceBehindAnotherCapture) {
  const Bytes first = capture_of(nothing_wrong());
  const std::size_t before = frames_of(first).size();
  const Bytes out = annotated({{"a", first}, {"b\xff", capture_of(violation())}, {"c", {}}});
  const auto comments = comments_in(out);
  EXPECT_EQ(before + 9, frames_of(out).size());
  ASSERT_TRUE(comments.contains(before + 9));
  EXPECT_TRUE(comments.at(before + 9)[0].starts_with("violation early-release-rst at frame 16"))
      << comments.at(before + 9)[0];
}

TEST(SecondReading, SaysWhereAFileIsNoLongerWhatWasJudged) {
  const fs::path path = fs::path(testing::TempDir()) / "twomsl_second_reading.pcap";
  const Bytes file = capture_of(violation());
  const auto write = [&path](const Bytes& bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  };
  write(file);
  std::uint64_t shown = 0;
  const auto count = [&shown](const oracle::Frame&) { ++shown; };
  const SecondReading again(path.string());
  EXPECT_EQ("", again.each(9, count));
  EXPECT_EQ(9u, shown);
  EXPECT_NE("", again.each(10, count));
  Bytes longer = file;
  longer.push_back(0);
  write(longer);
  EXPECT_NE("", again.each(9, count));
  fs::remove(path);
  EXPECT_NE("", again.each(9, count));
}

}  // namespace
}  // namespace twomsl::test
