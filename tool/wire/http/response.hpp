// What `twomsl httpd` answers.
#pragma once

#include "tool/wire/http/content.hpp"
#include "tool/wire/http/request.hpp"

namespace twomsl::tool {

/// Text first, and then a part of a file, which is read as it is sent.
struct HttpResponse {
  std::string text{};
  Descriptor file{};
  std::uint64_t offset = 0;      // of the file's next byte
  std::uint64_t left_bytes = 0;  // of the file
  bool keeps_alive = false;
};

/// REQUIRES: the request is not incomplete.
[[nodiscard]] HttpResponse respond(const ParsedRequest& parsed, const ContentRoot& root);

}  // namespace twomsl::tool
