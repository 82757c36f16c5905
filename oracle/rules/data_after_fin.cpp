// data-after-fin: sequence numbers used at or after the sender's own FIN.
#include "oracle/rules/rules.hpp"
#include "spec/model/sequence.hpp"

namespace twomsl::oracle {
namespace {

using Number = Seq<Concrete>;

// It may belong to a later incarnation, whose SYN was captured and whose SYN-ACK was not.
bool may_be_of_a_later_one(const Emission& emission) {
  const PendingSyn& syn = emission.close.pending;
  if (!syn.at.happened()) return false;
  return syn.from == emission.from || emission.segment.ack - syn.seq - 1 <= syn.text_bytes;
}

// The segment belongs to this incarnation: it acknowledges what the peer has sent in it.
bool is_of_this_incarnation(const Emission& emission) {
  const SegmentView& segment = emission.segment;
  return segment.flags.ack() && emission.peer().sent &&
         is_at_or_before(Number{segment.ack}, Number{emission.peer().next}) &&
         emission.peer().next - segment.ack < kInFlight;
}

}  // namespace

void judge_text(Judge& judge, const Emission& emission) {
  const SegmentView& segment = emission.segment;
  const Fin& fin = emission.sender_fin();
  if (fin.emissions == 0 || !is_of_this_incarnation(emission)) return;
  if (may_be_of_a_later_one(emission)) return;
  const std::uint32_t beyond = segment.seq + segment.payload_bytes - fin.seq;
  const bool used_beyond = beyond != 0 && beyond < kInFlight && segment.length() != 0;
  // A keep-alive may carry one octet at SND.NXT-1, which after a FIN is the FIN's own number. An
  // end that has acknowledged the peer's FIN has no reason to send one.
  const bool keep_alive =
      !emission.peer_fin().acked.happened() && segment.length() == 1 && segment.seq == fin.seq;
  if (!used_beyond || keep_alive) return;
  if (Finding* finding = add_finding(judge, emission, RuleClass::data_after_fin, emission.from)) {
    //= rfc9293#3.10.4 RFC9293-3.10.4-D1
    // A box between may have sent the FIN.
    const bool is_foreign = hops_made(fin.hops) != hops_made(segment.hops);
    finding->verdict = is_foreign ? Verdict::undetermined : Verdict::violation;
    if (is_foreign) finding->reason = Reason::sender_unclear;
    finding->show(Role::party_fin, fin.first);
    finding->show(Role::text_after_fin, emission.at);
  }
}

}  // namespace twomsl::oracle
