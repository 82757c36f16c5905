// Fourth: the SYN bit (RFC 9293 section 3.10.7.4; RFC 5961 section 4.2).
#pragma once

#include "core/connection/return_from_syn_received.hpp"
#include "core/connection/segment_arrives/limited_ack.hpp"

namespace twomsl {

/// A SYN where the connection is synchronized, whatever its number: a challenge, and no more. It
/// comes before the sequence check, as RFC 5961 section 4.2 has it.
//= rfc5961#4.2 RFC5961-4.2-2
//= rfc5961#4.2 RFC5961-4.2-1
//= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U4
template <class D>
[[gnu::cold]] constexpr void challenge_syn(StepContext<D>& ctx) {
  ctx.out.why = Why::syn_challenged;
  reply_ack_on_credit(ctx);
}

/// An acceptable SYN in SYN-RECEIVED.
template <class D>
[[gnu::cold]] constexpr void arrive_with_syn(StepContext<D>& ctx) {
  switch (ctx.c.origin) {
    case Origin::active:
      challenge_syn(ctx);
      return;
    case Origin::passive:
    case Origin::reopened:
      //= rfc1122#4.2.2.20 RFC1122-4.2.2.20-D1
      return_from_syn_received(ctx);
      return;
  }
}

}  // namespace twomsl
