// See address.hpp.
#include "tool/address.hpp"

#include <arpa/inet.h>

#include <array>

#include "core/codec/bytes.hpp"

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

}  // namespace twomsl::tool
