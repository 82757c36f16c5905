#include "oracle/report/notation.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>

#include "core/codec/bytes.hpp"
#include "oracle/words.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;

void put_big_endian(std::uint8_t* out, std::uint64_t value, int octets) {
  for (int i = 0; i < octets; ++i) {
    out[i] = static_cast<std::uint8_t>(value >> (8 * (octets - 1 - i)));
  }
}

}  // namespace

std::string text(const Address& address) {
  std::array<std::uint8_t, 16> octets{};
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (address.family == Family::ipv4) {
    put_big_endian(octets.data(), address.low, 4);
    return inet_ntop(AF_INET, octets.data(), out.data(), out.size());
  }
  put_big_endian(octets.data(), address.high, 8);
  put_big_endian(octets.data() + 8, address.low, 8);
  return inet_ntop(AF_INET6, octets.data(), out.data(), out.size());
}

std::string text(const Socket& endpoint) {
  const std::string address = text(endpoint.address);
  if (endpoint.address.family == Family::ipv4) return fmt::format("{}:{}", address, endpoint.port);
  return fmt::format("[{}]:{}", address, endpoint.port);
}

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

std::optional<Address> read_address_in_brackets(const std::string& word) {
  const bool in_brackets = word.size() > 2 && word.front() == '[' && word.back() == ']';
  return read_address(in_brackets ? word.substr(1, word.size() - 2) : word);
}

std::optional<Socket> read_socket(const std::string& word) {
  const std::size_t colon = word.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::optional<Address> address = read_address_in_brackets(word.substr(0, colon));
  std::uint16_t port = 0;
  if (!address || !read_number(std::string_view(word).substr(colon + 1), port)) return std::nullopt;
  return Socket{*address, port};
}

std::string text(const Citation& citation) {
  const std::string where = fmt::format("RFC {} section {}", citation.rfc, citation.section);
  const bool own_label = citation.label.substr(0, 3) == "RFC";
  return own_label ? where : fmt::format("{} ({})", where, citation.label);
}

std::string seconds(std::int64_t time_ns) {
  return fmt::format("{}.{:06}", time_ns / kSecond_ns, time_ns % kSecond_ns / 1000);
}

std::string epoch_seconds(std::int64_t time_ns) {
  const bool is_before = time_ns < 0;
  const auto magnitude = is_before ? std::uint64_t{0} - static_cast<std::uint64_t>(time_ns)
                                   : static_cast<std::uint64_t>(time_ns);
  constexpr std::uint64_t kEach = kSecond_ns;
  return fmt::format("{}{}.{:09}", is_before ? "-" : "", magnitude / kEach, magnitude % kEach);
}

std::string interrupted_after(std::uint64_t frame) {
  return fmt::format("interrupted after frame {}", frame);
}

std::string amount(std::uint64_t number, std::string_view noun, std::string_view ending) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : ending);
}

std::vector<std::string> citations_of(const CloseRule& rule) {
  std::vector<std::string> citations;
  for (const Citation& citation : rule.cites) {
    if (citation.rfc != 0) citations.push_back(text(citation));
  }
  return citations;
}

}  // namespace twomsl::oracle
