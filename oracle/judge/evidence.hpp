// What the wire tells beside the segment itself: what it answers, and which excuses packets
// support.
#pragma once

#include "oracle/judge/search.hpp"
#include "oracle/track/emission.hpp"

namespace twomsl::oracle {

/// Notes the facts of the emission in found.emitted, and in found.answered the segment towards the
/// end that it answers: the bare FIN of a RST.
void note_facts(const Judge& judge, const Emission& emission, Search& found);

/// It was not emitted long ago and late in coming: it was captured at its sender's host, or bears a
/// newer timestamp than all before, or comes promptly behind what the sender has not answered yet.
[[nodiscard]] bool is_no_late_copy(const Judge& judge, const Emission& emission);

/// A SYN-ACK of an incarnation before the last, late: both its numbers began that.
[[nodiscard]] bool is_old_syn_ack(const Judge& judge, const Emission& emission);

/// Excuses that the packets support, whatever the state of the sender.
[[nodiscard]] Excuses supported_by(const Judge& judge, const Emission& emission);

/// The capture was taken at the sender's host.
[[nodiscard]] bool is_at_its_host(const Judge& judge, const Emission& emission);

/// The FIN of the sender may have been out for as long as R2 before it was acknowledged.
[[nodiscard]] bool may_have_given_up(const Judge& judge, const Emission& emission);

/// How the SYN in close.pending stands to the old connection of the sender in TIME-WAIT.
struct SynStanding {
  SynAge age = SynAge::old;
  Reason reason = Reason::none;  // why it is unknown
};
[[nodiscard]] SynStanding standing_of_syn(const Emission& emission);

}  // namespace twomsl::oracle
