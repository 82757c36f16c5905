// INV-ISS, the rule itself: where a new incarnation of a tuple may begin (RFC 9293 section 3.6.1,
// MAY-2). The laws of the connection and of the host both use it.
#pragma once

#include "spec/model/sequence.hpp"

namespace twomsl {

/// Where the numbers end that this end has sent on a tuple: SND.NXT, after the last of them.
template <class D>
struct SentOnTuple {
  typename D::Bool waits{};  // an incarnation is in TIME-WAIT
  Seq<D> old_end{};          // its SND.NXT; meaningful if waits
  typename D::Bool ended{};  // an incarnation ended in the last 2*MSL; a reopening that failed, too
  Seq<D> end{};              // the SND.NXT of the last; meaningful if ended
};

/// The number lies strictly after all that was sent.
//= rfc9293#3.6.1 MAY-2
template <class D>
[[nodiscard]] constexpr typename D::Bool lies_after_all_sent(const Seq<D>& iss,
                                                             const SentOnTuple<D>& sent) {
  return implies(sent.waits, is_before(sent.old_end, iss)) &&
         implies(sent.ended, is_before(sent.end, iss));
}

}  // namespace twomsl
