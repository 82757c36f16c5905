// Reports of an audit: text for people, JSON lines for programs (oracle/schema.json).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "oracle/audit.hpp"
#include "oracle/audit_options.hpp"
#include "oracle/report/text/style.hpp"

namespace twomsl::oracle {

/// The findings of one capture and its summary, as text within 80 columns.
[[nodiscard]] std::string report_text(const Audit& audit, const AuditOptions& options,
                                      const TextStyle& style = {});

/// What is told of the capture as a whole, a line each: what the report leaves out, ages of reuses,
/// steps of its clock, senders with wrong checksums.
[[nodiscard]] std::vector<std::string> lines_of(const Summary& summary);

/// Findings of several captures by verdict.
struct Totals {
  std::array<std::uint64_t, kCountOf<Verdict>> findings{};
  LeftOut left_out{};
  std::uint64_t closes = 0;
  std::uint64_t judged = 0;  // captures that hold something to judge
  bool interrupted = false;  // the user stopped it: there are more files, or frames
  std::uint64_t files = 0;
  std::vector<std::string> unreadable{};   // the names of those that could not be read,
  std::vector<std::string> without_tcp{};  // of those that hold nothing to judge,
  std::vector<std::string> violators{};    // and of those with violations

  void add(const Audit& audit);
  [[nodiscard]] std::uint64_t of(Verdict verdict) const {
    return findings[static_cast<std::size_t>(verdict)];
  }
};

/// What all captures came to, and the names of those that one has to look at.
[[nodiscard]] std::string totals_text(const Totals& totals);

/// What the findings of all captures mean, in words for a newcomer.
[[nodiscard]] std::string closing_words(const Totals& totals);

/// The same audit as JSON, one object a line, the summary last.
[[nodiscard]] std::string report_json(const Audit& audit, const AuditOptions& options);

/// One finding so; of type "provisional" if the capture goes on, and all that only its end settles
/// is open still.
[[nodiscard]] std::string json_line(const Finding& finding, const AuditOptions& options,
                                    bool is_settled);

/// The JSON schema of those lines. The committed oracle/schema.json is this text.
[[nodiscard]] std::string json_schema();

/// The classes of findings as a table in Markdown, a line a rule of spec/laws/close_rules.hpp.
[[nodiscard]] std::string class_table();

}  // namespace twomsl::oracle
