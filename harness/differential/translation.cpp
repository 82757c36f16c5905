#include "harness/differential/translation.hpp"

#include <algorithm>

#include "core/codec/decode.hpp"
#include "harness/packet_forge.hpp"
#include "harness/program/tuples.hpp"
#include "net/entry.hpp"

namespace twomsl::harness {

SegmentView view_of(std::span<const std::uint8_t> packet) {
  const Decoded decoded = decode_ip(packet, static_cast<std::uint32_t>(packet.size()));
  return decoded.rejection == Rejection::none ? decoded.segment : SegmentView{};
}

std::optional<std::uint8_t> tuple_of(const SegmentView& view) {
  const bool is_subjects = view.source.address == kSubjectAddress;
  return is_subjects ? tuple_between(view.source, view.destination)
                     : tuple_between(view.destination, view.source);
}

std::vector<std::uint8_t> with_whole_header(std::span<const std::uint8_t> packet) {
  std::vector<std::uint8_t> mended(packet.begin(), packet.end());
  const std::size_t offset = std::size_t{packet.empty() ? 0u : packet[0] & 15u} * 4 + 12;
  if (offset < mended.size())
    mended[offset] = static_cast<std::uint8_t>(0x50 | mended[offset] % 16);
  return mended;
}

Policy<Concrete> policy_beside(Policy<Concrete> policy, std::uint64_t msl_us,
                               const std::vector<sim::Captured>& packets) {
  policy.msl = {msl_us};
  policy.offers_timestamps = policy.offers_scale = false;
  policy.scale = 0;
  std::uint32_t wnd_bytes = 0;
  for (const sim::Captured& one : packets) {
    const SegmentView view = view_of(one.packet);
    if (view.source.address != kSubjectAddress || view.flags.rst()) continue;
    const Options& options = view.options;
    wnd_bytes =
        std::max(wnd_bytes, std::uint32_t{view.window} << (view.flags.syn() ? 0 : policy.scale));
    if (!view.flags.syn()) continue;
    policy.offers_timestamps = policy.offers_timestamps || options.has_timestamps;
    policy.offers_scale = policy.offers_scale || options.has_window_scale;
    if (options.has_window_scale) policy.scale = std::min<std::uint32_t>(options.window_scale, 14);
    if (options.has_mss) {
      policy.mss_bytes =
          std::clamp<std::uint32_t>(options.mss_bytes, kSmallestMss, kLargestMssBytes);
    }
  }
  // What no policy can have, however odd a stack's options are, it is not given.
  const std::uint32_t least_bytes = std::uint32_t{2} << policy.scale;
  if (wnd_bytes != 0) policy.rcv_buffer_bytes = std::clamp(wnd_bytes, least_bytes, kLargestWindow);
  return policy;
}

std::vector<std::uint8_t> translated(std::span<const std::uint8_t> packet, const Account& stack,
                                     const Account& core) {
  const SegmentView view = view_of(packet);
  std::vector<std::uint8_t> moved(packet.begin(), packet.end());
  if (!are_checksums_right(packet, view)) return moved;
  const std::size_t tcp = std::size_t{packet[0] & 15u} * 4;
  const bool is_known = core.has_iss && stack.has_iss;
  if (is_known && view.flags.ack()) {
    store_be32(&moved[tcp + 8], view.ack - stack.iss + core.iss);
  }
  if (view.options.has_timestamps) {  // the echo of what the core has sent last
    constexpr std::uint8_t kEnd = 0, kPadding = 1, kTimestamps = 8;
    std::size_t at = tcp + 20;
    while (moved[at] != kTimestamps && moved[at] != kEnd) {
      at += moved[at] == kPadding ? std::size_t{1} : moved[at + 1];
    }
    if (moved[at] == kTimestamps) store_be32(&moved[at + 6], core.ts_val);
  }
  fix_checksums(moved);
  return moved;
}

}  // namespace twomsl::harness
