// The rules, by what an end emits. Each sees the connection as it was before the segment and may
// add findings; the classes are rows of spec/laws/close_rules.hpp.
#pragma once

#include "oracle/judge/judge.hpp"

namespace twomsl::oracle {

/// A segment that is no RST and carries no SYN: data-after-fin.
void judge_text(Judge& judge, const Emission& emission);

/// The segment goes on, at its sender's host, a second after a RST at RCV.NXT, and its tuple has
/// had no FIN. REQUIRES: connection.reset.
[[nodiscard]] bool outlives_reset(const AuditOptions& options, const Connection& connection,
                                  const SegmentView& segment, const Moment& at);

/// Such a segment: rst-ignored.
void judge_survivor(Judge& judge, const Emission& emission);

/// A RST: last-ack-abandoned, rst-form.
void judge_reset(Judge& judge, const Emission& emission);

/// The incarnation is over for its side `holder`, which emitted nothing more:
/// early-release-silence.
void judge_silence(Judge& judge, Connection& connection, CloseRecord& close, unsigned holder);

}  // namespace twomsl::oracle
