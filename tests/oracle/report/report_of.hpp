// A report in memory, of captures in memory.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "oracle/report/formats/format.hpp"
#include "tests/oracle/conversation.hpp"

namespace twomsl::test {

struct NamedCapture {
  std::string name{};
  Bytes bytes{};
};

/// What the format writes of them. `amiss` is what it says cannot be shown.
[[nodiscard]] inline std::string report_of(std::string_view format,
                                           const std::vector<NamedCapture>& captures,
                                           const oracle::ReportSettings& settings = {},
                                           bool interrupted = false) {
  std::string out;
  for (const oracle::ReportFormat& each : oracle::report_formats()) {
    if (each.name != format) continue;
    const auto writer = each.make([&out](std::string_view text) { out += text; }, settings);
    oracle::Totals totals{.interrupted = interrupted};
    for (const NamedCapture& capture : captures) {
      oracle::Audit audit = oracle::audit_bytes(capture.bytes, settings.options);
      audit.summary.file = capture.name;
      totals.add(audit);
      EXPECT_EQ("", writer->add(audit, oracle::SecondReading(std::span(capture.bytes))));
    }
    writer->finish(totals);
  }
  return out;
}

/// A violation at frame 9.
[[nodiscard]] inline Conversation violation() {
  return Conversation{}.open().close().age(1).fin_again().reset_by_s();
}
[[nodiscard]] inline Conversation deviation() {
  return Conversation{}
      .open()
      .s({.flags = kFin | kAck})
      .p({})
      .at(9)
      .p({.flags = kFin | kAck})
      .reset_by_s();
}
/// Silence that nobody can judge.
[[nodiscard]] inline Conversation undetermined() {
  return Conversation{}.open().close().age(9).fin_again();
}
[[nodiscard]] inline Conversation nothing_wrong() { return Conversation{}.open().close(); }

}  // namespace twomsl::test
