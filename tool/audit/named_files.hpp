// The files that a command line names: which are the same, and which would be overwritten.
#pragma once

#include <string>
#include <vector>

#include "tool/audit/report_outputs.hpp"

namespace twomsl::tool {

/// The file as messages name it: "standard input" for "-".
[[nodiscard]] std::string called(const std::string& file);

/// What is written there goes to standard output: "-", /dev/stdout, the file that it leads to.
[[nodiscard]] bool is_standard_output(const std::string& file);

/// Each file once, in order, whatever it is called; those left out are told on standard error.
[[nodiscard]] std::vector<std::string> each_once(const std::vector<std::string>& files);

/// What speaks against writing these reports: one would destroy what is read, or another report.
/// Empty if nothing does.
[[nodiscard]] std::string objection_to(const std::vector<ReportChoice>& reports,
                                       const std::vector<std::string>& read);

}  // namespace twomsl::tool
