// How text goes out and how it is acknowledged; where sequence numbers begin.
#include <algorithm>
#include <array>

#include "harness/conform/scripts/steps.hpp"

namespace twomsl::harness {
namespace {

std::vector<Answer> text_of(Prober& prober, std::uint64_t within_us) {
  std::vector<Answer> answers = prober.answers(within_us);
  std::erase_if(answers, [](const Answer& answer) { return !has_text(answer); });
  return answers;
}

std::string coalesces(Prober& prober) {
  if (!open_with(prober, kWideWindow_bytes)) return kNotReached;
  for (int i = 0; i < 5; ++i) prober.send_by_stack(10);
  const std::vector<Answer> pieces = text_of(prober, kSecond_us / 10);
  if (pieces.empty()) return "it sent no text";
  return unless(pieces.size() < 3, "while text was not acknowledged it sent small segments");
}

std::string sends_little_soon(Prober& prober) {
  if (!open_with(prober, kWideWindow_bytes)) return kNotReached;
  prober.send_by_stack(10);
  return unless(!text_of(prober, kSecond_us).empty(), "10 bytes were not sent within a second");
}

std::string pushes_the_last(Prober& prober) {
  if (!open_with(prober, kWideWindow_bytes)) return kNotReached;
  prober.send_by_stack(10);
  const std::vector<Answer> pieces = text_of(prober, kSecond_us);
  if (pieces.empty()) return "it sent no text";
  return unless((pieces.back().view.flags.bits & Flags::kPsh) != 0,
                "the last segment of what the user sent bears no PSH");
}

std::string fills_segments(Prober& prober) {
  if (!open_with(prober, kWideWindow_bytes)) return kNotReached;
  prober.send_by_stack(3000);
  const std::vector<Answer> pieces = text_of(prober, kMoment_us);
  if (pieces.empty()) return "it sent no text";
  return unless(pieces.front().view.payload_bytes == kSmallMss_bytes,
                "of 3000 bytes the first segment is not full");
}

// RFC 6928 lets a stack begin with ten segments.
std::string starts_slowly(Prober& prober) {
  if (!open_with(prober, kWideWindow_bytes)) return kNotReached;
  const std::uint32_t begin = prober.numbers.sent_end;
  prober.send_by_stack(20'000);
  prober.wait(kMoment_us);
  const std::uint32_t flight = prober.numbers.sent_end - begin;
  if (flight == 0) return "it sent no text";
  return unless(flight <= 10 * kSmallMss_bytes, "it began with more than ten segments");
}

bool is_acknowledged(const Prober& prober, const std::vector<Answer>& answers) {
  return std::any_of(answers.begin(), answers.end(), [&](const Answer& answer) {
    return answer.view.flags.ack() && answer.view.ack == prober.numbers.nxt;
  });
}

std::string acknowledges_soon(Prober& prober) {
  if (!reach(prober, State::established)) return kNotReached;
  arrive_text(prober, 10);
  return unless(is_acknowledged(prober, prober.answers(kSecond_us / 2)),
                "text was not acknowledged within half a second");
}

std::string acknowledges_every_second(Prober& prober) {
  const std::vector<Answer> answers = syn_acks_of(prober, syn_of(prober));
  if (answers.empty()) return kNoSynAck;
  const Options& options = answers.front().view.options;
  const std::uint32_t full = options.has_mss ? options.mss_bytes : 536;
  acknowledge(prober, 0, kWideWindow_bytes);
  prober.wait(kMoment_us);
  arrive_text(prober, full);
  arrive_text(prober, full);
  return unless(is_acknowledged(prober, prober.answers(kMoment_us)),
                "two full segments were not acknowledged at once");
}

// --- where sequence numbers begin --------------------------------------------------------------

// The ISS with which a SYN is answered; the connection is reset at once.
std::uint32_t iss_of(Prober& prober) {
  const std::vector<Answer> answers = syn_acks_of(prober, syn_of(prober));
  if (!prober.expect(!answers.empty(), kNoSynAck)) return 0;
  Probe rst = prober.next();
  rst.segment.rst = true;
  prober.arrive(rst);
  prober.wait(kMoment_us);
  return answers.front().view.seq;
}

std::string begins_by_the_clock(Prober& prober) {
  const std::uint32_t first = iss_of(prober);
  prober.wait(10 * kSecond_us);
  prober.choose(0);
  const std::uint32_t second = iss_of(prober);
  return unless(0 < static_cast<std::int32_t>(second - first),
                "10 s later the same tuple did not begin at a later number");
}

std::string begins_elsewhere_on_each_tuple(Prober& prober) {
  const std::uint32_t first = iss_of(prober);
  prober.choose(1);
  const std::uint32_t apart = iss_of(prober) - first;
  constexpr std::uint32_t kNear = 1'000'000;  // four seconds of the clock
  return unless(kNear < apart && apart < 0u - kNear,
                "two tuples began at nearly the same number: the second can be guessed");
}

// A SYN beyond all that the peer has sent, in TIME-WAIT.
std::vector<Answer> reopen(Prober& prober) {
  Probe syn = syn_of(prober);
  syn.segment.seq.value += 100'000;
  return syn_acks_of(prober, syn);
}

std::string reopens(Prober& prober) {
  if (!reach(prober, State::time_wait)) return kNotReached;
  return unless(!reopen(prober).empty(), "a SYN beyond all numbers did not reopen the connection");
}

std::string reopens_beyond(Prober& prober) {
  if (!reach(prober, State::time_wait)) return kNotReached;
  const std::uint32_t end = prober.numbers.sent_end;
  const std::vector<Answer> answers = reopen(prober);
  if (!prober.expect(!answers.empty(), "the stack does not reopen")) return kNotReached;
  return unless(static_cast<std::int32_t>(answers.front().view.seq - end) >= 0,
                "it began at a number that the connection before had used");
}

std::string reopens_by_timestamp(Prober& prober) {
  if (!prober.reach(State::time_wait, true)) return kNotReached;
  Probe syn = syn_of(prober);
  syn.segment.seq.value -= 100'000;
  syn.segment.has_ts = true;
  syn.segment.ts_val += 1000;
  syn.segment.ts_ecr = 0;
  return unless(!syn_acks_of(prober, syn).empty(),
                "a SYN of a newer timestamp did not reopen the connection");
}

constexpr Level kMust = Level::must;
constexpr Level kShould = Level::should;

constexpr std::array kScripts = {
    Script{"sending/coalesces", kShould, "3.7.4", "SHLD-7", coalesces},
    Script{"sending/little-goes-soon", kMust, "3.9.1.2", "MUST-60", sends_little_soon},
    Script{"sending/last-is-pushed", kMust, "3.9.1.2", "MUST-61", pushes_the_last},
    Script{"sending/segments-are-full", kShould, "3.9.1.2", "SHLD-28", fills_segments},
    Script{"sending/starts-slowly", kMust, "3.8.2", "MUST-19", starts_slowly},
    Script{"sending/ack-is-soon", kMust, "3.8.6.3", "MUST-40", acknowledges_soon},
    Script{"sending/ack-of-every-second", kShould, "3.8.6.3", "SHLD-19", acknowledges_every_second},
    Script{"iss/goes-with-the-clock", kMust, "3.4.1", "MUST-8", begins_by_the_clock},
    Script{"iss/of-each-tuple", kShould, "3.4.1", "SHLD-1", begins_elsewhere_on_each_tuple},
    Script{"wait/reopens", Level::may, "3.6.1", "MAY-2", reopens},
    Script{"wait/reopens-beyond-its-numbers", kMust, "3.6.1", "", reopens_beyond},
    Script{"wait/reopens-by-timestamp", kShould, "3.6.1", "SHLD-4", reopens_by_timestamp},
};

}  // namespace

std::span<const Script> sending_scripts() { return kScripts; }

}  // namespace twomsl::harness
