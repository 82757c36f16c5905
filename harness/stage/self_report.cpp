#include "harness/stage/self_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/codec/decode.hpp"

namespace twomsl::harness {
namespace {

// Of 2*MSL: a stack may count in ticks of half a second, and round them down.
constexpr std::uint64_t kTicks_us = 2'000'000;

bool is_none(State state) { return state == State::closed || state == State::listen; }

// The states that a RST of its own ends. One that waits may answer a SYN by a RST, and wait on, as
// RFC 793 had it.
bool is_ended_by_rst(State state) {
  return state >= State::established && state <= State::last_ack;
}

std::string between(std::uint8_t tuple) {
  return fmt::format("between 10.0.0.1:{} and 10.0.0.2:{}", subject_socket(tuple).port,
                     peer_socket(tuple).port);
}

double seconds(std::uint64_t us) { return static_cast<double>(us) / 1e6; }

}  // namespace

std::optional<State> state_named(std::string_view word) {
  const auto found = std::find(kStateNames.begin(), kStateNames.end(), word);
  if (found == kStateNames.end()) return std::nullopt;
  return static_cast<State>(found - kStateNames.begin());
}

void SelfReport::find(Contradiction kind, const std::string& words) {
  if (known_.contains(kind)) return;
  known_.insert(kind);
  found_(kind, words);
}

void SelfReport::pass(std::span<const std::uint8_t> packet, std::uint64_t now_us) {
  ++frame_;
  const Decoded decoded = decode_ip(packet, static_cast<std::uint32_t>(packet.size()));
  if (decoded.rejection != Rejection::none) return;
  const SegmentView& view = decoded.segment;
  if (const auto sent = tuple_between(view.source, view.destination)) {
    return send(*sent, view, now_us);
  }
  const auto come = tuple_between(view.destination, view.source);
  if (come) arrive(tuples_[*come], view, now_us, are_checksums_right(packet, view));
}

void SelfReport::send(std::uint8_t number, const SegmentView& view, std::uint64_t now_us) {
  Tuple& tuple = tuples_[number];
  tuple.is_seen = true;
  if (view.flags.rst()) {
    if (tuple.told && is_ended_by_rst(*tuple.told)) tuple.rst_frame = frame_;
    tuple.wait = {};
    return;
  }
  if (view.flags.syn()) {
    tuple.has_sent_syn = tuple.has_syn_passed = true;
    tuple.iss = view.seq;
    tuple.rst_frame = {};
    tuple.wait = {};
  }
  const bool may_be_opening = tuple.has_sent_syn || tuple.has_received_syn;
  if (tuple.was_asked && tuple.told && is_none(*tuple.told) && !may_be_opening) {
    find(Contradiction::closed_and_sends,
         fmt::format("{} it says {}, and frame {}, sent then, is neither a SYN nor a RST (RFC "
                     "9293 section 3.10.7.1)",
                     between(number), name(*tuple.told), frame_));
  }
  if (view.flags.ack()) tuple.acked = view.ack;
  Wait& wait = tuple.wait;
  if (view.flags.fin()) {
    wait.has_sent_fin = true;
    wait.fin_end = view.seq + view.length();
  }
  if (wait.has_peers_fin && view.flags.ack() && view.ack == wait.peers_fin_end) {
    wait.is_peers_fin_acked = true;
  }
  follow_wait(wait, now_us);
}

// What arrives damaged, or out of order, may not have been taken.
void SelfReport::arrive(Tuple& tuple, const SegmentView& view, std::uint64_t now_us,
                        bool is_whole) {
  tuple.is_seen = true;
  if (view.flags.syn()) {
    tuple.has_received_syn = tuple.has_syn_passed = true;
    tuple.rst_frame = {};
  }
  if (view.flags.ack() && static_cast<std::int32_t>(view.ack - tuple.iss) > 0) {
    tuple.is_syn_acked = true;
  }
  Wait& wait = tuple.wait;
  if (view.flags.syn() || view.flags.rst()) {
    wait = {};
    return;
  }
  if (!is_whole || !tuple.acked || view.seq != *tuple.acked) return;
  if (view.flags.ack() && wait.has_sent_fin && view.ack == wait.fin_end) wait.is_fin_acked = true;
  if (view.flags.fin() && !wait.has_peers_fin) {
    wait.has_peers_fin = true;
    wait.is_first = wait.has_sent_fin;
    wait.peers_fin_end = view.seq + view.length();
  }
  follow_wait(wait, now_us);
}

void SelfReport::follow_wait(Wait& wait, std::uint64_t now_us) const {
  if (wait.since_us || !wait.is_first || !wait.is_fin_acked || !wait.is_peers_fin_acked) return;
  wait.since_us = now_us;
  wait.frame = frame_;
}

void SelfReport::hear_state(std::uint8_t number, std::optional<State> state, std::uint64_t now_us) {
  Tuple& tuple = tuples_[number];
  // A SYN to a wait may have begun the next connection, which it may say nothing of yet.
  const bool was_open = tuple.told && is_synchronized(*tuple.told) && !tuple.has_syn_passed;
  tuple.has_syn_passed = false;
  tuple.was_asked = true;
  tuple.told = state;
  if (!state) {  // then anything may have come about
    tuple.has_sent_syn = tuple.has_received_syn = tuple.is_syn_acked = true;
    tuple.rst_frame = {};
    return;
  }
  if (is_ended_by_rst(*state) && tuple.rst_frame) {
    find(Contradiction::alive_after_rst,
         fmt::format(
             "{} frame {} is its RST, which ends a connection, and it says {} still (RFC 9293 "
             "section 3.5.2)",
             between(number), *tuple.rst_frame, name(*state)));
  }
  const bool was_opened = tuple.has_sent_syn && tuple.has_received_syn && tuple.is_syn_acked;
  if (is_synchronized(*state) && !was_opened) {
    const char* missing = !tuple.has_sent_syn       ? "it has sent no SYN"
                          : !tuple.has_received_syn ? "no SYN has come"
                                                    : "its SYN is not acknowledged";
    find(Contradiction::open_unopened,
         fmt::format("{} it says {} at frame {}, and {} (RFC 9293 section 3.5)", between(number),
                     name(*state), frame_, missing));
  }
  if (!is_none(*state)) return;
  if (was_open) tuple.has_sent_syn = tuple.has_received_syn = tuple.is_syn_acked = false;
  const std::optional<std::uint64_t> since_us = tuple.wait.since_us;
  if (since_us && now_us + kTicks_us < *since_us + 2 * msl_us_) {
    find(Contradiction::closed_in_wait,
         fmt::format("{} it closed first, and by frame {} both FINs are acknowledged, so it owes "
                     "{} s of TIME-WAIT; {:.6f} s later it says {}, and no RST, SYN or ABORT came "
                     "between (RFC 9293 section 3.6.1, MUST-13)",
                     between(number), tuple.wait.frame, seconds(2 * msl_us_),
                     seconds(now_us - *since_us), name(*state)));
  }
}

void SelfReport::hear_memory(const twomsl_memory& memory) {
  if (!most_) most_ = memory.most;
  if (memory.most != *most_) {
    find(Contradiction::memory_limit_moves,
         fmt::format("after frame {} it says that it may hold {}, and said {} before", frame_,
                     memory.most, *most_));
  }
  if (*most_ != 0 && memory.held > *most_) {
    find(Contradiction::memory_above_limit,
         fmt::format("after frame {} it says that it holds {}, and that it may hold {}", frame_,
                     memory.held, *most_));
  }
}

}  // namespace twomsl::harness
