// What the laws see of a host. Counting visits every control block.
#pragma once

#include "core/host/configure.hpp"
#include "core/host/step.hpp"
#include "spec/laws/host/host_history.hpp"

namespace twomsl {

/// The connection may yet enter TIME-WAIT, and has not done so: by RFC 9293 section 3.3.2 from all
/// states that have neither ended nor seen the peer close first.
template <class D>
[[nodiscard]] constexpr bool may_enter_time_wait(const TimeWaitRules& rules,
                                                 const Connection<D>& c) {
  if (c.state == State::syn_received) {
    return c.origin == Origin::active;
  }
  const bool peer_closed_first = c.state == State::close_wait || c.state == State::last_ack;
  return !peer_closed_first || rules.holds_every_end;
}

/// What is seen of the tuple's control block.
template <class Stores>
[[nodiscard]] constexpr auto block_view(const Host<Stores>& host, const typename Stores::Key& key) {
  BlockView<typename Stores::Domain> view;
  const std::uint32_t at = host.blocks.find(key);
  if (at != kNoBlock) {
    const auto& c = host.blocks.connection(at);
    view = {true, c.state, c.origin, c.iss, c.snd.nxt};
  }
  return view;
}

/// What is seen of the host at `now`, `key` being followed.
template <class Stores>
[[nodiscard]] constexpr auto view(const Host<Stores>& host, const typename Stores::Key& key,
                                  const Instant<typename Stores::Domain>& now) {
  using D = typename Stores::Domain;
  using U32 = typename D::U32;
  HostView<D> seen;
  seen.waits = {look_up(host.waits, key, now), host.waits.account, host.waits.policy};
  seen.block = block_view(host, key);
  seen.policy = host.policy;
  seen.half_open_capacity = host.half_open_capacity;
  seen.quiet_until = host.quiet_until;
  host.blocks.for_each([&](const Connection<D>& c) {
    seen.reserving = seen.reserving + U32(may_enter_time_wait(host.policy.time_wait, c) ? 1u : 0u);
    seen.half_open = seen.half_open + U32(is_half_open(c) ? 1u : 0u);
  });
  return seen;
}

/// The numbers that the tuple's control block has after the event, as a step of its own has them.
/// REQUIRES: the event is not yet put to the host.
template <class Stores>
[[nodiscard]] constexpr auto record_after(
    const Host<Stores>& host,
    const HostEvent<typename Stores::Domain, typename Stores::Key>& event) {
  using D = typename Stores::Domain;
  const std::uint32_t at = host.blocks.find(event.key);
  if (event.kind != HostEventKind::connection || at == kNoBlock) {
    return TimeWaitRecord<D>{};
  }
  return record_of(
      step(host.policy, host.blocks.connection(at), event.event, event.now).connection);
}

/// One event put to the host, with all that the laws ask of it.
template <class Stores>
[[nodiscard]] constexpr auto observed_step(
    Host<Stores>& host, const HostEvent<typename Stores::Domain, typename Stores::Key>& event,
    const HostHistory<typename Stores::Domain, typename Stores::Key>& history) {
  HostStep<typename Stores::Domain, typename Stores::Key> seen;
  seen.history_before = history;
  seen.before = view(host, history.wait.key, event.now);
  seen.event = event;
  seen.ended = record_after(host, event);
  step(host, event, seen.out);
  seen.after = view(host, history.wait.key, event.now);
  seen.history_after = update_ghost(seen);
  return seen;
}

/// One setting put to the host, likewise.
template <class Stores>
[[nodiscard]] constexpr auto observed_setting(
    Host<Stores>& host, const HostSetting<typename Stores::Domain>& setting,
    const Instant<typename Stores::Domain>& now,
    const HostHistory<typename Stores::Domain, typename Stores::Key>& history) {
  HostStep<typename Stores::Domain, typename Stores::Key> seen;
  seen.history_before = history;
  seen.before = view(host, history.wait.key, now);
  seen.event.now = now;
  seen.configures = true;
  seen.setting = setting;
  seen.out.result = configure(host, setting).result;
  seen.after = view(host, history.wait.key, now);
  seen.history_after = update_ghost(seen);
  return seen;
}

}  // namespace twomsl
