// Steps of tests/host_network/host_network_step.hpp.
#include "tests/host_network/host_network_step.hpp"

#include "core/host/view.hpp"
#include "spec/laws/host/host_laws.hpp"
#include "sim/describe.hpp"

namespace twomsl {
namespace {

using Key = Ipv4Tuple<Concrete>;
using HostOut = HostOutcome<Concrete>;

void fail(HostNetwork& network, std::string_view law, const std::string& what) {
  if (!network.breach) {
    network.breach = {law, what};
  }
}

// What a single connection would start from where the host takes an event: the connection that the
// host keeps of the tuple, and the initial parameters.
struct ReferenceInput {
  Connection<Concrete> before{};
  Event<Concrete> event{};
  const Packet* arrived = nullptr;
};

ReferenceInput reference_input_of(HostSide& side, const Ipv4Host::Event& event) {
  HostOut unused;
  HostStepContext<Ipv4Stores> context{side.running.host, event, unused};
  ReferenceInput input{{}, event.event, nullptr};
  input.event.initial = initial_parameters_of(context);
  const std::uint32_t at = context.host.blocks.find(event.key);
  if (at != kNoBlock) {
    input.before = context.host.blocks.connection(at);
    return input;
  }
  const LocateResult wait = locate(context.host.waits, event.key, event.now);
  if (wait.result != TableResult::done) {
    input.before = unbound_connection(context);
    return input;
  }
  Connection<Concrete> c;
  c.ts_offset = input.event.initial.ts_offset;
  c.ack_credit = credit_of(context);
  const StepContext<Concrete> machine{context.host.policy, event.event, event.now, c,
                                      unused.outcome};
  const auto& slot = context.host.waits.slots[wait.at];
  input.before = time_wait_connection(machine, record(slot), deadline(slot.deadline_word));
  return input;
}

// What is seen of the host with regard to one tuple; the rest is the same for all.
HostView<Concrete> view_of(const HostSide& side, std::uint32_t tuple, HostView<Concrete> of_host,
                           Instant<Concrete> now) {
  const Key& key = side.histories[tuple].wait.key;
  of_host.waits.answer = look_up(side.running.host.waits, key, now);
  of_host.block = block_view(side.running.host, key);
  return of_host;
}

// The laws of a host, on every tuple of one side; `step` takes the event.
template <class Step>
HostOut judge(HostNetwork& network, std::uint32_t end, Ipv4Host::Event& event, const Step& step) {
  HostSide& side = network.sides[end];
  std::array<HostStep<Concrete, Key>, kTuples> seen;
  const HostView<Concrete> before = view(side.running.host, Key{}, event.now);
  for (std::uint32_t i = 0; i < kTuples; ++i) {
    seen[i].history_before = side.histories[i];
    seen[i].before = view_of(side, i, before, event.now);
  }
  const HostOut out = step(event);
  const HostView<Concrete> after = view(side.running.host, Key{}, event.now);
  for (std::uint32_t i = 0; i < kTuples; ++i) {
    seen[i].event = event;
    seen[i].out = out;
    seen[i].after = view_of(side, i, after, event.now);
    seen[i].history_after = update_ghost(seen[i]);
    side.histories[i] = seen[i].history_after;
    for (const auto& law : kHostLaws<Concrete, Key>) {
      if (!law.holds(seen[i])) fail(network, law.id, "of the host, by the last step");
    }
  }
  return out;
}

bool is_refusal(HostResult result) {
  return result == HostResult::no_slot || result == HostResult::no_block ||
         result == HostResult::no_iss_floor || result == HostResult::half_open_full;
}

bool is_same_outcome(const Outcome<Concrete>& a, const Outcome<Concrete>& b) {
  return a.why == b.why && a.signals == b.signals && a.replies == b.replies &&
         a.spends_credit == b.spends_credit && is_same<Concrete>(a, b) &&
         is_same<Concrete>(a.segment, b.segment);
}

// The host answered as a single connection does, and keeps the same connection.
void compare(HostNetwork& network, Socket at, const HostOut& out, const EndStep& seen) {
  const Connection<Concrete>& expected = network.sides[at.end].records[at.tuple].block;
  const Connection<Concrete>* kept = block_of(network, at);
  if (!is_same_outcome(out.outcome, seen.outcome)) {
    fail(network, "twin", "the host answers: " + describe(out.outcome));
  } else if ((kept == nullptr) != needs_no_block(expected.state)) {
    fail(network, "twin", "the host keeps a control block that is over, or lost one");
  } else if (kept != nullptr && (kept->state != expected.state || kept->origin != expected.origin ||
                                 !is_same<Concrete>(*kept, expected))) {
    fail(network, "twin", "the host keeps: " + describe(*kept));
  }
}

void count(HostNetwork& network, Socket at, const HostOut& out, const Packet* arrived) {
  HostNetworkCoverage& coverage = network.coverage;
  const End& record = network.sides[at.end].records[at.tuple];
  const Why why = out.outcome.why;
  coverage.delivered_bytes += out.outcome.delivery.bytes;
  coverage.waits += out.after == State::time_wait && out.before != State::time_wait ? 1u : 0u;
  coverage.reopenings += why == Why::reopened ? 1u : 0u;
  coverage.returns += why == Why::returned_to_time_wait ? 1u : 0u;
  coverage.refusals += is_refusal(out.result) ? 1u : 0u;
  const bool is_stray = arrived != nullptr && record.incarnation != kNoIncarnation &&
                        record.incarnations[record.incarnation].peer != kNoIncarnation &&
                        arrived->incarnation != kNoIncarnation &&
                        arrived->incarnation < record.incarnations[record.incarnation].peer;
  coverage.strays +=
      is_stray && is_synchronized(out.before) && out.before != State::time_wait ? 1u : 0u;
}

// Memory was missing: the connection has not taken the event, and a segment that would have
// completed an open is answered by RST.
std::optional<Packet> take_refusal(HostNetwork& network, Socket at, const HostOut& out) {
  End& record = network.sides[at.end].records[at.tuple];
  if (out.outcome.why != Why::error_resources || out.outcome.delivery.bytes != 0 ||
      out.outcome.replies != out.outcome.segment.rst) {
    fail(network, "INV-TOTAL", "a refusal does more than refuse");
  }
  if (!out.outcome.replies) {
    return std::nullopt;
  }
  record.quiet_since = network.now;
  return Packet{.segment = out.outcome.segment,
                .sent = network.now,
                .from = at.end,
                .incarnation = record.incarnation};
}

void append_to_trace(HostNetwork& network, Socket at, const Event<Concrete>& event,
                     const HostOut& out) {
  if (network.trace == nullptr) return;
  const End& record = network.sides[at.end].records[at.tuple];
  *network.trace += "at " + std::to_string(network.now.us) + " us, " + "AB"[at.end] +
                    std::to_string(at.tuple) + ": " + describe(event) + "\n    " +
                    std::string(name(out.result)) + ": " + describe(record.block) + "\n    " +
                    describe(out.outcome) + "\n";
}

// A single connection takes the same event, with all that the records know, and must agree with the
// host.
std::optional<Packet> conclude(HostNetwork& network, Socket at, const ReferenceInput& input,
                               const HostOut& out) {
  End& record = network.sides[at.end].records[at.tuple];
  record.block = input.before;
  count(network, at, out, input.arrived);
  if (is_refusal(out.result)) {
    append_to_trace(network, at, input.event, out);
    return take_refusal(network, at, out);
  }
  EndStep seen = step_end_as_given(record, network.sides[1 - at.end].records[at.tuple],
                                   {input.event, input.arrived, network.now});
  append_to_trace(network, at, input.event, out);
  if (seen.breach && !network.breach) {
    network.breach = seen.breach;
  }
  compare(network, at, out, seen);
  if (record.block.state == State::closed && out.after == State::time_wait) {
    record.wait = {network.now, record.policy.msl};  // a policy that holds every end
  }
  return std::move(seen.sent);
}

Ipv4Host::Event event_at(const HostNetwork& network, Socket at, const Event<Concrete>& event) {
  Ipv4Host::Event host_event;
  host_event.now = network.now;
  host_event.key = key_of(at);
  host_event.event = event;
  return host_event;
}

}  // namespace

std::optional<Packet> step_host(HostNetwork& network, Socket at, const Event<Concrete>& event,
                                const Packet* arrived) {
  HostSide& side = network.sides[at.end];
  Ipv4Host::Event host_event = event_at(network, at, event);
  ReferenceInput input = reference_input_of(side, host_event);
  input.arrived = arrived;
  const HostOut out = judge(network, at.end, host_event,
                            [&side](const Ipv4Host::Event& e) { return side.running.step(e); });
  return conclude(network, at, input, out);
}

PortOpened open_port(HostNetwork& network, Socket at) {
  HostSide& side = network.sides[at.end];
  std::array<ReferenceInput, kTuples> inputs;
  const Key remote = key_of(at);
  bool any_free = false;
  for (std::uint32_t i = 0; i < kTuples; ++i) {
    const Key key = key_of({at.end, i});
    inputs[i] =
        reference_input_of(side, event_at(network, {at.end, i}, {.kind = EventKind::open_active}));
    any_free = any_free || ((key.ports & 0xffffu) == (remote.ports & 0xffffu) &&
                            side.running.is_free(key, network.now));
  }
  Ipv4Host::Event event = event_at(network, at, {.kind = EventKind::open_active});
  const HostOut out =
      judge(network, at.end, event, [&side](Ipv4Host::Event& e) { return side.running.open(e); });
  for (std::uint32_t i = 0; i < kTuples; ++i) {
    if (event.key == key_of({at.end, i})) {
      if (!needs_no_block(inputs[i].before.state) || inputs[i].before.state == State::time_wait) {
        fail(network, "INV-TW-2", "the host chose a port that is in use or held");
      }
      return {i, conclude(network, {at.end, i}, inputs[i], out)};
    }
  }
  if (any_free) fail(network, "INV-TOTAL", "no port is found, though one is free");
  return {};
}

void step_host(HostNetwork& network, Socket at, HostEventKind kind) {
  HostSide& side = network.sides[at.end];
  Ipv4Host::Event event = event_at(network, at, {});
  event.kind = kind;
  judge(network, at.end, event, [&side](const Ipv4Host::Event& e) { return side.running.step(e); });
}

}  // namespace twomsl
