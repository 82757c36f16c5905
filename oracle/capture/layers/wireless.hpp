// IEEE 802.11, with a radiotap header or without.
#pragma once

#include "oracle/capture/layers/cursor.hpp"

namespace twomsl::oracle {

/// Passes over the receiver's notes (radiotap.org) in front of an 802.11 frame.
[[nodiscard]] Cursor pass_radiotap(const Cursor& at);

/// Passes over the header of a data frame; behind it stands LLC. Others hold no IP packet.
[[nodiscard]] Cursor pass_wireless(const Cursor& at);

}  // namespace twomsl::oracle
