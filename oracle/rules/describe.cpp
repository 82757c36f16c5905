// See describe.hpp.
#include "oracle/rules/describe.hpp"

#include <algorithm>

namespace twomsl::oracle {
namespace {

bool is_by_rst(RuleClass rule) {
  return rule == RuleClass::assassination || rule == RuleClass::rst_inexact;
}

// The frame whose RST licensed the end of the wait.
Moment licence_in(const Emission& emission, const Candidate& wait) {
  const auto& towards = emission.close.history[emission.from].towards;
  const std::uint32_t exact = wait.is.rcv_nxt.value;
  const auto is_exact = [&](const Towards& segment) {
    return segment.segment.rst && segment.segment.seq.value == exact;
  };
  const auto is_rst = [](const Towards& segment) { return segment.segment.rst; };
  auto it = std::ranges::find_if(towards, is_exact);
  if (it == towards.end()) it = std::ranges::find_if(towards, is_rst);
  return it == towards.end() ? Moment{} : it->at;
}

// A timestamp clock ticks between 1 Hz and 1 MHz and never backwards.
bool jumps(const Side& old, const SegmentView& segment, std::int64_t elapsed_ns) {
  if (!old.timestamps || !segment.options.has_timestamps) return false;
  const std::uint32_t ticks = segment.options.ts_val - old.ts_val;
  return ticks >= 0x80000000u || std::int64_t{ticks} > elapsed_ns / 1000 + 1'000'000;
}

}  // namespace

bool is_cut_after_restart(const Judge& judge, const Emission& emission, const Candidate& wait) {
  const auto age = instant_of(emission.at) - wait.is.entered;
  return wait.is.has_restarted && limits_of(judge.options).wait <= age;
}

void show_what_met(Finding& finding, const Emission& emission, const Search& found) {
  const Flags flags = emission.segment.flags;
  if (found.answered) {
    const bool is_fin = found.emitted.answers_fin;
    finding.show(is_fin ? Role::fin_again : Role::trigger, found.answered->at);
  }
  if (flags.rst()) finding.show(Role::answer_rst, emission.at);
  if (!flags.syn()) return;
  if (!flags.ack()) return finding.show(Role::syn_again, emission.at);
  const bool is_new =
      finding.rule == RuleClass::reopen_isn || finding.rule == RuleClass::fin_wait_2_lost;
  finding.show(is_new ? Role::new_syn : Role::old_syn, emission.close.pending.at);
  finding.show(Role::answer_syn_ack, emission.at);
}

void describe_wait(Finding& finding, const Judge& judge, const Emission& emission,
                   const Candidate& wait) {
  const Wait& seen = emission.sender_wait();
  const bool restarted = is_cut_after_restart(judge, emission, wait);
  const std::uint64_t age_us =
      (instant_of(emission.at) - (restarted ? wait.is.restarted : wait.is.entered)).us;
  const bool is_back = emission.at.time_ns < wait.entered.time_ns;
  finding.has_age = true;
  finding.age_ns = restarted ? static_cast<std::int64_t>(age_us) * 1000
                             : emission.at.time_ns - wait.entered.time_ns;
  if (is_back) finding.age_ns = 0;
  finding.entry = seen.entry.happened() ? seen.entry : wait.entered;
  show_close(finding, emission.close, emission.from);
  if (wait.is.has_returned) finding.show(Role::new_syn, emission.close.pending.at);
  if (restarted) finding.show(Role::restarted, wait.restarted);
  if (is_by_rst(finding.rule)) finding.show(Role::peer_rst, licence_in(emission, wait));
  finding.has_timestamps = emission.sender().timestamps && emission.segment.options.has_timestamps;
  finding.clock_jumped = jumps(emission.sender(), emission.segment,
                               emission.at.time_ns - emission.connection.last.at.time_ns);
}

void describe_fin_wait_2(Finding& finding, const Emission& emission, const Candidate& waiting) {
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D6
  finding.in_fin_wait_2 = true;
  finding.entry = waiting.entered;
  finding.show(Role::party_fin, emission.sender_fin().first);
  finding.show(Role::party_fin_acked, waiting.entered);
  if (emission.segment.flags.rst()) finding.show(Role::peer_fin, emission.peer_fin().first);
}

}  // namespace twomsl::oracle
