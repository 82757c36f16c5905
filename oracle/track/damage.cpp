#include "oracle/track/damage.hpp"

#include <algorithm>
#include <tuple>

#include "core/codec/decode.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::int8_t kMost = 100;

void count(std::int8_t& balance, bool is_right) {
  if (is_right && balance < kMost) ++balance;
  if (!is_right && balance > -kMost) --balance;
}

}  // namespace

Integrity Checksums::verify(Connection& connection, unsigned from, const SegmentView& segment,
                            std::span<const std::uint8_t> packet) {
  if (packet.empty() || !is_whole(segment)) return Integrity::believed;
  std::int8_t& on_tuple = connection.checksum_balance[from];
  const bool were_right = on_tuple > 0;
  const bool is_right = are_checksums_right(packet, segment);
  count(on_tuple, is_right);
  add(segment.source.address, is_right ? Verified{1, 0} : Verified{0, 1});
  if (is_right) return Integrity::believed;
  if (were_right) return Integrity::damaged;
  return on_tuple < -kFewWrong ? Integrity::believed : Integrity::doubted;
}

void Checksums::add(const Address& sender, const Verified& verified) {
  const auto known = by_sender_.find(sender);
  if (known != by_sender_.end()) {
    known->second.right += verified.right;
    known->second.wrong += verified.wrong;
  } else if (by_sender_.size() < kSenders) {
    by_sender_.emplace(sender, verified);
  }
}

void Checksums::doubt(const Doubt& doubted) {
  if (doubted_.size() < kDoubted) doubted_.push_back(doubted);
}

void Checksums::doubt_too(const Checksums& elsewhere) {
  doubted_.insert(doubted_.end(), elsewhere.doubted_.begin(), elsewhere.doubted_.end());
  std::sort(doubted_.begin(), doubted_.end(),
            [](const Doubt& a, const Doubt& b) { return a.frame < b.frame; });
  if (doubted_.size() > kDoubted) doubted_.resize(kDoubted);
}

std::vector<WrongChecksums> Checksums::wrong_ones() const {
  std::vector<WrongChecksums> all;
  for (const auto& [address, verified] : by_sender_) {
    if (verified.wrong != 0) all.push_back({address, verified.wrong});
  }
  std::sort(all.begin(), all.end(), [](const WrongChecksums& a, const WrongChecksums& b) {
    return std::tuple(b.segments, a.address.high, a.address.low) <
           std::tuple(a.segments, b.address.high, b.address.low);
  });
  return all;
}

bool Checksums::is_damaged(std::uint64_t frame) const {
  const auto doubted =
      std::lower_bound(doubted_.begin(), doubted_.end(), frame,
                       [](const Doubt& one, std::uint64_t number) { return one.frame < number; });
  if (doubted == doubted_.end() || doubted->frame != frame) return false;
  const auto sender = by_sender_.find(doubted->sender);
  return sender == by_sender_.end() || sender->second.right >= sender->second.wrong;
}

}  // namespace twomsl::oracle
