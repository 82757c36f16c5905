// What must hold of every frame, whatever its bytes: the laws of strip_link and decode_ip.
//
// Each is checked against bytes read again by independent means, never by the decoder's own code.
#pragma once

#include <cstdint>
#include <span>

#include "core/codec/decode.hpp"

namespace twomsl::fuzz {

using Span = std::span<const std::uint8_t>;

/// Stops the program with the law's words unless it holds.
void require(bool holds, const char* law);

/// Each field is the same.
[[nodiscard]] bool are_same(const Options& a, const Options& b);

/// The options that were decoded from what was captured of so many bytes of a header are those of
/// the twin parser.
void check_options(const Options& options, Span captured, std::size_t header_bytes);

/// Strips and decodes a frame, and checks every law of the wire on it.
Decoded check_frame(std::uint16_t link_type, Span frame, std::uint32_t wire_bytes);

}  // namespace twomsl::fuzz
