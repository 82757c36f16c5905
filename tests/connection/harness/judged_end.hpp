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
    const std::vector<Way> ways = ways_on(step);
    if (!ends_no_sooner(step, ways)) return Breach{"ORACLE-TIGHT", "by the last step"};
    const auto good =
        std::ranges::find_if(ways, [&](const Way& way) { return is_good(step, way); });
    if (good == ways.end()) {
      // Of a wait that began with a RST no packet tells what it acknowledges.
      looks_away_ = is_given_up(step);
      return looks_away_ ? std::nullopt : std::optional(Breach{"ORACLE-SOUND", "by the last step"});
    }
    go_on(step, *good);
    return std::nullopt;
  }

 private:
  using Ended = Absence<Concrete>;

  // A way on, what it supposes, and whether the FIN that arrived may be delivered later.
  struct Way {
    Hypothesis<Concrete> to{};
    Excuses supposes{};
    bool holds_fin = true;
  };

  // Takes what the judge's functions make of one way.
  struct Continuing {
    std::vector<Way>& out;
    Way from{};
    bool delivers = false;

    void add(const Hypothesis<Concrete>& to, Excuses why = {}, bool /*is_supported*/ = false) {
      out.push_back({to, from.supposes | why, from.holds_fin && !delivers});
    }
    void add(const Hypothesis<Concrete>& to, const ExcuseSet& why) { add(to, why.all); }
    void add_but_fin(const Hypothesis<Concrete>& to) { out.push_back({to, from.supposes, true}); }
  };

  // What the wire tells of the step, and no more than is so.
  void tell(const Step& step) {
    const Duration<Concrete> wait = step.policy.msl + step.policy.msl;
    if (wait < judged_.shortest) judged_.shortest = wait;
    judged_.later = {step.now.us + judged_.shortest.us - 1};  // the last moment of a wait from now
    judged_.absence = {
        step.now, {true, judged_.shortest, {}}, step.outcome.why == Why::gave_up, {}};
    const Segment<Concrete>& seg = step.event.segment;
    const bool knows_window = seg.up % 2 == 0;
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

  [[nodiscard]] static SynAge syn_age(const Step& step) {
    const Segment<Concrete>& seg = step.event.segment;
    const bool is_newer =
        step.before.ts.on && seg.has_ts &&
        is_before(Seq<Concrete>{step.before.ts.recent}, Seq<Concrete>{seg.ts_val});
    if (is_newer) return SynAge::newer_by_timestamp;
    return is_at_or_before(step.before.rcv.nxt, seg.seq) ? SynAge::newer_by_number : SynAge::old;
  }

  template <class Move>
  static std::vector<Way> moved(const std::vector<Way>& from, bool delivers, const Move& move) {
    std::vector<Way> out;
    for (const Way& way : from) {
      Continuing continuing{out, way, delivers};
      move(continuing, way.to);
    }
    return out;
  }

  // By what has arrived: first a FIN that lay ahead, then the segment, which may not be delivered.
  [[nodiscard]] std::vector<Way> delivered() const {
    std::vector<Way> before{{judged_.before}};
    if (judged_.has_fin_ahead) {
      for (const Way& way : moved(before, false, [this](auto&out, const auto&h) {
             deliver(out, h, judged_.fin_ahead);
           })) {
        before.push_back(way);
      }
    }
    return moved(before, true, [this](auto& out, const auto& h) {
      out.add_but_fin(h);
      deliver(out, h, judged_.arrival);
    });
  }

  // By what no packet shows.
  [[nodiscard]] std::vector<Way> unseen() const {
    return moved({{judged_.before}}, false, [this](auto& out, const auto& h) {
      out.add(h);
      resume(out, h);
      vanish(out, h, judged_.absence);
    });
  }

  [[nodiscard]] std::vector<Way> ways_on(const Step& step) const {
    std::vector<Way> ways = has_arrived(step) ? delivered() : unseen();
    if (has_arrived(step) && step.before.state == State::syn_received) {
      for (const Way& way : unseen()) ways.push_back(way);
    }
    if (!step.outcome.replies) return ways;
    return moved(ways, false, [this](auto& out, const auto& h) { emit(out, h, judged_.emission); });
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
    Ended later = judged_.absence;
    later.at = judged_.later;
    const auto ends =
        moved({{h}}, false, [&later](auto& out, const auto& from) { vanish(out, from, later); });
    return h.state == State::closed ||
           std::ranges::any_of(ends, [](const Way& way) { return way.supposes.empty(); });
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
