// What a RST of the peer may have done to a TIME-WAIT: RFC 793 lets one in the window end it, RFC
// 5961 only one at RCV.NXT.
#pragma once

#include <cstdint>

#include "oracle/track/emission.hpp"

namespace twomsl::oracle {

/// How far the peer's last RST licenses the end of a wait, from not at all to fully.
enum class RstLicence : std::uint8_t {
  none,
  window_unknown,  // it may lie in the window, whose scale was not captured
  in_window,       // but not at RCV.NXT
  exact,           // at RCV.NXT
};

/// The licence of side `holder` to have left TIME-WAIT. A RST from before its last answer has none.
[[nodiscard]] RstLicence licence_by_rst(const Emission& emission, unsigned holder);

/// Takes in a RST, unless an earlier one of its sender licenses more.
void note_reset(const Emission& emission);

}  // namespace twomsl::oracle
