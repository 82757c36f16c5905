// A RST: what it shows of the state that its sender is in.
#include <optional>

#include "oracle/judge/wait_verdict.hpp"
#include "oracle/rules/early_release.hpp"
#include "oracle/rules/rules.hpp"

namespace twomsl::oracle {
namespace {

// FIN-WAIT-2 lost sooner than this after the FIN's acknowledgement is no idle timeout.
constexpr std::int64_t kIdle_ns = 1'000'000'000;

// A RST later than this after the acknowledgement of a FIN does not answer it.
constexpr std::int64_t kPrompt_ns = 500'000'000;
// The least that R2 should be (RFC 9293 section 3.8.3, SHLD-11).
constexpr std::int64_t kShortestR2_ns = 100'000'000'000;

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

void judge_form(Judge& judge, const Emission& emission, const Trigger& trigger) {
  const SegmentView& rst = emission.segment;
  if (!answers(rst, trigger) || is_well_formed(rst, trigger)) return;
  if (Finding* finding = add_finding(judge, emission, RuleClass::rst_form, emission.from)) {
    finding->verdict = Verdict::deviation;
    finding->show(Role::trigger, emission.connection.last.at);
    finding->show(Role::answer_rst, emission.at);
  }
}

void note_consequence(Judge& judge, const Wait& wait, const Moment& at) {
  if (wait.release != 0) judge.findings[wait.release - 1].show(Role::consequence, at);
}

// early-release-rst: the sender should be in TIME-WAIT, and its RST answers a FIN, which shows that
// its slot is gone.
void judge_reset_in_time_wait(Judge& judge, const Emission& emission) {
  Wait& wait = emission.sender_wait();
  const Probe probe = wait.probe;
  const bool answers_probe =
      probe.kind != ProbeKind::none && answers(emission.segment, trigger_of(probe));
  wait.unanswered_count = 0;
  if (wait.release != 0 && answers_probe) {
    note_consequence(judge, wait, emission.at);
  } else if (probe.kind == ProbeKind::fin && answers_probe) {
    if (Finding* finding =
            judge_early_release(judge, emission, RuleClass::early_release_rst, emission.from)) {
      finding->show(Role::fin_again, probe.at);
      finding->show(Role::answer_rst, emission.at);
      wait.release = static_cast<std::uint32_t>(judge.findings.size());
    }
  } else if (probe.kind != ProbeKind::other) {
    // Its own RST, or that for a SYN (RFC 793), ends the wait in a way that no rule here judges.
    wait.over = true;
  }
  if (probe.kind == ProbeKind::fin) judge_form(judge, emission, trigger_of(probe));
}

bool follows_peer(const Emission& emission) {
  return emission.connection.last.from != emission.from;
}

// Its FIN may have been given up at R2 before the acknowledgement arrived. At its own host the
// first copy is seen; elsewhere earlier ones may have been lost on the way, down to the segment
// before.
//= rfc9293#3.8.3 MUST-20
bool may_have_given_up(const Judge& judge, const Emission& emission) {
  const Fin& fin = emission.sender_fin();
  const Address& party = endpoint(emission.connection.key, emission.from).address;
  const bool all_seen = is_at_host(judge.options, party);
  return fin.acked.time_ns - (all_seen ? fin.first.time_ns : fin.after_ns) >= kShortestR2_ns;
}

// fin-wait-2-lost: the sender's own FIN is acknowledged, and it resets the peer's first FIN, which
// carries no text and before which everything was acknowledged.
void judge_fin_wait_2(Judge& judge, const Emission& emission) {
  const Last& last = emission.connection.last;
  const Fin& mine = emission.sender_fin();
  const Fin& theirs = emission.peer_fin();
  const bool in_fin_wait_2 = !emission.connection.reset && mine.acked.happened() &&
                             !theirs.acked.happened() && !mine.rst.happened() &&
                             !theirs.rst.happened();
  const bool first_fin = theirs.emissions == 1 && last.at.frame == theirs.first.frame;
  if (!in_fin_wait_2 || !first_fin || last.length != 1) return;
  if (emission.sender().acked != theirs.seq || emission.segment.seq != last.ack) return;
  // Text that came after the close may lie unread.
  if (mine.ack != theirs.seq) return;
  if (may_have_given_up(judge, emission)) return;
  // It acknowledges less than the FIN, so it does not answer it: the user's ABORT, or text unread.
  if (emission.segment.flags.ack() && emission.segment.ack != theirs.seq + 1) return;
  if (Finding* finding = add_finding(judge, emission, RuleClass::fin_wait_2_lost, emission.from)) {
    //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-D6
    const bool prompt = emission.at.time_ns - mine.acked.time_ns <= kIdle_ns;
    finding->verdict = prompt ? Verdict::violation : Verdict::deviation;
    finding->entry = mine.acked;
    finding->show(Role::party_fin, mine.first);
    finding->show(Role::party_fin_acked, mine.acked);
    finding->show(Role::peer_fin, theirs.first);
    finding->show(Role::answer_rst, emission.at);
  }
  judge_form(judge, emission, trigger_of(last));
}

// last-ack-abandoned: the first acknowledgement of a passive closer's FIN is answered with a RST.
// The answer to a second copy of it is legal: it finds CLOSED.
void judge_last_ack(Judge& judge, const Emission& emission) {
  const Last& last = emission.connection.last;
  const Fin& mine = emission.sender_fin();
  const Fin& theirs = emission.peer_fin();
  const bool in_last_ack = theirs.emissions != 0 && mine.ack == theirs.seq + 1;
  if (!in_last_ack || !mine.acked.happened()) return;
  if (last.at.frame != mine.acked.frame) {
    // By now a RST that LAST-ACK itself sent, as for an ABORT, has arrived.
    const bool surely_closed = emission.at.time_ns - mine.acked.time_ns > kPrompt_ns;
    if (surely_closed) judge_form(judge, emission, trigger_of(last));
    return;
  }
  // A RST of either end shows why it is CLOSED.
  if (mine.rst.happened() || theirs.rst.happened()) return;
  if (emission.segment.seq != last.ack || emission.at.time_ns - last.at.time_ns > kPrompt_ns)
    return;
  // With an ACK it may have been sent before that acknowledgement came, as an ABORT is.
  if (emission.segment.flags.ack() || is_delivered_twice(emission.connection)) return;
  if (Finding* finding =
          add_finding(judge, emission, RuleClass::last_ack_abandoned, emission.from)) {
    //= rfc9293#3.5.2 RFC9293-3.5.2-D2
    finding->verdict = Verdict::violation;
    finding->show(Role::peer_fin, theirs.first);
    finding->show(Role::party_fin, mine.first);
    finding->show(Role::last_ack, last.at);
    finding->show(Role::answer_rst, emission.at);
  }
}

// no-return: the peer has reset the SYN-ACK of a reopening and repeats its old FIN, and the sender,
// which should be in TIME-WAIT again, resets that.
void judge_return(Judge& judge, const Emission& emission) {
  Reopening& reopening = emission.close.reopening;
  if (!reopening.fin_again.happened() || emission.from != reopening.holder) return;
  if (emission.segment.seq != reopening.old_fin_ack) return;
  const std::int64_t age = emission.at.time_ns - reopening.entry.time_ns;
  std::optional<WaitVerdict> verdict = verdict_on_wait(judge.options, age);
  if (!verdict) return;
  if (reopening.clock_steps != judge.clock_steps) {
    verdict = {Verdict::undetermined, Reason::clock_went_back};
  }
  if (Finding* finding = add_finding(judge, emission, RuleClass::no_return, emission.from)) {
    //= rfc1122#4.2.2.13 RFC1122-4.2.2.13-D2
    finding->verdict = verdict->verdict;
    finding->reason = verdict->reason;
    finding->has_age = true;
    finding->age_ns = age;
    finding->entry = reopening.entry;
    finding->show(Role::entered, reopening.entry);
    finding->show(Role::new_syn, reopening.syn);
    finding->show(Role::answer_syn_ack, reopening.syn_ack);
    finding->show(Role::peer_rst, reopening.syn_ack_reset);
    finding->show(Role::fin_again, reopening.fin_again);
    finding->show(Role::answer_rst, emission.at);
  }
}

}  // namespace

void judge_reset(Judge& judge, const Emission& emission) {
  judge_return(judge, emission);
  if (is_waiting(emission.sender_wait())) {
    judge_reset_in_time_wait(judge, emission);
  } else if (follows_peer(emission)) {
    judge_fin_wait_2(judge, emission);
    judge_last_ack(judge, emission);
  }
}

}  // namespace twomsl::oracle
