// See offences.hpp.
#include "sim/checkers/offences.hpp"

#include <algorithm>

#include "core/codec/decode.hpp"

namespace twomsl::sim {
namespace {

constexpr Duration<Concrete> kShortestR2{100'000'000};
constexpr Duration<Concrete> kShortestSlack{500'000};
constexpr Duration<Concrete> kBetweenProbes{500'000};
constexpr std::uint8_t kProbes = 3;

bool is_over(const Connection<Concrete>& owed, Instant<Concrete> now) {
  return owed.closes_at <= now;
}

// The clock of a capture deserves as much of a wait (oracle/judge/wait_verdict.hpp).
bool is_nearly_over(const Connection<Concrete>& owed, const Policy<Concrete>& policy,
                    Instant<Concrete> now) {
  const Duration<Concrete> slack =
      larger(Duration<Concrete>{(policy.msl + policy.msl).us / 100}, kShortestSlack);
  return owed.state == State::time_wait && owed.closes_at <= now + slack;
}

// The step as the claimed policy has it.
StepResult<Concrete> step_of(const Policy<Concrete>& policy, const Connection<Concrete>& c,
                             const StepOfTuple& step) {
  return twomsl::step(policy, c, step.event, step.now);
}

}  // namespace

void OffenceLog::before(std::uint32_t number, const Connection<Concrete>* block) {
  Tuple& tuple = tuples_[number];
  tuple.had_block = block != nullptr;
  if (block != nullptr) tuple.before = *block;
}

// FIN-WAIT-2, as long as the host has it; or TIME-WAIT, which a conforming host would be in now.
void OffenceLog::begin(Tuple& tuple, const StepOfTuple& step) {
  const auto owe = [&](const Connection<Concrete>& c) {
    tuple.owed = Owed{.connection = c, .entered = step.now};
    tuple.owed->gave_up = tuple.has_fin && kShortestR2 <= step.now - tuple.fin_at;
  };
  if (step.block != nullptr && step.block->state == State::fin_wait_2) return owe(*step.block);
  if (!tuple.had_block || step.event.kind != EventKind::segment_arrives) return;
  const Connection<Concrete> expected = step_of(claimed_, tuple.before, step).connection;
  if (expected.state != State::time_wait || interrupts_wait(tuple.before)) return;
  owe(expected);
  tuple.owed->looks_passive = tuple.fin_ack == expected.rcv.nxt;
}

// The connection that is owed takes the step.
void OffenceLog::follow(Tuple& tuple, const StepOfTuple& step) {
  Owed& owed = *tuple.owed;
  const bool has_it = step.before == State::fin_wait_2 || step.before == State::time_wait;
  if (!has_it && owed.lost == State::closed) owed.lost = owed.connection.state;
  tuple.met = owed.connection.state;
  const Segment<Concrete>& segment = step.event.segment;
  const bool arrives = step.event.kind == EventKind::segment_arrives;
  if (arrives && segment.rst && owed.connection.state == State::time_wait) {
    const std::uint32_t beside = segment.seq - owed.connection.rcv.nxt;
    owed.was_reset |= beside == 0;
    owed.was_reset_beside |= beside != 0 && beside < owed.connection.rcv.wnd_bytes;
  }
  // What a forgetful host does to itself is no call of its user's.
  if (step.event.kind == EventKind::user_timeout || step.event.kind == EventKind::abort) return;
  const StepResult<Concrete> expected = step_of(claimed_, owed.connection, step);
  tuple.is_refused = expected.outcome.replies && expected.outcome.segment.rst;
  tuple.is_answered = expected.outcome.replies && !tuple.is_refused;
  if (expected.connection.state == State::syn_received) {
    owed.owes_return = !(owed.connection.ts.on && segment.has_ts);
    if (step.before != State::time_wait) ++licensed_;
    tuple.interrupted = tuple.owed;
    tuple.owed.reset();
    return;
  }
  if (owed.lost == State::closed && tuple.met == State::fin_wait_2 &&
      expected.connection.state == State::time_wait) {
    owed.entered = step.now;
  }
  // A host that has lost its wait does not restart it.
  const Instant<Concrete> closes_at = owed.connection.closes_at;
  const bool waited = tuple.met == State::time_wait && owed.lost != State::closed;
  owed.connection = expected.connection;
  // It ends in a RST, after which no wait is owed.
  if (step.event.kind == EventKind::closing_timeout) owed.connection.state = State::closed;
  if (waited) owed.connection.closes_at = smaller(closes_at, owed.connection.closes_at);
  if (owed.connection.state == State::closed) tuple.owed.reset();
}

// The host may have forgotten it.
void OffenceLog::follow_last_ack(Tuple& tuple, const StepOfTuple& step) {
  if (step.block != nullptr) {
    const bool is_in_it = step.block->state == State::last_ack;
    tuple.last_ack = is_in_it ? std::optional(*step.block) : std::nullopt;
    tuple.is_closed_whole = false;
  }
  if (step.event.kind != EventKind::segment_arrives) return;
  tuple.is_closed_whole |= tuple.owed && tuple.owed->connection.state == State::time_wait;
  if (!tuple.last_ack || step.block != nullptr) return;
  const StepResult<Concrete> expected = step_of(claimed_, *tuple.last_ack, step);
  tuple.met_last_ack = !tuple.had_block && !expected.outcome.replies;
  if (expected.connection.state != State::closed) return;
  tuple.is_closed_whole = !step.event.segment.rst;
  tuple.may_abort_until = step.now + kBetweenProbes;
  tuple.last_ack.reset();
}

// The new connection is open, or it was an old duplicate that began it.
void OffenceLog::note_reopening(Tuple& tuple, const StepOfTuple& step) {
  if (!tuple.interrupted) return;
  if (step.block != nullptr) {
    if (step.block->state != State::syn_received) tuple.interrupted.reset();
    return;
  }
  const bool is_disowned = tuple.had_block && step.event.kind == EventKind::segment_arrives &&
                           step.event.segment.rst && step.event.segment.seq == tuple.before.rcv.nxt;
  if (is_disowned) {
    tuple.owed = tuple.interrupted;
    tuple.owed->has_returned = true;
  }
  if (tuple.had_block) tuple.interrupted.reset();
}

void OffenceLog::after(const StepOfTuple& step) {
  Tuple& tuple = tuples_[step.tuple];
  note_silence(step.tuple, step.now);
  tuple.has_arrived = step.event.kind == EventKind::segment_arrives;
  tuple.arrived = step.event.segment;
  tuple.is_answered = tuple.is_refused = tuple.met_last_ack = false;
  note_reopening(tuple, step);
  const bool ends_itself = step.event.kind == EventKind::closing_timeout;
  if (tuple.owed && !ends_itself && is_over(tuple.owed->connection, step.now)) tuple.owed.reset();
  if (tuple.owed) {
    follow(tuple, step);
  } else {
    begin(tuple, step);
  }
  follow_last_ack(tuple, step);
}

Offence& OffenceLog::add(std::uint32_t number, RuleClass rule, const Owed& owed,
                         Instant<Concrete> now) {
  const auto known = std::ranges::find_if(offences_, [&](const Offence& offence) {
    return offence.tuple == number && offence.rule == rule && offence.entered == owed.entered;
  });
  if (known != offences_.end()) return *known;
  Offence& offence = offences_.emplace_back();
  offence.rule = rule;
  offence.tuple = number;
  offence.at = now;
  offence.entered = owed.entered;
  offence.until = owed.connection.state == State::time_wait ? owed.connection.closes_at
                                                            : now + claimed_.msl + claimed_.msl;
  if (owed.gave_up) offence.excluded = Exclusion::gave_up;
  if (owed.looks_passive) offence.excluded = Exclusion::looks_passive;
  if (is_nearly_over(owed.connection, claimed_, now)) offence.excluded = Exclusion::within_slack;
  return offence;
}

// What came at the step before has had no answer.
void OffenceLog::note_silence(std::uint32_t number, Instant<Concrete> now) {
  Tuple& tuple = tuples_[number];
  const bool is_silent = tuple.owed && tuple.has_arrived && tuple.arrived.fin && tuple.is_answered;
  tuple.has_arrived = false;
  if (!is_silent) return;
  Owed& owed = *tuple.owed;
  if (owed.unanswered != 0 && now - owed.unanswered_at < kBetweenProbes) return;
  owed.unanswered_at = now;
  if (++owed.unanswered != kProbes) return;
  static_cast<void>(add(number, RuleClass::early_release_silence, owed, now));
}

void OffenceLog::note_rst(std::uint32_t number, std::span<const std::uint8_t> packet,
                          Instant<Concrete> now) {
  Tuple& tuple = tuples_[number];
  const Owed& owed = *tuple.owed;
  const bool lasted = claimed_.msl + claimed_.msl <= now - owed.entered;
  const RuleClass of_wait = owed.was_reset          ? RuleClass::assassination
                            : owed.was_reset_beside ? RuleClass::rst_inexact
                            : owed.has_returned     ? RuleClass::no_return
                            : lasted                ? RuleClass::wait_not_restarted
                                                    : RuleClass::early_release_rst;
  const bool in_fin_wait_2 = owed.lost == State::fin_wait_2;
  Offence& offence = add(number, in_fin_wait_2 ? RuleClass::fin_wait_2_lost : of_wait, owed, now);
  offence.packets.emplace_back(packet.begin(), packet.end());
  // Text that came after the close may lie unread.
  const bool follows_close =
      tuple.arrived.fin && tuple.arrived.text_bytes == 0 && tuple.arrived.seq == tuple.fin_ack;
  if (!follows_close && tuple.met == State::fin_wait_2) offence.excluded = Exclusion::aborts;
  if (tuple.arrived.syn) offence.excluded = Exclusion::answers_syn;
  if (owed.has_returned && !owed.owes_return) offence.excluded = Exclusion::owes_no_return;
}

// The acknowledgement of its FIN is answered.
void OffenceLog::note_last_ack(std::uint32_t number, std::span<const std::uint8_t> packet,
                               Instant<Concrete> now) {
  const Tuple& tuple = tuples_[number];
  Offence& offence = add(number, RuleClass::last_ack_abandoned, {.entered = tuple.fin_at}, now);
  offence.packets.emplace_back(packet.begin(), packet.end());
  if (kShortestR2 <= now - tuple.fin_at) offence.excluded = Exclusion::gave_up;
  if (!(tuple.arrived.ack == tuple.fin_end)) offence.excluded = Exclusion::aborts;
}

// What came has an ACK, so what CLOSED says to it has none. Of a RST that an ABORT sends the form
// is open.
void OffenceLog::note_form(std::uint32_t number, const SegmentView& rst,
                           std::span<const std::uint8_t> packet, Instant<Concrete> now) {
  const Tuple& tuple = tuples_[number];
  const bool is_asked = tuple.has_arrived && tuple.arrived.has_ack && !tuple.arrived.syn;
  if (tuple.had_block || !is_asked || !rst.flags.ack()) return;
  Offence& offence = add(number, RuleClass::rst_form, {.entered = tuple.fin_at}, now);
  offence.packets.emplace_back(packet.begin(), packet.end());
  const bool may_abort = !tuple.is_closed_whole || now <= tuple.may_abort_until;
  if (may_abort) offence.excluded = Exclusion::aborts;
}

// Text behind its FIN.
void OffenceLog::note_text(std::uint32_t number, const SegmentView& segment,
                           std::span<const std::uint8_t> packet, Instant<Concrete> now) {
  const Tuple& tuple = tuples_[number];
  const Seq<Concrete> end{segment.seq + segment.length()};
  if (!tuple.has_fin || !is_before(tuple.fin_end, end)) return;
  Offence& offence = add(number, RuleClass::data_after_fin, {.entered = tuple.fin_at}, now);
  offence.packets.emplace_back(packet.begin(), packet.end());
}

void OffenceLog::note_syn(std::uint32_t number, const SegmentView& syn,
                          std::span<const std::uint8_t> packet, Instant<Concrete> now) {
  Tuple& tuple = tuples_[number];
  const bool reopens = tuple.interrupted.has_value();
  const Owed owed = reopens ? *tuple.interrupted : *tuple.owed;
  if (reopens) {
    const Seq<Concrete> iss{syn.seq};
    if (!syn.flags.ack() || !is_before(iss, owed.connection.snd.nxt)) return;
  }
  const bool is_met_by_old = syn.flags.ack() && !reopens;
  const bool is_beside = owed.was_reset_beside && !owed.was_reset;
  // Only its restart was lost.
  const bool lasted = claimed_.msl + claimed_.msl <= now - owed.entered;
  const RuleClass of_wait = reopens             ? RuleClass::reopen_isn
                            : lasted            ? RuleClass::wait_not_restarted
                            : is_beside         ? RuleClass::rst_inexact
                            : owed.has_returned ? RuleClass::no_return
                            : !is_met_by_old    ? RuleClass::active_reuse
                            : owed.was_reset    ? RuleClass::assassination
                                                : RuleClass::passive_reuse;
  const bool in_fin_wait_2 = owed.lost == State::fin_wait_2;
  Offence& offence = add(number, in_fin_wait_2 ? RuleClass::fin_wait_2_lost : of_wait, owed, now);
  offence.packets.emplace_back(packet.begin(), packet.end());
  if (owed.was_reset && !is_met_by_old) offence.excluded = Exclusion::was_reset;
  if (!reopens) tuple.owed.reset();
}

void OffenceLog::emitted(std::uint32_t number, std::span<const std::uint8_t> packet,
                         Instant<Concrete> now) {
  Tuple& tuple = tuples_[number];
  const SegmentView segment = decode_ip(packet, static_cast<std::uint32_t>(packet.size())).segment;
  const Flags flags = segment.flags;
  if (flags.fin() && !tuple.has_fin) {
    tuple.fin_at = now;
    tuple.fin_ack = {segment.ack};
    tuple.fin_end = {segment.seq + segment.length()};
  }
  tuple.has_fin = (tuple.has_fin || flags.fin()) && !flags.syn();
  if (segment.payload_bytes != 0) note_text(number, segment, packet, now);
  if (tuple.owed && is_over(tuple.owed->connection, now)) tuple.owed.reset();
  if (!flags.syn() && !flags.rst()) {
    if (flags.ack()) tuple.has_arrived = false;  // that is the answer
    return;
  }
  if (flags.rst()) {
    if (tuple.met_last_ack) note_last_ack(number, packet, now);
    note_form(number, segment, packet, now);
    if (tuple.owed && tuple.has_arrived && !tuple.is_refused) note_rst(number, packet, now);
    tuple.has_arrived = false;
    return;
  }
  if (tuple.owed || tuple.interrupted) note_syn(number, segment, packet, now);
}

}  // namespace twomsl::sim
