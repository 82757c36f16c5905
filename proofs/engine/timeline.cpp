// See timeline.hpp.
#include "proofs/engine/timeline.hpp"

namespace twomsl::proof {
namespace {

// Where every wait ends: so far below the end of the word that the flags of a DeadlineWord fit
// beside it.
constexpr std::uint64_t kLastDeadlineUs = std::uint64_t{1} << 61;

// The end of the followed tuple's wait, and of one that starts now.
Symbolic::U64 old_end() { return any_quad("lemma.old_end_us"); }
Symbolic::U64 new_end() { return any_quad("lemma.new_end_us"); }

Bool waits_at(std::size_t moment) { return any_bool("lemma.waits" + std::to_string(moment)); }

Bool elapsed_is_short(const Instant<Symbolic>& now, const Instant<Symbolic>& restarted,
                      const Duration<Symbolic>& msl) {
  return lasts(WaitHistory<Symbolic>{restarted, msl}, now);
}

Instant<Symbolic> end_of(const WaitHistory<Symbolic>& wait) {
  return wait.restarted + wait.msl + wait.msl;
}

// A wait that is restarted now: it ends at the later of both ends.
void rewrite_restart(Explorer& explorer, const Timeline& timeline,
                     const WaitHistory<Symbolic>& restarted) {
  const Symbolic::U64 end = larger(old_end(), new_end());
  for (const Instant<Symbolic>& moment : {timeline.now, timeline.later}) {
    explorer.rewrite(lasts(restarted, moment).term(), (moment.us < end).term());
  }
  explorer.rewrite(end_of(restarted).us.term(), end.term());
}

}  // namespace

Bool is_sane(const Timeline& timeline) {
  return timeline.clock <= timeline.now && timeline.now <= timeline.later &&
         timeline.later < Instant<Symbolic>{Symbolic::U64(kLastInstantUs)};
}

void rewrite_waits(Explorer& explorer, const Timeline& timeline, const SymbolicHistory& history,
                   const Duration<Symbolic>& msl) {
  const Symbolic::U64 last(kLastDeadlineUs);
  const Instant<Symbolic>& now = timeline.now;
  const auto moments = timeline.moments();
  for (std::size_t i = 0; i < moments.size(); ++i) {
    explorer.rewrite(elapsed_is_short(moments[i], history.restarted, history.msl).term(),
                     waits_at(i).term());
  }
  for (const Instant<Symbolic>& moment : {now, timeline.later}) {
    explorer.rewrite(elapsed_is_short(moment, now, msl).term(), (moment.us < new_end()).term());
  }
  rewrite_restart(explorer, timeline, restarted_wait({history.restarted, history.msl}, now, msl));
  explorer.rewrite((history.restarted + history.msl + history.msl).us.term(), old_end().term());
  explorer.rewrite((now + msl + msl).us.term(), new_end().term());
  explorer.hint(now.us < new_end() && new_end() < last);
  // Where nothing was entered, the history's moments mean nothing.
  explorer.hint(implies(history.entered, old_end() < last && implies(waits_at(1), waits_at(0)) &&
                                             implies(waits_at(2), waits_at(1))));
}

void rewrite_deadline(Explorer& explorer, const Timeline& timeline,
                      const DeadlineWord<Symbolic>& word, const SymbolicHistory& history) {
  const auto moments = timeline.moments();
  const Bool is_of_history = history.entered && deadline(word).us == old_end();
  Bool earlier(false);
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const Bool come =
        any_bool("lemma.due." + word.word.term().to_string() + "." + std::to_string(i));
    for (const DeadlineWord<Symbolic>& same : {word, frozen(word), thawed(word)}) {
      explorer.rewrite((deadline(same) <= moments[i]).term(), come.term());
    }
    explorer.hint(implies(earlier, come));
    explorer.hint(implies(is_of_history, come == !waits_at(i)));
    earlier = come;
  }
}

Bool time_lemma(std::uint64_t late_us) {
  const DeadlineWord<Symbolic> word{any_quad("deadline")};
  const Instant<Symbolic> restarted{any_quad("restarted_us")};
  const Instant<Symbolic> now{any_quad("now_us")};
  const Instant<Symbolic> later{any_quad("later_us")};
  const Duration<Symbolic> msl{any_quad("msl_us")};
  const Instant<Symbolic> last{Symbolic::U64(kLastInstantUs)};
  const Instant<Symbolic> end = restarted + msl + msl + Duration<Symbolic>{Symbolic::U64(late_us)};
  const Bool sane = restarted <= now && now <= later && later < last &&
                    Symbolic::U64(0u) < msl.us && msl.us <= Symbolic::U64(kLongestMslUs);
  const Bool deadline_is_elapsed = elapsed_is_short(now, restarted, msl) == !(end <= now);
  const Bool waits_only_end =
      implies(elapsed_is_short(later, restarted, msl), elapsed_is_short(now, restarted, msl));
  const Bool deadlines_only_come = implies(deadline(word) <= now, deadline(word) <= later);
  const Bool no_overflow = restarted < end && end.us < Symbolic::U64(kLastDeadlineUs);
  const Duration<Symbolic> new_msl{any_quad("new_msl_us")};
  const Instant<Symbolic> new_end = now + new_msl + new_msl;
  const Bool later_end_counts = end_of(restarted_wait({restarted, msl}, now, new_msl)) ==
                                larger(end_of({restarted, msl}), new_end);
  const Bool flags_are_apart =
      deadline(frozen(word)) == deadline(word) && deadline(thawed(word)) == deadline(word);
  return implies(sane,
                 deadline_is_elapsed && waits_only_end && deadlines_only_come && no_overflow) &&
         later_end_counts && flags_are_apart;
}

}  // namespace twomsl::proof
