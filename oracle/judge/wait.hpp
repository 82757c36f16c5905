// TIME-WAIT as packets show it: who enters it and when, what probes it, what proves it alive.
#pragma once

#include "oracle/judge/judge.hpp"

namespace twomsl::oracle {

/// Takes in the FIN of a segment, if it has one and its place in the stream is possible.
void note_fin(const Event& event);

/// The segment is the FIN of its sender once more: the same number, and an ACK no older.
[[nodiscard]] bool is_fin_again(const Event& event);

/// Takes in what the segment acknowledges, and lets an end enter TIME-WAIT. Returns true if the
/// close has now been seen whole.
[[nodiscard]] bool note_acknowledgement(const Event& event, std::uint32_t clock_steps);

/// The sender is in TIME-WAIT: an answer that only a live slot gives.
void note_answer(Judge& judge, const Event& event);

/// The peer of the sender is in TIME-WAIT: something it may have to answer.
void note_probe(const Event& event, ProbeKind kind);

}  // namespace twomsl::oracle
