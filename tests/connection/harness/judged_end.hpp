// The judge beside a connection: a hypothesis that stands for it, taken on from step to step by
// what the wire would tell. ORACLE-SOUND is that there is always a way on, ORACLE-TIGHT that none
// has a wait end too soon (spec/laws/judge/).
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "sim/checkers/breach.hpp"
#include "spec/laws/judge/wait_end.hpp"

namespace twomsl {

class JudgedEnd {
 public:
  using Step = ConnectionStep<Concrete>;

  /// Takes the judge on, and says which law is broken. It looks away for good where a policy keeps
  /// other rules of TIME-WAIT than it claims.
  [[nodiscard]] std::optional<Breach> follow(const Step& step,
                                             const Policy<Concrete>& policy_in_force) {
    looks_away_ = looks_away_ || policy_in_force.time_wait != step.policy.time_wait;
    if (looks_away_) return std::nullopt;
    tell(step);
    if (!waits_are_known(step.policy, judged_) || !is_captured(step.before, judged_, step.now)) {
      return Breach{"harness", "the judge is told what is not so"};
    }
    std::vector<Way> ways = ways_on(step);
    if (!ends_no_sooner(step, ways)) return Breach{"ORACLE-TIGHT", "by the last step"};
    std::erase_if(ways, [&](const Way& way) { return !is_good(step, way); });
    if (ways.empty()) {
      // Of a wait that began with a RST no packet tells what it acknowledges.
      looks_away_ = is_given_up(step);
      return looks_away_ ? std::nullopt : std::optional(Breach{"ORACLE-SOUND", "by the last step"});
    }
    go_on(step, ways[step.event.segment.wnd % ways.size()]);
    return std::nullopt;
  }

 private:
  // A way on, what it supposes, and whether the FIN that arrived may be delivered later.
  struct Way {
    Hypothesis<Concrete> to{};
    Excuses supposes{};
    bool holds_fin = true;
  };

  // What the wire tells of the step, and no more than is so.
  void tell(const Step& step) {
    const Duration<Concrete> wait = step.policy.msl + step.policy.msl;
    if (wait < judged_.shortest) judged_.shortest = wait;
    judged_.later = {step.now.us + judged_.shortest.us - 1};  // the last moment of a wait from now
    const Segment<Concrete>& seg = step.event.segment;
    const bool knows_window = seg.up % 2 == 0;
    const bool knows_msl = seg.up % 8 != 5 || judged_.shortest.us < kHopelessAgeUs;
    const std::uint64_t slack_us = seg.up % 8 == 2 ? judged_.shortest.us / 2 : 0;
    judged_.absence.at = step.now;
    judged_.absence.limits = {
        knows_msl, knows_msl ? judged_.shortest : Duration<Concrete>{kHopelessAgeUs}, {slack_us}};
    judged_.absence.gave_up = step.outcome.why == Why::gave_up;
    judged_.arrival = {seg,          step.now, seg.seq + length(seg), step.before.rcv.wnd_bytes,
                       knows_window, false};
    Emitted<Concrete>& e = judged_.emission;
    e = {};
    e.segment = step.outcome.segment;
    e.at = e.fin_again = step.now;
    e.has_peer_fin = fin_received(step.after);
    e.peer_fin = step.after.rcv.nxt - 1u;
    e.peer_end = step.after.rcv.nxt;
    e.syn_age = syn_age(step);
    const bool answers = has_arrived(step) && !seg.syn && !seg.rst;
    e.answers_fin = answers && seg.fin && seg.text_bytes == 0;
    e.answers_other = answers && !e.answers_fin;
    e.has_unread = true;
    e.restarts = true;
    e.restarts = is_told_right(step, judged_);
    if (!is_told_right(step, judged_)) e.answers_fin = false;
  }

  // How a SYN stands to the connection before, by its timestamp and its number; of some, timestamps
  // are not told.
  [[nodiscard]] static SynAge syn_age(const Step& step) {
    const Segment<Concrete>& seg = step.event.segment;
    const bool is_newer_by_number = is_at_or_before(step.before.rcv.nxt, seg.seq);
    if (seg.up % 4 == 1) return SynAge::unknown;
    if (seg.up % 4 == 2) return SynAge::by_number;
    if (step.before.ts.on && seg.has_ts) {
      const Seq<Concrete> last{step.before.ts.recent};
      if (is_before(last, Seq<Concrete>{seg.ts_val})) return SynAge::newer_by_timestamp;
      if (is_newer_by_number) return SynAge::contested;
    }
    return is_newer_by_number ? SynAge::newer_by_number : SynAge::old;
  }

  // What `ways_of` makes of each of `from`; of the segment that arrives if it `delivers` that.
  template <class WaysOf>
  static std::vector<Way> moved(const std::vector<Way>& from, bool delivers,
                                const WaysOf& ways_of) {
    std::vector<Way> out;
    for (const Way& way : from) {
      for (const auto& move : ways_of(way.to)) {
        const bool holds_fin = move.fin_waits || (way.holds_fin && !delivers);
        out.push_back({move.to, way.supposes | move.why.all, holds_fin});
      }
    }
    return out;
  }

  static void append(std::vector<Way>& ways, const std::vector<Way>& more) {
    ways.insert(ways.end(), more.begin(), more.end());
  }

  // By what has arrived: first a FIN that lay ahead, then the segment, which may not be delivered.
  [[nodiscard]] std::vector<Way> delivered() const {
    std::vector<Way> before{{judged_.before}};
    if (judged_.has_fin_ahead) {
      append(before,
             moved(before, false, [this](const auto& h) { return deliver(h, judged_.fin_ahead); }));
    }
    std::vector<Way> ways =
        moved(before, true, [this](const auto& h) { return deliver(h, judged_.arrival); });
    append(ways, before);
    return ways;
  }

  // By what no packet shows.
  [[nodiscard]] std::vector<Way> unseen() const {
    const std::vector<Way> before{{judged_.before}};
    std::vector<Way> ways = before;
    append(ways, moved(before, false, [](const auto& h) {
             Moves<Concrete> back;
             resume(back, h);
             return back;
           }));
    append(ways,
           moved(before, false, [this](const auto& h) { return vanish(h, judged_.absence); }));
    return ways;
  }

  [[nodiscard]] std::vector<Way> ways_on(const Step& step) const {
    std::vector<Way> ways = has_arrived(step) ? delivered() : unseen();
    if (has_arrived(step) && step.before.state == State::syn_received) {
      append(ways, unseen());
    }
    if (!step.outcome.replies) return ways;
    return moved(ways, false, [this](const auto& h) { return emit(h, judged_.emission); });
  }

  [[nodiscard]] bool is_old_fin_ahead(const Step& step) const {
    return judged_.has_fin_ahead && is_fin_ahead(step.after, judged_.fin_ahead, step.now);
  }

  // A FIN that lies ahead of RCV.NXT after the step can be delivered still.
  [[nodiscard]] bool keeps_fin(const Step& step, const Way& way) const {
    if (!awaits_text(step.after) || is_old_fin_ahead(step)) return true;
    return has_arrived(step) && way.holds_fin &&
           is_fin_ahead(step.after, judged_.arrival, step.now) &&
           is_acknowledged(step.after, judged_.arrival);
  }

  [[nodiscard]] bool is_good(const Step& step, const Way& way) const {
    return are_so(way.supposes, step, judged_) && keeps_fin(step, way) &&
           stands_for<Concrete>({step.after, way.to, step.now, judged_});
  }

  // The judge takes the wait for over later, and supposes nothing for it.
  [[nodiscard]] bool is_over(const Hypothesis<Concrete>& h) const {
    Absence<Concrete> later = judged_.absence;
    later.at = judged_.later;
    const WaysOut<Concrete> ends = vanish(h, later);
    return h.state == State::closed ||
           std::any_of(ends.begin(), ends.end(), [](const auto& way) { return way.why.is_free(); });
  }

  [[nodiscard]] bool ends_no_sooner(const Step& step, const std::vector<Way>& ways) const {
    if (!is_told_all(step, judged_) || is_over_by_history(step, judged_)) return true;
    return std::ranges::none_of(
        ways, [this](const Way& way) { return way.supposes.empty() && is_over(way.to); });
  }

  void go_on(const Step& step, const Way& way) {
    judged_.before = way.to;
    if (awaits_text(step.after) && !is_old_fin_ahead(step)) judged_.fin_ahead = judged_.arrival;
    judged_.has_fin_ahead = awaits_text(step.after);
  }

  Judged<Concrete> judged_{.shortest = {2 * kLongestMslUs}};
  bool looks_away_ = false;
};

}  // namespace twomsl
