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

std::size_t Checksums::place_of(const Address& address) {
  return AddressHash{}(address) >> 32 & (kSenders - 1);
}

std::int8_t Checksums::balance_of(const Address& address) const {
  const Sender& sender = senders_[place_of(address)];
  return sender.address == address ? sender.balance : std::int8_t{0};
}

void Checksums::count_sender(const Address& address, bool is_right) {
  Sender& sender = senders_[place_of(address)];
  if (sender.address != address && sender.balance != 0) {
    count(sender.balance, sender.balance < 0);
    return;
  }
  sender.address = address;
  count(sender.balance, is_right);
}

Integrity Checksums::verify(Connection& connection, unsigned from, const SegmentView& segment,
                            std::span<const std::uint8_t> packet) {
  if (packet.empty() || !is_whole(segment)) return Integrity::believed;
  const Address& address = segment.source.address;
  std::int8_t& on_tuple = connection.checksum_balance[from];
  const bool were_right = on_tuple > 0;
  const bool is_right = are_checksums_right(packet, segment);
  count(on_tuple, is_right);
  count_sender(address, is_right);
  if (is_right) return Integrity::believed;
  if (wrong_.size() < kWrongSenders || wrong_.contains(address)) ++wrong_[address];
  if (were_right) return Integrity::damaged;
  const bool is_known = on_tuple < -kFewWrong || balance_of(address) < -kFewWrong;
  return is_known ? Integrity::believed : Integrity::doubted;
}

void Checksums::doubt(std::uint64_t frame, const Address& address) {
  if (doubted_.size() < kDoubted) doubted_.emplace(frame, address);
}

std::vector<WrongChecksums> Checksums::wrong_ones() const {
  std::vector<WrongChecksums> all;
  for (const auto& [address, segments] : wrong_) all.push_back({address, segments});
  std::sort(all.begin(), all.end(), [](const WrongChecksums& a, const WrongChecksums& b) {
    return std::tuple(b.segments, a.address.high, a.address.low) <
           std::tuple(a.segments, b.address.high, b.address.low);
  });
  return all;
}

bool Checksums::is_damaged(std::uint64_t frame) const {
  const auto found = doubted_.find(frame);
  if (found == doubted_.end()) return false;
  return balance_of(found->second) >= 0;
}

}  // namespace twomsl::oracle
