// See response.hpp. Statuses and fields are those of RFC 9110.
#include "tool/wire/http/response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace twomsl::tool {
namespace {

enum class HttpStatus : std::uint16_t {
  ok = 200,
  partial_content = 206,
  moved_permanently = 301,
  bad_request = 400,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  range_not_satisfiable = 416,
  header_fields_too_large = 431,
  version_not_supported = 505,
};

std::string_view reason(HttpStatus status) {
  switch (status) {
    case HttpStatus::ok:
      return "OK";
    case HttpStatus::partial_content:
      return "Partial Content";
    case HttpStatus::moved_permanently:
      return "Moved Permanently";
    case HttpStatus::bad_request:
      return "Bad Request";
    case HttpStatus::forbidden:
      return "Forbidden";
    case HttpStatus::not_found:
      return "Not Found";
    case HttpStatus::method_not_allowed:
      return "Method Not Allowed";
    case HttpStatus::range_not_satisfiable:
      return "Range Not Satisfiable";
    case HttpStatus::header_fields_too_large:
      return "Request Header Fields Too Large";
    case HttpStatus::version_not_supported:
      return "HTTP Version Not Supported";
  }
  return "";
}

HttpStatus status_of(HttpParse parse) {
  switch (parse) {
    case HttpParse::bad_request:
    case HttpParse::incomplete:
      return HttpStatus::bad_request;
    case HttpParse::method_not_allowed:
      return HttpStatus::method_not_allowed;
    case HttpParse::head_too_large:
      return HttpStatus::header_fields_too_large;
    case HttpParse::version_not_supported:
      return HttpStatus::version_not_supported;
    case HttpParse::complete:
      return HttpStatus::ok;
  }
  return HttpStatus::bad_request;
}

std::string date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  std::array<char, 40> text{};
  gmtime_r(&now, &utc);
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return text.data();
}

struct Head {
  HttpStatus status = HttpStatus::ok;
  std::string type = "text/plain; charset=utf-8";
  std::uint64_t content_bytes = 0;
  std::string more{};  // fields, each with its end of line
  bool keeps_alive = false;
};

std::string text_of(const Head& head) {
  return fmt::format(
      "HTTP/1.1 {} {}\r\nDate: {}\r\nServer: twomsl\r\nContent-Type: {}\r\n"
      "Content-Length: {}\r\n{}Connection: {}\r\n\r\n",
      static_cast<int>(head.status), reason(head.status), date(), head.type, head.content_bytes,
      head.more, head.keeps_alive ? "keep-alive" : "close");
}

HttpResponse text_response(Head head, const HttpRequest& request, const std::string& body) {
  head.content_bytes = body.size();
  return {.text = text_of(head) + (request.is_head ? "" : body), .keeps_alive = head.keeps_alive};
}

// A status with its number and name as its body.
HttpResponse short_response(HttpStatus status, const HttpRequest& request,
                            const std::string& more = "") {
  const std::string body = fmt::format("{} {}\n", static_cast<int>(status), reason(status));
  return text_response({.status = status, .more = more, .keeps_alive = request.keeps_alive},
                       request, body);
}

// The first byte and the number of bytes that a range means; none if it begins behind the end.
struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

std::optional<Extent> extent_of(const ByteRange& range, std::uint64_t file_bytes) {
  if (!range.first) {
    const std::uint64_t bytes = std::min(range.last.value_or(0), file_bytes);
    if (bytes == 0) return std::nullopt;
    return Extent{file_bytes - bytes, bytes};
  }
  if (*range.first >= file_bytes) return std::nullopt;
  const std::uint64_t last = std::min(range.last.value_or(file_bytes - 1), file_bytes - 1);
  return Extent{*range.first, last - *range.first + 1};
}

// With one slash at its beginning: with two it would name another server.
std::string location_of(const std::string& path) {
  const std::size_t begin = std::min(path.find_first_not_of('/'), path.size());
  return "/" + encode_percent(path.substr(begin));
}

HttpResponse file_response(const HttpRequest& request, Content content) {
  Head head{
      .type = content.type, .more = "Accept-Ranges: bytes\r\n", .keeps_alive = request.keeps_alive};
  Extent extent{0, content.file_bytes};
  // A range is of GET alone (RFC 9110 section 14.2).
  if (request.range && !request.is_head) {
    const std::optional<Extent> wanted = extent_of(*request.range, content.file_bytes);
    if (!wanted) {
      return short_response(HttpStatus::range_not_satisfiable, request,
                            fmt::format("Content-Range: bytes */{}\r\n", content.file_bytes));
    }
    extent = *wanted;
    head.status = HttpStatus::partial_content;
    head.more += fmt::format("Content-Range: bytes {}-{}/{}\r\n", extent.offset,
                             extent.offset + extent.bytes - 1, content.file_bytes);
  }
  head.content_bytes = extent.bytes;
  return {.text = text_of(head),
          .file = std::move(content.file),
          .offset = extent.offset,
          .left_bytes = request.is_head ? 0 : extent.bytes,
          .keeps_alive = head.keeps_alive};
}

}  // namespace

HttpResponse respond(const ParsedRequest& parsed, const ContentRoot& root) {
  const HttpRequest& request = parsed.request;
  if (parsed.result != HttpParse::complete) {
    const bool names_methods = parsed.result == HttpParse::method_not_allowed;
    return short_response(status_of(parsed.result), request,
                          names_methods ? "Allow: GET, HEAD\r\n" : "");
  }
  Content content = root.find(request.path);
  switch (content.found) {
    case Found::file:
      return file_response(request, std::move(content));
    case Found::listing:
      return text_response({.type = content.type, .keeps_alive = request.keeps_alive}, request,
                           content.text);
    case Found::directory:
      return short_response(HttpStatus::moved_permanently, request,
                            fmt::format("Location: {}/\r\n", location_of(request.path)));
    case Found::nothing:
      return short_response(HttpStatus::not_found, request);
    case Found::forbidden:
      return short_response(HttpStatus::forbidden, request);
  }
  return {};
}

}  // namespace twomsl::tool
