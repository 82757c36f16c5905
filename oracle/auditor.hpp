// An audit packet by packet, for who has no file: a capture as it goes on, a program under test.
#pragma once

#include <array>

#include "oracle/audit.hpp"
#include "oracle/capture/capture.hpp"
#include "oracle/capture/layers/opener.hpp"
#include "oracle/capture/link.hpp"
#include "oracle/shard/unsettled.hpp"
#include "oracle/track/tracker.hpp"

namespace twomsl::oracle {

/// An IP packet as it was captured. `at` counts from frame 1.
struct CapturedPacket {
  std::span<const std::uint8_t> bytes{};
  std::uint32_t wire_bytes = 0;  // its length on the wire, where less was kept
  std::uint32_t scope = 0;       // networks whose addresses may be the same: VLANs, tunnels
  Moment at{};
  bool has_time = true;
};

class Auditor {
 public:
  explicit Auditor(const AuditOptions& options, Narrator* narrator = nullptr, Shard shard = {});

  /// The next packet, or why the frame that came next holds none.
  void observe(const CapturedPacket& packet);
  void skip(LinkRejection rejection);

  /// The next frame, whatever it holds.
  void observe(const Frame& frame);

  /// So many frames were not captured, at some time between: what may hang on them is undetermined.
  void miss(std::uint64_t frames, const Gap& gap);

  /// What no packet shows, and an assumption denies, did happen.
  void tell(const HiddenEvent& event);

  /// Added to as packets come; verdicts, causes and reasons are settled by finish() alone.
  [[nodiscard]] const std::vector<Finding>& unsettled_findings() const {
    return tracker_.judge().findings;
  }

  /// What unsettled_findings() from `first` on would be if the capture ended now. All of them may
  /// change until it does: by what else the party does, and by its checksums.
  [[nodiscard]] std::vector<Finding> findings_so_far(std::size_t first);

  /// The capture has ended. Once.
  [[nodiscard]] Audit finish() { return settled(close()); }

  /// The same, but that nothing is settled.
  [[nodiscard]] Unsettled close();

 private:
  void observe_inside(const CapturedPacket& packet);
  void follow(const Decoded& decoded, const CapturedPacket& packet);
  void summarise(Unsettled& unsettled) const;

  Opener opener_;
  Tracker tracker_;
  Address vantage_address_{};
  bool lacks_vantage_ = false;  // the vantage point names an address, and it has not been met
  std::array<std::uint64_t, 16> link_skipped_{};  // by LinkRejection
  std::array<std::uint64_t, 16> ip_skipped_{};    // by Rejection
  std::uint64_t reassembled_ = 0;                 // fragments that a later frame made whole
  std::uint64_t without_time_ = 0;
  std::uint64_t missed_ = 0;
  std::uint64_t packets_ = 0;
};

}  // namespace twomsl::oracle
