#include "oracle/report/fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "oracle/report/notation.hpp"

namespace twomsl::oracle {
namespace {

// FNV-1a of 64 bits: short enough that another program can do the same.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

std::string_view base_name(std::string_view file) {
  return file.substr(file.rfind('/') + 1);  // npos + 1 is 0
}

}  // namespace

// The file comes last: it alone may hold any character, and so cannot be taken for what follows.
Fingerprints fingerprints_of(const Finding& finding, std::string_view file) {
  const std::string_view rule = name(finding.rule);
  const std::uint16_t server = std::min(finding.party.port, finding.peer.port);
  const std::string_view side = finding.party.port == server ? "server" : "client";
  return {hash_of(fmt::format("{} {} {} {} {}", finding.at.frame, rule, text(finding.party),
                              text(finding.peer), base_name(file))),
          hash_of(fmt::format("{} {} {} {} {}", rule, text(finding.party.address), side, server,
                              base_name(file)))};
}

std::string fingerprint_text(std::uint64_t fingerprint) {
  return fmt::format("{:016x}", fingerprint);
}

std::optional<std::uint64_t> read_fingerprint(std::string_view word) {
  constexpr std::size_t kDigits = 16;
  std::uint64_t value = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), value, 16);
  if (word.size() != kDigits || read.ptr != word.data() + kDigits || read.ec != std::errc{}) {
    return std::nullopt;
  }
  return value;
}

std::uint64_t file_fingerprint(std::string_view file) { return hash_of(base_name(file)); }

}  // namespace twomsl::oracle
