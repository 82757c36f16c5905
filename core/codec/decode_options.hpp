// The options of a TCP header. RFC 9293 section 3.2, RFC 7323, RFC 2018.
#pragma once

#include <cstdint>
#include <span>

#include "core/codec/segment_view.hpp"

namespace twomsl {

/// Parses what the capture kept of a header's options; the header says they are `header_bytes`
/// long, not less than `captured`. An option of a known kind with a wrong length is skipped; of
/// options that are repeated the last counts.
[[nodiscard]] Options decode_options(std::span<const std::uint8_t> captured,
                                     std::size_t header_bytes);

}  // namespace twomsl
