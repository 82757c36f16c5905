// What the whole capture tells of an address: how long its slots were seen held, and how far away
// it stands. Used once the file has ended, when a party may convict itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "core/codec/segment_view.hpp"
#include "oracle/finding.hpp"

namespace twomsl::oracle {

/// A TIME-WAIT slot that answered as only a live slot does.
struct HeldSlot {
  std::uint64_t entry_frame = 0;
  std::uint64_t first_frame = 0;  // the first answer
  std::uint64_t alive_frame = 0;  // the last answer
  std::int64_t held_ns = 0;  // at that answer, from the last segment either way before its probe
};

struct Party {
  std::unordered_map<std::uint64_t, HeldSlot> held{};  // by the frame of entry
  bool routed = false;  // a segment of it had no initial hop count: it is not on the captured link
};

/// Evidence kept for each party: this many slots, those that answered first, so that memory stays
/// bounded.
inline constexpr std::size_t kHeldPerParty = 4096;

struct AddressHash {
  [[nodiscard]] std::size_t operator()(const Address& address) const {
    return static_cast<std::size_t>((address.high * 0x9e3779b97f4a7c15u ^ address.low) *
                                    0xd1b54a32d192ed03u);
  }
};

using Parties = std::unordered_map<Address, Party, AddressHash>;

/// An initial TTL or hop limit of common stacks: the sender is on the captured link.
[[nodiscard]] constexpr bool is_initial(std::uint8_t hops) {
  return hops == 64 || hops == 128 || hops == 255;
}

/// How many hops a segment has made, if its sender began with one of those.
[[nodiscard]] constexpr int hops_made(std::uint8_t hops) {
  return (hops <= 64 ? 64 : hops <= 128 ? 128 : 255) - hops;
}

/// Notes that the slot entered in `entry_frame` answered in `alive_frame`.
void note_held(Parties& parties, const Address& address, const HeldSlot& held);

}  // namespace twomsl::oracle
