// Two hosts and what lies between them, in virtual time: links lose, repeat, reorder, damage and
// delay packets up to MSL. Hosts are endpoints (net/), and each step of theirs is checked.
//
// A packet in flight is bytes; which incarnation sent it lies beside, unseen by hosts. It may be
// delivered any number of times within MSL of its emission (hypothesis NET of the theorems).
//
// A network is of one address family. Both are instantiated: here and in what takes a network.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/family_endpoint.hpp"
#include "sim/checkers/coverage.hpp"
#include "sim/checkers/laws.hpp"
#include "sim/checkers/offences.hpp"
#include "sim/checkers/table_twin.hpp"
#include "sim/incarnations.hpp"
#include "sim/link.hpp"

namespace twomsl::sim {

class Tap;

/// An event that no packet shows: it comes when the host is next looked at from then on, before the
/// segment or call that it is looked at for.
struct UnseenEvent {
  Place at{};
  EventKind kind{};
  Instant<Concrete> when{};
};

struct NetworkOptions {
  std::array<Subject, 2> subjects{};
  std::array<HostSize, 2> sizes{};
  std::uint32_t tuples = kTuples;
  Instant<Concrete> start{1'000'000};
  Link link{};
  std::optional<std::uint32_t> lost_rsts{};  // thousandths, if not as many as of the others
  Duration<Concrete> packet_life{kNeverUs};  // no packet is kept for longer, nor than MSL
  std::vector<UnseenEvent> unseen{};
  std::uint64_t seed = 0;       // of the hosts' secrets, and of what the link does
  bool old_iss_near = false;    // each new ISS lies as near behind the old numbers as it may
  bool checks_nothing = false;  // a run for speed, or for its packets alone
};

/// One packet in flight.
struct InFlight {
  std::vector<std::uint8_t> bytes{};
  Instant<Concrete> sent{};
  Instant<Concrete> due{};
  std::uint32_t from = 0;
  std::uint32_t incarnation = kNoIncarnation;
  std::uint32_t answered = kNoIncarnation;
  bool is_damaged = false;
};

template <class Stores>
class NetworkOf;

/// A host, what is remembered of its tuples, and what is asked of its steps.
template <class Stores>
struct SimulatedHostOf {
  NetworkOf<Stores>* network = nullptr;
  std::uint32_t index = 0;
  Subject subject{};
  FamilyEndpoint<Stores> endpoint{};
  LawChecker<Stores> laws{};
  TableTwin<Stores> table_twin{};
  std::array<Incarnations, kTuples> tuples{};
  std::array<Handle, 2> listeners{};  // on the local ports of the tuples, as they were opened
  HostOutcome<Concrete> last{};       // of the last step
  std::array<Instant<Concrete>, kTuples> entered{};  // the state that Subject::forgets names
  bool has_backlog = false;                          // it has more to send than it was asked for
  Instant<Concrete> quiet_until{};  // MSL after it lost its memory (RFC 9293 section 3.4.3)
};

template <class Stores>
class NetworkOf {
 public:
  using Key = typename Stores::Key;
  using Running = RunningHost<Stores>;
  using RunningEvent = typename Running::Event;
  using SimulatedHost = SimulatedHostOf<Stores>;

  explicit NetworkOf(const NetworkOptions& options);
  NetworkOf(const NetworkOf&) = delete;
  NetworkOf& operator=(const NetworkOf&) = delete;

  NetworkOptions options{};
  std::array<SimulatedHost, 2> hosts{};
  std::vector<InFlight> in_flight{};  // oldest first
  Instant<Concrete> now{};
  std::optional<Breach> breach{};  // the first: nothing happens after it
  std::string* trace = nullptr;    // what happens, in words, if somebody wants to read it
  Tap* tap = nullptr;
  OffenceLog* offences = nullptr;  // of one of the hosts
  bool is_lazy = false;            // nobody asks the hosts for what they have to send
  bool laws_only = false;          // forged segments or new settings have made streams meaningless
  AdversaryChoice<Concrete> adversary{};  // read by tables of the museum alone
  Coverage coverage{};

  [[nodiscard]] static constexpr Key key_of(Place at) { return sim::key_of<Key>(at); }

  /// What is seen of a place.
  [[nodiscard]] const Connection<Concrete>* block_of(Place at) const;
  [[nodiscard]] State state_of(Place at) const;
  [[nodiscard]] const Policy<Concrete>& policy_of(std::uint32_t end) const;
  [[nodiscard]] Duration<Concrete> longest_delay() const;

  /// It has lost its memory less than MSL ago (RFC 9293 section 3.4.3).
  [[nodiscard]] bool is_quiet(std::uint32_t end) const;

  /// One event of RFC 9293 section 3.10 by itself; what is answered is in flight.
  HostOutcome<Concrete> put(Place at, const Event<Concrete>& event);
  HostOutcome<Concrete> put(std::uint32_t end, const RunningEvent& event);

  /// A setting, which may be refused. From now on laws alone are asked.
  HostConfigured configure(std::uint32_t end, const HostSetting<Concrete>& setting);

  /// The host loses its memory, and keeps quiet for MSL.
  void reboot(std::uint32_t end);

  /// Another host, of another MSL, has the address from now on, as behind a translator of
  /// addresses. It knows nothing of the first one's connections.
  void replace(std::uint32_t end, Duration<Concrete> msl);

  /// A host that forgets does so where it is time.
  void forget(std::uint32_t end);

  /// A host that obeys a RST beside RCV.NXT does so, before that arrives.
  void obey(Place at, const Event<Concrete>& event);

  /// What no packet shows happens to it where it is time.
  void befall(std::uint32_t end);

  /// Puts what the host has to send, at most a burst of it, on its link.
  void flush(std::uint32_t end);

  /// The `position`-th packet in flight to `end`, from the oldest; none if there is none.
  [[nodiscard]] std::optional<std::size_t> find_packet(std::uint32_t end,
                                                       std::size_t position) const;
  [[nodiscard]] std::size_t count_packets(std::uint32_t end) const;

  /// The packet that is due first; in_flight.size() if there is none.
  [[nodiscard]] std::size_t find_next() const;

  /// Delivers a packet; it stays in flight if `stays`.
  void deliver(std::size_t packet, bool stays);
  void drop(std::size_t packet);
  void damage(std::size_t packet, std::uint32_t where);

  /// Delivers the packet that is due next, and lets time pass until then. False if none is in
  /// flight.
  bool deliver_next();

  /// When the next timer of any connection expires; kNeverUs if none runs.
  [[nodiscard]] Instant<Concrete> next_deadline();

  /// Time passes until `then`, and timers expire: each on time, or all late. Packets that the
  /// network has kept for the longest delay are dropped.
  void wait_until(Instant<Concrete> then, bool late);

  /// Both at once until `then`: packets arrive when they are due, and timers expire.
  void run_until(Instant<Concrete> then);

  void fail(std::string_view law, const std::string& what);

  /// Brings the next ISS of the tuple near the old numbers, if that is asked for.
  void choose_iss(std::uint32_t end, const Key& key);

 private:
  template <class>
  friend struct Hooks;
  void lose_memory(std::uint32_t end, QuietTime quiet_time);
  void emit(std::uint32_t end, const Packet& packet);
  [[nodiscard]] Link link_for(const InFlight& packet) const;
  void put_in_flight(InFlight packet);
  void arrive(const InFlight& packet);
  void expire(std::uint32_t end);
  void drop_expired();
  void name_incarnations(std::uint32_t end);
  [[nodiscard]] std::uint64_t random();

  void before(SimulatedHost& host, Running& running, RunningEvent& event);
  void after(SimulatedHost& host, Running& running, const RunningEvent& event,
             const HostOutcome<Concrete>& out);
  void check_isolation(SimulatedHost& host, const RunningEvent& event, const Incarnations& tuple);
  void check_close(SimulatedHost& host, std::uint32_t tuple, std::uint32_t incarnation);
  void adopt_half_open(std::uint32_t end, std::uint32_t tuple);
  void meet_peer(SimulatedHost& host, std::uint32_t tuple, const Connection<Concrete>& c);
  void count(const SimulatedHost& host, const RunningEvent& event,
             const HostOutcome<Concrete>& out);
  void note_before(const SimulatedHost& host, const Key& key);
  void note_after(SimulatedHost& host, std::uint32_t tuple, const Event<Concrete>& event,
                  const HostOutcome<Concrete>& out);

  /// False: the host does not send it after all.
  [[nodiscard]] bool note_emission(std::uint32_t end, std::vector<std::uint8_t>& packet,
                                   std::optional<std::uint32_t> tuple);
  void add_text(State state, std::vector<std::uint8_t>& packet) const;
  void add_ack(std::vector<std::uint8_t>& packet) const;
  void append_to_trace(const SimulatedHost& host, const RunningEvent& event,
                       const HostOutcome<Concrete>& out);
  void release_older(SimulatedHost& host, Incarnations& record);

  const InFlight* arriving_ = nullptr;
  std::vector<std::vector<std::uint8_t>> spare_{};
  std::uint64_t random_ = 0;
};

using Network = NetworkOf<Ipv4Stores>;
using SimulatedHost = SimulatedHostOf<Ipv4Stores>;

extern template class NetworkOf<Ipv4Stores>;
extern template class NetworkOf<Ipv6Stores>;

}  // namespace twomsl::sim
