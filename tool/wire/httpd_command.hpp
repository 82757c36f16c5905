// `twomsl httpd`: the files of a directory over HTTP/1.1, from our own endpoint over a TUN device.
#pragma once

#include "tool/command.hpp"
#include "tool/wire/wire_options.hpp"

namespace twomsl::tool {

struct HttpdCommand {
  WireOptions wire{};
  std::string directory{};
  std::string port = "80";
};

/// Serves until it is interrupted, which ends it well.
[[nodiscard]] Exit run(const HttpdCommand& command);

}  // namespace twomsl::tool
