// A running host of the museum: small, its secret known, so that what is proved of it can be
// replayed number for number.
#pragma once

#include "core/host/concrete/concrete_host.hpp"
#include "historical/exhibits.hpp"

namespace twomsl {

inline constexpr HostSize kMuseumSize{2, 1, kMuseumWaits, kMuseumWaits, 1};
inline constexpr Secret kMuseumSecret{1, 2};

/// An empty IPv4 host of an exhibit, its table as the exhibit's setting has it.
[[nodiscard]] inline Ipv4Host museum_host(const HostExhibit<Concrete>& exhibit,
                                          const HostSize& size = kMuseumSize) {
  Ipv4Host running = make_host<Ipv4Stores>(exhibit.policy, size, kMuseumSecret);
  HostSetting<Concrete> setting;
  setting.kind = HostSettingKind::museum;
  setting.museum = exhibit.museum;
  static_cast<void>(running.configure(setting));
  return running;
}

}  // namespace twomsl
