// An endpoint over a TUN device, in the time of the machine.
#pragma once

#include <poll.h>

#include "net/endpoint.hpp"
#include "tool/wire/trace.hpp"
#include "tool/wire/tun.hpp"

namespace twomsl::tool {

class Driver {
 public:
  /// Opens the device and the trace; or says why that cannot be done. Of `endpoint` the sizes and
  /// ports count: the rest is what `options` say.
  [[nodiscard]] static std::variant<Driver, WireError> start(const WireOptions& options,
                                                             EndpointOptions endpoint = {});

  /// Of the machine's steady clock.
  [[nodiscard]] static Instant<Concrete> now();

  [[nodiscard]] Endpoint& endpoint() { return endpoint_; }

  /// What the endpoint has to send goes out, and timers that are due expire.
  void flush();

  /// A signal is seen after it at the latest.
  static constexpr Duration<Concrete> kLongestTurn{500'000};

  /// Waits until a packet arrives, a timer is due or one of `others` is ready, and no longer than
  /// `longest`; takes what has arrived, and flushes. False if the device is gone.
  [[nodiscard]] bool turn(std::span<pollfd> others, Duration<Concrete> longest = kLongestTurn);

  /// All of the trace is in its file; false if something could not be written.
  [[nodiscard]] bool close_trace() { return trace_.close(); }

 private:
  Driver(Tun tun, Endpoint endpoint);

  Tun tun_;
  Endpoint endpoint_{};
  Trace trace_{};
  std::vector<std::uint8_t> packet_ = std::vector<std::uint8_t>(65'536);
  std::vector<pollfd> ready_{};
};

}  // namespace twomsl::tool
