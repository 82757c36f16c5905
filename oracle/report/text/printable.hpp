// Text of others, made safe to show: file names, arguments, whatever comes from a capture.
#pragma once

#include <string>
#include <string_view>

namespace twomsl::oracle {

/// `text` with its control characters, with characters that hide or turn round what stands beside
/// them, and with what is no UTF-8, each of their bytes written as \x1b. So it can neither move the
/// cursor nor look like other text.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace twomsl::oracle
