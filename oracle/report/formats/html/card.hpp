// Findings and stories as parts of the page: a card says all of one, a row its sentence alone.
#pragma once

#include <string>

#include "oracle/audit_options.hpp"
#include "oracle/finding.hpp"
#include "oracle/report/formats/html/diagram/drawn_flow.hpp"
#include "oracle/story/story.hpp"

namespace twomsl::oracle::html {

/// Where a card stands.
struct Place {
  std::string id{};      // of the page alone
  std::string file{};    // as it was named
  bool is_open = false;  // its diagrams are shown at once
};

/// The diagrams of a finding or a story, or why there are none.
[[nodiscard]] std::string figures_of(const Finding& finding, const DrawnFlow& flow,
                                     const Place& place, const AuditOptions& options);
[[nodiscard]] std::string figures_of(const Story& story, const DrawnFlow& flow, const Place& place,
                                     const AuditOptions& options);
[[nodiscard]] std::string no_figures(const std::string& why);

[[nodiscard]] std::string card_of(const Finding& finding, const Place& place,
                                  const AuditOptions& options, const std::string& figures);
[[nodiscard]] std::string card_of(const Story& story, const Place& place,
                                  const std::string& figures);

/// Rows of the tables of those without a card, of four cells.
[[nodiscard]] std::string row_of(const Finding& finding);
[[nodiscard]] std::string row_of(const Story& story);

/// A file's name as it is shown: of a very long one its end.
[[nodiscard]] std::string shown_name(const std::string& file);

/// "twomsl explain 'FILE' --frame 7" as HTML.
[[nodiscard]] std::string explain_command(const std::string& file, const std::string& frame);

}  // namespace twomsl::oracle::html
