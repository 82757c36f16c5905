// The input of fuzz_step by the names of its bytes: an opening, then records. What they mean is
// told in tests/connection/harness/step_harness.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace twomsl::sim {

/// Choices for a policy and the start of time.
struct StepOpening {
  std::uint8_t policy = 0;
  std::uint8_t snd_buffer = 0;
  std::uint8_t rcv_buffer = 0;
  std::uint8_t mss = 0;
  std::uint8_t scale = 0;
  std::uint8_t left_out = 0;  // bit 0 timestamps, 1 scale; bit 2: keep-alives are sent
  std::uint8_t start = 0;
  std::uint8_t times = 0;
};

/// One event.
struct StepRecord {
  std::uint8_t kind = 0;
  std::uint8_t facts = 0;
  std::uint8_t control = 0;
  std::uint8_t numbers = 0;    // low nibble SEQ, high nibble ACK
  std::uint8_t timestamp = 0;  // high nibble: the time that passes before
  std::uint8_t text = 0;       // high nibble: the window
  std::uint8_t bytes = 0;
  std::uint8_t other = 0;
  std::uint32_t anywhere = 0;
};

inline constexpr std::size_t kStepOpeningBytes = 8;
inline constexpr std::size_t kStepRecordBytes = 12;

/// The kind of event, one above the last being an arrival; and whether another policy comes before.
inline constexpr std::uint8_t kKindBits = 0x1f;
inline constexpr std::uint8_t kPolicyBits = 0xe0;

/// Visits each byte of an opening with its name.
template <class Visit>
constexpr void for_each_step_field(const StepOpening& opening, const Visit& visit) {
  visit("policy", opening.policy);
  visit("snd_buffer", opening.snd_buffer);
  visit("rcv_buffer", opening.rcv_buffer);
  visit("mss", opening.mss);
  visit("scale", opening.scale);
  visit("left_out", opening.left_out);
  visit("start", opening.start);
  visit("times", opening.times);
}

/// Missing bytes are zero.
[[nodiscard]] constexpr StepOpening read_step_opening(std::span<const std::uint8_t> bytes) {
  std::array<std::uint8_t, kStepOpeningBytes> b{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), b.size()), b.begin());
  return {b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]};
}

[[nodiscard]] constexpr StepRecord read_step_record(std::span<const std::uint8_t> bytes) {
  std::array<std::uint8_t, kStepRecordBytes> b{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), b.size()), b.begin());
  const std::uint32_t anywhere =
      b[8] | std::uint32_t{b[9]} << 8 | std::uint32_t{b[10]} << 16 | std::uint32_t{b[11]} << 24;
  return {b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], anywhere};
}

/// The opening that a record bears which puts another policy in force before its event.
[[nodiscard]] constexpr bool bears_policy(const StepRecord& record) {
  return (record.kind & kPolicyBits) == kPolicyBits;
}
[[nodiscard]] constexpr StepOpening opening_in(const StepRecord& record) {
  return {record.facts, record.control, record.numbers, record.timestamp,
          record.text,  record.bytes,   record.other,   static_cast<std::uint8_t>(record.anywhere)};
}

}  // namespace twomsl::sim
