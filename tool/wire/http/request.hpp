// What a client asks of `twomsl httpd`: the head of an HTTP/1.1 request (RFC 9112), from bytes that
// anybody may have sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace twomsl::tool {

/// A head is as long as this at most, the empty lines before it included.
inline constexpr std::size_t kMostHeadBytes = 8192;

/// One range of bytes (RFC 9110 section 14.1.2). Without `first` it is the last `last` bytes.
struct ByteRange {
  std::optional<std::uint64_t> first{};
  std::optional<std::uint64_t> last{};  // inclusive
};

struct HttpRequest {
  bool is_head = false;      // HEAD, and not GET
  std::string path{};        // decoded; it begins with '/', and holds no NUL and no segment ".."
  bool keeps_alive = false;  // another request may follow
  std::optional<ByteRange> range{};
};

enum class HttpParse : std::uint8_t {
  incomplete,  // more bytes are needed
  complete,
  bad_request,
  method_not_allowed,
  head_too_large,
  version_not_supported,
};

struct ParsedRequest {
  HttpParse result = HttpParse::incomplete;
  std::size_t bytes = 0;  // of the head, and what stands before it, if it is complete
  HttpRequest request{};
};

/// Reads the request at the beginning of what was received. More bytes behind a head change
/// nothing, and without one of its bytes a complete head is incomplete.
[[nodiscard]] ParsedRequest parse_http_request(std::string_view received);

}  // namespace twomsl::tool
