// What a network shows of the museum: an exhibit's host A against an honest host B, every packet as
// A sends it, or as it reaches A.
#pragma once

#include "tests/historical/host_museum_trace.hpp"

namespace twomsl {

/// The entries of which packets can show a breach, and nt4_sp4, which shows none. An overstay is
/// silence, which no class names yet.
inline constexpr std::array kCapturedExhibits = {
    "nt4",          "nt4_hotfix", "evict_oldest", "refuse_newcomer", "bind_reuse",
    "no_time_wait", "no_return",  "assassinated", "nt4_sp4"};

/// The capture of one of these, as the bytes of a pcap file.
[[nodiscard]] std::vector<std::uint8_t> capture_of_host(std::string_view exhibit);

/// Its name in oracle/captures.
[[nodiscard]] std::string capture_name(std::string_view exhibit);

}  // namespace twomsl
