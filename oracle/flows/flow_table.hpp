// From tuple to connection: an open-addressing index over a pool.
//
// The hash is keyed by a seed that the capture cannot know, so that no capture makes look-ups slow.
// References stay valid as the table grows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "oracle/pool.hpp"
#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

/// A hash of tuples that is keyed by a seed.
struct FlowHash {
  std::uint64_t seed = 0;
  [[nodiscard]] std::size_t operator()(const FlowKey& key) const;
};

class FlowTable {
 public:
  /// Holds at most `limit` connections.
  FlowTable(std::uint64_t seed, std::size_t limit);

  [[nodiscard]] std::uint64_t hash(const FlowKey& key) const { return hash_(key); }

  /// The connection of `key`, or null.
  [[nodiscard]] Connection* find(const FlowKey& key, std::uint64_t hash);

  /// A new connection of `key`, or null if the table is full. REQUIRES: find() gives null.
  [[nodiscard]] Connection* make(const FlowKey& key, std::uint64_t hash);

  /// The index of a connection. REQUIRES: it is one of this table's, and its key has that hash.
  [[nodiscard]] std::uint32_t index_of(const Connection& connection, std::uint64_t hash);

  /// Forgets a connection. REQUIRES: `index` is that of one in connections().
  void erase(std::uint32_t index);

  [[nodiscard]] bool is_full() const { return pool_.in_use() == limit_; }
  [[nodiscard]] Pool<Connection>& connections() { return pool_; }

 private:
  struct Bucket {
    std::uint32_t tag = 0;
    std::uint32_t connection = 0;  // 1 + its index, 0 if the bucket is free
  };

  void put(const Bucket& bucket, std::uint64_t hash);
  [[nodiscard]] std::uint64_t home(const Bucket& bucket);
  void grow();

  FlowHash hash_;
  std::size_t limit_;
  std::uint64_t mask_;
  std::vector<Bucket, HugePages<Bucket>> buckets_;
  Pool<Connection> pool_;
};

}  // namespace twomsl::oracle
