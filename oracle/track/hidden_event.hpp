// What no packet shows and somebody who knows the host tells: its user's ABORT, a user timeout, an
// ICMP error, a reboot. What a verdict takes for granted of the host is then known to be wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "oracle/finding.hpp"
#include "oracle/track/party.hpp"

namespace twomsl::oracle {

/// The event that an assumption says has not happened. REQUIRES: no_abort, no_user_timeout,
/// no_icmp_error or no_reboot.
struct HiddenEvent {
  Assumption denied{};
  Socket party{};
  Socket peer{};  // the connection that it happened to; of a reboot nobody reads the ports
  std::int64_t time_ns = 0;
};

/// So much earlier or later than it is told may it have happened: the host's clock is not that of
/// the capture, and packets take their time between the two.
inline constexpr std::int64_t kToldAmiss_ns = 1'000'000'000;

/// Events remembered; see HiddenEvents::add.
inline constexpr std::size_t kHiddenEvents = 1u << 16;

class HiddenEvents {
 public:
  /// False if there is no room: then nobody may take for granted that it has not happened.
  [[nodiscard]] bool add(const HiddenEvent& event);

  /// One of them happened to the finding's party between the first frame that proves it and the
  /// last, or within kToldAmiss_ns of them, though the finding takes for granted that it did not.
  [[nodiscard]] bool contradict(const Finding& finding) const;

 private:
  std::unordered_map<Address, std::vector<HiddenEvent>, AddressHash> of_party_{};
  std::size_t count_ = 0;
};

}  // namespace twomsl::oracle
