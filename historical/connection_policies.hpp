// The connections of the museum: safe but for one switch, each as a stack of history has it.
#pragma once

#include "spec/model/policies.hpp"

namespace twomsl {

/// Museum: a RST ends TIME-WAIT. Licensed by rfc9293, convicted under safe and strict.
template <class D>
[[nodiscard]] constexpr Policy<D> assassinated() {
  Policy<D> policy = safe<D>();
  policy.time_wait.accepts_rst = true;
  return policy;
}

/// Museum: MAY-2 without its second condition (Linux, gVisor): an old SYN ends TIME-WAIT for good.
template <class D>
[[nodiscard]] constexpr Policy<D> no_return() {
  Policy<D> policy = safe<D>();
  policy.time_wait.returns = false;
  return policy;
}

/// Museum: who closes actively forgets at once (passt, Seastar, FreeRTOS+TCP).
template <class D>
[[nodiscard]] constexpr Policy<D> no_time_wait() {
  Policy<D> policy = safe<D>();
  policy.time_wait.skips = true;
  return policy;
}

/// Museum: Linux bind() with SO_REUSEADDR takes over a TIME-WAIT that used timestamps.
template <class D>
[[nodiscard]] constexpr Policy<D> bind_reuse() {
  Policy<D> policy = safe<D>();
  policy.binds_over_time_wait = true;
  return policy;
}

}  // namespace twomsl
