// SEGMENT ARRIVES in CLOSED (RFC 9293 section 3.10.7.1).
#pragma once

#include "core/connection/turn.hpp"

namespace twomsl {

/// Every segment but a RST is answered by a RST.
//= rfc9293#3.5.2 RFC9293-3.5.2-D3
template <class D>
[[gnu::cold]] constexpr void arrive_in_closed(Turn<D>& t) {
  t.out.why = Why::no_connection;
  if (!t.event.segment.rst) {
    reply_rst_to(t, t.event.segment);
  }
}

}  // namespace twomsl
