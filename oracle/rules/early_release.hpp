// A slot shown to be gone: which rule that breaks depends on what may have licensed it.
#pragma once

#include "oracle/judge/judge.hpp"

namespace twomsl::oracle {

/// The emission shows that `holder` has left TIME-WAIT, as `rule` says. Adds the finding of that
/// class, or of assassination or rst-inexact where a RST of the peer licensed it, or of
/// wait-not-restarted where only the restarted wait was cut short; null if the wait was over.
[[nodiscard]] Finding* judge_early_release(Judge& judge, const Emission& emission, RuleClass rule,
                                           unsigned holder);

}  // namespace twomsl::oracle
