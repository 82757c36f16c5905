// Captures of real stacks against the verdicts expected of them, in three modes of MSL.
#include "oracle/report/expected.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace twomsl::oracle {
namespace {

namespace fs = std::filesystem;

struct Mode {
  std::optional<double> msl_s{};
  std::size_t findings = 0;  // rows of the bundled table that are due
};

const std::array<Mode, 3> kModes{{{{}, 55}, {30, 55}, {120, 73}}};

std::vector<std::string> captures_in(const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".pcap") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> differences_in(const fs::path& folder, const fs::path& table,
                                        const AuditOptions& options) {
  const Expectations expected = read_expectations((table / "expected.csv").string(), options);
  std::vector<std::string> out;
  if (!expected.error.empty()) out.push_back(expected.error);
  std::set<std::string> audited;
  for (const std::string& file : captures_in(folder)) {
    audited.insert(fs::path(file).filename().string());
    for (std::string& difference : differences(audit_file(file, options), expected)) {
      out.push_back(std::move(difference));
    }
  }
  for (const ExpectedFinding& finding : expected.findings) {
    if (folder == table && audited.count(finding.file) == 0)
      out.push_back(finding.file + ": is not there");
  }
  return out;
}

const fs::path kBundled = fs::path(TWOMSL_SOURCE) / "oracle/captures";

TEST(Expected, BundledCapturesGetTheVerdictsExpectedOfThem) {
  for (const Mode& mode : kModes) {
    const AuditOptions options{.msl_s = mode.msl_s};
    EXPECT_EQ(mode.findings,
              read_expectations((kBundled / "expected.csv").string(), options).findings.size());
    EXPECT_EQ(std::vector<std::string>{}, differences_in(kBundled, kBundled, options))
        << "MSL " << mode.msl_s.value_or(0);
  }
}

TEST(Expected, SharedCapturesGetTheVerdictsExpectedOfThem) {
  const fs::path shared = fs::path(TWOMSL_SHARED) / "data/timewait";
  if (!fs::exists(shared / "expected.csv")) GTEST_SKIP() << "needs " << shared;
  // Their own table was written when ages from 60 to 240 s were judged without --msl, and an ABORT
  // in LAST-ACK was taken not to have happened.
  for (const Mode& mode : kModes) {
    EXPECT_EQ(std::vector<std::string>{}, differences_in(shared, kBundled, {.msl_s = mode.msl_s}))
        << "MSL " << mode.msl_s.value_or(0);
  }
}

// Tests run at the same time: each has a file of its own.
std::string test_name() {
  return std::string("twomsl_expected_") +
         testing::UnitTest::GetInstance()->current_test_info()->name();
}

// The table with one cell changed.
std::vector<std::string> differences_after(std::string_view from, std::string_view to) {
  std::ifstream in(kBundled / "expected.csv");
  std::string table{std::istreambuf_iterator<char>(in), {}};
  const std::size_t at = table.find(from);
  EXPECT_NE(std::string::npos, at) << from;
  table.replace(at, from.size(), to);
  const fs::path changed = fs::path(testing::TempDir()) / (test_name() + ".csv");
  std::ofstream(changed) << table;
  const auto expected = read_expectations(changed.string(), {});
  const std::string file = (kBundled / "nat-server-side.pcap").string();
  return expected.error.empty() ? differences(audit_file(file, {}), expected)
                                : std::vector{expected.error};
}

TEST(Expected, EveryCellThatDiffersIsNamed) {
  const std::string row = "nat-server-side.pcap,9,active-reuse,violation";
  const std::string end = ",violation,violation,10.2.0.254,0.158422,address-rewritten";
  const auto only = [](const std::string& difference) { return std::vector{difference}; };
  const std::string where = "nat-server-side.pcap: frame 9: active-reuse";
  EXPECT_EQ(std::vector<std::string>{}, differences_after(row, row));
  EXPECT_EQ(only(where + ": verdict should be hazard, is violation"),
            differences_after(row, "nat-server-side.pcap,9,active-reuse,hazard"));
  EXPECT_EQ(only(where + ": party should be 10.2.0.25, is 10.2.0.254"),
            differences_after(end, ",violation,violation,10.2.0.25,0.158422,address-rewritten"));
  EXPECT_EQ(only(where + ": msl_max should be 0.158423, is 0.158422"),
            differences_after(end, ",violation,violation,10.2.0.254,0.158423,address-rewritten"));
  EXPECT_EQ(only(where + ": cause should be peer-rst, is address-rewritten"),
            differences_after(end, ",violation,violation,10.2.0.254,0.158422,peer-rst"));
  EXPECT_EQ(only(where + " (violation) was not expected"),
            differences_after(row, "another.pcap,9,active-reuse,violation"));
  EXPECT_EQ(2u, differences_after(row, "nat-server-side.pcap,8,active-reuse,violation").size());
}

TEST(Expected, ATableThatCannotBeReadIsAnError) {
  EXPECT_NE("", read_expectations("no/such/table.csv", {}).error);
  EXPECT_NE("", read_expectations((kBundled / "expected.csv").string(), {.msl_s = 31}).error);
  EXPECT_EQ(1u, differences_after("file,frame,", "file,frame,more,").size());
}

}  // namespace
}  // namespace twomsl::oracle
