// A slot shown to be gone: which rule that breaks depends on what may have licensed it.
#pragma once

#include "oracle/judge/judge.hpp"

namespace twomsl::oracle {

/// The wait of side `holder` is in force as far as packets show.
[[nodiscard]] bool is_waiting(const Wait& wait);

/// Takes in a RST, unless an earlier one of its sender, still in force, excuses more.
void note_reset(const Event& event);

/// A RST of the peer may have ended the wait of `holder`.
[[nodiscard]] bool may_be_reset(const Event& event, unsigned holder);

/// The event shows that `holder` left TIME-WAIT, as `rule` says. Adds the finding for it, or for
/// the peer's RST that licensed it, or for a restart that was ignored; null if the wait was over.
[[nodiscard]] Finding* release(Judge& judge, const Event& event, RuleClass rule, unsigned holder);

/// Adds to `finding` the frames by which `holder` closed and entered TIME-WAIT.
void show_close(Finding& finding, const Closing& closing, unsigned holder);

}  // namespace twomsl::oracle
