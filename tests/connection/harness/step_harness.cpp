// Decoding of bytes into events, and the steps that they make.
#include "tests/connection/harness/step_harness.hpp"

#include <algorithm>

#include "core/connection/concrete_connection.hpp"
#include "sim/describe.hpp"
#include "sim/program/step_input.hpp"
#include "spec/laws/connection/connection_laws.hpp"
#include "tests/connection/harness/judged_end.hpp"

namespace twomsl {
namespace {

using sim::StepOpening;
using sim::StepRecord;

constexpr std::uint64_t kSecondUs = 1'000'000;
constexpr std::uint64_t kDayUs = 86'400 * kSecondUs;

template <class T, std::size_t N>
T chosen(const std::array<T, N>& choices, unsigned choice) {
  return choices[choice % N];
}

// Who looks on: both may be missing.
struct Watched {
  std::string* trace = nullptr;
  const StepObserver& observe;
};

struct StepHarness {
  Policy<Concrete> policy{};
  Policy<Concrete> claimed_policy{};
  Connection<Concrete> block{};
  WaitHistory<Concrete> wait{};
  JudgedEnd judge{};
  Instant<Concrete> now{};
  std::optional<Breach> breach{};
};

// A number where the acceptability of a segment changes, or anywhere.
Seq<Concrete> arriving_seq(const Connection<Concrete>& c, unsigned choice, std::uint32_t word) {
  const std::uint32_t wnd = c.rcv.wnd_bytes;
  const std::array<std::uint32_t, 15> offsets = {
      0,   0,           0xffffffffu, 1,        wnd - 1,
      wnd, wnd + 1,     0x7fffffffu, 1u << 31, c.rcv.fin - c.rcv.nxt,
      100, 0xffffff00u, 64,          wnd / 2,  c.irs - c.rcv.nxt};
  choice &= 15u;
  return choice < offsets.size() ? c.rcv.nxt + offsets[choice] : Seq<Concrete>{word};
}

Seq<Concrete> arriving_ack(const Connection<Concrete>& c, unsigned choice, std::uint32_t word) {
  const std::array<Seq<Concrete>, 9> numbers = {c.snd.nxt,
                                                c.snd.nxt,
                                                c.snd.una,
                                                c.snd.una + 1u,
                                                c.snd.nxt + 1u,
                                                c.snd.nxt - 1u,
                                                c.iss,
                                                c.snd.una - c.snd.max_wnd_bytes,
                                                c.snd.una - (c.snd.max_wnd_bytes + 1)};
  choice &= 15u;
  return choice < numbers.size() ? numbers[choice] : Seq<Concrete>{word};
}

// The low nibble of the facts is a set of those that are against the event.
bool bears_facts(const StepRecord& record) { return (record.facts & 0xf0u) == 0xf0u; }

Segment<Concrete> segment_of(const StepRecord& record, const Connection<Concrete>& c) {
  constexpr std::array<std::uint32_t, 8> kText = {0, 0, 1, 10, 64, 536, 1460, 65'535};
  constexpr std::array<std::uint32_t, 6> kWindows = {1000, 0, 1, 65'535, 100, 32'768};
  constexpr std::array<std::uint32_t, 6> kAround = {1, 0, 0xffffffffu, 0x7fffffffu, 1u << 31, 300};
  const auto bit = [control = record.control](unsigned which) {
    return (control >> which & 1u) != 0;
  };
  // Facts against an event say nothing of its controls: a SYN may come from a bad address.
  const unsigned rarity = bears_facts(record) ? 0 : record.facts;
  Segment<Concrete> seg;
  seg.seq = arriving_seq(c, record.numbers, record.anywhere);
  seg.ack = arriving_ack(c, record.numbers >> 4, record.anywhere);
  seg.text_bytes = chosen(kText, record.text & 15u);
  seg.wnd = chosen(kWindows, record.text >> 4);
  seg.up = record.other * 257u;
  seg.syn = bit(0) && (rarity & 3u) == 0;
  seg.fin = bit(1);
  seg.rst = bit(2) && (rarity & 12u) == 0;
  seg.has_ack = bit(3) || (rarity & 48u) != 0;
  seg.psh = bit(4);
  seg.urg = bit(5);
  seg.has_ts = bit(6);
  seg.ts_val = c.ts.recent + chosen(kAround, record.timestamp & 15u);
  seg.has_mss = seg.syn && bit(7);
  seg.mss_bytes = record.anywhere & 0xffffu;
  seg.has_scale = seg.syn && bit(7);
  seg.scale = record.other % 20u;
  return seg;
}

Event<Concrete> event_of(const StepRecord& record, const StepHarness& harness) {
  constexpr std::array<std::uint32_t, 8> kBytes = {1, 100, 0, 2, 1000, 4000, 65'536, 1u << 31};
  Event<Concrete> event;
  const unsigned kind = record.kind & sim::kKindBits;
  event.kind = kind < kEventKindCount ? static_cast<EventKind>(kind) : EventKind::segment_arrives;
  if (bears_facts(record)) {
    set_facts_against(event, record.facts & 0x0fu);
  }
  event.segment = segment_of(record, harness.block);
  event.bytes = chosen(kBytes, record.bytes);
  event.urgent = record.bytes >= 128;
  event.initial = {{record.anywhere},
                   (record.other & 1u) != 0,
                   {record.anywhere + record.other - 100u},
                   record.anywhere >> 8,
                   record.other < 128 ? 536u : 1220u};
  return event;
}

std::uint64_t elapsed_us(const StepHarness& harness, unsigned choice) {
  const std::uint64_t now = harness.now.us;
  const auto until = [now](Instant<Concrete> then, std::uint64_t offset) {
    return then.us == kNeverUs || then.us + offset < now ? 0 : then.us + offset - now;
  };
  const std::array<std::uint64_t, 12> lengths = {0,
                                                 0,
                                                 1,
                                                 1000,
                                                 kSecondUs,
                                                 60 * kSecondUs,
                                                 until(harness.block.rtx.at, 0),
                                                 until(harness.block.closes_at, ~std::uint64_t{0}),
                                                 until(harness.block.closes_at, 0),
                                                 harness.policy.msl.us,
                                                 25 * kDayUs,
                                                 until(harness.block.rtx.at, 1)};
  return lengths[choice % lengths.size()];
}

// Times of any length that a policy may name; as they are for a choice of zero.
void shorten_times(Policy<Concrete>& policy, unsigned choice) {
  constexpr std::array<std::uint64_t, 4> kMslsUs = {kRfcMslUs, 7, kSecondUs, kLongestMslUs};
  constexpr std::array<unsigned, 4> kShifts = {0, 4, 10, 30};
  policy.msl = {chosen(kMslsUs, choice)};
  Timeouts<Concrete>& t = policy.timeouts;
  for (Duration<Concrete>* time :
       {&t.rto_initial, &t.rto_min, &t.rto_max, &t.r1, &t.r2, &t.r2_syn, &t.fin_wait_2, &t.last_ack,
        &t.keep_alive, &policy.ack_interval, &policy.ack_burst}) {
    time->us = larger(time->us >> chosen(kShifts, choice >> 2), std::uint64_t{1});
  }
}

// What a path takes, or a number that no policy may have; as they are for most choices.
void vary_limits(Policy<Concrete>& policy, unsigned choice) {
  constexpr std::array<std::uint32_t, 4> kPathMss = {0xffff, kSmallestMss, 536, kSmallestMss - 1};
  if (choice < kPathMss.size()) policy.path_mss_bytes = kPathMss[choice];
  Timeouts<Concrete>& t = policy.timeouts;
  if (choice == 4) t.rto_initial.us = t.rto_max.us + 1;
  if (choice == 5) t.keep_alive_interval = t.keep_alive_r2;
}

// Puts the policy in force that the bytes of an opening name, if it is valid.
void adopt_policy(StepHarness& harness, const StepOpening& opening,
                  const sim::PoliciesUnderTest& policies_under_test) {
  constexpr std::array<std::uint32_t, 8> kBuffers = {262'144,        1,      2,      64,
                                                     kLargestWindow, 65'535, 65'536, 0};
  constexpr std::array<std::uint32_t, 6> kMss = {1460, 64, 536, 65'535, 63, 0x10000};
  const sim::Subject& subject = policies_under_test[opening.policy % policies_under_test.size()];
  Policy<Concrete> policy = subject.policy;
  policy.snd_buffer_bytes = chosen(kBuffers, opening.snd_buffer);
  policy.rcv_buffer_bytes = chosen(kBuffers, opening.rcv_buffer);
  policy.mss_bytes = chosen(kMss, opening.mss);
  policy.scale = opening.scale % 16u;
  policy.offers_timestamps = (opening.left_out & 1u) == 0;
  policy.offers_scale = (opening.left_out & 2u) == 0;
  policy.keeps_alive = (opening.left_out & 4u) != 0;
  shorten_times(policy, opening.times & 15u);
  vary_limits(policy, opening.times >> 4);
  if (invalid_field(policy).empty()) {
    harness.policy = harness.claimed_policy = policy;
    harness.claimed_policy.time_wait = subject.claimed_rules;
  }
}

// A fact at which an event does not look changes nothing (facts_read_by).
std::optional<Breach> breach_of_facts(const ConnectionStep<Concrete>& made) {
  Event<Concrete> event = made.event;
  set_facts_against(event, facts_against(event) & facts_read_by(event.kind));
  if (facts_against(event) == facts_against(made.event)) return std::nullopt;
  const StepResult<Concrete> alike = step(made.policy, made.before, event, made.now);
  const bool is_alike = alike.connection.state == made.after.state &&
                        is_same<Concrete>(alike.connection, made.after) &&
                        alike.outcome.why == made.outcome.why &&
                        alike.outcome.replies == made.outcome.replies &&
                        alike.outcome.signals == made.outcome.signals &&
                        is_same<Concrete>(alike.outcome, made.outcome) &&
                        is_same<Concrete>(alike.outcome.segment, made.outcome.segment);
  return is_alike ? std::nullopt : std::optional(Breach{"facts", "by the last step"});
}

void take_step(StepHarness& harness, const StepRecord& record,
               const sim::PoliciesUnderTest& policies_under_test, const Watched& watched) {
  if (bears_policy(record)) adopt_policy(harness, opening_in(record), policies_under_test);
  const std::uint64_t room = kLastInstantUs - 1 - harness.now.us;
  harness.now.us += std::min(elapsed_us(harness, record.timestamp >> 4), room);
  const Event<Concrete> event = event_of(record, harness);
  const Connection<Concrete> before = harness.block;
  Outcome<Concrete> outcome;
  StepContext<Concrete> context{harness.policy, event, harness.now, harness.block, outcome};
  step_in_place(context);
  const ConnectionStep<Concrete> made{harness.claimed_policy, event,   harness.now, before,
                                      harness.block,          outcome, harness.wait};
  if (!is_possible(event)) harness.breach = {"harness", "no such event can be"};
  for_each_connection_law<Concrete>([&](const ConnectionLaw<Concrete>& law) {
    if (!harness.breach && !law.holds(made)) {
      harness.breach = {law.id, "by the last step"};
    }
  });
  if (!harness.breach) harness.breach = breach_of_facts(made);
  if (!harness.breach) harness.breach = harness.judge.follow(made, harness.policy);
  if (watched.observe) watched.observe(made);
  harness.wait = update_ghost(made);
  if (watched.trace != nullptr) {
    *watched.trace += "at " + std::to_string(harness.now.us) + " us: " + describe(event) +
                      "\n    " + describe(before) + "\n -> " + describe(harness.block) + "\n    " +
                      describe(outcome) + "\n";
  }
}

std::optional<Breach> run(std::span<const std::uint8_t> bytes,
                          const sim::PoliciesUnderTest& policies_under_test,
                          const Watched& watched) {
  const StepOpening opening = sim::read_step_opening(bytes);
  constexpr std::array<std::uint64_t, 4> kStartsUs = {kSecondUs, 0, 0xffffffffull * 1024,
                                                      kLastInstantUs / 2};
  StepHarness harness;
  adopt_policy(harness, opening, policies_under_test);
  if (harness.policy.msl.us == 0) {
    return std::nullopt;  // it is not valid
  }
  harness.now = {chosen(kStartsUs, opening.start)};
  bytes = bytes.subspan(std::min(bytes.size(), kStepOpeningBytes));
  while (!bytes.empty() && !harness.breach) {
    take_step(harness, sim::read_step_record(bytes), policies_under_test, watched);
    bytes = bytes.subspan(std::min(bytes.size(), kStepEventBytes));
  }
  return harness.breach;
}

}  // namespace

std::optional<Breach> run_steps(std::span<const std::uint8_t> bytes,
                                const sim::PoliciesUnderTest& policies_under_test,
                                const StepObserver& observe) {
  std::optional<Breach> breach = run(bytes, policies_under_test, {nullptr, observe});
  if (breach) {
    std::string trace;
    static_cast<void>(run(bytes, policies_under_test, {&trace, {}}));
    breach->what += "\nafter:\n" + trace + "replay these bytes with fuzz_step: ";
    for (const std::uint8_t byte : bytes) {
      breach->what += std::to_string(byte) + " ";
    }
  }
  return breach;
}

}  // namespace twomsl
