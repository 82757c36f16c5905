// A step of the host. What follows from it is in net/family_settle.hpp.
#pragma once

#include "net/family_endpoint.hpp"

namespace twomsl {

/// The machine refused the call.
[[nodiscard]] constexpr bool is_refusal(Why why) {
  return why >= Why::error_exists && why <= Why::error_address;
}

template <class Stores>
std::uint32_t FamilyEndpoint<Stores>::find_block(const Key& key) {
  auto& blocks = running_.host.blocks;
  const std::uint32_t block = blocks.find(key);
  blocks.recent = block;  // the host will ask for it again
  return block;
}

template <class Stores>
auto FamilyEndpoint<Stores>::step(const Event& event, std::span<const std::uint8_t> text)
    -> HostOutcome<Concrete> {
  begin(event.now);
  const std::uint32_t block = find_block(event.key);
  if (event.kind != HostEventKind::connection) return step_as(event, text, kNoIndex);
  const std::uint32_t at =
      block != kNoBlock ? entry_of_block_[block] : allocate(EntryKind::connection);
  HostOutcome<Concrete> out;
  if (at == kNoIndex) {
    out.result = HostResult::no_block;
    out.outcome.why = Why::error_resources;
    return out;
  }
  return step_as(event, text, at);
}

/// One event of the host. A tuple without an entry has no control block, so none is looked for.
template <class Stores>
void FamilyEndpoint<Stores>::step_host(const Event& event, std::uint32_t at,
                                       HostOutcome<Concrete>& out) {
  if (event.kind == HostEventKind::connection) {
    step_found(running_.host, event, at != kNoIndex ? entries_[at].block : kNoBlock, out);
  } else {
    twomsl::step(running_.host, event, out);
  }
}

/// Settings of the entry stand in for the policy's. Without an entry no connection begins: a SYN
/// reopens no wait if nobody would accept what it makes.
template <class Stores>
void FamilyEndpoint<Stores>::observed_step(const Event& event, std::uint32_t at,
                                           HostOutcome<Concrete>& out) {
  Policy<Concrete>& policy = running_.host.policy;
  const SettingsInForce of_policy = settings_of(policy);
  const bool reopens = policy.time_wait.reopens;
  const bool has_settings = at != kNoIndex && entries_[at].has_settings();
  if (has_settings) set_settings(policy, entries_[at].settings);
  if (at == kNoIndex) policy.time_wait.reopens = false;
  if (observer_.before == nullptr) {
    step_host(event, at, out);
  } else {
    Event seen = event;
    observer_.before(observer_.context, running_, seen);
    step_host(seen, at, out);
    observer_.after(observer_.context, running_, seen, out);
  }
  if (has_settings) set_settings(policy, of_policy);
  policy.time_wait.reopens = reopens;
}

/// Entry `at` is that of the tuple's control block, or a fresh one for the block that the event may
/// begin; kNoIndex if it begins none.
template <class Stores>
HostOutcome<Concrete> FamilyEndpoint<Stores>::step_as(const Event& event,
                                                      std::span<const std::uint8_t> text,
                                                      std::uint32_t at) {
  HostOutcome<Concrete> out;
  if (at != kNoIndex && steps_plainly(entries_[at])) {
    step_host(event, at, out);
  } else {
    observed_step(event, at, out);
  }
  if (at != kNoIndex && !entries_[at].has_block() && out.result != HostResult::created) {
    free(at);
    at = kNoIndex;
  }
  settle_state(event, out, text, at);
  return out;
}

/// step_as() without settle(), for entry `at` of a control block, which is not looked for.
template <class Stores>
void FamilyEndpoint<Stores>::step_entry(const Event& event, std::uint32_t at,
                                        HostOutcome<Concrete>& out) {
  const EntryOf& entry = entries_[at];
  if (steps_plainly(entry)) {
    step_found(running_.host, event, entry.block, out);
  } else {
    observed_step(event, at, out);
  }
}

/// A call or timeout of the connection of entry `at`, which has a control block.
template <class Stores>
Called FamilyEndpoint<Stores>::call_machine(const Event& event, std::uint32_t at) {
  HostOutcome<Concrete> out;
  step_entry(event, at, out);
  settle_call(event, out, at);
  return {!is_refusal(out.outcome.why), out.outcome.why, out.result};
}

/// SEND. In most steps the state is known here to be one that sends, and nobody watches: then
/// nothing else remains of the machine's step, nor of what follows from it.
template <class Stores>
Called FamilyEndpoint<Stores>::call_send(std::uint32_t at, std::uint32_t bytes, bool urgent) {
  const EntryOf& entry = entries_[at];
  const State state = running_.host.blocks.connection(entry.block).state;
  if (state < State::established || !steps_plainly(entry)) {
    Event& event = event_of(at, EventKind::send);
    event.event.bytes = bytes;
    event.event.urgent = urgent;
    return call_machine(event, at);
  }
  const Event event{.now = now_,
                    .key = entry.key,
                    .event = {.kind = EventKind::send, .bytes = bytes, .urgent = urgent}};
  HostOutcome<Concrete> out;
  step_found(running_.host, event, entry.block, out);
  settle_call(event, out, at);
  return {!is_refusal(out.outcome.why), out.outcome.why, out.result};
}

}  // namespace twomsl
