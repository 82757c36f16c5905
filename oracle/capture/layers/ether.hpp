// What stands between a link and IP, by EtherType: Ethernet, VLAN tags, LLC, MPLS, PPPoE and the
// like.
#pragma once

#include "oracle/capture/layers/cursor.hpp"

namespace twomsl::oracle {

/// Headers passed over in front of one IP packet. A frame with more is named, not read.
inline constexpr int kMaxHeaders = 16;

/// Goes on until an IP packet begins. Total on any bytes; work is linear in the headers.
[[nodiscard]] NetworkLayer strip_headers(Cursor at);

}  // namespace twomsl::oracle
