// What must hold of every frame, whatever its bytes: the laws of strip_link, Opener and
// decode_ip.
//
// Each is checked against bytes read again by independent means, never by the decoder's own code.
#pragma once

#include <cstdint>
#include <span>

#include "core/codec/decode.hpp"
#include "oracle/capture/capture.hpp"
#include "oracle/capture/layers/opener.hpp"

namespace twomsl::fuzz {

using Span = std::span<const std::uint8_t>;

/// Stops the program with the law's words unless it holds.
void require(bool holds, const char* law);

/// Each field is the same.
[[nodiscard]] bool are_same(const Options& a, const Options& b);

/// The options that were decoded from what was captured of so many bytes of a header are those of
/// the twin parser.
void check_options(const Options& options, Span captured, std::size_t header_bytes);

/// Strips, opens and decodes a frame, and checks every law of the wire on it. The opener may hold
/// fragments of frames before.
Decoded check_frame(const oracle::Frame& frame, oracle::Opener& opener);

}  // namespace twomsl::fuzz
