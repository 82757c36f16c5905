// What scripts have in common: the steps of a peer, and words for what did not come about.
#pragma once

#include <span>

#include "harness/conform/scripts/scripts.hpp"

namespace twomsl::harness {

inline constexpr std::uint64_t kSecond_us = 1'000'000;
inline constexpr std::uint64_t kMinute_us = 60 * kSecond_us;
inline constexpr std::uint64_t kHour_us = 60 * kMinute_us;
/// Long enough for whatever is sent at once.
inline constexpr std::uint64_t kMoment_us = kSecond_us / 100;

inline constexpr std::uint32_t kSmallMss_bytes = 536;
inline constexpr std::uint32_t kWideWindow_bytes = 32'767;

inline constexpr const char* kNotReached = "the state was not reached";
inline constexpr const char* kNoSynAck = "a SYN was not answered by a SYN-ACK";

inline std::string unless(bool holds, const char* words) { return holds ? "" : words; }

[[nodiscard]] inline bool reach(Prober& prober, State state) { return prober.reach(state, false); }

/// A SYN of the peer's without options.
[[nodiscard]] Probe syn_of(const Prober& prober);

/// The SYN-ACKs that a SYN gets.
[[nodiscard]] std::vector<Answer> syn_acks_of(Prober& prober, const Probe& syn);

/// Opens by this SYN, and acknowledges the SYN-ACK with this window. False if none comes.
[[nodiscard]] bool open_by(Prober& prober, const Probe& syn, std::uint32_t window_bytes);

/// The same by a SYN whose MSS is small, and all that the stack sends comes in little pieces.
[[nodiscard]] bool open_with(Prober& prober, std::uint32_t window_bytes);

/// An ACK, that far behind all that the stack has sent, with this window.
void acknowledge(Prober& prober, std::uint32_t bytes_behind, std::uint32_t window_bytes);

/// Acknowledges whatever comes until all up to `end` has come; false if it does not within 30 s.
[[nodiscard]] bool takes_all(Prober& prober, std::uint32_t end);

/// Text of the peer's arrives, so many bytes of it, in order.
void arrive_text(Prober& prober, std::uint32_t bytes);

[[nodiscard]] bool has_text(const Answer& answer);

// The scripts, by what they are about.
[[nodiscard]] std::span<const Script> header_scripts();
[[nodiscard]] std::span<const Script> network_scripts();
[[nodiscard]] std::span<const Script> window_scripts();
[[nodiscard]] std::span<const Script> sending_scripts();
[[nodiscard]] std::span<const Script> timeout_scripts();

}  // namespace twomsl::harness
