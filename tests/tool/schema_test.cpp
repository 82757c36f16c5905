// The lines of `twomsl audit --json` against oracle/schema.json, which must refuse wrong lines.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "oracle/report/report.hpp"
#include "tests/oracle/conversation.hpp"
#include "tests/support/json_schema.hpp"

namespace twomsl::test {
namespace {

using nlohmann::json;
using oracle::AuditOptions;

class SchemaOfLines : public testing::Test {
 protected:
  [[nodiscard]] bool accepts(const json& line) const { return schema_.accepts(line); }

  // How many lines the report has, all of them accepted.
  std::size_t expect_accepted(const oracle::Audit& audit, const AuditOptions& options) const {
    std::istringstream report(oracle::report_json(audit, options));
    std::size_t lines = 0;
    for (std::string line; std::getline(report, line); ++lines) {
      EXPECT_TRUE(accepts(json::parse(line))) << line;
    }
    EXPECT_EQ(audit.findings.size() + audit.stories.size() + 1, lines);
    for (const auto& finding : audit.findings) {
      EXPECT_TRUE(is_within_rule(finding)) << name(finding.rule) << " " << name(finding.verdict);
    }
    return lines;
  }

 private:
  JsonSchema schema_{TWOMSL_SOURCE "/oracle/schema.json"};
};

Conversation guilty() { return Conversation{}.open().close().age(20).fin_again().reset_by_s(); }

json first_line(const oracle::Audit& audit, const AuditOptions& options) {
  const std::string report = oracle::report_json(audit, options);
  return json::parse(report.substr(0, report.find('\n')));
}

TEST_F(SchemaOfLines, IsTheOneThatTheProgramPrints) {
  std::ifstream in(TWOMSL_SOURCE "/oracle/schema.json");
  const std::string committed{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(oracle::json_schema(), committed) << "twomsl audit --schema >oracle/schema.json";
}

TEST_F(SchemaOfLines, AcceptsTheReportsOfAllBundledCaptures) {
  for (const std::optional<double> msl_s : {std::optional<double>{}, {30.0}, {120.0}}) {
    std::size_t lines = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(TWOMSL_SOURCE "/oracle/captures")) {
      if (entry.path().extension() != ".pcap") continue;
      const AuditOptions options{.msl_s = msl_s};
      lines += expect_accepted(oracle::audit_file(entry.path().string(), options), options);
    }
    EXPECT_LT(60u, lines);
  }
}

TEST_F(SchemaOfLines, AcceptsIpv6AndEveryVerdict) {
  const AuditOptions options;
  const Bytes over_ipv6 = capture_of(guilty(), {.over_ipv6 = true});
  const oracle::Audit audit = oracle::audit_bytes(over_ipv6, options);
  expect_accepted(audit, options);
  EXPECT_EQ("[2001:db8::1]:4000", first_line(audit, options)["flow"]["src"]);
  for (const double msl_s : {0.5, 10.1, 30.0, 120.0}) {
    const AuditOptions with{.msl_s = msl_s};
    expect_accepted(audit_of(guilty(), with), with);
  }
}

TEST_F(SchemaOfLines, AcceptsDamageAndSkippedFrames) {
  Bytes cut = capture_of(guilty());
  cut.resize(cut.size() - 5);
  const oracle::Audit damaged = oracle::audit_bytes(cut, {});
  EXPECT_NE("", damaged.summary.damage);
  expect_accepted(damaged, {});
  const Bytes twice = capture_of(guilty(), {.each_frame_twice = true});
  expect_accepted(oracle::audit_bytes(twice, {}), {});
}

TEST_F(SchemaOfLines, SaysWhatTheFindingSays) {
  const json line = first_line(audit_of(guilty(), with_msl(30)), with_msl(30));
  EXPECT_EQ(9, line["frame"]);
  EXPECT_EQ("1700000020.070000000", line["time"]);
  EXPECT_EQ("early-release-rst", line["class"]);
  EXPECT_EQ("INV-TW-2", line["rule"]);
  EXPECT_EQ("10.0.0.1", line["party"]);
  EXPECT_EQ("10.0.0.1:4000", line["flow"]["src"]);
  EXPECT_EQ("10.0.0.2:80", line["flow"]["dst"]);
  EXPECT_EQ(30, line["msl_used"]);
  EXPECT_EQ("10.005000", line["msl_max"]);
  EXPECT_TRUE(line["reason"].is_null());
  EXPECT_EQ((json{4, 5, 6, 7, 8, 9}), line["frames"]);
}

TEST_F(SchemaOfLines, RefusesALineThatLacksAMemberOrHasOneMore) {
  const oracle::Audit audit = audit_of(guilty());
  std::istringstream report(oracle::report_json(audit, {}));
  for (std::string text; std::getline(report, text);) {
    const json line = json::parse(text);
    for (const auto& [member, value] : line.items()) {
      json without = line;
      without.erase(member);
      EXPECT_FALSE(accepts(without)) << "without " << member;
    }
    json with = line;
    with["more"] = 1;
    EXPECT_FALSE(accepts(with));
  }
}

TEST_F(SchemaOfLines, RefusesWrongValues) {
  const std::vector<std::pair<std::string, json>> wrong{
      {"type", "found"},        {"frame", 0},           {"frame", "9"},
      {"time", "1.5"},          {"time", 1.5},          {"rule", "MUST-13"},
      {"class", "early"},       {"cause", "none"},      {"verdict", "guilty"},
      {"party", "10.0.0.1:80"}, {"flow", "10.0.0.1"},   {"flow", {{"src", "10.0.0.1:1"}}},
      {"msl_used", "30"},       {"msl_used", 0},        {"msl_max", "30.5"},
      {"msl_max", 30.5},        {"rfc", json::array()}, {"assumptions", {"no-rain"}},
      {"reason", "none"},       {"summary", ""},        {"chain", "a"},
      {"frames", {9, 9}},       {"frames", {0}},        {"verdict", "undetermined"}};
  const json line = first_line(audit_of(guilty()), {});
  ASSERT_TRUE(accepts(line));
  for (const auto& [member, value] : wrong) {
    json changed = line;
    changed[member] = value;
    EXPECT_FALSE(accepts(changed)) << member << " " << value;
  }
}

}  // namespace
}  // namespace twomsl::test
