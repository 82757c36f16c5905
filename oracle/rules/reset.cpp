// A RST: what it shows of the state that its sender is in.
#include "oracle/judge/evidence.hpp"
#include "oracle/rules/rules.hpp"

namespace twomsl::oracle {
namespace {

// The segment that a RST may answer.
struct Trigger {
  std::uint32_t ack = 0;
  std::uint32_t end = 0;
  bool has_ack = false;
};

Trigger trigger_of(const Probe& probe) { return {probe.ack, probe.end, probe.has_ack}; }

Trigger trigger_of(const Last& last) {
  return {last.ack, last.seq + last.length, (last.flags & Flags::kAck) != 0};
}

// The numbers of the RST show that it answers the trigger.
bool answers(const SegmentView& rst, const Trigger& trigger) {
  if (trigger.has_ack && rst.seq == trigger.ack) return true;
  return rst.flags.ack() && rst.ack == trigger.end;
}

bool is_well_formed(const SegmentView& rst, const Trigger& trigger) {
  //= rfc9293#3.5.2 RFC9293-3.5.2-D3
  if (trigger.has_ack) return !rst.flags.ack() && rst.seq == trigger.ack;
  return rst.flags.ack() && rst.seq == 0 && rst.ack == trigger.end;
}

void judge_form(Judge& judge, const Emission& emission, const Trigger& trigger,
                bool may_be_abort = false) {
  const SegmentView& rst = emission.segment;
  if (!answers(rst, trigger) || is_well_formed(rst, trigger)) return;
  if (Finding* finding = add_finding(judge, emission, RuleClass::rst_form, emission.from)) {
    finding->verdict = Verdict::deviation;
    if (!may_be_abort) finding->needs.erase(Assumption::no_abort);
    finding->show(Role::trigger, emission.connection.last.at);
    finding->show(Role::answer_rst, emission.at);
  }
}

// A RST of an end in TIME-WAIT: unasked, or for a SYN (RFC 793), it ends the wait.
void judge_reset_in_time_wait(Judge& judge, const Emission& emission) {
  Wait& wait = emission.sender_wait();
  const Probe probe = wait.probe;
  const bool is_fin = probe.kind == ProbeKind::fin;
  wait.unanswered_count = 0;
  if (is_fin && answers(emission.segment, trigger_of(probe))) {
    wait.is_shown_gone = true;
  } else if (probe.kind != ProbeKind::other) {
    wait.over = true;
  }
  // An ABORT may look like the answer to an ACK, unless that is what the search has found it to be.
  const bool is_gone = emission.close.found[emission.from].contains(RuleClass::early_release_rst);
  if (is_fin || (is_gone && probe.kind == ProbeKind::other)) {
    judge_form(judge, emission, trigger_of(probe), !is_fin);
  }
}

bool follows_peer(const Emission& emission) {
  return emission.connection.last.from != emission.from;
}

// The first FIN of the peer, reset in FIN-WAIT-2.
void judge_form_in_fin_wait_2(Judge& judge, const Emission& emission) {
  const Last& last = emission.connection.last;
  const bool is_lost = emission.close.found[emission.from].contains(RuleClass::fin_wait_2_lost);
  if (is_lost && (last.flags & Flags::kFin) != 0) judge_form(judge, emission, trigger_of(last));
}

// last-ack-abandoned: the first acknowledgement of a passive closer's FIN is answered with a RST.
// The answer to a second copy of it is legal: it finds CLOSED. So is that of an end that was
// aborted, which in LAST-ACK sends nothing.
void judge_last_ack(Judge& judge, const Emission& emission) {
  const Last& last = emission.connection.last;
  const Fin& mine = emission.sender_fin();
  const Fin& theirs = emission.peer_fin();
  const bool in_last_ack = theirs.emissions != 0 && mine.ack == theirs.seq + 1;
  if (!in_last_ack || !mine.acked.happened()) return;
  if (last.at.frame != mine.acked.frame) {
    // By now a RST that LAST-ACK itself sent, as for an ABORT, has arrived.
    const bool surely_closed = emission.at.time_ns - mine.acked.time_ns > kPromptReset_ns;
    if (surely_closed) judge_form(judge, emission, trigger_of(last));
    return;
  }
  // A RST of either end shows why it is CLOSED.
  if (mine.rst.happened() || theirs.rst.happened()) return;
  if (emission.segment.seq != last.ack || emission.at.time_ns - last.at.time_ns > kPromptReset_ns)
    return;
  // With an ACK it may have been sent before that acknowledgement came, as an ABORT is.
  if (emission.segment.flags.ack() || is_delivered_twice(emission.connection)) return;
  if (may_have_given_up(judge, emission)) return;
  if (Finding* finding =
          add_finding(judge, emission, RuleClass::last_ack_abandoned, emission.from)) {
    //= rfc9293#3.5.2 RFC9293-3.5.2-D2
    finding->reason = Reason::silent_abort;
    finding->show(Role::peer_fin, theirs.first);
    finding->show(Role::party_fin, mine.first);
    finding->show(Role::last_ack, last.at);
    finding->show(Role::answer_rst, emission.at);
  }
}

}  // namespace

void judge_reset(Judge& judge, const Emission& emission) {
  if (is_waiting(emission.sender_wait())) {
    judge_reset_in_time_wait(judge, emission);
  } else if (follows_peer(emission)) {
    judge_form_in_fin_wait_2(judge, emission);
    judge_last_ack(judge, emission);
  }
}

}  // namespace twomsl::oracle
