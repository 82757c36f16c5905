// How a close goes, as packets show it: FINs and their acknowledgements, who enters TIME-WAIT and
// when, what probes it, what proves it alive.
#pragma once

#include "oracle/track/emission.hpp"
#include "oracle/track/party.hpp"

namespace twomsl::oracle {

/// Takes in the FIN of a segment, if it has one and its place in the stream is possible.
void note_fin(const Emission& emission);

/// The segment is the FIN of its sender once more: the same number, and an ACK no older.
[[nodiscard]] bool is_fin_again(const Emission& emission);

/// Takes in what the segment acknowledges, and lets an end enter TIME-WAIT. Returns true if the
/// close has now been seen whole.
[[nodiscard]] bool note_acknowledgement(const Emission& emission, std::uint32_t clock_steps);

/// The sender is in TIME-WAIT: an answer that only a live slot gives.
void note_answer(Parties& parties, const Emission& emission);

/// The peer of the sender is in TIME-WAIT: something it may have to answer.
void note_probe(const Emission& emission, ProbeKind kind, std::uint32_t clock_steps);

}  // namespace twomsl::oracle
