// Fourth: the SYN bit (RFC 9293 section 3.10.7.4; RFC 5961 section 4.2).
#pragma once

#include "core/connection/return.hpp"

namespace twomsl {

/// A SYN where the connection is synchronized, whatever its number: a challenge, and no more. It
/// comes before the sequence check, as RFC 5961 section 4.2 has it.
//= rfc5961#4.2 RFC5961-4.2-2
//= rfc5961#4.2 RFC5961-4.2-1
//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U4
template <class D>
[[gnu::cold]] constexpr void challenge_syn(Turn<D>& t) {
  t.out.why = Why::syn_challenged;
  reply_ack_on_credit(t);
}

/// An acceptable SYN in SYN-RECEIVED.
template <class D>
[[gnu::cold]] constexpr void arrive_with_syn(Turn<D>& t) {
  switch (t.c.origin) {
    case Origin::active:
      challenge_syn(t);
      return;
    case Origin::passive:
    case Origin::reopened:
      return_from_syn_received(t);
      return;
  }
}

}  // namespace twomsl
