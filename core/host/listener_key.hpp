// The local end of a tuple, as the key of a listener: no remote address, no remote port.
#pragma once

#include "spec/model/tuple.hpp"

namespace twomsl {

/// The local port, where a tuple keeps it.
template <class D>
[[nodiscard]] constexpr typename D::U32 local_port_of(const typename D::U32& ports) {
  const typename D::U32 sixteen(16u);
  return D::scale_up(D::scale_down(ports, sixteen), sixteen);
}

template <class D>
[[nodiscard]] constexpr Ipv4Tuple<D> local_end(const Ipv4Tuple<D>& tuple) {
  return {tuple.local, typename D::U32(0u), local_port_of<D>(tuple.ports)};
}

template <class D>
[[nodiscard]] constexpr Ipv6Tuple<D> local_end(const Ipv6Tuple<D>& tuple) {
  Ipv6Tuple<D> end;
  end.local = tuple.local;
  end.zone = tuple.zone;
  end.ports = local_port_of<D>(tuple.ports);
  return end;
}

/// The same port at any address, in any zone.
template <class D>
[[nodiscard]] constexpr Ipv4Tuple<D> any_end(const Ipv4Tuple<D>& tuple) {
  return {typename D::U32(0u), typename D::U32(0u), local_port_of<D>(tuple.ports)};
}

template <class D>
[[nodiscard]] constexpr Ipv6Tuple<D> any_end(const Ipv6Tuple<D>& tuple) {
  Ipv6Tuple<D> end;
  end.ports = local_port_of<D>(tuple.ports);
  return end;
}

}  // namespace twomsl
