// Lanes: a tuple whose two directions are captured under different VLAN tags is one tuple all the
// same. It is known by the tag of the direction that came first.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>

#include "oracle/flows/flow_table.hpp"

namespace twomsl::oracle {

/// Tuples remembered; those beyond are two scopes.
inline constexpr std::size_t kLanes = 1u << 20;

class Lanes {
 public:
  explicit Lanes(std::uint64_t seed) : back_(0, FlowHash{seed}) {}

  /// The connection of a key, or null.
  using Find = std::function<const Connection*(const FlowKey& key)>;

  /// The key under which a segment of side `from` is known, where none is found under `key`.
  [[nodiscard]] FlowKey key_of(const Find& find, const FlowKey& key, unsigned from);

 private:
  /// What a tuple is known by, and which side came first with it.
  struct Lane {
    std::uint32_t scope = 0;
    std::uint32_t scope_back = 0;
    std::uint8_t first = 0;
    bool has_back = false;
  };

  std::unordered_map<FlowKey, Lane, FlowHash> back_;
};

}  // namespace twomsl::oracle
