#include "oracle/track/damage.hpp"

#include "core/codec/decode.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::int8_t kMost = 100;

// Every byte that the checksum covers was captured.
bool is_whole(const SegmentView& segment) {
  return !segment.options.cut && segment.payload.size() == segment.payload_bytes;
}

// It goes on where both ends were, or stays behind: nothing that is kept can be wrong by it.
bool is_expected(const Connection& connection, unsigned from, const SegmentView& segment) {
  const Side& mine = connection.side[from];
  const Side& theirs = connection.side[1 - from];
  const bool is_plain = (segment.flags.bits & (Flags::kSyn | Flags::kFin | Flags::kRst)) == 0;
  const bool is_clocked =
      !segment.options.has_timestamps || segment.options.ts_val - mine.ts_val < kInFlight;
  return is_plain && connection.close_index == 0 && mine.sent && segment.seq == mine.next &&
         theirs.next - segment.ack < kInFlight && is_clocked;
}

}  // namespace

bool is_damaged(Connection& connection, unsigned from, const SegmentView& segment,
                std::span<const std::uint8_t> packet) {
  if (is_expected(connection, from, segment)) return false;
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
