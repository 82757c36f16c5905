// Segments, events and steps of a connection in words, for failures.
#pragma once

#include <string>

#include "spec/model/outcome.hpp"

namespace twomsl {

/// As the RFC writes it: <SEQ=1><ACK=2><CTL=SYN,ACK>, then text, window and options.
[[nodiscard]] std::string describe(const Segment<Concrete>& segment);

[[nodiscard]] std::string describe(const Event<Concrete>& event);

/// State, numbers and timers.
[[nodiscard]] std::string describe(const Connection<Concrete>& connection);

/// The reason, what is sent, and what the user gets.
[[nodiscard]] std::string describe(const Outcome<Concrete>& outcome);

}  // namespace twomsl
