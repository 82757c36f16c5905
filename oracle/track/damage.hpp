// Segments that no receiver takes in: their checksum is wrong, while their sender's are right.
//
// A host that leaves checksums to its interface is captured with all of them wrong.
#pragma once

#include <cstdint>
#include <span>

#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

/// The segment, which `packet` carries, was damaged on its way. Only one that says something new of
/// a connection is verified, or the payload of every packet would be read. REQUIRES: `packet` is
/// empty, or what the segment was decoded from.
[[nodiscard]] bool is_damaged(Connection& connection, unsigned from, const SegmentView& segment,
                              std::span<const std::uint8_t> packet);

}  // namespace twomsl::oracle
