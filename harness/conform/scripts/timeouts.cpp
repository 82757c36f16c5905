// What a stack does when nobody answers, and when nobody has anything to say.
#include <algorithm>
#include <array>

#include "harness/conform/scripts/steps.hpp"

namespace twomsl::harness {
namespace {

std::string ended_in_time(const Prober& prober) {
  const SubjectUser& user = prober.user();
  return unless(user.has_ended && user.how == TWOMSL_END_TIMED_OUT,
                "after 3 hours its user was not told that it has given up");
}

// Text that nobody acknowledges.
bool lose_text(Prober& prober) {
  if (!open_with(prober, kWideWindow_bytes)) return false;
  prober.send_by_stack(100);
  return true;
}

std::string backs_off(Prober& prober) {
  if (!lose_text(prober)) return kNotReached;
  std::vector<Answer> answers = prober.answers(kMinute_us);
  std::erase_if(answers, [](const Answer& answer) { return !has_text(answer); });
  if (answers.size() < 3) return "in a minute the text did not come three times";
  const std::uint64_t first_us = answers[1].after_us - answers[0].after_us;
  const std::uint64_t second_us = answers[2].after_us - answers[1].after_us;
  return unless(first_us + first_us / 2 < second_us, "the time between two tries did not double");
}

std::string tries_text_for_100_s(Prober& prober) {
  if (!lose_text(prober)) return kNotReached;
  prober.wait(98 * kSecond_us);
  return unless(!prober.user().has_ended, "it gave up in less than 100 s");
}

std::string gives_text_up(Prober& prober) {
  if (!lose_text(prober)) return kNotReached;
  prober.wait(3 * kHour_us);
  return ended_in_time(prober);
}

std::string tries_to_open_for_3_minutes(Prober& prober) {
  if (!prober.open()) return kNotReached;
  const std::vector<Answer> answers = prober.answers(3 * kMinute_us - 2 * kSecond_us);
  if (prober.user().has_ended) return "it gave up in less than 3 minutes";
  return unless(!answers.empty(), "in 3 minutes its SYN did not come again");
}

std::string gives_an_open_up(Prober& prober) {
  if (!prober.open()) return kNotReached;
  prober.wait(3 * kHour_us);
  return ended_in_time(prober);
}

std::string is_silent_when_idle(Prober& prober) {
  if (!reach(prober, State::established)) return kNotReached;
  if (!prober.answers(3 * kHour_us).empty()) return "in 3 hours without text it sent something";
  return unless(prober.is_alive(), "after 3 hours without text the connection was gone");
}

constexpr Level kMust = Level::must;

constexpr std::array kScripts = {
    Script{"timeouts/text-backs-off", kMust, "3.8.1", "MUST-18", backs_off},
    Script{"timeouts/text-for-100-s", Level::should, "3.8.3", "SHLD-11", tries_text_for_100_s},
    Script{"timeouts/text-is-given-up", kMust, "3.8.3", "MUST-20", gives_text_up, false, true},
    Script{"timeouts/open-for-3-minutes", kMust, "3.8.3", "MUST-23", tries_to_open_for_3_minutes},
    Script{"timeouts/open-is-given-up", kMust, "3.8.3", "MUST-22", gives_an_open_up, false, true},
    Script{"timeouts/silent-when-idle", kMust, "3.8.4", "MUST-25", is_silent_when_idle, false, true,
           State::established},
};

}  // namespace

std::span<const Script> timeout_scripts() { return kScripts; }

}  // namespace twomsl::harness
