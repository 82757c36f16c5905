// TIME-WAIT in all its parts, and the options that a SYN negotiates.
#include <algorithm>
#include <array>

#include "harness/conform/scripts/steps.hpp"

namespace twomsl::harness {
namespace {

// A FIN once more, so long after the wait began; the wait must stand.
std::string is_held_after(Prober& prober, std::uint64_t us) {
  if (!reach(prober, State::time_wait)) return kNotReached;
  prober.wait(us);
  return unless(prober.is_alive(),
                "the FIN that came again was not acknowledged: the wait is over");
}

std::string lasts_half(Prober& prober) { return is_held_after(prober, prober.msl_us() / 2); }
std::string lasts_msl(Prober& prober) { return is_held_after(prober, prober.msl_us()); }
std::string lasts_2msl(Prober& prober) {
  return is_held_after(prober, 2 * prober.msl_us() - 2 * kSecond_us);
}

std::string restarts(Prober& prober) {
  const std::string first = is_held_after(prober, prober.msl_us() + prober.msl_us() / 2);
  if (!first.empty()) return first;
  prober.wait(prober.msl_us() + prober.msl_us() / 2);
  return unless(prober.is_alive(), "2*MSL after it began it was over, though a FIN had come again");
}

std::string ends(Prober& prober) {
  if (!reach(prober, State::time_wait)) return kNotReached;
  prober.wait(2 * prober.msl_us() + 2 * kSecond_us);
  return unless(!prober.is_alive(), "2*MSL and 2 s after it began it still answers");
}

std::string frees_the_tuple(Prober& prober) {
  if (!reach(prober, State::time_wait)) return kNotReached;
  prober.wait(2 * prober.msl_us() + 2 * kSecond_us);
  return unless(prober.is_listening(), "after 2*MSL a SYN on the tuple was not answered");
}

// A SYN whose numbers lie before those of the connection that waits, and without timestamps.
std::string refuses_old_syn(Prober& prober) {
  if (!reach(prober, State::time_wait)) return kNotReached;
  Probe syn = prober.next();
  syn.segment.syn = true;
  syn.segment.has_ack = false;
  syn.segment.seq.value -= 100'000;
  prober.arrive(syn);
  for (const Answer& answer : prober.answers()) {
    if (answer.view.flags.syn()) return "it was answered by a SYN-ACK";
  }
  return unless(prober.is_alive(), "the wait is over");
}

// Newcomers come until there is no memory for more; then the wait is looked at.
std::string stands_under_pressure(Prober& prober) {
  if (!reach(prober, State::time_wait)) return kNotReached;
  const Numbers waiting = prober.numbers;
  for (std::uint8_t tuple = 1; tuple < kFirstOfSubject; ++tuple) {
    prober.choose(tuple);
    prober.come_and_go_on();
  }
  prober.choose(0);
  prober.numbers = waiting;
  return unless(prober.is_alive(), "for want of memory the wait was given up");
}

std::string stands_after_simultaneous_close(Prober& prober) {
  if (!reach(prober, State::closing)) return kNotReached;
  (void)prober.acknowledge_fin();
  prober.wait(prober.msl_us());
  return unless(prober.is_alive(), "after MSL the FIN that came again was not acknowledged");
}

std::string last_ack_ends(Prober& prober) {
  if (!reach(prober, State::last_ack)) return kNotReached;
  (void)prober.acknowledge_fin();
  return unless(!prober.is_alive(), "it still answers a FIN by an ACK: it closed passively");
}

// --- options ---------------------------------------------------------------------------------

std::string sends_mss(Prober& prober) {
  const auto answers = syn_acks_of(prober, syn_of(prober));
  if (answers.empty()) return kNoSynAck;
  return unless(answers[0].view.options.has_mss, "its SYN-ACK bears no MSS option");
}

std::string sends_mss_when_it_opens(Prober& prober) {
  if (!prober.open()) return kNotReached;
  return unless(prober.syn_had_mss(), "its SYN bears no MSS option");
}

std::string scales_only_if_asked(Prober& prober) {
  const auto answers = syn_acks_of(prober, syn_of(prober));
  if (answers.empty()) return kNoSynAck;
  return unless(!answers[0].view.options.has_window_scale,
                "its SYN-ACK bears a window scale, and the SYN bore none");
}

std::string stamps_only_if_asked(Prober& prober) {
  const auto answers = syn_acks_of(prober, syn_of(prober));
  if (answers.empty()) return kNoSynAck;
  return unless(!answers[0].view.options.has_timestamps,
                "its SYN-ACK bears timestamps, and the SYN bore none");
}

std::string echoes_the_timestamp(Prober& prober) {
  Probe syn = syn_of(prober);
  syn.segment.has_ts = true;
  syn.segment.ts_val = 0xabcdef01;
  const auto answers = syn_acks_of(prober, syn);
  if (answers.empty()) return kNoSynAck;
  const Options& options = answers[0].view.options;
  if (!options.has_timestamps) return "";  // it uses none
  return unless(options.ts_ecr == 0xabcdef01, "TSecr of its SYN-ACK is not the TSval of the SYN");
}

// Text of the stack's user, to a peer that gave no MSS or a small one.
std::string keeps_to_mss(Prober& prober, std::uint32_t given, std::uint32_t most) {
  Probe syn = syn_of(prober);
  syn.segment.has_mss = given != 0;
  syn.segment.mss_bytes = given;
  if (syn_acks_of(prober, syn).empty()) return kNoSynAck;
  prober.arrive(prober.next());
  prober.wait(kSecond_us / 100);
  prober.send_by_stack(3000);
  bool has_text = false;
  for (const Answer& answer : prober.answers()) {
    has_text = has_text || answer.view.payload_bytes != 0;
    if (answer.view.payload_bytes > most) return "it sent a longer segment";
  }
  return unless(has_text, "it sent no text");
}

std::string keeps_to_536(Prober& prober) { return keeps_to_mss(prober, 0, 536); }
std::string keeps_to_small_mss(Prober& prober) { return keeps_to_mss(prober, 300, 300); }

std::string keeps_to_the_window(Prober& prober) {
  if (syn_acks_of(prober, syn_of(prober)).empty()) return kNoSynAck;
  Probe ack = prober.next();
  ack.segment.wnd = 700;
  prober.arrive(ack);
  prober.wait(kSecond_us / 100);
  const std::uint32_t begin = prober.numbers.sent_end;
  prober.send_by_stack(3000);
  prober.wait(kSecond_us);
  return unless(prober.numbers.sent_end - begin <= 700, "it sent beyond the window");
}

std::string probes_a_closed_window(Prober& prober) {
  if (syn_acks_of(prober, syn_of(prober)).empty()) return kNoSynAck;
  Probe ack = prober.next();
  ack.segment.wnd = 0;
  prober.arrive(ack);
  prober.wait(kSecond_us / 100);
  prober.send_by_stack(100);
  const std::uint32_t next = prober.numbers.sent_end;
  bool has_probed = false;
  for (const Answer& answer : prober.answers(10 * kSecond_us)) {
    if (answer.view.flags.rst()) return "it gave the connection up";
    if (answer.view.payload_bytes > 1) return "it sent more than a byte into a closed window";
    has_probed = has_probed || answer.view.seq == next || answer.view.seq + 1 == next;
  }
  return unless(has_probed, "the window stays closed, and nothing asks for 10 s");
}

std::string holds_early_text(Prober& prober) {
  if (!reach(prober, State::established)) return kNotReached;
  constexpr std::uint32_t kHole = 3, kBehind = 4;
  Probe early = prober.next();
  early.segment.seq.value += kHole;
  early.text = some_text(kBehind);
  early.segment.text_bytes = kBehind;
  prober.arrive(early);
  prober.wait(kSecond_us / 100);
  Probe filling = prober.next();
  filling.text = some_text(kHole);
  filling.segment.text_bytes = kHole;
  prober.arrive(filling);
  const std::uint32_t end = prober.numbers.nxt + kHole + kBehind;
  const auto seen = prober.answers();
  return unless(std::any_of(seen.begin(), seen.end(),
                            [&](const Answer& answer) { return answer.view.ack == end; }),
                "once the hole was filled, what had come behind it was not acknowledged");
}

// A segment with a control bit is sent again, since nothing answers it.
std::string repeats(Prober& prober, bool (Flags::*bit)() const, const char* words) {
  const auto seen = prober.answers(20 * kSecond_us);
  return unless(std::any_of(seen.begin(), seen.end(),
                            [&](const Answer& answer) { return (answer.view.flags.*bit)(); }),
                words);
}

std::string repeats_a_lost_fin(Prober& prober) {
  if (!reach(prober, State::fin_wait_1)) return kNotReached;
  return repeats(prober, &Flags::fin,
                 "its FIN is not acknowledged, and was not sent again for 20 s");
}

std::string repeats_a_lost_syn_ack(Prober& prober) {
  if (!reach(prober, State::syn_received)) return kNotReached;
  return repeats(prober, &Flags::syn,
                 "its SYN-ACK is not acknowledged, and was not sent again for 20 s");
}

std::string repeats_a_lost_syn(Prober& prober) {
  if (!prober.open()) return kNotReached;
  return repeats(prober, &Flags::syn, "its SYN is not answered, and was not sent again for 20 s");
}

constexpr Level kMust = Level::must;
constexpr Level kShould = Level::should;

constexpr std::array kScripts = {
    Script{"wait/stands-after-half-msl", kMust, "3.6.1", "MUST-13", lasts_half},
    Script{"wait/stands-after-msl", kMust, "3.6.1", "MUST-13", lasts_msl},
    Script{"wait/stands-until-2msl", kMust, "3.6.1", "MUST-13", lasts_2msl},
    Script{"wait/begins-again-with-a-fin", kMust, "3.10.7.4", "RFC9293-3.10.7.4-D5", restarts},
    Script{"wait/ends-after-2msl", kShould, "3.10.8", "", ends},
    Script{"wait/frees-the-tuple", kShould, "3.10.8", "", frees_the_tuple},
    Script{"wait/refuses-an-old-syn", kMust, "3.6.1", "MUST-13", refuses_old_syn},
    Script{"wait/stands-after-simultaneous-close", kMust, "3.6.1", "MUST-13",
           stands_after_simultaneous_close},
    Script{"wait/stands-under-pressure", kMust, "3.6.1", "MUST-13", stands_under_pressure, true},
    Script{"close/passive-close-waits-for-nothing", kShould, "3.10.7.4", "", last_ack_ends, false,
           false, State::last_ack},
    Script{"options/syn-ack-bears-mss", kShould, "3.7.1", "SHLD-5", sends_mss},
    Script{"options/syn-bears-mss", kShould, "3.7.1", "SHLD-5", sends_mss_when_it_opens},
    Script{"options/no-mss-means-536", kMust, "3.7.1", "MUST-15", keeps_to_536},
    Script{"options/mss-is-kept-to", kMust, "3.7.1", "MUST-16", keeps_to_small_mss},
    Script{"options/scale-only-if-asked", kMust, "RFC 7323 section 2.2", "", scales_only_if_asked},
    Script{"options/timestamps-only-if-asked", kMust, "RFC 7323 section 3.2", "",
           stamps_only_if_asked},
    Script{"options/timestamp-is-echoed", kMust, "RFC 7323 section 3.2", "", echoes_the_timestamp},
    Script{"window/is-kept-to", kMust, "3.8.6", "", keeps_to_the_window},
    Script{"window/closed-is-probed", kMust, "3.8.6.1", "MUST-36", probes_a_closed_window},
    Script{"order/early-text-is-held", kShould, "3.10.7.4", "SHLD-31", holds_early_text},
    Script{"again/fin", kMust, "3.8.1", "", repeats_a_lost_fin},
    Script{"again/syn-ack", kMust, "3.8.1", "", repeats_a_lost_syn_ack},
    Script{"again/syn", kMust, "3.8.1", "", repeats_a_lost_syn},
};

}  // namespace

std::span<const Script> scripts() { return kScripts; }

}  // namespace twomsl::harness
