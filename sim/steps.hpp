// What follows from a step of a simulated host: its laws, who is connected with whom, and that
// nothing old changes what is new. For sim/network.cpp, which instantiates it.
#pragma once

#include "sim/describe.hpp"
#include "sim/network.hpp"
#include "sim/random.hpp"
#include "spec/laws/fsm/fsm.hpp"

namespace twomsl::sim {

/// The functions that a host calls.
template <class Stores>
struct Hooks {
  using Running = RunningHost<Stores>;
  using RunningEvent = typename Running::Event;

  static void before(void* host, Running& running, RunningEvent& event) {
    auto& simulated = *static_cast<SimulatedHostOf<Stores>*>(host);
    simulated.network->before(simulated, running, event);
  }
  static void after(void* host, Running& running, const RunningEvent& event,
                    const HostOutcome<Concrete>& out) {
    auto& simulated = *static_cast<SimulatedHostOf<Stores>*>(host);
    simulated.network->after(simulated, running, event, out);
  }
};

inline constexpr std::size_t kUsualInFlight = 32;  // room that a run has from the beginning

template <class Stores>
void start(SimulatedHostOf<Stores>& host, const NetworkOptions& options, QuietTime quiet_time,
           Instant<Concrete> now) {
  EndpointOptions how;
  how.quiet_time = quiet_time;
  how.policy = host.subject.policy;
  how.size = options.sizes[host.index];
  how.secret = {drawn(options.seed, "secret", host.index), now.us};
  how.ports = {static_cast<std::uint16_t>(kPorts[0][0]), static_cast<std::uint16_t>(kPorts[1][0])};
  how.queued_packets = 64;
  how.delays_acks = host.subject.delays_acks;
  host.endpoint = FamilyEndpoint<Stores>(how);
  host.endpoint.begin(now);
  HostSetting<Concrete> setting;
  setting.kind = HostSettingKind::museum;
  setting.museum = host.subject.museum;
  static_cast<void>(host.endpoint.configure(setting));
  host.laws = LawChecker<Stores>(host.index, options.tuples, host.subject);
  host.table_twin = TableTwin<Stores>(host.endpoint.host().host.waits.policy);
  host.endpoint.observe({&host, Hooks<Stores>::before, Hooks<Stores>::after});
}

// The step began a connection: from its place another incarnation goes on.
inline void begin_incarnation(Incarnations& tuple, const HostOutcome<Concrete>& out,
                              const Connection<Concrete>& c) {
  Incarnation next{.iss = c.iss};
  if (out.before == State::time_wait) next.interrupted = tuple.current;
  tuple.add(next);
}

inline void take_signals(Incarnation& incarnation, const Signals& signals) {
  incarnation.peer_closed = incarnation.peer_closed || signals.peer_closing;
  incarnation.failed = incarnation.failed || signals.reset || signals.aborted || signals.refused;
}

// The connection is open at its other end, too.
[[nodiscard]] inline bool is_open_at_both(const Connection<Concrete>* end,
                                          const Connection<Concrete>* other) {
  return end != nullptr && other != nullptr && is_synchronized(other->state) &&
         end->irs == other->iss && end->iss == other->irs;
}

template <class Stores>
NetworkOf<Stores>::NetworkOf(const NetworkOptions& how)
    : options(how), now(how.start), random_(how.seed) {
  laws_only = how.checks_nothing;
  in_flight.reserve(kUsualInFlight);
  spare_.reserve(kUsualInFlight);
  for (std::uint32_t end = 0; end < 2; ++end) {
    hosts[end].network = this;
    hosts[end].index = end;
    hosts[end].subject = how.subjects[end];
    laws_only = laws_only || how.subjects[end].laws_only;
    start(hosts[end], options, QuietTime::nothing_was_sent, {});
  }
}

// What the clock gives lies far behind the numbers of a connection as long as there is one: so the
// host must remember them when it ends. A new connection begins next to them.
template <class Stores>
void NetworkOf<Stores>::choose_iss(std::uint32_t end, const Key& key) {
  constexpr std::uint32_t kFarBehind = 1u << 30;
  constexpr std::array<std::uint32_t, 6> kAhead = {1, 0, 2, 65'536, 0xffff'ffffu, 700};
  constexpr std::array<std::uint32_t, 8> kAnywhere = {
      1000, 0, 1, 0xffff'ffffu, 0xffff'fffeu, 0x7fff'ffffu, 0x8000'0000u, 0xffff'ff00u};
  const std::optional<std::uint32_t> tuple = tuple_of(end, key);
  if (!tuple) return;
  SimulatedHost& host = hosts[end];
  const auto& history = host.laws.history(*tuple);
  const std::size_t number = host.tuples[*tuple].all.size();
  const std::uint64_t chance = drawn(options.seed, "iss", number + 100 * end);
  // A host that has lost its memory draws anew: no number of before can be told from one of now.
  std::uint32_t wanted = number == 0 ? kAnywhere[chance % 8] : static_cast<std::uint32_t>(chance);
  if (const Connection<Concrete>* c = block_of({end, *tuple})) {
    wanted = c->snd.nxt.value - kFarBehind;
  } else if (history.used) {
    wanted = history.sent.value + kAhead[number % kAhead.size()];
  }
  TupleSource& source = host.endpoint.host().host.source;
  source.clock_origin = {};
  source.clock_origin = {wanted - source.iss(key, now).value};
}

template <class Stores>
void NetworkOf<Stores>::before(SimulatedHost& host, Running& running, RunningEvent& event) {
  event.adversary = adversary;
  if (options.old_iss_near) choose_iss(host.index, event.key);
  note_before(host, event.key);
  if (!options.checks_nothing) host.laws.before(running, event);
}

// INV-TW-5b: in ESTABLISHED and later, nothing of an older incarnation changes the connection. A
// RST with ACK answers a SYN that met no connection; its number is zero, whatever the incarnation,
// and that is a known counterexample (NumberZero).
template <class Stores>
void NetworkOf<Stores>::check_isolation(SimulatedHost& host, const RunningEvent& event,
                                        const Incarnations& tuple) {
  const ConnectionSeen& seen = host.laws.connection();
  const Segment<Concrete>& segment = event.event.segment;
  if (arriving_ == nullptr || !is_synchronized(seen.before.state) ||
      seen.before.state == State::time_wait || tuple.now() == nullptr ||
      (segment.rst && segment.has_ack)) {
    return;
  }
  // An answer without a connection bears the number that was acknowledged, and so the peer's
  // incarnation that the acknowledged segment was for.
  const std::uint32_t of = arriving_->incarnation != kNoIncarnation ? arriving_->incarnation
                           : arriving_->answered != kNoIncarnation
                               ? tuple.all[arriving_->answered].peer
                               : kNoIncarnation;
  const std::uint32_t peer = tuple.now()->peer;
  if (of == kNoIncarnation || peer == kNoIncarnation || of >= peer) return;
  ++coverage.strays;
  Connection<Concrete> expected = seen.before;
  expected.ack_credit = seen.after.ack_credit;
  if (expected.state != seen.after.state || !is_same<Concrete>(expected, seen.after)) {
    fail("INV-TW-5", "a segment of an older incarnation changes the connection");
  }
}

// A peer may be half-open for longer than 2*MSL. A later SYN that happens to bear the same number
// completes what the earlier one began, and no end can tell.
template <class Stores>
void NetworkOf<Stores>::adopt_half_open(std::uint32_t end, std::uint32_t tuple) {
  const Connection<Concrete>* other = block_of({1 - end, tuple});
  const Incarnations& record = hosts[end].tuples[tuple];
  Incarnation* peer = hosts[1 - end].tuples[tuple].now();
  if (other == nullptr || peer == nullptr || !other->snd.opening) return;
  if (other->irs == record.now()->iss) peer->peer = record.current;
}

// The peer's incarnation is that of the SYN which this end took.
template <class Stores>
void NetworkOf<Stores>::meet_peer(SimulatedHost& host, std::uint32_t tuple,
                                  const Connection<Concrete>& c) {
  Incarnation& incarnation = *host.tuples[tuple].now();
  const std::vector<Incarnation>& peers = hosts[1 - host.index].tuples[tuple].all;
  incarnation.peer = arriving_ == nullptr ? kNoIncarnation : arriving_->incarnation;
  if (incarnation.peer >= peers.size() || peers[incarnation.peer].iss != c.irs) {
    fail("INV-TW-5", "IRS is not the ISS of the peer's incarnation that sent the SYN");
  }
}

// CLOSE is done only where an incarnation of the peer has signalled it to its user. A wait that
// strict keeps of a SYN-SENT has never heard the peer's number and takes it for zero: that it
// acknowledges a FIN which ends there is a known counterexample (NumberZero).
template <class Stores>
void NetworkOf<Stores>::check_close(SimulatedHost& host, std::uint32_t tuple,
                                    std::uint32_t incarnation) {
  for (const Incarnation& peer : hosts[1 - host.index].tuples[tuple].all) {
    if (peer.peer == incarnation && peer.peer_closed) return;
  }
  fail("INV-ACK", "CLOSE is done, and the peer's user has not heard of it");
}

template <class Stores>
void NetworkOf<Stores>::count(const SimulatedHost& host, const RunningEvent& event,
                              const HostOutcome<Concrete>& out) {
  const auto add_if = [](std::uint64_t& counter, bool happened) { counter += happened ? 1u : 0u; };
  const Why why = out.outcome.why;
  const EventKind kind = event.event.kind;
  ++coverage.steps;
  add_if(coverage.waits, out.after == State::time_wait && out.before != State::time_wait);
  add_if(coverage.reopenings, why == Why::reopened);
  add_if(coverage.returns, why == Why::returned_to_time_wait);
  add_if(coverage.assassinations, out.before == State::time_wait && why == Why::reset);
  add_if(coverage.give_ups, why == Why::gave_up);
  add_if(coverage.refusals, why == Why::error_resources);
  const EventKind as_call = event.kind == HostEventKind::listen     ? EventKind::open_passive
                            : event.kind == HostEventKind::unlisten ? EventKind::close
                                                                    : kind;
  if (event.kind != HostEventKind::expire && !is_no_event(as_call, why)) {
    coverage.transitions.add(out.before, table_event(as_call), out.after, reply_of(out.outcome));
  }
  if (event.kind != HostEventKind::connection) return;
  add_if(coverage.aborts, kind == EventKind::abort && out.before != State::closed);
  add_if(coverage.user_timeouts, kind == EventKind::user_timeout && out.before != State::closed);
  const std::optional<std::uint32_t> tuple = tuple_of(host.index, event.key);
  if (!tuple || !out.outcome.signals.opened) return;
  add_if(coverage.conversations,
         is_open_at_both(block_of({host.index, *tuple}), block_of({1 - host.index, *tuple})));
}

template <class Stores>
void NetworkOf<Stores>::after(SimulatedHost& host, Running& running, const RunningEvent& event,
                              const HostOutcome<Concrete>& out) {
  host.last = out;
  count(host, event, out);
  if (!options.checks_nothing) {
    auto broken = host.laws.after(running, event, out);
    if (!broken && !laws_only) broken = host.table_twin.after(host.index, running, event, out);
    if (broken) fail(broken->law, broken->what);
  }
  if (trace != nullptr) append_to_trace(host, event, out);
  const std::optional<std::uint32_t> tuple = tuple_of(host.index, event.key);
  if (!tuple || event.kind != HostEventKind::connection) return;
  note_after(host, *tuple, event.event, out);
  Incarnations& record = host.tuples[*tuple];
  const std::uint32_t block = running.host.blocks.find(event.key);
  const std::uint32_t incarnation = record.current;
  if (out.result == HostResult::created) {
    begin_incarnation(record, out, running.host.blocks.connection(block));
    adopt_half_open(host.index, *tuple);
  } else if (out.before == State::syn_received && out.after == State::time_wait &&
             record.now() != nullptr && record.now()->interrupted != kNoIncarnation) {
    record.current = record.now()->interrupted;
  }
  if (Incarnation* current = record.at(incarnation)) take_signals(*current, out.outcome.signals);
  if (laws_only || options.checks_nothing || breach) return;
  const bool takes_syn = out.before != out.after && block != kNoBlock &&
                         (out.after == State::syn_received ||
                          (out.before == State::syn_sent && is_synchronized(out.after)));
  if (takes_syn) meet_peer(host, *tuple, running.host.blocks.connection(block));
  if (event.event.kind == EventKind::segment_arrives) check_isolation(host, event, record);
  const bool is_number_zero = event.event.segment.ack.value == 0;
  if (out.outcome.signals.closed && incarnation != kNoIncarnation && !is_number_zero) {
    check_close(host, *tuple, incarnation);
  }
}

template <class Stores>
void NetworkOf<Stores>::append_to_trace(const SimulatedHost& host, const RunningEvent& event,
                                        const HostOutcome<Concrete>& out) {
  const std::optional<std::uint32_t> tuple = tuple_of(host.index, event.key);
  *trace += "at " + std::to_string(now.us) + " us, " + "AB"[host.index] +
            (tuple ? std::to_string(*tuple) : "?") + ": " + describe(event.event) + "\n    " +
            std::string(name(out.result)) + ", " + std::string(name(out.before)) + " -> " +
            std::string(name(out.after)) + "\n    " + describe(out.outcome) + "\n";
}

template <class Stores>
void NetworkOf<Stores>::name_incarnations(std::uint32_t end) {
  SimulatedHost& host = hosts[end];
  for (std::uint32_t tuple = 0; tuple < options.tuples; ++tuple) {
    Incarnations& record = host.tuples[tuple];
    Incarnation* current = record.now();
    if (current == nullptr || !current->handle.is_none()) continue;
    current->handle = host.endpoint.find_handle(key_of({end, tuple}));
    if (record.current > 0) release_older(host, record);
  }
}

// The handle of an incarnation that another follows is given back.
template <class Stores>
void NetworkOf<Stores>::release_older(SimulatedHost& host, Incarnations& record) {
  const Incarnation& current = *record.now();
  for (std::uint32_t i = record.current; i > 0; --i) {
    Incarnation& older = record.all[i - 1];
    if (i - 1 != current.interrupted && !older.is_released) {
      static_cast<void>(host.endpoint.release(older.handle, now));
      older.is_released = true;
    }
  }
}

}  // namespace twomsl::sim
