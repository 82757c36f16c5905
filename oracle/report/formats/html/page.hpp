// The page around findings and stories: its head, what was judged, what it means, and how to read
// it.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "oracle/report/formats/html/kind_section.hpp"
#include "oracle/report/report.hpp"
#include "oracle/story/story.hpp"

namespace twomsl::oracle::html {

/// All that the page will say, gathered file by file.
struct Page {
  AuditOptions options{};
  std::array<KindSection, kCountOf<RuleClass>> findings{};
  std::array<KindSection, kCountOf<StoryKind>> stories{};
  std::vector<std::string> files{};  // rows of their table
  std::uint64_t files_left_out = 0;
  std::uint64_t unreadable = 0;
  std::uint64_t packets = 0;
  std::uint64_t connections = 0;
  std::uint64_t without_diagrams = 0;              // cards for which there was no room
  std::map<std::string, std::uint64_t> skipped{};  // reason to frames
  std::map<std::string, std::uint64_t> parties{};  // address to findings that are about it
};

/// A row of the table of files.
[[nodiscard]] std::string file_row(const Audit& audit);

/// The whole page.
[[nodiscard]] std::string page_text(const Page& page, const Totals& totals);

}  // namespace twomsl::oracle::html
