// What a load asks of TIME-WAIT: how many slots, and what a table that is too small does to it.
//
// Little's law: who holds each of `rate` slots a second for `hold` seconds has rate * hold of them
// in use. With a fixed number of slots and opens that come at random (Poisson), the share that
// finds none is Erlang's formula B; it depends on the mean of the holding time alone (A. K. Erlang,
// 1917; B. A. Sevastyanov, 1957), so that a wait of fixed length is no exception.
#pragma once

#include <cstdint>

namespace twomsl::tool {

struct Load {
  double msl_s = 0;
  double rate = 0;  // connections a second that this end closes first
  std::uint32_t slots = 0;
  double life_s = 0;   // from the open to TIME-WAIT
  double delay_s = 0;  // the latest that an old duplicate arrives, after it was sent; at most MSL
  std::uint32_t ports = 28'232;  // of one client address: Linux, 32768 to 60999

  [[nodiscard]] double wait_s() const { return 2 * msl_s; }
  [[nodiscard]] double hold_s() const { return life_s + wait_s(); }
};

/// A share of opens, or of waits, if they come evenly and if they come at random.
struct Share {
  double even = 0;
  double random = 0;
};

/// What a full table does with a load.
struct Budget {
  double slots_in_use = 0;         // on average, were there enough
  std::uint64_t slots_even = 0;    // that never refuse, if opens come evenly
  std::uint64_t slots_random = 0;  // that refuse one in a million, if they come at random
  double rate_even = 0;            // the most that these slots never refuse
  Share refused{};                 // reserve: opens that are refused
  Share cut{};                     // evict the oldest: waits that end early
  double cut_after_s = 0;          // how long such a wait lasts, on average
  Share without{};                 // refuse the newcomer: connections that get no wait
  Share exposed_evicting{};        // waits that end while a duplicate may still come
  double exposed_s = 0;            // and for how long one may
  Share exposed_refusing{};
  double clients = 0;          // addresses that it takes to have enough tuples
  double rate_of_client = 0;   // the most of one address, to one address and port
  double reused_evicting = 0;  // chance that a given tuple is reused while it is exposed
  double reused_refusing = 0;
  std::uint64_t bytes_ipv4 = 0;  // of our table
  std::uint64_t bytes_ipv6 = 0;
};

/// REQUIRES: all of the load is within the bounds of budget_command.cpp.
[[nodiscard]] Budget budget_of(const Load& load);

/// The share of Poisson arrivals that find `slots` in use, where `offered` would be on average.
[[nodiscard]] double erlang_b(double offered, std::uint64_t slots);

/// The chance of `least` or more events of a Poisson distribution.
[[nodiscard]] double poisson_tail(double mean, std::uint64_t least);

}  // namespace twomsl::tool
