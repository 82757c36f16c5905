// `twomsl report`: what of RFC 9293 the endpoint here does, and what shows it.
#pragma once

#include "tool/command.hpp"

namespace twomsl::tool {

struct ReportCommand {
  bool appendix_b = false;
  bool csv = false;
};

void add_report(const CommandLine& line);

/// The 119 labels of Appendix B in the order of the text, as spec/appendix_b.csv has them: met, in
/// part, not met with the reason, or does not arise.
[[nodiscard]] Exit run(const ReportCommand& command);

}  // namespace twomsl::tool
