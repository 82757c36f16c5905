// What is told of a segment, by what the segment is. Each may tell stories and remembers in
// sight.chronicle what a later one needs.
#pragma once

#include "oracle/story/storyteller.hpp"

namespace twomsl::oracle {

/// A SYN, a SYN-ACK, or what answers a SYN: reopened, reuse-met-wait, reuse-over-live-connection,
/// close-never-came, syn-unanswered, syn-sent-ignores-ack, wait-ended-by-rst.
void tell_of_opening(Storyteller& teller, const Sight& sight);

/// The sender's TIME-WAIT may have been ended by the RST before, and by nothing else that is known.
[[nodiscard]] bool ended_by_rst(const Sight& sight);

/// A RST, or what comes after one: aborted, reset-for-unread-text, rst-inexact, rst-form,
/// rst-ignored, wait-survived-rst, wait-ended-by-rst, wait-expired.
void tell_of_reset(Storyteller& teller, const Sight& sight);

/// Of a close: late-close, text-after-close, fin-unanswered, fin-repeated-though-acknowledged,
/// unprovoked-in-wait.
void tell_of_close(Storyteller& teller, const Sight& sight);

/// Who sent it: another-host-behind-address, foreign-answer, address-not-rewritten.
void tell_of_sender(Storyteller& teller, const Sight& sight);

/// What is known to be missing is counted in the facts.
void note_holes(Storyteller& teller, const Sight& sight);

}  // namespace twomsl::oracle
