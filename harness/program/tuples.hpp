// The tuples between the subject and its peers, by number.
#pragma once

#include <optional>

#include "core/codec/segment_view.hpp"
#include "harness/program/program.hpp"

namespace twomsl::harness {

inline constexpr Address kSubjectAddress{0, 0x0a000001, Family::ipv4};  // 10.0.0.1
inline constexpr Address kPeerAddress{0, 0x0a000002, Family::ipv4};
inline constexpr std::uint16_t kServerPort = 80;  // of whoever does not open
inline constexpr std::uint16_t kFirstPeerPort = 40'000;
inline constexpr std::uint16_t kFirstSubjectPort = 50'000;

[[nodiscard]] constexpr bool is_subjects_to_open(std::uint8_t tuple) {
  return tuple >= kFirstOfSubject;
}

[[nodiscard]] constexpr Socket subject_socket(std::uint8_t tuple) {
  return {kSubjectAddress, is_subjects_to_open(tuple)
                               ? static_cast<std::uint16_t>(kFirstSubjectPort + tuple)
                               : kServerPort};
}

[[nodiscard]] constexpr Socket peer_socket(std::uint8_t tuple) {
  return {kPeerAddress, is_subjects_to_open(tuple)
                            ? kServerPort
                            : static_cast<std::uint16_t>(kFirstPeerPort + tuple)};
}

[[nodiscard]] constexpr std::optional<std::uint8_t> tuple_between(const Socket& subject,
                                                                  const Socket& peer) {
  for (std::uint8_t tuple = 0; tuple < kTuples; ++tuple) {
    if (subject == subject_socket(tuple) && peer == peer_socket(tuple)) return tuple;
  }
  return std::nullopt;
}

}  // namespace twomsl::harness
