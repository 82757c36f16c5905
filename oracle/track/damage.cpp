#include "oracle/track/damage.hpp"

#include "core/codec/decode.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::int8_t kMost = 100;

// Every byte that the checksum covers was captured.
bool is_whole(const SegmentView& segment) {
  return !segment.options.cut && segment.payload.size() == segment.payload_bytes;
}

}  // namespace

bool is_damaged(Connection& connection, unsigned from, const SegmentView& segment,
                std::span<const std::uint8_t> packet) {
  if (packet.empty() || !is_whole(segment)) return false;
  std::int8_t& balance = connection.checksum_balance[from];
  if (are_checksums_right(packet, segment)) {
    if (balance < kMost) ++balance;
    return false;
  }
  const bool was_mostly_right = balance > 0;
  if (balance > -kMost) --balance;
  return was_mostly_right;
}

}  // namespace twomsl::oracle
