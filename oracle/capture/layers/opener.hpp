// From the IP packet of a frame to the one in which TCP stands: tunnels entered, fragments put
// together.
#pragma once

#include <cstdint>

#include "core/codec/decode.hpp"
#include "oracle/capture/capture.hpp"
#include "oracle/capture/layers/fragments.hpp"
#include "oracle/capture/link.hpp"

namespace twomsl::oracle {

/// IP packets within each other, and fragments of fragments, that are followed.
inline constexpr int kMaxNesting = 8;

/// The innermost packet and its segment. Why there is none says `packet` or else `decoded`.
struct Opened {
  NetworkLayer packet{};
  Decoded decoded{};
  std::uint64_t earlier_fragments = 0;  // frames before, which are in it, too
};

class Opener {
 public:
  /// Opens what decode_ip() rejects, and decodes what it finds. Total on any bytes; all is valid
  /// until the next call. The packet that an ICMP error quotes is not looked for: it is no packet.
  [[nodiscard]] Opened open(NetworkLayer packet, std::int64_t time_ns);

  /// The same from a whole frame on, whatever it holds.
  [[nodiscard]] Opened open(const Frame& frame);

 private:
  Fragments fragments_;
};

}  // namespace twomsl::oracle
