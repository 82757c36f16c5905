// Flow control: windows that close, shrink and open by little, and what the stack grants itself.
#include <algorithm>
#include <array>

#include "harness/conform/scripts/steps.hpp"

namespace twomsl::harness {
namespace {

constexpr std::uint32_t kTextBytes = 3000;

std::string keeps_its_right_edge(Prober& prober) {
  if (!open_with(prober, kWideWindow_bytes)) return kNotReached;
  std::uint32_t edge = 0;
  for (int i = 0; i < 20; ++i) {
    arrive_text(prober, 100);
    for (const Answer& answer : prober.answers()) {
      const std::uint32_t granted = answer.view.ack + answer.view.window;
      if (edge != 0 && static_cast<std::int32_t>(granted - edge) < 0) {
        return "the right edge of its window moved left";
      }
      edge = granted;
    }
  }
  return unless(edge != 0, "it acknowledged nothing");
}

// Text is under way; with the ACK of the first segment the peer takes back all but so much of the
// room. Where its text ends.
std::uint32_t shrink(Prober& prober, std::uint32_t left_bytes) {
  if (!open_with(prober, kTextBytes)) return 0;
  std::uint32_t end = prober.numbers.sent_end;
  end += static_cast<std::uint32_t>(prober.send_by_stack(kTextBytes));
  prober.wait(kMoment_us);
  const std::uint32_t flight = prober.numbers.sent_end - prober.numbers.acked;
  if (!prober.expect(kSmallMss_bytes / 2 < flight, "it sent no text")) return 0;
  acknowledge(prober, kSmallMss_bytes < flight ? flight - kSmallMss_bytes : flight, left_bytes);
  return end;
}

std::string survives_shrinking(Prober& prober) {
  const std::uint32_t end = shrink(prober, 100);
  if (end == 0) return kNotReached;
  prober.wait(5 * kSecond_us);
  acknowledge(prober, 0, kWideWindow_bytes);
  return unless(takes_all(prober, end), "when the window had opened again not all text came");
}

std::string sends_nothing_new_beyond(Prober& prober) {
  if (shrink(prober, 100) == 0) return kNotReached;
  const std::uint32_t sent = prober.numbers.sent_end;
  prober.wait(5 * kSecond_us);
  return unless(prober.numbers.sent_end == sent, "it sent new text beyond the window that shrank");
}

std::string probes_after_shrinking(Prober& prober) {
  if (shrink(prober, 0) == 0) return kNotReached;
  const std::vector<Answer> answers = prober.answers(30 * kSecond_us);
  return unless(std::any_of(answers.begin(), answers.end(),
                            [](const Answer& one) { return !one.view.flags.rst(); }),
                "the window shrank to zero, and nothing asked for 30 s");
}

// The peer answers whatever comes by an ACK of nothing new. When what came came.
std::vector<std::uint64_t> refuse(Prober& prober, std::uint32_t window_bytes,
                                  std::uint64_t for_us) {
  std::vector<std::uint64_t> came_us;
  const std::uint64_t begun_us = prober.now_us();
  const std::uint32_t acked = prober.numbers.acked;
  while (prober.now_us() < begun_us + for_us && !prober.is_blamed()) {
    const std::uint64_t at_us = prober.now_us() - begun_us;
    const std::vector<Answer> answers = prober.answers(kSecond_us / 10);
    if (answers.empty()) continue;
    came_us.push_back(at_us + answers.front().after_us);
    acknowledge(prober, prober.numbers.sent_end - acked, window_bytes);
  }
  return came_us;
}

// A window that was wide and closes with an ACK of text, and text that waits for it to open. Where
// that ends.
std::uint32_t close_the_window(Prober& prober) {
  if (!open_with(prober, kWideWindow_bytes)) return 0;
  const std::uint32_t begin = prober.numbers.sent_end;
  std::size_t bytes = prober.send_by_stack(kSmallMss_bytes);
  prober.wait(kMoment_us);
  if (!prober.expect(prober.numbers.sent_end != begin, "it sent no text")) return 0;
  acknowledge(prober, 0, 0);
  prober.wait(kMoment_us);
  bytes += prober.send_by_stack(kTextBytes);
  return begin + static_cast<std::uint32_t>(bytes);
}

std::string stands_closed_for_long(Prober& prober) {
  const std::uint32_t end = close_the_window(prober);
  if (end == 0) return kNotReached;
  (void)refuse(prober, 0, 30 * kMinute_us);
  if (prober.user().has_ended) return "it gave up though its probes were answered";
  acknowledge(prober, 0, kWideWindow_bytes);
  return unless(takes_all(prober, end), "when the window opened the text did not come");
}

std::string stands_shrunk_for_long(Prober& prober) {
  const std::uint32_t end = shrink(prober, 0);
  if (end == 0) return kNotReached;
  (void)refuse(prober, 0, 30 * kMinute_us);
  return unless(!prober.user().has_ended,
                "it gave up for want of an ACK of what lies beyond the window");
}

std::string probes_first_after_rto(Prober& prober) {
  if (close_the_window(prober) == 0) return kNotReached;
  const std::vector<Answer> answers = prober.answers(10 * kSecond_us);
  if (answers.empty()) return "nothing asked for 10 s";
  return unless(kSecond_us / 20 < answers.front().after_us, "it was probed at once");
}

std::string probes_ever_more_slowly(Prober& prober) {
  if (close_the_window(prober) == 0) return kNotReached;
  const std::vector<std::uint64_t> at_us = refuse(prober, 0, 2 * kMinute_us);
  if (at_us.size() < 3) return "in 2 minutes it did not probe three times";
  const std::uint64_t first = at_us[1] - at_us[0];
  const std::uint64_t last = at_us.back() - at_us[at_us.size() - 2];
  return unless(first + first / 2 < last, "the time between probes did not grow");
}

// Half of the largest window ever seen is more, and so is a segment.
std::string sends_no_crumbs(Prober& prober) {
  if (close_the_window(prober) == 0) return kNotReached;
  prober.wait(kMoment_us);
  acknowledge(prober, prober.numbers.sent_end - prober.numbers.acked, 10);
  const std::vector<Answer> answers = prober.answers(kSecond_us / 20);
  return unless(std::none_of(answers.begin(), answers.end(), has_text),
                "the window opened by 10 bytes, and it sent a piece of that size at once");
}

constexpr Level kMust = Level::must;
constexpr Level kShould = Level::should;

constexpr std::array kScripts = {
    Script{"window/right-edge-stays", kShould, "3.8.6", "SHLD-14", keeps_its_right_edge},
    Script{"window/shrunk-is-survived", kMust, "3.8.6", "MUST-34", survives_shrinking},
    Script{"window/nothing-new-beyond-shrunk", kShould, "3.8.6", "SHLD-15",
           sends_nothing_new_beyond},
    Script{"window/shrunk-to-zero-is-probed", kMust, "3.8.6", "MUST-35", probes_after_shrinking},
    Script{"window/shrunk-for-half-an-hour", kShould, "3.8.6", "SHLD-17", stands_shrunk_for_long,
           false, true},
    Script{"window/closed-for-half-an-hour", kMust, "3.8.6.1", "MUST-37", stands_closed_for_long,
           false, true},
    Script{"window/first-probe-after-rto", kShould, "3.8.6.1", "SHLD-29", probes_first_after_rto},
    Script{"window/probes-back-off", kShould, "3.8.6.1", "SHLD-30", probes_ever_more_slowly},
    Script{"window/no-crumbs", kMust, "3.8.6.2.1", "MUST-38", sends_no_crumbs},
};

}  // namespace

std::span<const Script> window_scripts() { return kScripts; }

}  // namespace twomsl::harness
