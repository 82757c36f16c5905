#include "harness/differential/core.hpp"

#include <algorithm>

namespace twomsl::harness {
namespace {

constexpr std::uint64_t kBoot_us = 1'000'000;  // as the stage begins

// What a stack is free to do later, or more rarely, the core does at once, so that the stack is
// never ahead of it: text goes out whole, and each segment is acknowledged.
EndpointOptions options_of(Policy<Concrete> policy) {
  policy.nagle = false;
  policy.ack_interval = {1};
  EndpointOptions options;
  options.policy = policy;
  options.size = {
      .connections = 256, .half_open = 256, .waits = 256, .floors = 256, .listeners = 1};
  options.secret = {3, 4};
  options.quiet_time = QuietTime::nothing_was_sent;
  options.addresses = {kSubjectAddress};
  options.delays_acks = false;
  return options;
}

std::optional<std::uint8_t> tuple_of_key(const Ipv4Tuple<Concrete>& key) {
  const auto port = [&](unsigned shift) { return static_cast<std::uint16_t>(key.ports >> shift); };
  return tuple_between({{0, key.local, Family::ipv4}, port(16)},
                       {{0, key.remote, Family::ipv4}, port(0)});
}

TraceEvent end_of(Why why) {
  if (why == Why::reset || why == Why::refused) return TraceEvent::reset;
  return why == Why::gave_up ? TraceEvent::timed_out : TraceEvent::closed;
}

bool restarts_wait(const CoreStep& step) {
  if (step.after != State::time_wait) return false;
  return step.before != State::time_wait || step.why == Why::fin_repeated ||
         step.why == Why::rst_repeated || step.why == Why::retransmission_answered;
}

}  // namespace

Core::Core(const Policy<Concrete>& policy)
    : machine_(options_of(policy)), msl_us_(policy.msl.us), now_{kBoot_us} {
  machine_.begin(now_);
  listener_ = machine_.listen({.local = {kSubjectAddress, kServerPort}}, now_).handle;
  machine_.observe({.context = this,
                    .before = [](void*, Machine::Observer::Running&, Machine::Event&) {},
                    .after =
                        [](void* self, Machine::Observer::Running&, const Machine::Event& event,
                           const HostOutcome<Concrete>& out) {
                          if (event.kind != HostEventKind::connection) return;
                          static_cast<Core*>(self)->see(event.key, event.event.kind, out);
                        }});
}

void Core::see(const Key& key, EventKind kind, const HostOutcome<Concrete>& out) {
  const auto tuple = tuple_of_key(key);
  if (!tuple || kind == EventKind::status || kind == EventKind::receive) return;
  const CoreStep step{out.before, out.after, out.outcome.why, kind, now_};
  const bool is_timeout = kind == EventKind::user_timeout || kind == EventKind::closing_timeout ||
                          kind == EventKind::retransmission_timeout;
  if (is_timeout && step.before != step.after) has_given_up_[*tuple] = true;
  if (restarts_wait(step)) wait_ends_us_[*tuple] = now_.us + 2 * msl_us_;
  if (kind == EventKind::transmit && steps_[*tuple]) {  // it belongs to the step before
    steps_[*tuple]->after = step.after;
  } else {
    steps_[*tuple] = step;
  }
}

State Core::state(std::uint8_t tuple) const {
  const State state = steps_[tuple] ? steps_[tuple]->after : State::closed;
  const bool is_open = state != State::closed && state != State::listen;
  // A wait leaves no step behind when its slot is swept.
  const bool is_over = state == State::time_wait && *wait_ends_us_[tuple] <= now_.us;
  if (is_open && !is_over) return state;
  return is_subjects_to_open(tuple) ? State::closed : State::listen;
}

std::optional<std::uint32_t> Core::acknowledged(std::uint8_t tuple) const {
  const Socket local = subject_socket(tuple), remote = peer_socket(tuple);
  const Key key{static_cast<std::uint32_t>(local.address.low),
                static_cast<std::uint32_t>(remote.address.low),
                std::uint32_t{local.port} << 16 | remote.port};
  const auto& blocks = machine_.host().host.blocks;
  const std::uint32_t block = blocks.find(key);
  if (block == kNoBlock) return std::nullopt;
  const Connection<Concrete>& c = blocks.connection(block);
  return c.snd.una.value - c.iss.value;
}

void Core::advance_to(std::uint64_t now_us) {
  for (std::uint64_t due_us = machine_.next_deadline().us; due_us < now_us;
       due_us = machine_.next_deadline().us) {
    now_.us = std::max(now_.us, due_us);
    machine_.advance(now_);
    settle();
    if (machine_.next_deadline().us <= due_us) break;
  }
  now_.us = std::max(now_.us, now_us);
}

void Core::receive(std::span<const std::uint8_t> packet) {
  static_cast<void>(machine_.receive(packet, now_));
  settle();
}

void Core::call(TraceEvent what, std::uint8_t tuple, std::uint32_t bytes) {
  Handle& handle = handles_[tuple];
  if (what == TraceEvent::open) {
    handle =
        machine_.open({.remote = peer_socket(tuple), .local = subject_socket(tuple)}, now_).handle;
  } else if (what == TraceEvent::send) {
    const std::vector<std::uint8_t> text(bytes);
    static_cast<void>(machine_.send(handle, text, now_, false));
  } else if (what == TraceEvent::close) {
    static_cast<void>(machine_.close(handle, now_));
  } else if (what == TraceEvent::abort) {
    static_cast<void>(machine_.abort(handle, now_));
    static_cast<void>(machine_.release(handle, now_));
    handle = {};
  }
  settle();
}

void Core::add(TraceEvent what, std::uint8_t tuple, std::uint32_t number) {
  acts_.push_back({{what, tuple, number, now_.us}});
}

std::optional<std::uint8_t> Core::tuple_of(Handle handle) const {
  const auto* found = std::ranges::find(handles_, handle);
  if (handle.is_none() || found == handles_.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - handles_.begin());
}

void Core::accept_all() {
  for (Opened next = machine_.accept(listener_, nullptr); next.ok;
       next = machine_.accept(listener_, nullptr)) {
    const auto tuple = tuple_between({kSubjectAddress, kServerPort}, next.remote);
    if (!tuple) continue;
    handles_[*tuple] = next.handle;
    add(TraceEvent::opened, *tuple);
  }
}

void Core::tell(const Notice& notice) {
  const auto tuple = tuple_of(notice.handle);
  if (!tuple) return;
  if (notice.opened && is_subjects_to_open(*tuple)) add(TraceEvent::opened, *tuple);
  if (notice.text || notice.end_of_stream) {
    std::array<std::uint8_t, 2048> room{};
    Received received = machine_.receive(notice.handle, room, now_);
    for (; received.bytes != 0; received = machine_.receive(notice.handle, room, now_)) {
      add(TraceEvent::text, *tuple, received.bytes);
    }
    if (received.end_of_stream) add(TraceEvent::peer_closed, *tuple);
  }
  if (notice.ended) {
    add(end_of(notice.why), *tuple);
    static_cast<void>(machine_.release(notice.handle, now_));
    handles_[*tuple] = {};
  }
}

void Core::settle() {
  Notice notice;
  while (machine_.next_notice(notice)) {
    if (notice.incoming) accept_all();
    tell(notice);
  }
  for (Packet next = machine_.poll(now_); !next.bytes.empty(); next = machine_.poll(now_)) {
    acts_.push_back({{TraceEvent::packet, 0, 0, now_.us}, {next.bytes.begin(), next.bytes.end()}});
  }
}

}  // namespace twomsl::harness
