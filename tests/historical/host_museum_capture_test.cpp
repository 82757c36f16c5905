// The museum's captures are what its hosts send today, and the audit names each entry in them.
#include "tests/historical/host_museum_capture.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "oracle/audit.hpp"

namespace twomsl {
namespace {

using oracle::AuditOptions;
using oracle::Finding;

struct NamedExhibit {
  const char* exhibit;
  const char* rule;     // empty: none
  const char* verdict;  // with an MSL of 120 s, which is the hosts' own
};

class HostMuseumCapture : public testing::TestWithParam<NamedExhibit> {};

std::vector<Finding> findings_in(std::string_view exhibit, const AuditOptions& options) {
  return oracle::audit_bytes(capture_of_host(exhibit), options).findings;
}

TEST_P(HostMuseumCapture, IsNamedByTheAuditAndNothingElseIs) {
  const auto found = findings_in(GetParam().exhibit, {.msl_s = 120});
  ASSERT_EQ(*GetParam().rule == '\0' ? 0u : 1u, found.size());
  for (const Finding& finding : found) {
    EXPECT_EQ(GetParam().rule, name(finding.rule));
    EXPECT_EQ(GetParam().verdict, name(finding.verdict));
  }
}

TEST_P(HostMuseumCapture, IsWhatTheHostsSend) {
  const std::string path =
      std::string(TWOMSL_SOURCE) + "/oracle/captures/" + capture_name(GetParam().exhibit);
  std::ifstream file(path, std::ios::binary);
  EXPECT_EQ(capture_of_host(GetParam().exhibit),
            std::vector<std::uint8_t>(std::istreambuf_iterator<char>(file), {}))
      << "write it again: write_museum " << TWOMSL_SOURCE;
}

INSTANTIATE_TEST_SUITE_P(
    HostMuseum, HostMuseumCapture,
    testing::Values(NamedExhibit{"nt4", "early-release-rst", "violation"},
                    NamedExhibit{"nt4_hotfix", "early-release-rst", "violation"},
                    NamedExhibit{"evict_oldest", "early-release-rst", "violation"},
                    NamedExhibit{"refuse_newcomer", "early-release-rst", "violation"},
                    NamedExhibit{"bind_reuse", "active-reuse", "violation"},
                    NamedExhibit{"no_time_wait", "early-release-rst", "violation"},
                    NamedExhibit{"no_return", "no-return", "violation"},
                    NamedExhibit{"assassinated", "assassination", "hazard"},
                    NamedExhibit{"nt4_sp4", "", ""}),
    [](const auto& row) { return std::string(row.param.exhibit); });

TEST(HostMuseumAssassination, IsAViolationUnderTheStrictProfile) {
  const auto found =
      findings_in("assassinated", {.msl_s = 120, .profile = oracle::Profile::strict});
  ASSERT_EQ(1u, found.size());
  EXPECT_EQ("assassination", name(found.front().rule));
  EXPECT_EQ(oracle::Verdict::violation, found.front().verdict);
}

}  // namespace
}  // namespace twomsl
