// Sockets as stack.h has them, and as the project has them. IPv4 alone.
#pragma once

#include <twomsl/socket.h>

#include "core/codec/bytes.hpp"
#include "core/codec/segment_view.hpp"

namespace twomsl::harness {

[[nodiscard]] inline twomsl_socket socket_of(const Socket& socket) {
  twomsl_socket plain{};
  plain.family = 4;
  store_be32(plain.address, static_cast<std::uint32_t>(socket.address.low));
  plain.port = socket.port;
  return plain;
}

[[nodiscard]] inline Socket socket_of(const twomsl_socket& plain) {
  return {{0, load_be32(plain.address), Family::ipv4}, plain.port};
}

}  // namespace twomsl::harness
