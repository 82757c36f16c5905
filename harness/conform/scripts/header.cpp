// What stands in the headers of a stack's segments, and what it reads in those of its peer's.
#include <algorithm>
#include <array>

#include "core/codec/checksum.hpp"
#include "harness/conform/scripts/steps.hpp"

namespace twomsl::harness {
namespace {

// A conversation with text of the stack's; all that it sent.
std::vector<Answer> conversation(Prober& prober) {
  Probe syn = syn_of(prober);
  syn.segment.has_mss = syn.segment.has_scale = syn.segment.has_ts = true;
  syn.segment.mss_bytes = 1460;
  syn.segment.ts_val = 1;
  std::vector<Answer> all = syn_acks_of(prober, syn);
  if (!prober.expect(!all.empty(), kNoSynAck)) return all;
  prober.numbers.has_timestamps = all.front().view.options.has_timestamps;
  prober.numbers.ts_val = 1;
  const auto go_on = [&] {
    for (Answer& answer : prober.answers()) all.push_back(std::move(answer));
  };
  acknowledge(prober, 0, kWideWindow_bytes);
  go_on();
  prober.send_by_stack(10);
  go_on();
  arrive_text(prober, 10);
  go_on();
  prober.close();
  go_on();
  return all;
}

std::string of_each(Prober& prober, bool (*holds)(const Answer&), const char* words) {
  const std::vector<Answer> all = conversation(prober);
  return unless(std::all_of(all.begin(), all.end(), holds), words);
}

std::string fills_in_checksums(Prober& prober) {
  return of_each(
      prober, [](const Answer& one) { return are_checksums_right(one.packet, one.view); },
      "a segment has a wrong checksum");
}

std::string ends_options_in_zeros(Prober& prober) {
  return of_each(
      prober,
      [](const Answer& one) {
        const auto& options = one.view.raw_options;
        std::size_t at = 0;
        while (at < options.size() && options[at] != 0) {
          at += options[at] == 1 || at + 1 == options.size() ? 1u : std::max(options[at + 1], {1});
        }
        return std::all_of(
            options.begin() + static_cast<std::ptrdiff_t>(std::min(at, options.size())),
            options.end(), [](std::uint8_t byte) { return byte == 0; });
      },
      "behind the end of its options other bytes than zeros follow");
}

std::string gives_lengths(Prober& prober) {
  return of_each(
      prober, [](const Answer& one) { return !one.view.options.malformed; },
      "an option has no length, or one that its header has no room for");
}

std::string sends_mss_on_a_syn_alone(Prober& prober) {
  return of_each(
      prober, [](const Answer& one) { return one.view.flags.syn() || !one.view.options.has_mss; },
      "a segment without SYN bears an MSS");
}

std::string offers_what_ip_can_carry(Prober& prober) {
  constexpr std::uint32_t kMost_bytes = 65'535 - 40;
  const std::vector<Answer> answers = syn_acks_of(prober, syn_of(prober));
  if (answers.empty()) return kNoSynAck;
  return unless(answers[0].view.options.mss_bytes <= kMost_bytes,
                "its MSS is more than an IP packet can carry");
}

// The text of the stack's user comes in pieces as the option says.
std::string heeds_mss_in(Prober& prober, std::vector<std::uint8_t> options) {
  Probe syn = syn_of(prober);
  syn.options = std::move(options);
  if (!open_by(prober, syn, kWideWindow_bytes)) return kNotReached;
  prober.send_by_stack(3000);
  const std::vector<Answer> answers = prober.answers();
  if (std::none_of(answers.begin(), answers.end(), has_text)) return "it sent no text";
  return unless(std::all_of(answers.begin(), answers.end(),
                            [](const Answer& one) { return one.view.payload_bytes <= 300; }),
                "it sent a longer segment than the MSS of 300 bytes permits");
}

std::string reads_options_anywhere(Prober& prober) {
  return heeds_mss_in(prober, {1, 2, 4, 1, 44, 1, 1, 1});
}

std::string reads_nop_and_end(Prober& prober) {
  return heeds_mss_in(prober, {1, 1, 2, 4, 1, 44, 0, 0});
}

std::string has_mss_both_ways(Prober& prober) {
  const std::vector<Answer> answers = syn_acks_of(prober, syn_of(prober));
  if (answers.empty()) return kNoSynAck;
  prober.choose(1);
  return heeds_mss_in(prober, {2, 4, 1, 44});
}

// A segment with a little text, as the connection goes on with.
Probe little_text(const Prober& prober) {
  constexpr std::uint32_t kBytes = 4;
  Probe probe = prober.next();
  probe.text = some_text(kBytes);
  probe.segment.text_bytes = kBytes;
  return probe;
}

// What has just arrived is acknowledged.
bool is_taken(Prober& prober) {
  prober.numbers.nxt += static_cast<std::uint32_t>(little_text(prober).text.size());
  const std::vector<Answer> answers = prober.answers();
  return std::any_of(answers.begin(), answers.end(), [&](const Answer& one) {
    return !one.view.flags.rst() && one.view.ack == prober.numbers.nxt;
  });
}

std::string takes_options_on_text(Prober& prober) {
  if (!reach(prober, State::established)) return kNotReached;
  Probe probe = little_text(prober);
  probe.options = {1, 1, 1, 0};
  prober.arrive(probe);
  return unless(is_taken(prober), "text whose header has options was not acknowledged");
}

// As a number with a sign it would be none.
std::string takes_the_window_for_unsigned(Prober& prober) {
  constexpr std::uint32_t kLarge_bytes = 0xc000;
  Probe syn = syn_of(prober);
  syn.segment.wnd = kLarge_bytes;
  if (!open_by(prober, syn, kLarge_bytes)) return kNotReached;
  prober.send_by_stack(10);
  const std::vector<Answer> answers = prober.answers();
  return unless(std::any_of(answers.begin(), answers.end(), has_text),
                "with a window of 49152 bytes it sent nothing");
}

std::string ignores_ip_options(Prober& prober) {
  if (!reach(prober, State::established)) return kNotReached;
  std::vector<std::uint8_t> packet = packet_of(little_text(prober), prober.route());
  constexpr std::array<std::uint8_t, 4> kOptions{1, 1, 1, 0};
  packet.insert(packet.begin() + 20, kOptions.begin(), kOptions.end());
  packet[0] = 0x46;
  store_be16(&packet[2], static_cast<std::uint16_t>(packet.size()));
  store_be16(&packet[10], 0);
  store_be16(&packet[10], checksum_of(sum_words(std::span(packet).first(24))));
  prober.arrive(packet);
  return unless(is_taken(prober), "text behind an IP header with options was not acknowledged");
}

// A segment of urgent text, whose pointer lies so far beyond SEQ.
std::string takes_urgent_text(Prober& prober, std::uint32_t up) {
  if (!reach(prober, State::established)) return kNotReached;
  Probe probe = little_text(prober);
  probe.segment.urg = true;
  probe.segment.up = up;
  prober.arrive(probe);
  return unless(is_taken(prober), "urgent text was not acknowledged");
}

std::string takes_urgent(Prober& prober) { return takes_urgent_text(prober, 2); }
std::string takes_long_urgent(Prober& prober) { return takes_urgent_text(prober, 60'000); }

constexpr Level kMust = Level::must;

constexpr std::array kScripts = {
    Script{"header/checksums-are-filled-in", kMust, "3.1", "MUST-2", fills_in_checksums},
    Script{"header/options-end-in-zeros", kMust, "3.1", "MUST-69", ends_options_in_zeros},
    Script{"header/options-have-lengths", kMust, "3.1", "MUST-68", gives_lengths},
    Script{"header/mss-on-a-syn-alone", kMust, "3.2", "MUST-65", sends_mss_on_a_syn_alone},
    Script{"header/mss-within-ip", kMust, "3.7.1", "MUST-67", offers_what_ip_can_carry},
    Script{"header/options-stand-anywhere", kMust, "3.2", "MUST-64", reads_options_anywhere},
    Script{"header/nop-and-end-are-known", kMust, "3.1", "MUST-4", reads_nop_and_end},
    Script{"header/mss-both-ways", kMust, "3.7.1", "MUST-14", has_mss_both_ways},
    Script{"header/options-on-text", kMust, "3.1", "MUST-5", takes_options_on_text},
    Script{"header/window-is-unsigned", kMust, "3.1", "MUST-1", takes_the_window_for_unsigned},
    Script{"header/ip-options-are-ignored", kMust, "3.9.2", "MUST-50", ignores_ip_options},
    Script{"header/urgent-text-is-text", kMust, "3.8.5", "", takes_urgent},
    Script{"header/urgent-text-of-any-length", kMust, "3.8.5", "", takes_long_urgent},
};

}  // namespace

std::span<const Script> header_scripts() { return kScripts; }

}  // namespace twomsl::harness
