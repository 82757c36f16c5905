#include "tests/host/host_harness.hpp"

#include <ostream>

#include "historical/exhibits.hpp"
#include "spec/laws/host/host_laws.hpp"

namespace twomsl {
namespace {

using Key = HostHarness::Key;

constexpr std::uint32_t kTuples = 3;
constexpr std::size_t kMostInFlight = 64;

// The tuple of a command, as its end sees it: three ports at end 0, port 80 at end 1.
Key tuple_of(std::uint32_t end, std::uint32_t which) {
  const std::uint32_t port = 50'000 + which % kTuples;
  return end == 0 ? Key{1, 2, port << 16 | 80} : Key{2, 1, 80u << 16 | port};
}

std::uint32_t end_of(const HostCommand& command) { return command.where & 1u; }
Key tuple_of(const HostCommand& command) { return tuple_of(end_of(command), command.where >> 1); }

Policy<Concrete> with_short_times(Policy<Concrete> policy) {
  policy.msl = {4'000'000};
  policy.timeouts.fin_wait_2 = {6'000'000};
  policy.timeouts.last_ack = {6'000'000};
  return policy;
}

// The first law that a step breaks, or nothing.
std::string broken_by(const HostStep<Concrete, Key>& step) {
  for (const auto& law : kHostLaws<Concrete, Key>) {
    if (!law.holds(step)) {
      const std::string what =
          step.configures ? "a setting" : std::string(name(step.event.event.kind));
      return std::string(law.id) + " by " + what + " in " + std::string(name(step.out.before)) +
             ": " + std::string(name(step.out.result));
    }
  }
  return {};
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const HostCommand& command) {
  return out << "{" << int{command.what} << ", " << int{command.where} << ", " << command.amount
             << "}";
}

HostHarness::HostHarness(const Policy<Concrete>& policy, const Museum<Concrete>& museum)
    : ends{make_host<Ipv4Stores>(with_short_times(policy), {4, 2, 3, 6, 2}, {1, 2}),
           make_host<Ipv4Stores>(with_short_times(policy), {4, 2, 3, 6, 2}, {3, 4})} {
  for (std::uint32_t end = 0; end < 2; ++end) {
    ends[end].host.waits.policy.museum = museum;
    for (std::uint32_t which = 0; which < kTuples; ++which) {
      histories[end].push_back({.wait = {.key = tuple_of(end, which)}});
    }
  }
  put(1, {HostEventKind::listen, now, {0, 0, 80u << 16}});
}

void HostHarness::put(std::uint32_t end, const Event& event) {
  std::vector<HostStep<Concrete, Key>> steps(kTuples);
  for (std::uint32_t i = 0; i < kTuples; ++i) {
    steps[i].history_before = histories[end][i];
    steps[i].before = view(ends[end].host, histories[end][i].wait.key, now);
    steps[i].event = event;
  }
  const HostOutcome<Concrete> out = ends[end].step(event);
  for (std::uint32_t i = 0; i < kTuples; ++i) {
    steps[i].out = out;
    steps[i].after = view(ends[end].host, histories[end][i].wait.key, now);
    if (judged_as != nullptr) steps[i] = judged_by(*judged_as, steps[i]);
    steps[i].history_after = update_ghost(steps[i]);
    histories[end][i] = steps[i].history_after;
    if (broken.empty()) broken = broken_by(steps[i]);
  }
  coverage.waits += out.after == State::time_wait && out.before != State::time_wait ? 1 : 0;
  coverage.reopenings += out.outcome.why == Why::reopened ? 1 : 0;
  coverage.returns += out.outcome.why == Why::returned_to_time_wait ? 1 : 0;
  coverage.refusals += out.outcome.why == Why::error_resources ? 1 : 0;
  if (out.outcome.replies && in_flight.size() < kMostInFlight) {
    in_flight.push_back({1 - end, mirrored(event.key), out.outcome.segment});
  }
}

void HostHarness::call(const HostCommand& command, EventKind kind) {
  Event event{.now = now, .key = tuple_of(command)};
  event.event.kind = kind;
  event.event.bytes = command.amount % 3000;
  event.adversary = {command.amount << 16, command.amount % 3 == 0};
  put(end_of(command), event);
}

// Mostly the oldest; a segment that stays can be delivered again.
void HostHarness::deliver(const HostCommand& command, bool stays) {
  if (in_flight.empty()) return;
  const std::size_t chosen = command.amount % 4 == 0 ? command.amount / 4 % in_flight.size() : 0;
  const auto at = in_flight.begin() + static_cast<std::ptrdiff_t>(chosen);
  const Sent sent = *at;
  if (!stays) in_flight.erase(at);
  Event event{.now = now, .key = sent.key};
  event.event.kind = EventKind::segment_arrives;
  event.event.segment = sent.segment;
  put(sent.to, event);
}

// A segment that nobody sent, its numbers next to those that the receiver expects.
void HostHarness::forge(const HostCommand& command) {
  Ipv4Host& host = ends[end_of(command)];
  const Key key = tuple_of(command);
  TimeWaitRecord<Concrete> at = look_up(host.host.waits, key, now).record;
  if (const std::uint32_t block = host.host.blocks.find(key); block != kNoBlock) {
    at = record_of(host.host.blocks.connection(block));
  }
  Event event{.now = now, .key = key};
  event.event.kind = EventKind::segment_arrives;
  Segment<Concrete>& segment = event.event.segment;
  const std::uint32_t bits = command.amount;
  segment.seq = at.rcv_nxt + ((bits >> 8 & 3u) - 1);
  segment.ack = at.snd_nxt;
  segment.wnd = 1000;
  segment.syn = (bits & 1u) != 0;
  segment.fin = (bits & 2u) != 0;
  segment.rst = (bits & 4u) != 0;
  segment.has_ack = (bits & 8u) != 0;
  segment.text_bytes = (bits >> 4) & 1u;
  segment.has_ts = (bits & 32u) != 0;
  segment.ts_val = at.ts_recent + ((bits >> 6 & 3u) - 1);
  put(end_of(command), event);
}

void HostHarness::configure(const HostCommand& command) {
  const std::uint32_t end = end_of(command);
  HostSetting<Concrete> setting{.policy = ends[end].host.policy,
                                .capacity = command.amount / 4 % 6};
  setting.kind = std::array{HostSettingKind::policy, HostSettingKind::capacity,
                            HostSettingKind::half_open_capacity}[command.amount % 3];
  setting.policy.msl.us = command.amount % 8'000'000;
  const HostStep<Concrete, Key> seen =
      observed_setting(ends[end].host, setting, now, histories[end][0]);
  if (broken.empty()) broken = broken_by(seen);
}

void HostHarness::fire(std::uint32_t end) {
  const std::uint32_t at = ends[end].host.blocks.find_due(now.us);
  if (at == kNoBlock) return;
  const Connection<Concrete>& c = ends[end].host.blocks.connection(at);
  Event event{.now = now, .key = ends[end].host.blocks.blocks[at].key};
  event.event.kind =
      c.rtx.at <= now ? EventKind::retransmission_timeout : EventKind::closing_timeout;
  put(end, event);
}

// Mostly a little; often to an edge of 2*MSL.
void HostHarness::pass_time(std::uint32_t amount) {
  const std::uint64_t two_msl = 2 * ends[0].host.policy.msl.us;
  const std::array<std::uint64_t, 8> steps = {1,         1'000,       10'000,      400'000,
                                              1'000'000, two_msl - 1, two_msl / 2, two_msl};
  now = now + Duration<Concrete>{steps[amount % steps.size()]};
}

bool HostHarness::run(const HostCommand& command) {
  constexpr std::array kCalls = {EventKind::open_active, EventKind::open_active, EventKind::close,
                                 EventKind::close,       EventKind::send,        EventKind::receive,
                                 EventKind::transmit};
  constexpr std::array kRareCalls = {EventKind::abort, EventKind::user_timeout, EventKind::status,
                                     EventKind::time_wait_timeout};
  const std::uint32_t what = command.what % kHostCommandKinds;
  if (what < 7) {
    call(command, kCalls[what]);
  } else if (what == 7) {
    call(command, kRareCalls[command.amount % kRareCalls.size()]);
  } else if (what < 25) {
    deliver(command, what < 10);
  } else if (what < 27) {
    forge(command);
  } else if (what < 29) {
    pass_time(command.amount);
  } else if (what == 29) {
    fire(end_of(command));
  } else if (what == 30) {
    configure(command);
  } else {
    const bool listens = command.amount % 4 != 0;
    put(end_of(command), {listens ? HostEventKind::listen : HostEventKind::expire,
                          now,
                          {0, 0, tuple_of(command).ports}});
  }
  return broken.empty();
}

bool HostHarness::run_all(const std::vector<HostCommand>& program) {
  for (const HostCommand& command : program) {
    if (!run(command)) return false;
  }
  return true;
}

}  // namespace twomsl
