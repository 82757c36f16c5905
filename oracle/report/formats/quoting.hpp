// How words from captures and file names, which may be hostile, are written into formats that have
// a meaning for some of their bytes. Bytes that are no UTF-8 become U+FFFD everywhere but in URIs.
#pragma once

#include <string>
#include <string_view>

namespace twomsl::oracle {

/// UTF-8.
[[nodiscard]] std::string utf8_of(std::string_view bytes);

/// For attributes of XML 1.0: what is no character there, even escaped, becomes U+FFFD.
[[nodiscard]] std::string xml_quoted(std::string_view bytes);

/// For text between its tags: lines stay lines.
[[nodiscard]] std::string xml_text(std::string_view bytes);

/// A field of RFC 4180, in quotes where it must be.
[[nodiscard]] std::string csv_quoted(std::string_view bytes);

/// A name that no spreadsheet takes for a formula: an apostrophe stands before one that it might.
[[nodiscard]] std::string without_formula(std::string_view name);

/// The description of a point of TAP, on one line and without a directive.
[[nodiscard]] std::string tap_quoted(std::string_view bytes);

/// A double-quoted scalar of YAML, on one line.
[[nodiscard]] std::string yaml_quoted(std::string_view bytes);

/// A path as a URI reference: file:///a/b for an absolute one, every byte but letters, digits and
/// -._~/ percent-encoded.
[[nodiscard]] std::string uri_of(std::string_view path);

}  // namespace twomsl::oracle
