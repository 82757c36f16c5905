// What stands below the directory that `twomsl httpd` serves.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "tool/wire/descriptor.hpp"
#include "tool/wire/wire_options.hpp"

namespace twomsl::tool {

enum class Found : std::uint8_t {
  file,
  listing,    // of a directory without index.html
  directory,  // named without a slash at its end
  nothing,
  forbidden,
};

struct Content {
  Found found = Found::nothing;
  std::string type{};
  Descriptor file{};
  std::uint64_t file_bytes = 0;
  std::string text{};  // of a listing
};

class ContentRoot {
 public:
  /// Or says why the directory cannot be served.
  [[nodiscard]] static std::variant<ContentRoot, WireError> open(const std::string& directory);

  /// What a decoded path names. Nothing outside the directory is ever opened, whatever the path
  /// and symbolic links on it say. REQUIRES: the path begins with '/', and holds no NUL.
  [[nodiscard]] Content find(const std::string& path) const;

 private:
  [[nodiscard]] Descriptor open_beneath(const std::string& path) const;
  Descriptor directory_{};
};

/// As a URI has it: what is no letter, digit or one of "-._~/" as %XX (RFC 3986 section 2.1).
[[nodiscard]] std::string encode_percent(const std::string& path);

}  // namespace twomsl::tool
