// Any bytes as what a client of `twomsl httpd` sends: a path that is found keeps inside, a head
// ends where it ends whatever follows, and is incomplete without its last byte.
#include <cstddef>
#include <cstdint>

#include "fuzz/support/wire_laws.hpp"
#include "tool/wire/http/request.hpp"

namespace twomsl::fuzz {
namespace {

using tool::HttpParse;
using tool::ParsedRequest;

bool is_same(const ParsedRequest& a, const ParsedRequest& b) {
  return a.result == b.result && a.bytes == b.bytes && a.request.path == b.request.path &&
         a.request.is_head == b.request.is_head && a.request.keeps_alive == b.request.keeps_alive &&
         a.request.range.has_value() == b.request.range.has_value();
}

void check_path(const std::string& path) {
  require(path.starts_with('/'), "a path begins with a slash");
  require(path.find('\0') == std::string::npos, "a path holds no NUL");
  require((path + "/").find("/../") == std::string::npos, "no segment of a path is ..");
}

void check_request(std::string_view received) {
  const ParsedRequest parsed = tool::parse_http_request(received);
  if (parsed.result == HttpParse::complete) check_path(parsed.request.path);
  if (parsed.bytes == 0) {
    const bool has_room = received.size() < tool::kMostHeadBytes;
    require(parsed.result == (has_room ? HttpParse::incomplete : HttpParse::head_too_large),
            "a head without an end is incomplete as long as there is room");
    return;
  }
  require(parsed.bytes <= received.size() && parsed.bytes <= tool::kMostHeadBytes,
          "a head lies in what was received, and is bounded");
  require(is_same(tool::parse_http_request(received.substr(0, parsed.bytes)), parsed),
          "what follows a head changes nothing");
  require(tool::parse_http_request(received.substr(0, parsed.bytes - 1)).result ==
              HttpParse::incomplete,
          "a head is incomplete without its last byte");
}

}  // namespace
}  // namespace twomsl::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  twomsl::fuzz::check_request({reinterpret_cast<const char*>(data), size});
  return 0;
}
