#include "oracle/flows/lanes.hpp"

namespace twomsl::oracle {
namespace {

FlowKey in_scope(FlowKey key, std::uint32_t scope) {
  key.scope = scope;
  return key;
}

}  // namespace

FlowKey Lanes::key_of(const Find& find, const FlowKey& key, unsigned from) {
  if (key.scope == 0 && back_.empty()) return key;
  const auto known = [&](std::uint32_t scope) { return find(in_scope(key, scope)); };
  const auto at = back_.find(in_scope(key, 0));
  if (at == back_.end()) {
    if (back_.size() == kLanes) return key;
    // The other direction may have come first, without a tag.
    const Connection* untagged = key.scope == 0 ? nullptr : known(0);
    const bool is_back = untagged != nullptr && !untagged->side[from].sent;
    const auto first = static_cast<std::uint8_t>(is_back ? 1 - from : from);
    back_[in_scope(key, 0)] = {is_back ? 0 : key.scope, key.scope, first, is_back};
    return in_scope(key, is_back ? 0 : key.scope);
  }
  Lane& lane = at->second;
  if (lane.scope == key.scope || from == lane.first) return key;
  if (lane.has_back) return lane.scope_back == key.scope ? in_scope(key, lane.scope) : key;
  const Connection* forth = known(lane.scope);
  if (forth == nullptr || forth->side[from].sent) return key;
  lane.scope_back = key.scope;
  lane.has_back = true;
  return in_scope(key, lane.scope);
}

}  // namespace twomsl::oracle
