// See request.hpp.
#include "tool/wire/http/request.hpp"

#include <algorithm>
#include <charconv>

namespace twomsl::tool {
namespace {

constexpr std::string_view kBlanks = " \t";

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// A method or the name of a field (RFC 9110 section 5.6.2).
bool is_token(std::string_view word) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !word.empty() && std::ranges::all_of(word, [=](char c) {
    return is_letter_or_digit(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x7f || (byte < 0x20 && c != '\t');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// What stands before the first `mark`, or all of it; `text` is what stands behind it.
std::string_view split_off(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  const std::string_view before = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return before;
}

std::string_view next_line(std::string_view& head) {
  std::string_view line = split_off(head, '\n');
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Digits alone, and no more than fit.
std::optional<std::uint64_t> read_number(std::string_view digits) {
  std::uint64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

std::optional<unsigned> hexadecimal_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (lower(c) >= 'a' && lower(c) <= 'f') return static_cast<unsigned>(lower(c) - 'a' + 10);
  return std::nullopt;
}

// A percent sign stands before two hexadecimal digits (RFC 3986 section 2.1).
std::optional<std::string> decode_percent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hexadecimal_digit(text[i + 1]), low = hexadecimal_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    decoded += static_cast<char>(*high << 4 | *low);
    i += 2;
  }
  return decoded;
}

bool leads_upwards(std::string_view path) {
  while (!path.empty()) {
    if (split_off(path, '/') == "..") return true;
  }
  return false;
}

// The path of a target in origin form or absolute form, without its query.
std::optional<std::string> read_path(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (is_same_word(target.substr(0, kScheme.size()), kScheme)) {
    target.remove_prefix(kScheme.size());
    const std::size_t authority = std::min(target.find_first_of("/?#"), target.size());
    if (authority == 0) return std::nullopt;
    target.remove_prefix(authority);
    if (!target.starts_with('/')) return "/";
  }
  if (!target.starts_with('/')) return std::nullopt;
  std::optional<std::string> path = decode_percent(target.substr(0, target.find_first_of("?#")));
  if (!path || path->find('\0') != std::string::npos || leads_upwards(*path)) return std::nullopt;
  return path;
}

// None if it is in other units, or names more than one range, or is no range: then it is ignored.
std::optional<ByteRange> read_range(std::string_view value) {
  constexpr std::string_view kUnit = "bytes=";
  if (!is_same_word(value.substr(0, kUnit.size()), kUnit)) return std::nullopt;
  std::string_view last = without_blanks(value.substr(kUnit.size()));
  if (last.find('-') == std::string_view::npos) return std::nullopt;
  const std::string_view first = split_off(last, '-');
  const ByteRange range{read_number(first), read_number(last)};
  if (!range.first && (!first.empty() || !range.last)) return std::nullopt;
  if (!range.last && !last.empty()) return std::nullopt;
  if (range.first && range.last && *range.last < *range.first) return std::nullopt;
  return range;
}

// The fields of a head that matter here.
class Fields {
 public:
  /// Takes a line; false if it is no field, or one that contradicts another.
  [[nodiscard]] bool take(std::string_view line) {
    if (line.find(':') == std::string_view::npos) return false;
    const std::string_view name = split_off(line, ':');
    const std::string_view value = without_blanks(line);
    if (!is_token(name)) return false;
    if (is_same_word(name, "host")) return ++hosts == 1;
    if (is_same_word(name, "content-length")) {
      const std::optional<std::uint64_t> bytes = read_number(value);
      has_body = has_body || bytes.value_or(0) != 0;
      return bytes && ++lengths == 1;
    }
    if (is_same_word(name, "transfer-encoding")) has_body = true;
    if (is_same_word(name, "connection")) read_connection(value);
    if (is_same_word(name, "range")) range = read_range(value);
    return true;
  }

  int hosts = 0;
  int lengths = 0;
  bool has_body = false;
  bool closes = false;
  bool keeps_alive = false;
  std::optional<ByteRange> range{};

 private:
  void read_connection(std::string_view options) {
    while (!options.empty()) {
      const std::string_view option = without_blanks(split_off(options, ','));
      closes = closes || is_same_word(option, "close");
      keeps_alive = keeps_alive || is_same_word(option, "keep-alive");
    }
  }
};

enum class Version : std::uint8_t { none, other, http_1_0, http_1_1 };

// Of HTTP/1 a later minor version counts as 1.1 (RFC 9110 section 2.5).
Version read_version(std::string_view word) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (word.size() != 8 || !word.starts_with("HTTP/") || !is_digit(word[5]) || word[6] != '.' ||
      !is_digit(word[7])) {
    return Version::none;
  }
  if (word[5] != '1') return Version::other;
  return word[7] == '0' ? Version::http_1_0 : Version::http_1_1;
}

HttpParse read_head(std::string_view head, HttpRequest& request) {
  std::string_view line = next_line(head);
  if (std::ranges::any_of(line, is_control)) return HttpParse::bad_request;
  const std::string_view method = split_off(line, ' ');
  const std::string_view target = split_off(line, ' ');
  request.is_head = method == "HEAD";
  const Version version = read_version(line);
  if (!is_token(method) || target.empty() || version == Version::none) {
    return HttpParse::bad_request;
  }
  if (version == Version::other) return HttpParse::version_not_supported;
  Fields fields;
  while (!head.empty()) {
    line = next_line(head);
    if (line.empty()) break;
    if (std::ranges::any_of(line, is_control) || !fields.take(line)) return HttpParse::bad_request;
  }
  if (version == Version::http_1_1 && fields.hosts == 0) return HttpParse::bad_request;
  if (method != "GET" && method != "HEAD") return HttpParse::method_not_allowed;
  std::optional<std::string> path = read_path(target);
  if (!path) return HttpParse::bad_request;
  request.path = std::move(*path);
  request.range = fields.range;
  // A body is not read, so that where the next request begins is unknown.
  const bool is_wanted = version == Version::http_1_1 ? !fields.closes : fields.keeps_alive;
  request.keeps_alive = is_wanted && !fields.has_body;
  return HttpParse::complete;
}

// Behind the empty line that ends a head; 0 if there is none.
std::size_t end_of_head(std::string_view text, std::size_t begin) {
  for (std::size_t at = text.find('\n', begin); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    if (rest.starts_with('\n')) return at + 2;
    if (rest.starts_with("\r\n")) return at + 3;
  }
  return 0;
}

}  // namespace

ParsedRequest parse_http_request(std::string_view received) {
  const std::string_view most = received.substr(0, kMostHeadBytes);
  const std::size_t begin = std::min(most.find_first_not_of("\r\n"), most.size());
  const std::size_t end = end_of_head(most, begin);
  if (end == 0) {
    const bool is_full = received.size() >= kMostHeadBytes;
    return {.result = is_full ? HttpParse::head_too_large : HttpParse::incomplete};
  }
  ParsedRequest parsed{.bytes = end};
  parsed.result = read_head(most.substr(begin, end - begin), parsed.request);
  return parsed;
}

}  // namespace twomsl::tool
