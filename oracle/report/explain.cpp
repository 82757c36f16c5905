#include "oracle/report/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/report/notation.hpp"

namespace twomsl::oracle {
namespace {

std::string since_entry(const Finding& finding, const Moment& at) {
  const std::int64_t age = at.time_ns - finding.entry.time_ns;
  const std::string when = age <= 0 ? "in the instant in which" : seconds(age) + " s after";
  return fmt::format("{} {} entered {}", when, text(finding.party),
                     finding.in_fin_wait_2 ? "FIN-WAIT-2" : "TIME-WAIT");
}

// How long the wait had lasted.
std::string after_wait(const Finding& finding) {
  const bool is_back = finding.at.time_ns < finding.entry.time_ns;  // the clock, not the end
  if (finding.age_ns == 0) {
    return is_back ? "in TIME-WAIT" : "in the instant in which it entered TIME-WAIT";
  }
  return fmt::format("after {} s of TIME-WAIT", seconds(finding.age_ns));
}

bool has(const Finding& finding, Role role) {
  return std::ranges::find(finding.shown(), role, &Evidence::role) != finding.shown().end();
}

std::string sentence(const Finding& finding) {
  const std::string party = text(finding.party.address);
  switch (finding.cause) {
    case Cause::unknown:
      return "";
    case Cause::pressure_eviction:
      return "Likely cause: the slot was evicted under pressure; a younger slot of " + party +
             " answered later.";
    case Cause::newcomer_refused:
      return "Likely cause: the newcomer was refused a slot; an older slot of " + party +
             " was held longer.";
    case Cause::peer_rst:
      return "Cause: the RST of " + text(finding.peer.address) + " licensed it.";
    case Cause::address_rewritten:
      return "Likely cause: " + party +
             " stands for several hosts (a NAT); no single host need be at fault.";
  }
  return "";
}

// The FIN that was reset also acknowledged the party's own.
bool is_entered_by_fin(const Finding& finding) {
  return std::ranges::any_of(finding.shown(), [&](const Evidence& evidence) {
    return evidence.role == Role::peer_fin && evidence.at.frame == finding.entry.frame;
  });
}

std::string_view sentence(Habit habit) {
  switch (habit) {
    case Habit::none:
      return "";
    case Habit::linux_refuses_newcomer:
      return "Linux does so by default: a newcomer beyond net.ipv4.tcp_max_tw_buckets gets no "
             "slot.";
    case Habit::linux_reuses_loopback:
      return "Linux does so by default from 4.19 on: net.ipv4.tcp_tw_reuse is 2, for the loopback.";
    case Habit::freebsd_evicts_oldest:
      return "FreeBSD does so by default up to 13: beyond net.inet.tcp.maxtcptw the oldest slot "
             "gives way.";
    case Habit::lwip_evicts_oldest:
      return "lwIP does so by default: beyond MEMP_NUM_TCP_PCB the oldest slot gives way.";
  }
  return "";
}

std::string fin_wait_2_lost(const Finding& finding) {
  const std::string party = text(finding.party);
  const std::int64_t age = finding.at.time_ns - finding.entry.time_ns;
  const std::string when =
      age <= 0 ? "as it entered FIN-WAIT-2" : seconds(age) + " s after entering FIN-WAIT-2";
  if (!finding.by_rst) {
    return fmt::format("{} opened anew {}, before its peer had closed.", party, when);
  }
  if (is_entered_by_fin(finding)) {
    return party + " reset the first FIN of its peer, which acknowledged its own.";
  }
  return fmt::format("{} reset the first FIN of its peer {}.", party, when);
}

}  // namespace

std::string sentence(const Finding& finding, const Evidence& evidence) {
  const std::string party = text(finding.party);
  const std::string peer = text(finding.peer);
  const std::string since = since_entry(finding, evidence.at);
  switch (evidence.role) {
    case Role::party_fin:
      return party + " sent its FIN.";
    case Role::party_fin_acked:
      return peer + " acknowledged the FIN of " + party + ".";
    case Role::peer_fin:
      return peer + " sent its FIN.";
    case Role::entered:
      return party + " acknowledged that FIN; it closed actively, so it owes 2*MSL of TIME-WAIT.";
    case Role::entered_closing:
      return "The acknowledgement of the FIN of " + party +
             " arrived; both ends closed actively, so it owes 2*MSL of TIME-WAIT.";
    case Role::restarted:
      return party + " acknowledged the FIN again, which restarts the wait.";
    case Role::peer_rst:
      return peer + " sent a RST.";
    case Role::fin_again:
      return fmt::format("{} sent the same FIN again, {}.", peer, since);
    case Role::old_syn:
      return fmt::format("{} sent a SYN that is not newer than the old connection, {}.", peer,
                         since);
    case Role::new_syn:
      return fmt::format("{} sent a SYN that may reopen the connection, {}.", peer, since);
    case Role::syn_again:
      return fmt::format("{} itself sent a SYN on the same tuple, {}.", party, since);
    case Role::answer_rst:
      return party + " answered with a RST.";
    case Role::answer_syn_ack:
      return party + " answered with a SYN-ACK.";
    case Role::text_after_fin:
      return party + " used sequence numbers at or after its FIN.";
    case Role::last_ack:
      return peer + " acknowledged that FIN, which takes LAST-ACK to CLOSED.";
    case Role::unanswered:
      return fmt::format("{} sent its FIN again, {}; no answer was captured.", peer, since);
    case Role::trigger:
      return peer + " sent a segment to " + party + ", which had no connection for it.";
    case Role::consequence:
      return party + " answered with a RST again: a consequence of the same loss.";
    case Role::spoke_on:
      return party + " went on all the same.";
  }
  return "";
}

std::string msl_max(const Finding& finding) {
  return finding.has_age ? seconds(finding.age_ns / 2) : "";
}

std::string summary_of(const Finding& finding) {
  const std::string party = text(finding.party);
  const std::string age = seconds(finding.age_ns) + " s";
  switch (finding.rule) {
    case RuleClass::early_release_rst:
      return fmt::format("{} reset {} {}: its slot was gone.", party,
                         has(finding, Role::trigger) ? "a segment" : "a retransmitted FIN",
                         after_wait(finding));
    case RuleClass::early_release_silence:
      return fmt::format("{} left a retransmitted FIN unanswered in {}.", party,
                         finding.in_fin_wait_2 ? "FIN-WAIT-2" : "TIME-WAIT");
    case RuleClass::active_reuse:
      return fmt::format("{} opened the same connection again {}.", party, after_wait(finding));
    case RuleClass::passive_reuse:
      return fmt::format("{} accepted an old SYN {}.", party, after_wait(finding));
    case RuleClass::reopen_isn:
      return fmt::format("{} reopened from TIME-WAIT with an ISN below its old sequence numbers.",
                         party);
    case RuleClass::assassination:
      return fmt::format("a RST ended the TIME-WAIT of {} after {} or less.", party, age);
    case RuleClass::rst_inexact:
      return fmt::format("a RST beside RCV.NXT ended the TIME-WAIT of {} after {} or less.", party,
                         age);
    case RuleClass::no_return:
      return fmt::format("{} reopened for an old SYN and did not return to TIME-WAIT.", party);
    case RuleClass::wait_not_restarted:
      return fmt::format("{} left TIME-WAIT {} after it had acknowledged a retransmitted FIN.",
                         party, age);
    case RuleClass::fin_wait_2_lost:
      return fin_wait_2_lost(finding);
    case RuleClass::data_after_fin:
      return fmt::format("{} used sequence numbers at or after its own FIN.", party);
    case RuleClass::last_ack_abandoned:
      return fmt::format("{} reset the acknowledgement of its own FIN.", party);
    case RuleClass::rst_form:
      return fmt::format("{} sent from CLOSED a RST of the wrong form.", party);
    case RuleClass::rst_ignored:
      return fmt::format("{} went on after a RST at the number that it expected.", party);
  }
  return "";
}

std::vector<std::string> chain_of(const Finding& finding) {
  std::vector<std::string> chain;
  for (const Evidence& evidence : finding.shown()) {
    chain.push_back(fmt::format("frame {}: {}", evidence.at.frame, sentence(finding, evidence)));
  }
  if (finding.convicts_itself) {
    chain.push_back(fmt::format("{} convicts itself: it held another slot for at least {} s.",
                                text(finding.party.address), seconds(finding.held_ns)));
  }
  if (finding.cause != Cause::unknown) chain.push_back(sentence(finding));
  if (finding.habit != Habit::none) chain.emplace_back(sentence(finding.habit));
  return chain;
}

std::vector<std::uint64_t> frames_of(const Finding& finding) {
  std::vector<std::uint64_t> frames;
  for (const Evidence& evidence : finding.shown()) frames.push_back(evidence.at.frame);
  std::sort(frames.begin(), frames.end());
  frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
  return frames;
}

std::string sentence(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "";
    case Reason::within_slack:
      return "the age is too near 2*MSL for the clock of a capture";
    case Reason::too_few_probes:
      return "silence needs three unanswered FINs half a second apart; one may have been lost";
    case Reason::vantage_not_host:
      return "only a capture taken at the host can tell (--vantage host:ADDR)";
    case Reason::window_unknown:
      return "the receive window, or its scale, was not captured";
    case Reason::stream_too_long:
      return "more than 2^31 sequence numbers: old and new cannot be told apart";
    case Reason::antipode:
      return "the numbers compared are exactly 2^31 apart: neither is before the other";
    case Reason::timestamps_unknown:
      return "the SYN, and with it its timestamp, was not captured";
    case Reason::sender_unclear:
      return "the RST has another hop count than the party's segments: a box between may have sent "
             "it";
    case Reason::frames_missing:
      return "an end has acknowledged what was not captured: more frames may be missing";
    case Reason::late_copy:
      return "its numbers or its timestamp say that it may be a late copy of what was sent before";
    case Reason::rst_lost:
      return "the RST that it lived on after may have been lost, and another one may have ended it";
    case Reason::clock_went_back:
      return "the time of the capture ran backwards during the wait";
    case Reason::silent_abort:
      return "an ABORT in LAST-ACK sends nothing, and leaves a RST for what comes then";
    case Reason::clock_stands:
      return "every frame of the capture bears the same time";
    case Reason::frame_damaged:
      return "the checksum of a frame that it rests on is wrong, and its sender's others are right";
    case Reason::told_otherwise:
      return "the host itself tells of what the verdict takes for granted that it did not happen";
    case Reason::assumption_withdrawn:
      return "--assume does not grant what the verdict rests on";
  }
  return "";
}

}  // namespace twomsl::oracle
