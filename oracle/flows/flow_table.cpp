// The flow table: linear probing, at most three quarters full.
#include "oracle/flows/flow_table.hpp"

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
    : hash_{seed}, limit_(limit), mask_(kFirstCapacity - 1), buckets_(kFirstCapacity) {}

std::size_t FlowHash::operator()(const FlowKey& key) const {
  constexpr std::uint64_t kOdd1 = 0x9e3779b97f4a7c15u;
  constexpr std::uint64_t kOdd2 = 0xd1b54a32d192ed03u;
  const auto& a = key.addresses;
  const std::uint64_t rest = (std::uint64_t{key.ports} << 32) | key.scope;
  const std::uint64_t ends = mix(a[1] ^ seed, a[3] ^ kOdd1) ^ mix(rest ^ kOdd2, seed ^ kOdd1);
  if (key.family == Family::ipv4) return mix(ends, kOdd2);
  return mix(ends ^ mix(a[0] ^ kOdd2, a[2] ^ seed), kOdd1);
}

Connection* FlowTable::find(const FlowKey& key, std::uint64_t hash) {
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  for (std::uint64_t at = hash & mask_; buckets_[at].connection != 0; at = (at + 1) & mask_) {
    if (buckets_[at].tag != tag) continue;
    Connection& connection = pool_[buckets_[at].connection - 1];
    if (connection.key == key) return &connection;
  }
  return nullptr;
}

Connection* FlowTable::make(const FlowKey& key, std::uint64_t hash) {
  if (is_full()) return nullptr;
  if (4 * (pool_.in_use() + 1) > 3 * buckets_.size()) grow();
  const std::uint32_t index = pool_.add();
  pool_[index].key = key;
  put({static_cast<std::uint32_t>(hash >> 32), index + 1}, hash);
  return &pool_[index];
}

std::uint32_t FlowTable::index_of(const Connection& connection, std::uint64_t hash) {
  std::uint64_t at = hash & mask_;
  while (&pool_[buckets_[at].connection - 1] != &connection) at = (at + 1) & mask_;
  return buckets_[at].connection - 1;
}

void FlowTable::erase(std::uint32_t index) {
  std::uint64_t gap = hash(pool_[index].key) & mask_;
  while (buckets_[gap].connection != index + 1) gap = (gap + 1) & mask_;
  for (std::uint64_t at = (gap + 1) & mask_; buckets_[at].connection != 0; at = (at + 1) & mask_) {
    // An bucket may move back into the gap unless that lies before its home.
    if (((at - home(buckets_[at])) & mask_) < ((at - gap) & mask_)) continue;
    buckets_[gap] = buckets_[at];
    gap = at;
  }
  buckets_[gap] = {};
  pool_.remove(index);
}

std::uint64_t FlowTable::home(const Bucket& bucket) {
  return hash(pool_[bucket.connection - 1].key) & mask_;
}

void FlowTable::put(const Bucket& bucket, std::uint64_t hash) {
  std::uint64_t at = hash & mask_;
  while (buckets_[at].connection != 0) at = (at + 1) & mask_;
  buckets_[at] = bucket;
}

void FlowTable::grow() {
  std::vector<Bucket, HugePages<Bucket>> old(2 * buckets_.size());
  old.swap(buckets_);
  mask_ = buckets_.size() - 1;
  for (const Bucket& bucket : old) {
    if (bucket.connection != 0) put(bucket, hash(pool_[bucket.connection - 1].key));
  }
}

}  // namespace twomsl::oracle
