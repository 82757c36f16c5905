// The truth of the field captures (data/field/truth.json beside the project): what the program must
// find, whom it must not accuse, what it counts and what it tells.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/tool/program_run.hpp"

namespace twomsl::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// What is not met yet, "file: what". The list may only get shorter.
const std::set<std::string> kMissing = {"peer-rst-cut-by-snaplen.pcap: innocent 10.0.0.1"};

struct Report {
  std::vector<json> findings{};
  std::vector<json> stories{};
  json summary{};
};

Report audit(const fs::path& file, const json& expectation) {
  std::string command = "'" TWOMSL_BINARY "' audit --json";
  for (const json& word : expectation.value("options", json::array())) {
    command += " " + word.get<std::string>();
  }
  const ProgramResult result =
      TestFolder{"twomsl_truth_"}.run(command + " '" + file.string() + "'");
  Report report;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) {
    const json parsed = json::parse(line);
    if (parsed["type"] == "finding") report.findings.push_back(parsed);
    if (parsed["type"] == "story") report.stories.push_back(parsed);
    if (parsed["type"] == "summary") report.summary = parsed;
  }
  return report;
}

bool is_or_any(const json& wanted, const json& found) {
  return wanted.is_null() || wanted == found;
}

bool is_found(const Report& report, const json& wanted) {
  return std::ranges::any_of(report.findings, [&](const json& finding) {
    return finding["verdict"] == wanted["verdict"] && finding["class"] == wanted["class"] &&
           is_or_any(wanted.value("frame", json()), finding["frame"]) &&
           is_or_any(wanted.value("party", json()), finding["party"]);
  });
}

bool is_accused(const Report& report, const json& address) {
  return std::ranges::any_of(report.findings, [&](const json& finding) {
    return finding["party"] == address && finding["verdict"] != "undetermined";
  });
}

bool lists(const Report& report, const json& assumption) {
  return std::ranges::any_of(report.findings, [&](const json& finding) {
    const json& listed = finding["assumptions"];
    return finding["verdict"] == "violation" && std::ranges::count(listed, assumption) != 0;
  });
}

bool is_told(const Report& report, const json& wanted) {
  return std::ranges::any_of(report.stories, [&](const json& story) {
    return story["kind"] == wanted["kind"] && story["party"] == wanted["party"];
  });
}

// What the report lacks of one expectation.
std::set<std::string> lacks(const Report& report, const json& expectation) {
  std::set<std::string> lacking;
  const auto say = [&](bool holds, const std::string& what) {
    if (!holds) lacking.insert(what);
  };
  const auto each = [&](const char* key, const auto& ask) {
    for (const json& wanted : expectation.value(key, json::array())) ask(wanted);
  };
  const auto text = [](const json& value) {
    return value.is_null() ? "" : value.get<std::string>();
  };
  each("must", [&](const json& wanted) {
    say(is_found(report, wanted), "must " + text(wanted["verdict"]) + " " + text(wanted["class"]));
  });
  each("innocent",
       [&](const json& wanted) { say(!is_accused(report, wanted), "innocent " + text(wanted)); });
  each("must_list",
       [&](const json& wanted) { say(lists(report, wanted), "lists " + text(wanted)); });
  each("story", [&](const json& wanted) {
    say(is_told(report, wanted), "story " + text(wanted["kind"]) + " " + text(wanted["party"]));
  });
  for (const char* count : {"connections", "closes"}) {
    if (expectation.contains(count)) say(report.summary[count] == expectation[count], count);
  }
  return lacking;
}

TEST(Truth, OfTheFieldCapturesIsToldButForWhatIsListed) {
  const fs::path folder = fs::path(TWOMSL_SHARED) / "data/field";
  if (!fs::exists(folder / "truth.json")) GTEST_SKIP() << "needs " << folder;
  std::ifstream in(folder / "truth.json");
  std::set<std::string> missing;
  std::size_t expectations = 0;
  const json truth = json::parse(in);
  for (const auto& [file, wanted] : truth.items()) {
    for (const json& expectation : wanted) {
      ++expectations;
      const Report report = audit(folder / file, expectation);
      ASSERT_FALSE(report.summary.is_null()) << file;
      for (const std::string& what : lacks(report, expectation)) missing.insert(file + ": " + what);
    }
  }
  EXPECT_LT(50u, expectations);
  EXPECT_EQ(kMissing, missing);
}

}  // namespace
}  // namespace twomsl::test
