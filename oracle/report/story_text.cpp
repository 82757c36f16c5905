#include "oracle/report/story_text.hpp"

#include <fmt/format.h>

#include "oracle/report/notation.hpp"

namespace twomsl::oracle {
namespace {

// "newer by number and by timestamp".
std::string newness(const Story& story) {
  if (story.by_number && story.by_timestamp) return "newer by its number and by its timestamp";
  if (story.by_number) return "newer by its number";
  if (story.by_timestamp) return "newer by its timestamp";
  return "newer neither by its number nor by a timestamp";
}

// Of a SYN that was accepted.
std::string licence(const Story& story) {
  if (!story.syn_is_known) return "its SYN was not captured";
  const bool is_newer = story.by_number || story.by_timestamp;
  return "its SYN was " + newness(story) + (is_newer ? "" : ", so no wait was left");
}

std::string reopened(const Story& story) {
  return fmt::format(
      "{} accepted a new connection on the tuple of the one that had closed {} s before; {}.",
      text(story.party), seconds(story.age_ns), licence(story));
}

std::string reuse_met_wait(const Story& story) {
  return fmt::format(
      "the new SYN of {} met the TIME-WAIT of {}, entered in frame {}, {} s before; it is {}, "
      "and got the old ACK. Nothing is broken: use another port, or let {} close first.",
      text(story.party), text(story.peer), story.before.frame, seconds(story.age_ns),
      newness(story), text(story.party.address));
}

std::string reuse_over_live_connection(const Story& story) {
  return fmt::format(
      "the SYN of {} met a connection that {} still has, or its wait from before the capture; "
      "it got a challenge ACK (RFC 5961 section 4.2).",
      text(story.party), text(story.peer));
}

std::string close_never_came(const Story& story) {
  return fmt::format(
      "{} opens anew, and {} has never closed the connection before: the FIN of frame {} is {} "
      "s old. Its user has to call close().",
      text(story.peer), text(story.party), story.before.frame, seconds(story.age_ns));
}

std::string syn_unanswered(const Story& story) {
  return fmt::format(
      "{} sent its SYN {} times, from frame {} on, with nothing of {} between: it is silent, or "
      "something between drops them.",
      text(story.peer), story.count, story.before.frame, text(story.party));
}

std::string syn_sent_ignores_ack(const Story& story) {
  return fmt::format(
      "{} repeats its SYN, and sent no RST for the old ACKs that it got, from frame {} on (RFC "
      "9293 section 3.10.7.3); with one it would connect.",
      text(story.party), story.before.frame);
}

std::string wait_survived_rst(const Story& story) {
  return fmt::format(
      "the TIME-WAIT of {} went on after the RST of frame {}, as RFC 1337 advises, "
      "if that had arrived.",
      text(story.party), story.before.frame);
}

std::string wait_ended_by_rst(const Story& story) {
  return fmt::format(
      "the RST of frame {} ended the TIME-WAIT of {}, which RFC 9293 permits and RFC 1337 "
      "advises against.",
      story.before.frame, text(story.party));
}

std::string wait_expired(const Story& story) {
  return fmt::format(
      "the TIME-WAIT of {}, entered in frame {}, was over after {} s or less, and so it "
      "answered with a RST.",
      text(story.party), story.before.frame, seconds(story.age_ns));
}

std::string slot_evicted(const Story& story) {
  return fmt::format(
      "the TIME-WAIT of {} had ignored the RST of frame {}, and is gone {} s later: no RST did "
      "that; its slot was evicted.",
      text(story.party), story.before.frame, seconds(story.age_ns));
}

std::string aborted(const Story& story) {
  return fmt::format(
      "{} reset its connection with {}: its user aborted it, its process ended, or it had lost "
      "it.",
      text(story.party), text(story.peer));
}

std::string reset_for_unread_text(const Story& story) {
  return fmt::format(
      "{} had closed; for the text of frame {}, which nobody will read, it sent a RST (RFC "
      "1122 section 4.2.2.13). Let {} read until the end of the stream before it closes.",
      text(story.party), story.before.frame, text(story.party.address));
}

std::string rst_ignored(const Story& story) {
  return fmt::format(
      "{} goes on {} s after the RST of frame {}, which was acceptable: it never arrived, "
      "was under way still, or was ignored.",
      text(story.party), seconds(story.age_ns), story.before.frame);
}

std::string rst_inexact(const Story& story) {
  return fmt::format(
      "the RST of {} is {} numbers beyond what {} has acknowledged: it draws a challenge ACK "
      "and ends nothing (RFC 5961 section 3.2).",
      text(story.party), story.count, text(story.peer));
}

std::string rst_form(const Story& story) {
  return fmt::format(
      "{} answered frame {} by a RST with an ACK, where RFC 9293 section 3.5.2 has none.",
      text(story.party), story.before.frame);
}

std::string late_close(const Story& story) {
  return fmt::format(
      "{} closed {} s after it had acknowledged the FIN of {} in frame {}; a peer that "
      "bounds "
      "FIN-WAIT-2 is gone by then.",
      text(story.party), seconds(story.age_ns), text(story.peer), story.before.frame);
}

std::string fin_unanswered(const Story& story) {
  return fmt::format("{} sent its FIN {} times, from frame {} on, with nothing of {} between.",
                     text(story.peer), story.count, story.before.frame, text(story.party));
}

std::string fin_repeated_though_acknowledged(const Story& story) {
  return fmt::format(
      "{} sends its FIN again though frame {}, whose text it has taken in, acknowledged it.",
      text(story.party), story.before.frame);
}

std::string text_after_close(const Story& story) {
  return fmt::format(
      "{} acknowledges text {} s after its FIN of frame {}: if its user has closed, and not "
      "only shut down its sending side, nobody reads that (RFC 1122 section 4.2.2.13).",
      text(story.party), seconds(story.age_ns), story.before.frame);
}

std::string unprovoked_in_wait(const Story& story) {
  return fmt::format("{} speaks in TIME-WAIT, though nothing to it was captured.",
                     text(story.party));
}

std::string another_host_behind_address(const Story& story) {
  return fmt::format(
      "by its clock the new connection is another host's behind {}: a NAT or a balancer that gives "
      "the port to another (RFC 5382 REQ-5, RFC 6888 REQ-8); or the host was started anew, or "
      "draws "
      "its clocks for each connection.",
      text(story.party.address));
}

std::string foreign_answer(const Story& story) {
  return fmt::format(
      "this segment has made {} hops, unlike the one before of {}: something between spoke in its "
      "name, or its route has changed.",
      story.count, text(story.party));
}

std::string address_not_rewritten(const Story& story) {
  return fmt::format(
      "{} answers what was said to another address: a NAT did not rewrite the address of this "
      "segment.",
      text(story.party));
}

std::string capture_incomplete(const Story& story) {
  return fmt::format(
      "{} time{} text or a FIN is acknowledged that is not in the capture: frames are missing.",
      story.count, story.count == 1 ? "" : "s");
}

std::string clock_useless(const Story& /*story*/) {
  return "every frame bears the same time, so that no age can be told.";
}

}  // namespace

std::string words_of(const Story& story) {
  switch (story.kind) {
    case StoryKind::reopened:
      return reopened(story);
    case StoryKind::reuse_met_wait:
      return reuse_met_wait(story);
    case StoryKind::reuse_over_live_connection:
      return reuse_over_live_connection(story);
    case StoryKind::close_never_came:
      return close_never_came(story);
    case StoryKind::syn_unanswered:
      return syn_unanswered(story);
    case StoryKind::syn_sent_ignores_ack:
      return syn_sent_ignores_ack(story);
    case StoryKind::wait_survived_rst:
      return wait_survived_rst(story);
    case StoryKind::wait_ended_by_rst:
      return wait_ended_by_rst(story);
    case StoryKind::wait_expired:
      return wait_expired(story);
    case StoryKind::slot_evicted:
      return slot_evicted(story);
    case StoryKind::aborted:
      return aborted(story);
    case StoryKind::reset_for_unread_text:
      return reset_for_unread_text(story);
    case StoryKind::rst_ignored:
      return rst_ignored(story);
    case StoryKind::rst_inexact:
      return rst_inexact(story);
    case StoryKind::rst_form:
      return rst_form(story);
    case StoryKind::late_close:
      return late_close(story);
    case StoryKind::fin_unanswered:
      return fin_unanswered(story);
    case StoryKind::fin_repeated_though_acknowledged:
      return fin_repeated_though_acknowledged(story);
    case StoryKind::text_after_close:
      return text_after_close(story);
    case StoryKind::unprovoked_in_wait:
      return unprovoked_in_wait(story);
    case StoryKind::another_host_behind_address:
      return another_host_behind_address(story);
    case StoryKind::foreign_answer:
      return foreign_answer(story);
    case StoryKind::address_not_rewritten:
      return address_not_rewritten(story);
    case StoryKind::capture_incomplete:
      return capture_incomplete(story);
    case StoryKind::clock_useless:
      return clock_useless(story);
  }
  return "";
}

std::string line_of(const Story& story) {
  if (!story.has_flow) return words_of(story);
  return fmt::format("frame {}, {} s: {}", story.at.frame, seconds(story.since_ns),
                     words_of(story));
}

}  // namespace twomsl::oracle
