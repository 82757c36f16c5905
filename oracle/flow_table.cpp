// The flow table: linear probing, at most three quarters full.
#include "oracle/flow_table.hpp"

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

Connection* FlowTable::find_or_make(const FlowKey& key, std::uint64_t hash) {
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  std::uint64_t at = hash & mask_;
  while (index_[at].place != 0) {
    if (index_[at].tag == tag) {
      Connection& connection = pool_[index_[at].place - 1];
      if (connection.key == key) return &connection;
    }
    at = (at + 1) & mask_;
  }
  if (pool_.size() == limit_) return nullptr;
  Connection& made = pool_[pool_.add()];
  made.key = key;
  index_[at] = {tag, static_cast<std::uint32_t>(pool_.size())};
  if (4 * pool_.size() > 3 * index_.size()) grow();
  return &made;
}

void FlowTable::grow() {
  std::vector<Entry> old(2 * index_.size());
  old.swap(index_);
  mask_ = index_.size() - 1;
  for (const Entry& entry : old) {
    if (entry.place == 0) continue;
    std::uint64_t at = hash(pool_[entry.place - 1].key) & mask_;
    while (index_[at].place != 0) at = (at + 1) & mask_;
    index_[at] = entry;
  }
}

}  // namespace twomsl::oracle
