// `twomsl nc`: one connection of our own endpoint over a TUN device, from standard input to
// standard output.
#pragma once

#include "tool/command.hpp"
#include "tool/wire/wire_options.hpp"

namespace twomsl::tool {

struct NcCommand {
  WireOptions wire{};
  std::string host{};        // whom to connect to; empty: listen
  std::string port{};        // of the peer, or ours
  bool listens = false;      // wait for one connection, and take it
  bool leaves_wait = false;  // end at once where TIME-WAIT would hold the tuple
};

/// Ends when both directions have ended and TIME-WAIT, if this end is in it, is over. The status is
/// 1 if there was no connection, or it did not end by two FINs.
[[nodiscard]] Exit run(const NcCommand& command);

}  // namespace twomsl::tool
