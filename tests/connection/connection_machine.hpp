// A connection brought into any state by real events, with a peer who says what a test wants.
#pragma once

#include <string>

#include "core/connection/concrete_connection.hpp"
#include "spec/laws/fsm/transitions.hpp"

namespace twomsl {

using Block = Connection<Concrete>;
using TraceEvent = Event<Concrete>;
using StreamRange = Segment<Concrete>;

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

struct Machine {
  Setup setup{};
  Policy<Concrete> policy = setup.policy();
  Block c{};
  Instant<Concrete> now{1'000'000};
  Outcome<Concrete> out{};

  /// Takes one event; `out` is its outcome. Then a millisecond goes by.
  const Outcome<Concrete>& take(const TraceEvent& event);
  const Outcome<Concrete>& call(EventKind kind, std::uint32_t bytes = 0);
  const Outcome<Concrete>& arrive(const StreamRange& segment);

  /// The segment without text that the peer would send now; it acknowledges SND.UNA.
  [[nodiscard]] StreamRange ack() const;
  /// The same, acknowledging all that was sent.
  [[nodiscard]] StreamRange ack_all() const;
  /// `bytes` of text at RCV.NXT.
  [[nodiscard]] StreamRange text(std::uint32_t bytes) const;
  /// A FIN at RCV.NXT.
  [[nodiscard]] StreamRange fin() const;
  /// A RST at RCV.NXT, without ACK.
  [[nodiscard]] StreamRange rst() const;
  /// A SYN at `seq`, without ACK, with the options of the setup.
  [[nodiscard]] StreamRange syn(std::uint32_t seq) const;
};

/// A call or a timeout, with all it needs.
[[nodiscard]] TraceEvent calling(EventKind kind, std::uint32_t bytes = 0);

/// The arrival of a segment.
[[nodiscard]] TraceEvent arriving(const StreamRange& segment);

/// A machine in `state`. If the way there fails, it is in another: callers check.
[[nodiscard]] Machine machine_in(State state, const Setup& setup = {});

/// An outcome and where it led, on one line: "ESTABLISHED, ACK seq=1001 ack=50001, why sent".
[[nodiscard]] std::string told(const Block& c, const Outcome<Concrete>& out);

/// The signals of an outcome by name, and the error or "queued", in the order of the enumeration:
/// "opened peer_closing". Text handed over is "data", urgent data ahead are "urgent".
[[nodiscard]] std::string tells(const Outcome<Concrete>& out);

}  // namespace twomsl
