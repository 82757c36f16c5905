// The HTML report: it stands alone, holds every finding, stays small, and nothing in a capture or
// in a file's name becomes markup. What a browser makes of it: html_page.py.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <set>

#include "oracle/report/formats/html/escape.hpp"
#include "oracle/report/formats/html/html_writer.hpp"
#include "tests/oracle/conversation.hpp"
#include "tests/tool/html/markup.hpp"

namespace twomsl::test {
namespace {

using oracle::Audit;
using oracle::AuditOptions;
using oracle::Finding;
using oracle::SecondReading;

// The page of some audits, each with the frames that it was made of.
std::string page_of(const std::vector<std::pair<Audit, Bytes>>& audits,
                    const AuditOptions& options = {}) {
  std::string page;
  oracle::ReportSettings settings;
  settings.options = options;
  const auto writer =
      oracle::make_html_writer([&page](std::string_view text) { page += text; }, settings);
  oracle::Totals totals;
  for (const auto& [audit, bytes] : audits) {
    EXPECT_EQ("", writer->add(audit, SecondReading(std::span<const std::uint8_t>(bytes))));
    totals.add(audit);
  }
  writer->finish(totals);
  return page;
}

std::string page_of(const Bytes& bytes, const std::string& name = "some.pcap",
                    const AuditOptions& options = {}) {
  Audit audit = oracle::audit_bytes(bytes, options);
  audit.summary.file = name;
  return page_of({{audit, bytes}}, options);
}

std::string page_of(const Conversation& conversation, const AuditOptions& options = {}) {
  return page_of(capture_of(conversation), "some.pcap", options);
}

Conversation guilty() {
  return Conversation{}.open().close().age(1).fin_again().reset_by_s().p({});
}

void expect_sound(const std::string& page, const std::string& what) {
  EXPECT_EQ("", fault_of(page)) << what;
  for (const char* foreign : {"http:", "https:", "url(", "@import", " src=", " style=", " onclick",
                              " onload", " onerror", "<link", "<iframe", "<object", "<base"}) {
    EXPECT_EQ(0u, count_in(page, foreign)) << what << ": " << foreign;
  }
  EXPECT_EQ(1u, count_in(page, "<script")) << what;
  EXPECT_EQ(1u, count_in(page, "<style")) << what;
}

TEST(HtmlReport, EscapesWhatIsMarkupOrCannotBeSeen) {
  using oracle::html::escaped;
  EXPECT_EQ("&lt;b a=&quot;&#39;&amp;&quot;&gt;", escaped("<b a=\"'&\">"));
  EXPECT_EQ("a\u241bb\u240ac\u2421", escaped("a\x1b"
                                             "b\nc\x7f"));
  EXPECT_EQ("\u00fc \u4e2d \U0001f600", escaped("\u00fc \u4e2d \U0001f600"));
  for (const char* turn : {"\u200f", "\u202a", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}) {
    EXPECT_EQ("\ufffd", escaped(turn)) << "it would turn the text beside it";
  }
  for (const char* bad : {"\xff", "\xc0", "\x80", "\u0085", "\u200b", "\ufeff"}) {
    EXPECT_EQ("\ufffd", escaped(bad)) << bad;
  }
  EXPECT_EQ("\ufffd\ufffd\ufffd", escaped("\xed\xa0\x80"));  // a surrogate
  EXPECT_EQ("\ufffd\ufffd<", escaped("\xe4\xb8") + "<");     // the text ends inside a character
}

TEST(HtmlReport, QuotesFileNamesForTheShell) {
  EXPECT_EQ("'a b'", oracle::html::shell_word("a b"));
  EXPECT_EQ("'it'\\''s'", oracle::html::shell_word("it's"));
  EXPECT_EQ("'./--help'", oracle::html::shell_word("--help"));
}

TEST(HtmlReport, TakesNoMarkupFromTheNameOfAFile) {
  for (const char* name :
       {"<script>alert(1)</script>\"'.pcap", "\"><img src=x onerror=alert(1)>.pcap",
        "</title></style></script><script>alert(1)</script>", "--help", "\xff\xfe.pcap",
        "a\r\nb\x1b[31m.pcap", "]]>-->.pcap", "\u202egnp.pcap"}) {
    const std::string page = page_of(capture_of(guilty()), name);
    EXPECT_EQ("", fault_of(page)) << name;
    EXPECT_EQ(1u, count_in(page, "<script")) << name;
    EXPECT_EQ(0u, count_in(page, "<img")) << name;
  }
}

TEST(HtmlReport, StandsAloneAndIsWellFormedForEveryBundledCapture) {
  std::size_t captures = 0;
  for (const auto& entry : std::filesystem::directory_iterator(TWOMSL_SOURCE "/oracle/captures")) {
    if (entry.path().extension() != ".pcap") continue;
    ++captures;
    const std::string file = entry.path().string();
    for (const AuditOptions& options : {AuditOptions{}, with_msl(120)}) {
      std::string page;
      oracle::ReportSettings settings;
      settings.options = options;
      const auto writer =
          oracle::make_html_writer([&page](std::string_view text) { page += text; }, settings);
      const Audit audit = oracle::audit_file(file, options);
      EXPECT_EQ("", writer->add(audit, SecondReading(file)));
      writer->finish({});
      expect_sound(page, file);
      EXPECT_EQ(audit.findings.size() + audit.stories.size(), count_in(page, "item\"")) << file;
      EXPECT_EQ(0u, count_in(page, "its segments were not found")) << file;
    }
  }
  EXPECT_LT(20u, captures);
}

TEST(HtmlReport, ShowsOfAFindingWhatTheTextHas) {
  const std::string page = page_of(guilty());
  expect_sound(page, "guilty");
  EXPECT_TRUE(holds(page, "class=\"lead violation\""));
  for (const char* part : {"reset a retransmitted FIN after 1.010000 s of TIME-WAIT",
                           "frame 4:", "<code class=\"word\">no-abort</code>", "0.505000 s",
                           "INV-TW-2", "RFC 9293 section 3.6.1 (MUST-13)", "--frame 9"}) {
    EXPECT_TRUE(holds(page, part)) << part;
  }
}

TEST(HtmlReport, DrawsTheFramesThatProveAFindingAndTheWaitThatWasCutShort) {
  const std::string page = page_of(guilty());
  EXPECT_EQ(2u, count_in(page, "<svg role=\"img\""));
  EXPECT_EQ(12u, count_in(page, "class=\"mark\""));  // six in each diagram
  EXPECT_EQ(2u, count_in(page, "<rect class=\"wait "));
  EXPECT_EQ(2u, count_in(page, "<rect class=\"missing "));
  EXPECT_EQ(1u, count_in(page, "TIME-WAIT of the party would end"));
  EXPECT_TRUE(holds(page, ">60.060000</text>")) << "60 s after the entry, without --msl";
  EXPECT_TRUE(holds(page_of(guilty(), with_msl(120)), ">240.060000</text>"));
}

TEST(HtmlReport, DrawsTheWaitsOfBothEndsThatCloseAtOnce) {
  Conversation c = Conversation{}.open();
  c.s({.flags = kFin | kAck}).p({.flags = kFin | kAck, .ack = kIsnS + 1}).s({}).p({});
  c.at(1).fin_again().reset_by_s();
  const std::string page = page_of(c);
  expect_sound(page, "simultaneous close");
  EXPECT_TRUE(holds(page, "<rect class=\"wait e0\""));
  EXPECT_TRUE(holds(page, "<rect class=\"wait e1\""));
}

TEST(HtmlReport, SaysOfASegmentWhatIsRemarkable) {
  Conversation c = Conversation{}.open();
  c.s({.bytes = 10}).s({.seq = kIsnS + 1, .bytes = 10});
  c.s({.seq = kIsnS + 5000, .bytes = 5}).p({.flags = kRst, .seq = kIsnP + 9}).p({.flags = kRst});
  c.at(2).s({.flags = kSyn, .seq = kIsnS + 9'000'000, .ack = 0});
  const std::string page = page_of(c);
  expect_sound(page, "remarks");
  for (const char* remark :
       {"sent again", "bytes before it were not captured", "outside the window",
        "in the window, not at RCV.NXT", "at RCV.NXT", "above its old end"}) {
    EXPECT_TRUE(holds(page, remark)) << remark;
  }
}

TEST(HtmlReport, DrawsAThirdEndWhereAFrameIsAddressedToAnother) {
  const Bytes bytes = [] {
    const auto frame = [](std::int64_t ms, std::uint64_t from, std::uint64_t to, Say what) {
      SegmentView segment;
      segment.source = {{0, 0x0a000000u + from, Family::ipv4}, 80};
      segment.destination = {{0, 0x0a000000u + to, Family::ipv4}, 80};
      segment.flags = {what.flags};
      segment.seq = *what.seq;
      segment.ack = what.ack.value_or(0);
      segment.hops = 64;
      return Packet{.time_ns = ms * 1'000'000, .bytes = ethernet(ip_packet(segment))};
    };
    return pcap_file({frame(1, 1, 2, {.flags = kSyn, .seq = 7}),
                      frame(2, 3, 1, {.flags = kSyn | kAck, .seq = 9, .ack = 8})});
  }();
  const std::string page = page_of(bytes);
  expect_sound(page, "three ends");
  EXPECT_TRUE(holds(page, "address-not-rewritten"));
  EXPECT_TRUE(holds(page, "another end"));
  EXPECT_TRUE(holds(page, "between other ends"));
  // From 10.0.0.1, which is shown first, to the third end: 216 + 2 * 250, less half a bar.
  EXPECT_TRUE(holds(page, "M710 ")) << page;
}

TEST(HtmlReport, WritesNoTimeWithTwoSigns) {
  Conversation c = Conversation{}.at(10).open();
  c.s({.flags = kFin | kAck}).p({}).at(7).p({.flags = kFin | kAck}).s({.flags = kRst});
  const std::string page = page_of(c);
  EXPECT_TRUE(holds(page, "as it entered FIN-WAIT-2"));
  EXPECT_EQ(0u, count_in(page, ".-"));
}

TEST(HtmlReport, SaysWhyThereIsNoDiagram) {
  const Audit audit = audit_of(guilty());
  std::string page;
  const auto writer =
      oracle::make_html_writer([&page](std::string_view text) { page += text; }, {});
  const Bytes nothing;
  EXPECT_NE("", writer->add(audit, SecondReading(std::span<const std::uint8_t>(nothing))));
  writer->finish({});
  expect_sound(page, "without frames");
  EXPECT_TRUE(holds(page, "No diagram: "));
}

// So many findings of every class and verdict, and as many stories.
Audit many(std::size_t findings) {
  Audit audit;
  audit.summary.readable = true;
  audit.summary.connections = findings;
  audit.summary.packets = 10 * findings;
  for (std::size_t i = 0; i < findings; ++i) {
    Finding finding;
    finding.rule = kValuesOf<RuleClass>[i % kCountOf<RuleClass>];
    finding.verdict = kValuesOf<Verdict>[i / 7 % kCountOf<Verdict>];
    finding.party = {{0x20010db8'00000000, 0x1234'5678'9abc'0000 + i, Family::ipv6}, 443};
    finding.peer = {{0x20010db8'00000000, 0x1111'2222'3333'4444, Family::ipv6}, 50'000};
    finding.at = {static_cast<std::int64_t>(i) * 1'000'000'000, 1'000'000 + i};
    finding.has_age = true;
    finding.age_ns = 1'500'000'000;
    finding.show(oracle::Role::party_fin, finding.at);
    audit.findings.push_back(finding);
  }
  return audit;
}

TEST(HtmlReport, HoldsTenThousandFindingsAndStaysSmall) {
  const Audit audit = many(10'000);
  std::string page;
  const auto writer =
      oracle::make_html_writer([&page](std::string_view text) { page += text; }, {});
  const Bytes nothing;
  static_cast<void>(writer->add(audit, SecondReading(std::span<const std::uint8_t>(nothing))));
  writer->finish({});
  expect_sound(page, "many");
  EXPECT_EQ(10'000u, count_in(page, "item\""));
  std::set<std::string> frames;
  for (const Finding& finding : audit.findings) {
    frames.insert(std::to_string(finding.at.frame));
  }
  for (const std::string& number : numbers_in(page)) frames.erase(number);
  EXPECT_EQ(0u, frames.size());
  EXPECT_GT(5'000'000u, page.size());
  EXPECT_EQ(0u, count_in(page, "left out of this page"));
}

TEST(HtmlReport, SaysWhatItLeavesOut) {
  const Audit audit = many(oracle::kRowsOfFindings + 2'000);
  std::string page;
  const auto writer =
      oracle::make_html_writer([&page](std::string_view text) { page += text; }, {});
  const Bytes nothing;
  static_cast<void>(writer->add(audit, SecondReading(std::span<const std::uint8_t>(nothing))));
  writer->finish({});
  expect_sound(page, "too many");
  EXPECT_LT(0u, count_in(page, "left out of this page"));
  EXPECT_GT(8'000'000u, page.size());
}

TEST(HtmlReport, IsWellFormedWhateverACaptureHolds) {
  std::mt19937_64 random(1);
  const Bytes whole = capture_of(guilty().beside(Conversation{}.open().close().age(2)));
  std::size_t drawn = 0;
  for (int round = 0; round < 400; ++round) {
    Bytes bytes = whole;
    for (int change = 0; change < 1 + round % 6; ++change) {
      constexpr std::size_t kFileHeader = 24;
      bytes[kFileHeader + random() % (bytes.size() - kFileHeader)] =
          static_cast<std::uint8_t>(random());
    }
    Audit audit = oracle::audit_bytes(bytes, {});
    std::string page;
    const auto writer =
        oracle::make_html_writer([&page](std::string_view text) { page += text; }, {});
    static_cast<void>(writer->add(audit, SecondReading(std::span<const std::uint8_t>(bytes))));
    writer->finish({});
    ASSERT_EQ("", fault_of(page)) << "round " << round;
    for (const char* no_number : {"\"nan", "\"-nan", "\"inf", "\"-inf", "Mnan", "Hnan", "Vnan"}) {
      ASSERT_EQ(0u, count_in(page, no_number)) << "round " << round;
    }
    drawn += count_in(page, "<svg");
  }
  EXPECT_LT(400u, drawn);
}

}  // namespace
}  // namespace twomsl::test
