// What the table of transitions (spec/transitions.csv, RFC 9293 section 3.10) says of a step in one
// word: the kind of segment that answers it.
//
// INV-FSM compares the table with the code by (state, event, next state, kind of reply). A row may
// leave the kind open: "ACK|none". Its first word is what this code does if window and credit
// permit.
#pragma once

#include "spec/model/outcome.hpp"

namespace twomsl {

enum class Reply : std::uint8_t { none, syn, syn_ack, ack, data, fin, rst, rst_ack };
inline constexpr std::size_t kReplyCount = 8;

inline constexpr std::array<std::string_view, kReplyCount> kReplyNames = {
    "none", "SYN", "SYN,ACK", "ACK", "data", "FIN", "RST", "RST,ACK"};

[[nodiscard]] constexpr std::string_view name(Reply reply) {
  return kReplyNames[static_cast<std::size_t>(reply)];
}

/// The kind of the segment that a step answers with. A FIN may carry text; data carry some.
template <class D>
[[nodiscard]] constexpr Reply reply_of(const Outcome<D>& out) {
  const Segment<D>& seg = out.segment;
  if (!out.replies) {
    return Reply::none;
  }
  if (seg.rst) {
    return seg.has_ack ? Reply::rst_ack : Reply::rst;
  }
  if (seg.syn) {
    return seg.has_ack ? Reply::syn_ack : Reply::syn;
  }
  if (seg.fin) {
    return Reply::fin;
  }
  return seg.text_bytes == typename D::U32(0u) ? Reply::ack : Reply::data;
}

/// The event as the table names it: OPEN is one there.
[[nodiscard]] constexpr std::string_view table_name(EventKind kind) {
  const bool opens = kind == EventKind::open_active || kind == EventKind::open_passive;
  return opens ? "OPEN" : name(kind);
}

}  // namespace twomsl
