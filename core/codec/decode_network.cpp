// IPv4 (RFC 791), IPv6 (RFC 8200) and their ways to the TCP header. Work is linear in the headers.
#include "core/codec/decode_network.hpp"

#include "core/codec/bytes.hpp"

namespace twomsl {
namespace {

// Protocol numbers, as registered with IANA.
enum Protocol : std::uint8_t {
  kHopByHop = 0,
  kIpInIp = 4,
  kTcp = 6,
  kIpv6InIp = 41,
  kRouting = 43,
  kFragment = 44,
  kGre = 47,
  kEsp = 50,
  kAuthentication = 51,
  kMinimalEncapsulation = 55,
  kDestinationOptions = 60,
  kIpIp = 94,
  kEtherIp = 97,
  kEncapsulation = 98,
  kCompressed = 108,
  kL2tp = 115,
  kMplsInIp = 137,
};

constexpr std::uint32_t kIpv4HeaderBytes = 20;
constexpr std::uint32_t kIpv6HeaderBytes = 40;
constexpr std::uint32_t kExtensionUnit = 8;  // every extension header has at least these bytes

constexpr TcpLocation rejected(Rejection reason) { return {.rejection = reason}; }

Rejection reject_protocol(std::uint8_t protocol) {
  switch (protocol) {
    case kTcp:
      return Rejection::none;
    case kEsp:
      return Rejection::encrypted;
    case kIpInIp:
    case kIpv6InIp:
    case kGre:
    case kMinimalEncapsulation:
    case kIpIp:
    case kEtherIp:
    case kEncapsulation:
    case kCompressed:
    case kL2tp:
    case kMplsInIp:
      return Rejection::tunnel;
    default:
      return Rejection::not_tcp;
  }
}

bool is_extension(std::uint8_t protocol, Family family) {
  if (protocol == kAuthentication) return true;
  return family == Family::ipv6 && (protocol == kHopByHop || protocol == kRouting ||
                                    protocol == kFragment || protocol == kDestinationOptions);
}

std::uint32_t extension_bytes(std::uint8_t protocol, std::uint8_t length) {
  if (protocol == kFragment) return kExtensionUnit;
  if (protocol == kAuthentication) return (std::uint32_t{length} + 2) * 4;
  return (std::uint32_t{length} + 1) * kExtensionUnit;
}

// A packet that is its own only fragment is whole (RFC 6946).
bool is_atomic(const std::uint8_t* fragment_header) {
  return (load_be16(fragment_header + 2) & 0xfff9) == 0;
}

// Walks from the header of kind `protocol` at location.offset to the TCP header.
TcpLocation skip_extensions(std::span<const std::uint8_t> captured, std::uint8_t protocol,
                            Family family, TcpLocation location) {
  while (is_extension(protocol, family) && !location.is_fragment) {
    if (location.packet_bytes - location.offset < kExtensionUnit) {
      return rejected(Rejection::ip_header_invalid);
    }
    if (captured.size() - location.offset < kExtensionUnit)
      return rejected(Rejection::ip_header_cut);
    const std::uint8_t* header = captured.data() + location.offset;
    const std::uint32_t bytes = extension_bytes(protocol, header[1]);
    if (location.packet_bytes - location.offset < bytes)
      return rejected(Rejection::ip_header_invalid);
    if (captured.size() - location.offset < bytes) return rejected(Rejection::ip_header_cut);
    location.is_fragment = protocol == kFragment && !is_atomic(header);
    protocol = header[0];
    location.offset += bytes;
  }
  location.protocol = protocol;
  location.rejection = is_extension(protocol, family) ? Rejection::none : reject_protocol(protocol);
  if (location.is_fragment && location.rejection == Rejection::none) {
    location.rejection = Rejection::fragment;
  }
  return location;
}

// Each option of an IPv4 header but two has a length, which lies in the header (RFC 791).
bool are_options_well_formed(std::span<const std::uint8_t> options) {
  constexpr std::uint8_t kEnd = 0, kNoOperation = 1;
  while (!options.empty() && options[0] != kEnd) {
    if (options[0] != kNoOperation && options.size() < 2) return false;
    const std::size_t bytes = options[0] == kNoOperation ? 1 : options[1];
    if (bytes == 0 || bytes > options.size()) return false;
    if (options[0] != kNoOperation && bytes < 2) return false;
    options = options.subspan(bytes);
  }
  return true;
}

}  // namespace

TcpLocation locate_in_ipv4(std::span<const std::uint8_t> captured, std::uint32_t wire_bytes) {
  if (captured.size() < kIpv4HeaderBytes) return rejected(Rejection::ip_header_cut);
  const std::uint8_t* header = captured.data();
  const std::uint32_t header_bytes = std::uint32_t{header[0] & 0x0fu} * 4;
  const std::uint32_t total = load_be16(header + 2);
  const std::uint32_t packet_bytes = total == 0 ? wire_bytes : total;
  if (header_bytes < kIpv4HeaderBytes || packet_bytes < header_bytes || packet_bytes > wire_bytes) {
    return rejected(Rejection::ip_header_invalid);
  }
  if (captured.size() < header_bytes) return rejected(Rejection::ip_header_cut);

  //= rfc9293#3.9.2 MUST-50
  if (header_bytes != kIpv4HeaderBytes && !are_options_well_formed(captured.subspan(
                                              kIpv4HeaderBytes, header_bytes - kIpv4HeaderBytes))) {
    return rejected(Rejection::ip_header_invalid);
  }
  TcpLocation location{Rejection::none, header[9], false, header_bytes, packet_bytes};
  location.is_fragment = (load_be16(header + 6) & 0x3fff) != 0;
  if (!location.is_fragment && header[9] == kTcp) return location;
  if (!location.is_fragment) return skip_extensions(captured, header[9], Family::ipv4, location);
  location.rejection = reject_protocol(header[9]);
  if (header[9] == kTcp || header[9] == kAuthentication) {
    location.rejection = Rejection::fragment;
  }
  return location;
}

TcpLocation locate_in_ipv6(std::span<const std::uint8_t> captured, std::uint32_t wire_bytes) {
  if (captured.size() < kIpv6HeaderBytes) return rejected(Rejection::ip_header_cut);
  const std::uint8_t* header = captured.data();
  const std::uint32_t payload = load_be16(header + 4);
  // A length of zero means a jumbogram (RFC 2675) or an offloaded send.
  const std::uint32_t packet_bytes = payload == 0 ? wire_bytes : kIpv6HeaderBytes + payload;
  if (packet_bytes > wire_bytes) return rejected(Rejection::ip_header_invalid);

  TcpLocation location{Rejection::none, header[6], false, kIpv6HeaderBytes, packet_bytes};
  if (header[6] == kTcp) return location;
  return skip_extensions(captured, header[6], Family::ipv6, location);
}

}  // namespace twomsl
