// A story: what is worth telling of a connection though it need not break any rule.
//
// A finding says that a rule is broken; a story says what happened, in the words of who asks "who
// did this to me?". The kinds are a closed list (oracle/README.md says when each is told).
#pragma once

#include <cstdint>
#include <string_view>

#include "core/codec/segment_view.hpp"
#include "oracle/finding.hpp"

namespace twomsl::oracle {

enum class StoryKind : std::uint8_t {
  reopened,                          // the tuple of a closed connection has a new one
  reuse_met_wait,                    // a new SYN met TIME-WAIT, and got the old ACK
  wait_survived_rst,                 // TIME-WAIT went on after a RST (RFC 1337)
  wait_ended_by_rst,                 // a RST ended TIME-WAIT, as RFC 9293 permits
  wait_expired,                      // a RST came from where TIME-WAIT had been, after it was over
  slot_evicted,                      // a wait that was alive was gone too early, and no RST did it
  reuse_over_live_connection,        // a new SYN met a connection that its receiver still has
  close_never_came,                  // the peer closed, and this end never did
  late_close,                        // the peer closed, and this end did so much later
  aborted,                           // a RST ended an open connection
  reset_for_unread_text,             // text came for a user who had closed
  fin_unanswered,                    // a FIN was sent again and again into silence
  fin_repeated_though_acknowledged,  // by a sender that had taken the acknowledgement in
  syn_unanswered,
  syn_sent_ignores_ack,  // an unacceptable ACK in SYN-SENT drew no RST
  rst_ignored,           // an acceptable RST had no effect
  rst_inexact,           // a RST beside RCV.NXT
  rst_form,              // a RST of the wrong form
  text_after_close,      // the closer acknowledges text that nobody may read
  unprovoked_in_wait,    // TIME-WAIT spoke though nothing was said to it
  another_host_behind_address,
  foreign_answer,         // a segment came from another distance than its sender's others
  address_not_rewritten,  // a segment bears the inner address of a NAT
  capture_incomplete,     // segments are acknowledged that the capture does not have
  clock_useless,          // all frames bear the same time
};

[[nodiscard]] constexpr std::string_view name(StoryKind kind) {
  switch (kind) {
    case StoryKind::reopened:
      return "reopened";
    case StoryKind::reuse_met_wait:
      return "reuse-met-wait";
    case StoryKind::wait_survived_rst:
      return "wait-survived-rst";
    case StoryKind::wait_ended_by_rst:
      return "wait-ended-by-rst";
    case StoryKind::wait_expired:
      return "wait-expired";
    case StoryKind::slot_evicted:
      return "slot-evicted";
    case StoryKind::reuse_over_live_connection:
      return "reuse-over-live-connection";
    case StoryKind::close_never_came:
      return "close-never-came";
    case StoryKind::late_close:
      return "late-close";
    case StoryKind::aborted:
      return "aborted";
    case StoryKind::reset_for_unread_text:
      return "reset-for-unread-text";
    case StoryKind::fin_unanswered:
      return "fin-unanswered";
    case StoryKind::fin_repeated_though_acknowledged:
      return "fin-repeated-though-acknowledged";
    case StoryKind::syn_unanswered:
      return "syn-unanswered";
    case StoryKind::syn_sent_ignores_ack:
      return "syn-sent-ignores-ack";
    case StoryKind::rst_ignored:
      return "rst-ignored";
    case StoryKind::rst_inexact:
      return "rst-inexact";
    case StoryKind::rst_form:
      return "rst-form";
    case StoryKind::text_after_close:
      return "text-after-close";
    case StoryKind::unprovoked_in_wait:
      return "unprovoked-in-wait";
    case StoryKind::another_host_behind_address:
      return "another-host-behind-address";
    case StoryKind::foreign_answer:
      return "foreign-answer";
    case StoryKind::address_not_rewritten:
      return "address-not-rewritten";
    case StoryKind::capture_incomplete:
      return "capture-incomplete";
    case StoryKind::clock_useless:
      return "clock-useless";
  }
  return "";
}

/// What a story is told of. Kinds of nobody's (reopened, text-after-close, ...) have no party;
/// those of the whole file have no flow either.
struct Story {
  StoryKind kind{};
  bool has_party = false;
  bool has_flow = false;
  bool syn_is_known = false;  // reopened: the SYN was captured
  bool by_number = false;     // reopened, reuse-met-wait: the SYN is newer by its number
  bool by_timestamp = false;  // and by its timestamp
  Socket party{};
  Socket peer{};
  Moment at{};
  Moment before{};            // what it rests on: the RST that was ignored, the FIN, the first SYN
  std::int64_t age_ns = 0;    // since `before`, or since the old connection closed
  std::uint64_t count = 0;    // how many times
  std::int64_t since_ns = 0;  // since the first frame of the capture
};

}  // namespace twomsl::oracle
