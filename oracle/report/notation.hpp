// How addresses, times, requirements and sets are written in reports, and addresses read again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/codec/segment_view.hpp"
#include "spec/laws/close_rules.hpp"
#include "spec/model/enumeration.hpp"

namespace twomsl::oracle {

/// "10.0.0.1:80" or "[2001:db8::1]:80".
[[nodiscard]] std::string text(const Socket& endpoint);
[[nodiscard]] std::string text(const Address& address);

/// "10.9.0.2" or "fd09::2"; none if it is neither.
[[nodiscard]] std::optional<Address> read_address(const std::string& word);

/// The same, and an IPv6 address may stand in brackets.
[[nodiscard]] std::optional<Address> read_address_in_brackets(const std::string& word);

/// What text() of a socket gives; an IPv6 address may stand without brackets.
[[nodiscard]] std::optional<Socket> read_socket(const std::string& word);

/// "RFC 9293 section 3.6.1 (MUST-13)", without the label where the inventory made it.
[[nodiscard]] std::string text(const Citation& citation);

/// Seconds with 6 digits, rounded down. REQUIRES: not negative.
[[nodiscard]] std::string seconds(std::int64_t time_ns);

/// Seconds since the epoch with 9 digits. Times before 1970 are possible in a damaged file.
[[nodiscard]] std::string epoch_seconds(std::int64_t time_ns);

/// Why a capture was read no further.
[[nodiscard]] std::string interrupted_after(std::uint64_t frame);

/// "1 packet", "2 packets"; of a noun whose plural ends otherwise `ending` says how.
[[nodiscard]] std::string amount(std::uint64_t number, std::string_view noun,
                                 std::string_view ending = "s");

/// The requirements that a rule rests on.
[[nodiscard]] std::vector<std::string> citations_of(const CloseRule& rule);

/// The names of the values in a set.
template <Named E>
[[nodiscard]] std::vector<std::string_view> names_in(EnumSet<E> set) {
  std::vector<std::string_view> names;
  for (const E value : kValuesOf<E>) {
    if (set.contains(value)) names.push_back(name(value));
  }
  return names;
}

}  // namespace twomsl::oracle
