// Two hosts and a wire that loses nothing: what one sends, the other receives after a delay.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/host/concrete/concrete_host.hpp"

namespace twomsl {

inline constexpr std::uint32_t kAddressA = 0x0a000001;
inline constexpr std::uint32_t kAddressB = 0x0a000002;

/// The tuple from A's port to B's port 80, as A sees it.
[[nodiscard]] constexpr Ipv4Tuple<Concrete> tuple_from(std::uint32_t port) {
  return {kAddressA, kAddressB, port << 16 | 80};
}

/// Two hosts, and the clock that both read.
struct HostPair {
  using Key = Ipv4Tuple<Concrete>;
  using Event = HostEvent<Concrete, Key>;
  using Out = HostOutcome<Concrete>;

  Ipv4Host a;
  Ipv4Host b;
  Instant<Concrete> now{1'000'000};
  Duration<Concrete> delay{1000};

  explicit HostPair(const Policy<Concrete>& policy, const HostSize& size = {})
      : a(make_host<Ipv4Stores>(policy, size, {1, 2})),
        b(make_host<Ipv4Stores>(policy, size, {3, 4})) {}

  /// One event at one end; no answer is passed on.
  Out one(Ipv4Host& host, const Key& key, const twomsl::Event<Concrete>& event) {
    return host.step({.now = now, .key = key, .event = event});
  }

  Out arrive(Ipv4Host& host, const Key& key, const Segment<Concrete>& segment) {
    return one(host, key, {.kind = EventKind::segment_arrives, .segment = segment});
  }

  /// A user call at `host`; answers go to and fro until there are none.
  Out call(Ipv4Host& host, const Key& key, EventKind kind, std::uint32_t bytes = 0) {
    const Out first = one(host, key, {.kind = kind, .bytes = bytes});
    carry(host, key, first);
    return first;
  }

  /// Delivers the answer of `out` at the other end, and what that answers, and so on.
  void carry(Ipv4Host& from, Key key, Out out) {
    Ipv4Host* at = &from;
    while (out.outcome.replies) {
      at = at == &a ? &b : &a;
      key = mirrored(key);
      now = now + delay;
      out = arrive(*at, key, out.outcome.segment);
    }
  }

  Out listen(Ipv4Host& host, std::uint32_t address, std::uint32_t port) {
    return host.step({HostEventKind::listen, now, {address, 0, port << 16}});
  }

  /// Opens from A's `port` to B, which listens.
  void open(std::uint32_t port) {
    listen(b, kAddressB, 80);
    call(a, tuple_from(port), EventKind::open_active);
  }

  void pass_time(std::uint64_t us) { now = now + Duration<Concrete>{us}; }

  [[nodiscard]] static State state(const Ipv4Host& host, const Key& key, Instant<Concrete> at) {
    const std::uint32_t block = host.host.blocks.find(key);
    if (block != kNoBlock) return host.host.blocks.connection(block).state;
    return look_up(host.host.waits, key, at).held ? State::time_wait : State::closed;
  }
  [[nodiscard]] State state_a(std::uint32_t port) const { return state(a, tuple_from(port), now); }
  [[nodiscard]] State state_b(std::uint32_t port) const {
    return state(b, mirrored(tuple_from(port)), now);
  }
};

/// What is reserved and held, as "1+2".
[[nodiscard]] inline std::string account_of(const Ipv4Host& host) {
  return std::to_string(host.host.waits.account.reserved) + "+" +
         std::to_string(host.host.waits.account.held);
}

/// The verbs of a step's account, as "hold" or "complete_reopening give_back".
[[nodiscard]] inline std::string words_of(const TableActions& actions) {
  std::string words;
  for (std::uint32_t i = 0; i < actions.count; ++i) {
    words += (i == 0 ? "" : " ") + std::string(name(actions.verbs[i]));
  }
  return words;
}

}  // namespace twomsl
