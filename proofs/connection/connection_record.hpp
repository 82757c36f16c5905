// A step of the concrete connection as one line of text: what it started from, and what became of
// it. Written by the prover, one line a path; replayed by a test that needs no Z3.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/connection/step.hpp"
#include "spec/laws/connection/connection_step.hpp"

namespace twomsl::proof {

/// What a step starts from.
template <class D>
struct ConnectionGiven {
  Policy<D> policy{};
  Connection<D> before{};
  twomsl::Event<D> event{};
  Instant<D> now{};
  WaitHistory<D> wait{};
};

/// The step of `given` as the laws see it.
template <class D>
[[nodiscard]] ConnectionStep<D> seen(const ConnectionGiven<D>& given,
                                     const StepResult<D>& stepped) {
  return {given.policy,       given.event,     given.now, given.before,
          stepped.connection, stepped.outcome, given.wait};
}

/// The step in one line. REQUIRES: a policy whose switches are those of the one of this name.
[[nodiscard]] std::string recorded(std::string_view policy, const ConnectionGiven<Concrete>& given,
                                   const StepResult<Concrete>& stepped);

/// The policy's name and what the step started from; nothing if the line cannot be read.
struct Record {
  std::string policy;
  ConnectionGiven<Concrete> given;
};
[[nodiscard]] std::optional<Record> read_record(const std::string& line);

}  // namespace twomsl::proof
