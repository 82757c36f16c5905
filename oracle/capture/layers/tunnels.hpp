// Tunnels that IP carries: by protocol number, by GRE's types and by UDP's ports.
#pragma once

#include "oracle/capture/layers/cursor.hpp"

namespace twomsl::oracle {

/// Whether a packet of that IP protocol may hold another packet that is looked for.
[[nodiscard]] bool may_be_tunnel(std::uint8_t protocol);

/// Passes over the tunnel's header, which stands at `at`. What is no tunnel is not_tcp.
/// Total on any bytes; work is linear in the header.
[[nodiscard]] Cursor enter_tunnel(std::uint8_t protocol, const Cursor& at);

}  // namespace twomsl::oracle
