// The rules, by what an end emits. Each sees the connection as it was before the segment and may
// add findings; the classes are rows of spec/laws/close_rules.hpp.
#pragma once

#include "oracle/judge/judge.hpp"

namespace twomsl::oracle {

/// A segment that is no RST and carries no SYN: data-after-fin.
void judge_text(Judge& judge, const Emission& emission);

/// A RST: early-release-rst and what may license it, fin-wait-2-lost, last-ack-abandoned,
/// no-return, rst-form.
void judge_reset(Judge& judge, const Emission& emission);

/// A SYN by an end that is in TIME-WAIT on this very tuple: active-reuse.
void judge_active_open(Judge& judge, const Emission& emission);

/// A SYN-ACK to the SYN in close.pending by an end in TIME-WAIT: passive-reuse, reopen-isn. Returns
/// true if it is a reopening by sequence number, to which MAY-2's second condition applies.
[[nodiscard]] bool judge_passive_open(Judge& judge, const Emission& emission);

/// The incarnation is over, and nothing more was emitted: early-release-silence.
void judge_silence(Judge& judge, Connection& connection, CloseRecord& close);

}  // namespace twomsl::oracle
