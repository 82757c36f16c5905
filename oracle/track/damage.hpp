// Segments that no receiver takes in: their checksum is wrong, while their sender's are right.
//
// A host that leaves checksums to its interface is captured with all of them wrong.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "oracle/track/party.hpp"
#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

/// Addresses whose checksums are counted, and frames that are doubted.
inline constexpr std::size_t kSenders = 1u << 16, kDoubted = 1u << 20;

/// Wrong checksums more than right ones, with which nothing is clear yet of their sender.
inline constexpr std::int8_t kFewWrong = 4;

/// Every byte that the checksum covers was captured.
[[nodiscard]] constexpr bool is_whole(const SegmentView& segment) {
  return !segment.options.cut && segment.payload.size() == segment.payload_bytes;
}

/// It goes on where both ends were, and its sender's checksums are known: nothing that is kept can
/// be wrong by it, so that its own need not be verified, or the payload of every packet would be
/// read.
[[nodiscard]] inline bool is_expected(const Connection& connection, unsigned from,
                                      const SegmentView& segment) {
  const Side& mine = connection.side[from];
  const Side& theirs = connection.side[1 - from];
  // One test of several conditions, for each packet asks. Without timestamps both are 0.
  const unsigned bits = segment.flags.bits & kEvents;
  const std::int8_t balance = connection.checksum_balance[from];
  const bool is_sender_known = balance > 0 || balance < -kFewWrong || !is_whole(segment);
  return (bits | connection.close_index | (segment.seq ^ mine.next)) == 0 && mine.sent &&
         theirs.next - segment.ack < kInFlight &&
         segment.options.ts_val - mine.ts_val < kInFlight && is_sender_known;
}

/// What a checksum tells of a segment.
enum class Integrity : std::uint8_t {
  believed,
  doubted,  // it is wrong, and too little is known of its sender on this tuple yet
  damaged,  // it is wrong, and its sender's on this tuple are mostly right: nobody took it in
};

/// How many segments of an address were verified and had a wrong checksum. Those that go on in an
/// open connection are not verified.
struct WrongChecksums {
  Address address{};
  std::uint64_t segments = 0;
};

/// What is known of senders' checksums: those that were verified are counted by side of a tuple and
/// by address. An address may stand for several hosts, and for one whose interface fills in some of
/// its checksums: it only ever doubts. Memory is bounded. What a segment is taken for depends on
/// its tuple alone, so that tuples may be judged apart.
class Checksums {
 public:
  /// Segments of one address that were verified.
  struct Verified {
    std::uint64_t right = 0;
    std::uint64_t wrong = 0;
  };
  using BySender = std::unordered_map<Address, Verified, AddressHash>;

  struct Doubt {
    std::uint64_t frame = 0;
    Address sender{};
  };

  /// Verifies the segment, which `packet` carries. REQUIRES: `packet` is empty, or what the segment
  /// was decoded from.
  [[nodiscard]] Integrity verify(Connection& connection, unsigned from, const SegmentView& segment,
                                 std::span<const std::uint8_t> packet);

  /// Remembers a frame that was doubted, with the address of its sender. REQUIRES: none before it
  /// has a greater number.
  void doubt(const Doubt& doubted);

  /// The same of what was doubted elsewhere, in whatever order.
  void doubt_too(const Checksums& elsewhere);

  /// Counts what was verified elsewhere.
  void add(const Address& sender, const Verified& verified);

  [[nodiscard]] const BySender& by_sender() const { return by_sender_; }

  [[nodiscard]] const std::vector<Doubt>& doubted() const { return doubted_; }

  /// Addresses of whom a wrong checksum was verified, those with most first.
  [[nodiscard]] std::vector<WrongChecksums> wrong_ones() const;

  /// The frame was doubted, and its sender's checksums are not known to be mostly wrong.
  [[nodiscard]] bool is_damaged(std::uint64_t frame) const;

 private:
  BySender by_sender_{};
  std::vector<Doubt> doubted_{};  // by frame
};

}  // namespace twomsl::oracle
