// The writers of the formats that have a file of their own.
#pragma once

#include "oracle/report/formats/format.hpp"

namespace twomsl::oracle {

using Writer = std::unique_ptr<ReportWriter>;

/// SARIF 2.1.0: one run, a rule a class, a result a finding. Stories are not in it.
[[nodiscard]] Writer make_sarif(Write write, const ReportSettings& settings);

/// JUnit's XML: a suite a file, in it a case for each class that was found.
[[nodiscard]] Writer make_junit(Write write, const ReportSettings& settings);

/// RFC 4180: a line a finding.
[[nodiscard]] Writer make_csv(Write write, const ReportSettings& settings);

/// TAP 13: a point a file.
[[nodiscard]] Writer make_tap(Write write, const ReportSettings& settings);

/// All frames that were judged, in one capture; those that prove findings say what and how.
[[nodiscard]] Writer make_pcapng(Write write, const ReportSettings& settings);

}  // namespace twomsl::oracle
