// See wire_options.hpp.
#include "tool/wire/wire_options.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>

#include "core/codec/bytes.hpp"
#include "spec/model/policies.hpp"

namespace twomsl::tool {

std::optional<Address> read_address(const std::string& word) {
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, word.c_str(), bytes.data()) == 1) {
    return Address{0, load_be32(bytes.data()), Family::ipv4};
  }
  if (inet_pton(AF_INET6, word.c_str(), bytes.data()) != 1) return std::nullopt;
  const auto half = [&bytes](std::size_t at) {
    return std::uint64_t{load_be32(&bytes[at])} << 32 | load_be32(&bytes[at + 4]);
  };
  return Address{half(0), half(8), Family::ipv6};
}

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

std::string words_of(const Socket& socket) {
  std::array<char, INET6_ADDRSTRLEN> words{};
  std::array<std::uint8_t, 16> bytes{};
  const bool is_v4 = socket.address.family == Family::ipv4;
  const auto address = words_of(socket.address);
  for (std::size_t i = 0; i < 16; ++i) {
    bytes[i] = static_cast<std::uint8_t>(address[i / 4] >> (24 - 8 * (i % 4)));
  }
  inet_ntop(is_v4 ? AF_INET : AF_INET6, is_v4 ? &bytes[12] : bytes.data(), words.data(),
            static_cast<socklen_t>(words.size()));
  const std::string port = std::to_string(socket.port);
  return is_v4 ? std::string(words.data()) + ":" + port
               : "[" + std::string(words.data()) + "]:" + port;
}

}  // namespace twomsl::tool
