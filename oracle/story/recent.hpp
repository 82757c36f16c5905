// A map that remembers what was met of late: so many elements at most, of which those that were not
// asked for the longest go first, many at a time.
#pragma once

#include <tsl/robin_map.h>

#include <cstddef>
#include <functional>
#include <utility>

#include "oracle/pool.hpp"

namespace twomsl::oracle {

template <class Key, class Value, class Hash>
class Recent {
 public:
  /// Holds `most` elements, of which half may be forgotten at once. REQUIRES: at least 2.
  Recent(std::size_t most, const Hash& hash) : half_(most / 2), young_(0, hash), old_(0, hash) {}

  /// The value of `key`, which is remembered anew; null if there is none.
  [[nodiscard]] Value* find(const Key& key) {
    const auto young = young_.find(key);
    if (young != young_.end()) return &young.value();
    const auto old = old_.find(key);
    if (old == old_.end()) return nullptr;
    Value value = std::move(old.value());
    old_.erase(old);
    forgotten_ += make_room();
    return &young_.insert_or_assign(key, std::move(value)).first.value();
  }

  /// Sets the value of `key`. Returns how many were forgotten since the last time.
  std::size_t put(const Key& key, Value value) {
    const auto known = young_.find(key);
    if (known != young_.end()) {
      known.value() = std::move(value);
    } else {
      old_.erase(key);
      forgotten_ += make_room();
      young_.emplace(key, std::move(value));
    }
    return std::exchange(forgotten_, 0);
  }

  void erase(const Key& key) {
    young_.erase(key);
    old_.erase(key);
  }

 private:
  std::size_t make_room() {
    if (young_.size() < half_) return 0;
    const std::size_t forgotten = old_.size();
    std::swap(old_, young_);
    young_.clear();
    return forgotten;
  }

  std::size_t half_;
  std::size_t forgotten_ = 0;
  using Map =
      tsl::robin_map<Key, Value, Hash, std::equal_to<Key>, HugePages<std::pair<Key, Value>>>;

  Map young_;
  Map old_;
};

}  // namespace twomsl::oracle
