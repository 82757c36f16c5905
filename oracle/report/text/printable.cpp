// See printable.hpp.
#include "oracle/report/text/printable.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

#include "oracle/report/text/utf8.hpp"

namespace twomsl::oracle {

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::optional<CodePoint> character = first_code_point(text);
    const std::string_view bytes = text.substr(0, character ? character->bytes : 1);
    if (character && !is_hidden(character->code)) {
      out += bytes;
    } else {
      for (const char byte : bytes) {
        out += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(byte));
      }
    }
    text.remove_prefix(bytes.size());
  }
  return out;
}

}  // namespace twomsl::oracle
