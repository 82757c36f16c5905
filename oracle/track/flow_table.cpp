// The flow table: linear probing, at most three quarters full.
#include "oracle/track/flow_table.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::size_t kFirstCapacity = 1u << 8;

// Folds a 64 by 64 bit product: each input bit reaches every output bit.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

FlowTable::FlowTable(std::uint64_t seed, std::size_t limit)
    : seed_(seed), limit_(limit), mask_(kFirstCapacity - 1), index_(kFirstCapacity) {}

std::uint64_t FlowTable::hash(const FlowKey& key) const {
  constexpr std::uint64_t kOdd1 = 0x9e3779b97f4a7c15u;
  constexpr std::uint64_t kOdd2 = 0xd1b54a32d192ed03u;
  const auto& a = key.addresses;
  const std::uint64_t rest = (std::uint64_t{key.ports} << 32) | key.scope;
  const std::uint64_t ends = mix(a[1] ^ seed_, a[3] ^ kOdd1) ^ mix(rest ^ kOdd2, seed_ ^ kOdd1);
  if (key.family == Family::ipv4) return mix(ends, kOdd2);
  return mix(ends ^ mix(a[0] ^ kOdd2, a[2] ^ seed_), kOdd1);
}

Connection* FlowTable::find(const FlowKey& key, std::uint64_t hash) {
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  for (std::uint64_t at = hash & mask_; index_[at].place != 0; at = (at + 1) & mask_) {
    if (index_[at].tag != tag) continue;
    Connection& connection = pool_[index_[at].place - 1];
    if (connection.key == key) return &connection;
  }
  return nullptr;
}

Connection* FlowTable::make(const FlowKey& key, std::uint64_t hash) {
  if (is_full()) return nullptr;
  if (4 * (pool_.in_use() + 1) > 3 * index_.size()) grow();
  const std::uint32_t place = pool_.add();
  pool_[place].key = key;
  put({static_cast<std::uint32_t>(hash >> 32), place + 1}, hash);
  return &pool_[place];
}

void FlowTable::erase(std::uint32_t place) {
  std::uint64_t gap = hash(pool_[place].key) & mask_;
  while (index_[gap].place != place + 1) gap = (gap + 1) & mask_;
  for (std::uint64_t at = (gap + 1) & mask_; index_[at].place != 0; at = (at + 1) & mask_) {
    // An entry may move back into the gap unless that lies before its home.
    if (((at - home(index_[at])) & mask_) < ((at - gap) & mask_)) continue;
    index_[gap] = index_[at];
    gap = at;
  }
  index_[gap] = {};
  pool_.remove(place);
}

std::uint64_t FlowTable::home(const Entry& entry) {
  return hash(pool_[entry.place - 1].key) & mask_;
}

void FlowTable::put(const Entry& entry, std::uint64_t hash) {
  std::uint64_t at = hash & mask_;
  while (index_[at].place != 0) at = (at + 1) & mask_;
  index_[at] = entry;
}

void FlowTable::grow() {
  std::vector<Entry> old(2 * index_.size());
  old.swap(index_);
  mask_ = index_.size() - 1;
  for (const Entry& entry : old) {
    if (entry.place != 0) put(entry, hash(pool_[entry.place - 1].key));
  }
}

}  // namespace twomsl::oracle
