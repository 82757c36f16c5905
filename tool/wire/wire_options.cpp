// See wire_options.hpp.
#include "tool/wire/wire_options.hpp"

#include <charconv>

#include "spec/model/policies.hpp"

namespace twomsl::tool {

std::optional<std::uint16_t> read_port(const std::string& word) {
  std::uint16_t port = 0;
  const char* end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, port);
  if (read.ec != std::errc{} || read.ptr != end || port == 0) return std::nullopt;
  return port;
}

std::optional<Policy<Concrete>> read_policy(const WireOptions& options) {
  Policy<Concrete> policy;
  if (options.policy == "safe") {
    policy = safe<Concrete>();
  } else if (options.policy == "strict") {
    policy = strict<Concrete>();
  } else if (options.policy == "rfc9293") {
    policy = rfc9293<Concrete>();
  } else {
    return std::nullopt;
  }
  if (options.msl_s) policy.msl = {static_cast<std::uint64_t>(*options.msl_s * 1e6)};
  return policy;
}

}  // namespace twomsl::tool
