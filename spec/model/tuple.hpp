// The key of a slot: the 4-tuple as one end sees it, in canonical form.
//
// An IPv4 table serves one routing scope (a namespace, a VRF). IPv6 carries its zone in the key,
// since one link-local address may be in use on several links (RFC 4007).
#pragma once

#include <array>

#include "spec/model/domain.hpp"

namespace twomsl {

/// Addresses in host byte order; ports are local << 16 | remote.
template <class D>
struct Ipv4Tuple {
  typename D::U32 local{};
  typename D::U32 remote{};
  typename D::U32 ports{};

  friend constexpr typename D::Bool operator==(const Ipv4Tuple& a, const Ipv4Tuple& b) {
    return a.local == b.local && a.remote == b.remote && a.ports == b.ports;
  }
};

/// Addresses as four words each, most significant first; zone 0 for addresses of global scope.
template <class D>
struct Ipv6Tuple {
  std::array<typename D::U32, 4> local{};
  std::array<typename D::U32, 4> remote{};
  typename D::U32 zone{};
  typename D::U32 ports{};

  friend constexpr typename D::Bool operator==(const Ipv6Tuple& a, const Ipv6Tuple& b) {
    typename D::Bool equal = a.zone == b.zone && a.ports == b.ports;
    for (std::size_t i = 0; i < 4; ++i) {
      equal = equal && a.local[i] == b.local[i] && a.remote[i] == b.remote[i];
    }
    return equal;
  }
};

/// The same connection as the other end sees it.
template <class D>
[[nodiscard]] constexpr Ipv4Tuple<D> mirrored(const Ipv4Tuple<D>& tuple) {
  return {tuple.remote, tuple.local, tuple.ports << 16 | tuple.ports >> 16};
}

template <class D>
[[nodiscard]] constexpr Ipv6Tuple<D> mirrored(const Ipv6Tuple<D>& tuple) {
  return {tuple.remote, tuple.local, tuple.zone, tuple.ports << 16 | tuple.ports >> 16};
}

}  // namespace twomsl
