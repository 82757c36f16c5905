// Sockets of packets and tuples of hosts: the same numbers in two forms. And which addresses and
// ports no connection can have.
#pragma once

#include "core/codec/segment_view.hpp"
#include "spec/model/tuple.hpp"

namespace twomsl {

/// Both ends of a connection as one of them sees it. The zone is that of link-local addresses.
struct SocketPair {
  Socket local{};
  Socket remote{};
  std::uint32_t zone = 0;
};

[[nodiscard]] constexpr std::uint32_t ports_of(const SocketPair& pair) {
  return std::uint32_t{pair.local.port} << 16 | pair.remote.port;
}

/// A link-local address names a host on one link only.
[[nodiscard]] constexpr bool is_link_local(const std::array<std::uint32_t, 4>& words) {
  return words[0] >> 22 == 0xfe80u >> 6;
}

constexpr void set_zone(Ipv4Tuple<Concrete>& /*key*/, std::uint32_t /*zone*/) {}

/// The zone counts where an address is link-local.
constexpr void set_zone(Ipv6Tuple<Concrete>& key, std::uint32_t zone) {
  key.zone = is_link_local(key.local) || is_link_local(key.remote) ? zone : 0;
}

/// REQUIRES: addresses of the key's family.
constexpr void write_key(const SocketPair& pair, Ipv4Tuple<Concrete>& key) {
  key = {static_cast<std::uint32_t>(pair.local.address.low),
         static_cast<std::uint32_t>(pair.remote.address.low), ports_of(pair)};
}

constexpr void write_key(const SocketPair& pair, Ipv6Tuple<Concrete>& key) {
  key = {words_of(pair.local.address), words_of(pair.remote.address), 0, ports_of(pair)};
  set_zone(key, pair.zone);
}

[[nodiscard]] constexpr SocketPair sockets_of(const Ipv4Tuple<Concrete>& key) {
  return {{{0, key.local, Family::ipv4}, static_cast<std::uint16_t>(key.ports >> 16)},
          {{0, key.remote, Family::ipv4}, static_cast<std::uint16_t>(key.ports)}};
}

[[nodiscard]] constexpr Address address_of(const std::array<std::uint32_t, 4>& words) {
  return {std::uint64_t{words[0]} << 32 | words[1], std::uint64_t{words[2]} << 32 | words[3],
          Family::ipv6};
}

[[nodiscard]] constexpr SocketPair sockets_of(const Ipv6Tuple<Concrete>& key) {
  return {{address_of(key.local), static_cast<std::uint16_t>(key.ports >> 16)},
          {address_of(key.remote), static_cast<std::uint16_t>(key.ports)},
          key.zone};
}

/// No address: 0.0.0.0 or ::.
[[nodiscard]] constexpr bool is_unspecified(const Address& address) {
  return address.high == 0 && address.low == 0;
}

/// No host can have the address: unspecified, multicast, or the broadcast of all nets. Broadcasts
/// of one subnet are known to its interface alone.
//= rfc9293#3.9.2.3 MUST-57
[[nodiscard]] constexpr bool is_impossible(const Address& address) {
  if (is_unspecified(address)) return true;
  if (address.family == Family::ipv6) return address.high >> 56 == 0xff;
  return address.low >> 28 == 0xe || address.low == 0xffff'ffff || address.low >> 24 == 0;
}

}  // namespace twomsl
