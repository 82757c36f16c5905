// What the judge makes of one step of an end, for any domain: all ways on, each with the condition
// under which it is one.
#pragma once

#include <type_traits>
#include <vector>

#include "proofs/engine/ways/branches.hpp"
#include "spec/laws/judge/wait_end.hpp"

namespace twomsl::proof {

/// Conditions that must all hold.
template <class D>
using AllOf = std::vector<typename D::Bool>;

template <class D>
[[nodiscard]] typename D::Bool hold(const AllOf<D>& conditions) {
  typename D::Bool all(true);
  for (const auto& condition : conditions) all = condition && all;
  return all;
}

/// A way on.
template <class D>
struct Way {
  AllOf<D> when{};
  Hypothesis<D> to{};
  Excuses supposes{};
  bool holds_fin = true;  // of the segment that arrived: it was not delivered
};

template <class D>
using Ways = std::vector<Way<D>>;

/// Takes the moves of the judge's functions as ways on from one way.
template <class D>
struct Continuing {
  Ways<D>& out;
  const Way<D>& from;
  bool delivers = false;               // the segment that arrived
  const Branches* branches = nullptr;  // none where conditions are known

  void add(const Hypothesis<D>& to, Excuses why = {}, bool /*is_supported*/ = false) {
    put({from.when, to, from.supposes | why, from.holds_fin && !delivers});
  }
  void add(const Hypothesis<D>& to, const ExcuseSet& why) { add(to, why.all); }
  void add_but_fin(const Hypothesis<D>& to) { put({from.when, to, from.supposes, true}); }

  void put(Way<D> way) {
    if constexpr (!std::is_same_v<D, Concrete>) {
      if (!branches->is_new()) return;
      branches->add_decided(way.when);
    }
    out.push_back(way);
  }
};

/// What `move` makes of each of `from`.
template <class D, class Move>
[[nodiscard]] Ways<D> moved(const Ways<D>& from, bool delivers, const Move& move) {
  Ways<D> out;
  for (const Way<D>& way : from) {
    if constexpr (std::is_same_v<D, Concrete>) {
      Continuing<D> continuing{out, way, delivers};
      if (hold<D>(way.when)) move(continuing, way.to);
    } else {
      Branches branches;
      Continuing<D> continuing{out, way, delivers, &branches};
      branches.each([&] { move(continuing, way.to); });
    }
  }
  return out;
}

/// The judge as it is.
struct TheJudge {
  template <class D, class Out>
  static void deliver(Out& out, const Hypothesis<D>& h, const Delivered<D>& d) {
    out.add_but_fin(h);  // it is not delivered, or not yet
    twomsl::deliver(out, h, d);
  }
  template <class D, class Out>
  static void emit(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
    twomsl::emit(out, h, e);
  }
};

/// By what has arrived: first a FIN that lay ahead, then the segment of this step.
template <class Judge, class D>
[[nodiscard]] Ways<D> delivered(const Judged<D>& judged) {
  Ways<D> before{{{}, judged.before}};
  if (judged.has_fin_ahead) {
    for (const Way<D>&way : moved(Ways<D>(before), false, [&](auto&out, const Hypothesis<D>&h) {
           twomsl::deliver(out, h, judged.fin_ahead);
         })) {
      before.push_back(way);
    }
  }
  return moved(before, true,
               [&](auto& out, const Hypothesis<D>& h) { Judge::deliver(out, h, judged.arrival); });
}

/// By what no packet shows.
template <class D>
[[nodiscard]] Ways<D> unseen(const Judged<D>& judged) {
  const Ways<D> before{{{}, judged.before}};
  return moved(before, false, [&](auto& out, const Hypothesis<D>& h) {
    out.add(h);
    resume(out, h);
    vanish(out, h, judged.absence);
  });
}

/// Where a step may lead by the judge's lights. A segment that arrives says all, but that a SYN
/// ends a SYN-RECEIVED; whatever else happens is unseen.
template <class Judge, class D>
[[nodiscard]] Ways<D> ways_on(const ConnectionStep<D>& step, const Judged<D>& judged) {
  Ways<D> ways = has_arrived(step) ? delivered<Judge>(judged) : unseen(judged);
  if (has_arrived(step) && step.before.state == State::syn_received) {
    for (const Way<D>& way : unseen(judged)) ways.push_back(way);
  }
  if (!step.outcome.replies) return ways;
  return moved(ways, false,
               [&](auto& out, const Hypothesis<D>& h) { Judge::emit(out, h, judged.emission); });
}

/// If a FIN lies ahead of RCV.NXT after the step, the judge can deliver it still.
template <class D>
[[nodiscard]] typename D::Bool keeps_fin(const ConnectionStep<D>& step, const Judged<D>& judged,
                                         const Way<D>& way) {
  if (!may_await_text(step.after.state)) return typename D::Bool(true);
  const auto is_old = typename D::Bool(judged.has_fin_ahead) &&
                      is_fin_ahead(step.after, judged.fin_ahead, step.now);
  const auto is_new = typename D::Bool(has_arrived(step) && way.holds_fin) &&
                      is_fin_ahead(step.after, judged.arrival, step.now) &&
                      is_acknowledged(step.after, judged.arrival);
  return implies(awaits_text(step.after), is_old || is_new);
}

/// A way on that supposes nothing but what is so.
template <class D>
struct GoodWay {
  AllOf<D> when{};
  typename D::Bool stands{};  // what it leads to, for what the connection has become
};

template <class Judge, class D>
[[nodiscard]] std::vector<GoodWay<D>> good_ways(const ConnectionStep<D>& step,
                                                const Judged<D>& judged) {
  std::vector<GoodWay<D>> good;
  for (const Way<D>& way : ways_on<Judge>(step, judged)) {
    if (!are_so(way.supposes, step, judged)) continue;
    good.push_back({way.when, stands_for<D>({step.after, way.to, step.now, judged}) &&
                                  keeps_fin(step, judged, way)});
  }
  return good;
}

/// There is one.
template <class D>
[[nodiscard]] typename D::Bool is_any_good(const std::vector<GoodWay<D>>& ways) {
  typename D::Bool any(false);
  for (const GoodWay<D>& way : ways) any = any || (hold<D>(way.when) && way.stands);
  return any;
}

/// The judge takes the wait of this hypothesis for over at the moment, and supposes nothing for it.
template <class D>
[[nodiscard]] typename D::Bool is_over(const Hypothesis<D>& h, const Absence<D>& absence) {
  typename D::Bool over(h.state == State::closed);
  const Ways<D> before{{{}, h}};
  for (const Way<D>&way : moved(before, false, [&](auto&out, const Hypothesis<D>&from) {
         vanish(out, from, absence);
       })) {
    if (way.supposes.empty()) over = over || hold<D>(way.when);
  }
  return over;
}

/// No way on that supposes nothing has a wait end sooner than the machine's.
template <class Judge, class D>
[[nodiscard]] typename D::Bool ends_no_sooner(const ConnectionStep<D>& step,
                                              const Judged<D>& judged) {
  typename D::Bool all(true);
  Absence<D> later = judged.absence;
  later.at = judged.later;
  for (const Way<D>& way : ways_on<Judge>(step, judged)) {
    if (!way.supposes.empty()) continue;
    const auto may_be_over = hold<D>(way.when) && is_over(way.to, later);
    all = all && implies(may_be_over, is_over_by_history(step, judged));
  }
  return all;
}

}  // namespace twomsl::proof
