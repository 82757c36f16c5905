// Pieces of sentences of the reports on two captures.
#pragma once

#include <string>

#include "oracle/both/report/opinions.hpp"

namespace twomsl::oracle::both {

[[nodiscard]] constexpr std::string_view name(Side side) {
  return side == Side::client ? "client" : "server";
}
[[nodiscard]] constexpr std::string_view name(Fate fate) {
  switch (fate) {
    case Fate::unpaired:
      return "unpaired";
    case Fate::matched:
      return "matched";
    case Fate::cut_anew:
      return "cut-anew";
    case Fate::lost:
      return "lost";
    case Fate::missed:
      return "missed";
    case Fate::beyond:
      return "beyond";
    case Fate::copy:
      return "copy";
    case Fate::appeared:
      return "appeared";
  }
  return "";
}

/// Where the judging of what was read of that capture was interrupted; empty if it was not.
[[nodiscard]] std::string interruption_of(const Comparison& comparison, const Opinions& opinions,
                                          Side side);

/// "10.0.0.1:4000-10.0.0.2:80", the opener first.
[[nodiscard]] std::string flow_text(const RecordedConnection& connection);

/// "FIN ACK, seq 1001, ack 501, 10 bytes".
[[nodiscard]] std::string segment_text(const Recorded& segment);

/// Seconds with 6 digits, and a sign where it is negative.
[[nodiscard]] std::string signed_seconds(std::int64_t time_ns);

/// What is known of the clocks, a sentence or two.
[[nodiscard]] std::string clocks_text(const Clocks& clocks);

/// "LOST client frame 7: ..." without what is before the colon.
[[nodiscard]] std::string fate_text(const Comparison& comparison, const Compared& compared,
                                    Side side, const Recorded& segment);

/// "client frame 1, server frame 1: ...".
[[nodiscard]] std::string rewrite_text(const Comparison& comparison, const Rewritten& rewritten);

/// What the rewriting was from and to.
struct FromTo {
  std::string from{};
  std::string to{};
};
[[nodiscard]] FromTo from_to(const Comparison& comparison, const Rewritten& rewritten);

/// "client frame 7 never came to the server".
[[nodiscard]] std::string frame_text(Side side, const FrameFate& fate);

/// What the other capture makes of a finding.
[[nodiscard]] std::string agreement_text(const Opinion& opinion);

}  // namespace twomsl::oracle::both
