// What each format says of captures, good and bad, with names that mean harm.
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "oracle/report/explain.hpp"
#include "tests/oracle/report/report_of.hpp"

namespace twomsl::test {
namespace {

using nlohmann::json;

constexpr const char* kHostile = "=a\xff\x1b,\"<b>'#\n]]>.pcap";

// The file ends in the header of a frame.
Bytes damaged(Bytes file) {
  file.push_back(0);
  return file;
}

std::vector<NamedCapture> one_of_each() {
  return {{"guilty.pcap", capture_of(violation())},
          {"deviant.pcap", capture_of(deviation())},
          {"unclear.pcap", capture_of(undetermined())},
          {"clean.pcap", capture_of(nothing_wrong())},
          {"cut.pcap", damaged(capture_of(violation()))},
          {"empty.pcap", {}},
          {"headed.pcap", pcap_file({})},
          {kHostile, capture_of(violation())}};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++times;
  }
  return times;
}

bool contains(const std::string& text, const std::string& part) { return count(text, part) != 0; }

TEST(Formats, HaveAReportOfNoFileAtAll) {
  for (const oracle::ReportFormat& format : oracle::report_formats()) {
    const std::string report = report_of(format.name, {});
    EXPECT_EQ(format.name == "text" || format.name == "jsonl", report.empty()) << format.name;
  }
}

class Sarif : public testing::Test {
 protected:
  Sarif() {
    std::ifstream in(TWOMSL_SOURCE "/tests/oracle/report/sarif_shape.json");
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    const json document = json::parse(in);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema_);
  }

  [[nodiscard]] bool accepts(const json& log) const {
    valijson::Validator validator;
    return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(log), nullptr);
  }

  // The run of a report of the right shape.
  json run_of(const std::vector<NamedCapture>& captures,
              const oracle::ReportSettings& settings = {}) const {
    const json log = json::parse(report_of("sarif", captures, settings));
    EXPECT_TRUE(accepts(log)) << log.dump(1);
    return log["runs"][0];
  }

 private:
  valijson::Schema schema_{};
};

TEST_F(Sarif, HasTheShapeOfTheStandard) {
  const json run = run_of(one_of_each(), {.version = "0.1.0"});
  EXPECT_EQ(5u, run["results"].size());
  EXPECT_EQ("0.1.0", run["tool"]["driver"]["semanticVersion"]);
  EXPECT_TRUE(run_of({})["results"].empty());
}

TEST_F(Sarif, RefersToARuleByNameAndPlace) {
  const json run = run_of(one_of_each());
  const json& rules = run["tool"]["driver"]["rules"];
  EXPECT_EQ(kCountOf<RuleClass>, rules.size());
  for (const json& result : run["results"]) {
    EXPECT_EQ(result["ruleId"], rules[result["ruleIndex"].get<std::size_t>()]["id"]);
  }
}

TEST_F(Sarif, SaysHowBadAFindingIs) {
  const json results = run_of(one_of_each())["results"];
  const auto said = [&results](std::size_t i) {
    return std::vector<std::string>{results[i]["kind"], results[i]["level"],
                                    results[i]["properties"]["verdict"]};
  };
  EXPECT_EQ((std::vector<std::string>{"fail", "error", "violation"}), said(0));
  EXPECT_EQ((std::vector<std::string>{"fail", "warning", "deviation"}), said(1));
  const Bytes wait = capture_of(Conversation{}.open().close().age(20).fin_again().reset_by_s());
  const json conditional = run_of({{"wait.pcap", wait}})["results"][0];
  EXPECT_EQ("conditional", conditional["properties"]["verdict"]);
  EXPECT_EQ("warning", conditional["level"]) << "a note is seldom shown";
  // Section 3.27.10: of a kind other than "fail" the level is "none".
  EXPECT_EQ((std::vector<std::string>{"open", "none", "undetermined"}), said(2));
}

TEST_F(Sarif, ShowsTheChainAndItsFrames) {
  const Bytes file = capture_of(violation());
  const oracle::Finding finding = oracle::audit_bytes(file, {}).findings.at(0);
  const json result = run_of({{"a.pcap", file}})["results"][0];
  std::vector<std::uint64_t> frames;
  for (const json& place : result["relatedLocations"])
    frames.push_back(place["properties"]["frame"]);
  EXPECT_EQ(oracle::frames_of(finding), frames);
  std::vector<std::string> chain;
  for (const json& step : result["codeFlows"][0]["threadFlows"][0]["locations"]) {
    const json& place = step["location"];
    chain.push_back("frame " + place["logicalLocations"][0]["name"].get<std::string>() + ": " +
                    place["message"]["text"].get<std::string>());
  }
  const std::vector<std::string> whole = oracle::chain_of(finding);
  EXPECT_EQ((std::vector<std::string>(whole.begin(), whole.begin() + finding.evidence_used)),
            chain);
  EXPECT_EQ("2023-11-14T22:13:21.070000000Z",
            result["codeFlows"][0]["threadFlows"][0]["locations"].back()["executionTimeUtc"]);
}

TEST_F(Sarif, HasFingerprintsThatOutliveTheFolder) {
  const Bytes file = capture_of(violation());
  const auto prints = [&](const std::string& name) {
    return run_of({{name, file}})["results"][0]["partialFingerprints"];
  };
  EXPECT_EQ(prints("a.pcap"), prints("/elsewhere/a.pcap"));
  EXPECT_NE(prints("a.pcap"), prints("b.pcap"));
}

TEST_F(Sarif, TellsOfFilesThatWereNotJudgedWhole) {
  const json invocation = run_of(one_of_each())["invocations"][0];
  EXPECT_EQ(false, invocation["executionSuccessful"]);
  std::vector<std::string> told;
  for (const json& notification : invocation["toolExecutionNotifications"]) {
    told.push_back(notification["descriptor"]["id"]);
  }
  EXPECT_EQ((std::vector<std::string>{"damaged", "unreadable", "nothing-to-judge"}), told);
  const std::vector<NamedCapture> good{{"a.pcap", capture_of(violation())}};
  EXPECT_EQ(true, run_of(good)["invocations"][0]["executionSuccessful"]);
  const json stopped = json::parse(report_of("sarif", good, {}, true));
  EXPECT_EQ(false, stopped["runs"][0]["invocations"][0]["executionSuccessful"]);
}

TEST_F(Sarif, KeepsNoMoreThanAThousandNotifications) {
  const std::vector<NamedCapture> bad(1'005, {"bad.pcap", {}});
  const json invocation = run_of(bad)["invocations"][0];
  EXPECT_EQ(1'001u, invocation["toolExecutionNotifications"].size());
  EXPECT_TRUE(contains(invocation["toolExecutionNotifications"].back()["message"]["text"], "5 "));
}

TEST_F(Sarif, EncodesNamesThatAreNoUris) {
  const json result = run_of({{kHostile, capture_of(violation())}})["results"][0];
  EXPECT_EQ("%3Da%FF%1B%2C%22%3Cb%3E%27%23%0A%5D%5D%3E.pcap",
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]);
  const json read = run_of({{"-", capture_of(violation())}})["results"][0];
  EXPECT_EQ("standard input",
            read["locations"][0]["physicalLocation"]["artifactLocation"]["description"]["text"]);
}

TEST_F(Sarif, IsOfAShapeThatRefusesOthers) {
  const json log = json::parse(report_of("sarif", one_of_each()));
  for (const char* pointer :
       {"/version", "/runs/0/tool", "/runs/0/results/0/message", "/runs/0/results/0/locations",
        "/runs/0/results/0/partialFingerprints", "/runs/0/invocations/0/executionSuccessful"}) {
    json other = log;
    other[json::json_pointer(pointer)] = nullptr;
    EXPECT_FALSE(accepts(other)) << pointer;
  }
}

TEST(JUnit, FailsTheCasesByWhichTheRunFails) {
  const std::string report = report_of("junit", one_of_each());
  EXPECT_EQ(8u, count(report, "<testsuite "));
  EXPECT_EQ(8u, count(report, "<testcase "));
  EXPECT_EQ(3u, count(report, "<failure type=\"violation\" message=\"violation at frame 9: "));
  EXPECT_EQ(3u, count(report, "<failure "));
  EXPECT_EQ(1u, count(report, "<skipped type=\"undetermined\""));
  EXPECT_EQ(1u, count(report, "name=\"no finding\"/>"));
  EXPECT_EQ(1u, count(report, "<error type=\"unreadable\""));
  EXPECT_EQ(1u, count(report, "<error type=\"nothing-to-judge\""));
  EXPECT_EQ(1u, count(report, "<system-err>damaged: "));
  const std::string strict =
      report_of("junit", one_of_each(),
                {.fails = {Verdict::violation, Verdict::deviation, Verdict::undetermined}});
  EXPECT_EQ(5u, count(strict, "<failure "));
  EXPECT_EQ(0u, count(strict, "<skipped "));
}

TEST(JUnit, CountsWhatIsInASuite) {
  const std::string report = report_of("junit", {{"a.pcap", capture_of(violation())}});
  EXPECT_TRUE(contains(report,
                       "<testsuite name=\"a.pcap\" tests=\"1\" failures=\"1\" errors=\"0\" "
                       "skipped=\"0\">"))
      << report;
}

TEST(JUnit, ShowsNamesThatMeanHarm) {
  const std::string report = report_of("junit", {{kHostile, capture_of(violation())}});
  EXPECT_TRUE(contains(
      report, "name=\"=a\xef\xbf\xbd\xef\xbf\xbd,&#34;&#60;b&#62;&#39;#&#10;]]&#62;.pcap\""))
      << report;
}

TEST(Csv, HasALineForEachFinding) {
  const std::string report = report_of("csv", one_of_each());
  std::istringstream in(report);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  ASSERT_EQ(7u, lines.size());  // the hostile name has a line feed in it
  const std::string header =
      "file,frame,time,verdict,class,law,party,peer,msl_max,cause,reason,summary,frames,"
      "assumptions,fingerprint\r";
  EXPECT_EQ(header, lines[0]);
  EXPECT_TRUE(lines[1].starts_with(
      "guilty.pcap,9,1700000001.070000000,violation,early-release-rst,INV-TW-2,10.0.0.1:4000,"
      "10.0.0.2:80,0.505000,unknown,,"))
      << lines[1];
  for (std::size_t i = 1; i < 5; ++i) {
    EXPECT_EQ(count(lines[0], ","), count(lines[i], ",")) << lines[i];
  }
  EXPECT_EQ("\"'=a\xef\xbf\xbd\x1b,\"\"<b>'#", lines[5]);
}

TEST(Tap, HasAPointForEachFileAndThePlanLast) {
  const std::string report = report_of("tap", one_of_each());
  EXPECT_TRUE(report.starts_with("TAP version 13\nnot ok 1 - guilty.pcap\n  ---\n")) << report;
  EXPECT_TRUE(contains(report, "\nok 2 - deviant.pcap\n"));
  EXPECT_TRUE(contains(report, "\nok 3 - unclear.pcap\n"));
  EXPECT_TRUE(contains(report, "\nok 4 - clean.pcap\nnot ok 5 - cut.pcap\n"));
  EXPECT_TRUE(contains(report, "\nnot ok 6 - empty.pcap\n  ---\n  message: \""));
  EXPECT_TRUE(contains(report, "\nnot ok 7 - headed.pcap\n"));
  EXPECT_TRUE(
      contains(report, "\nnot ok 8 - =a\xef\xbf\xbd\xef\xbf\xbd,\"<b>'\\#\xef\xbf\xbd]]>.pcap\n"));
  EXPECT_TRUE(report.ends_with("\n1..8\n"));
  EXPECT_TRUE(contains(report_of("tap", one_of_each(), {.fails = {Verdict::deviation}}),
                       "\nnot ok 2 - deviant.pcap\n"));
  EXPECT_TRUE(report_of("tap", {}, {}, true).ends_with("1..0\nBail out! interrupted\n"));
}

}  // namespace
}  // namespace twomsl::test
