// A connection brought into any state by real events, and the segments that its peer may send.
#pragma once

#include <string>

#include "core/connection/concrete_connection.hpp"
#include "spec/laws/fsm/transitions.hpp"

namespace twomsl {

using ConcreteConnection = Connection<Concrete>;
using ConcreteEvent = Event<Concrete>;
using ConcreteSegment = Segment<Concrete>;

/// How a machine begins, and what it has done before the state that is wanted.
struct Setup {
  Policy<Concrete> (*policy)() = rfc9293<Concrete>;
  Origin origin = Origin::active;
  bool timestamps = false;
  std::uint32_t sends_bytes = 0;     // in ESTABLISHED, and not acknowledged
  std::uint32_t receives_bytes = 0;  // in ESTABLISHED, and not taken by the user
  std::uint32_t iss = 1000;
  std::uint32_t peer_iss = 50'000;
};

/// A connection, its clock, and the outcome of its last event.
struct Machine {
  Setup setup{};
  Policy<Concrete> policy = setup.policy();
  ConcreteConnection c{};
  Instant<Concrete> now{1'000'000};
  Outcome<Concrete> out{};

  /// Takes one event; `out` is its outcome. Then a millisecond goes by.
  const Outcome<Concrete>& take(const ConcreteEvent& event);
  const Outcome<Concrete>& call(EventKind kind, std::uint32_t bytes = 0);
  const Outcome<Concrete>& arrive(const ConcreteSegment& segment);

  /// The segment without text that the peer would send now; it acknowledges SND.UNA.
  [[nodiscard]] ConcreteSegment ack() const;
  /// The same, acknowledging all that was sent.
  [[nodiscard]] ConcreteSegment ack_all() const;
  /// `bytes` of text at RCV.NXT.
  [[nodiscard]] ConcreteSegment text(std::uint32_t bytes) const;
  /// A FIN at RCV.NXT.
  [[nodiscard]] ConcreteSegment fin() const;
  /// A RST at RCV.NXT, without ACK.
  [[nodiscard]] ConcreteSegment rst() const;
  /// A SYN at `seq`, without ACK, with the options of the setup.
  [[nodiscard]] ConcreteSegment syn(std::uint32_t seq) const;
};

/// A call or a timeout, with all it needs.
[[nodiscard]] ConcreteEvent calling(EventKind kind, std::uint32_t bytes = 0);

/// The arrival of a segment.
[[nodiscard]] ConcreteEvent arriving(const ConcreteSegment& segment);

/// A machine in `state`. If the way there fails, it is in another: callers check.
[[nodiscard]] Machine machine_in(State state, const Setup& setup = {});

/// An outcome and where it led, on one line: "ESTABLISHED, ACK seq=1001 ack=50001, why sent".
[[nodiscard]] std::string describe_step(const ConcreteConnection& c, const Outcome<Concrete>& out);

/// The signals of an outcome by name, and the error or "queued", in the order of the enumeration:
/// "opened peer_closing". Text handed over is "data", urgent data ahead are "urgent".
[[nodiscard]] std::string signals_of(const Outcome<Concrete>& out);

}  // namespace twomsl
