// What either capture alone would say, beside what the other one knows of the frames that it rests
// on: a FIN that was lost on the way, a RST that nobody sent.
#pragma once

#include <cstdint>
#include <vector>

#include "oracle/audit.hpp"
#include "oracle/both/comparison.hpp"

namespace twomsl::oracle::both {

/// What the other capture says of a frame.
struct FrameFate {
  std::uint64_t frame = 0;
  Fate fate{};
  std::uint64_t other_frame = 0;  // if it is matched
  Side sender{};
};

enum class Agreement : std::uint8_t {
  contradicted,  // the party did not send, or did not get, what the finding rests on
  shared,        // the other capture leads to the same finding
  confirmed,     // each frame that it rests on is in both captures
  open,          // the other capture does not have all of them, and does not contradict either
};

[[nodiscard]] constexpr std::string_view name(Agreement agreement) {
  switch (agreement) {
    case Agreement::contradicted:
      return "contradicted";
    case Agreement::shared:
      return "shared";
    case Agreement::confirmed:
      return "confirmed";
    case Agreement::open:
      return "open";
  }
  return "";
}

struct Opinion {
  Side side{};
  Finding finding{};
  Agreement agreement{};
  std::vector<FrameFate> frames{};  // that are not in both, or all if it is confirmed
  std::uint64_t also_at = 0;        // shared: the frame of the other capture
};

/// A story that the other capture has something to add to.
struct Addition {
  Side side{};
  Story story{};
  std::vector<FrameFate> frames{};
};

struct Opinions {
  std::array<Audit, 2> audits{};  // by Side, each judged at its own end
  std::vector<Opinion> findings{};
  std::vector<Addition> stories{};

  /// Findings of that verdict, and those of them that the other capture does not contradict.
  [[nodiscard]] std::uint64_t found(Verdict verdict) const;
  [[nodiscard]] std::uint64_t standing(Verdict verdict) const;
};

/// The options by which the capture of one end is judged: at the host there, unless the user says
/// where it was taken.
[[nodiscard]] AuditOptions options_at(const Comparison& comparison, Side side,
                                      AuditOptions options);

[[nodiscard]] Opinions compare_opinions(const Comparison& comparison, std::array<Audit, 2> audits);

}  // namespace twomsl::oracle::both
