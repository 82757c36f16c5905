// A judge broken on purpose, in as many ways as there are mutants: each wraps the one that runs.
#pragma once

#include "proofs/judge/judge_ways.hpp"

namespace twomsl::proof {

// Takes it for certain that a FIN is delivered, and that it counts.
struct AlwaysDeliversAFin : TheJudge {
  template <class D, class Out>
  static void deliver(Out& out, const Hypothesis<D>& h, const Delivered<D>& d) {
    if (!d.segment.fin) out.add_but_fin(h);
    twomsl::deliver(out, h, d);
  }
};

// Takes it for certain that a RST is delivered, and obeyed.
struct AlwaysObeysARst : TheJudge {
  template <class D, class Out>
  static void deliver(Out& out, const Hypothesis<D>& h, const Delivered<D>& d) {
    if (!d.segment.rst) out.add_but_fin(h);
    twomsl::deliver(out, h, d);
  }
};

// Knows nobody but an end in TIME-WAIT who acknowledges a FIN.
struct TimeWaitAloneAcknowledges : TheJudge {
  template <class D, class Out>
  static void emit(Out& out, const Hypothesis<D>& h, const Emitted<D>& e) {
    const typename D::Bool is_of_fin =
        e.has_peer_fin && e.segment.has_ack && e.segment.ack == e.peer_fin + typename D::U32(1u);
    if (h.state != State::time_wait) {
      if (is_of_fin) return;
    }
    twomsl::emit(out, h, e);
  }
};

// Does not see a wait restart.
struct NeverRestarts : TheJudge {
  template <class D, class Out>
  static void emit(Out& out, const Hypothesis<D>& h, Emitted<D> e) {
    e.restarts = typename D::Bool(false);
    twomsl::emit(out, h, e);
  }
};

}  // namespace twomsl::proof
