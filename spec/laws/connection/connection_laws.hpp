// The laws of one connection, to be asserted together by proof, property test and fuzzer.
//
// They hold of every step from a well-formed connection whose deadline matches its history, under a
// valid policy, with a segment as the codec makes them, and a clock that never runs backwards and
// stays below
// kLastInstantUs. A harness keeps a WaitHistory beside each connection and sets it to
// update_ghost(step).
#pragma once

#include "spec/laws/connection/acceptability.hpp"
#include "spec/laws/connection/acknowledgment_laws.hpp"
#include "spec/laws/connection/option_law.hpp"
#include "spec/laws/connection/sequence_laws.hpp"
#include "spec/laws/connection/time_wait_laws.hpp"
#include "spec/laws/connection/total_law.hpp"
#include "spec/laws/connection/window_law.hpp"

namespace twomsl {

template <class D>
inline constexpr std::array<ConnectionLaw<D>, 11> kConnectionLaws = {{
    {"INV-TOTAL", inv_total<D>},
    {"INV-OPT", inv_opt<D>},
    {"INV-SEQ", inv_seq<D>},
    {"INV-ISS", inv_iss<D>},
    {"INV-ACC", inv_acc<D>},
    {"INV-ACK", inv_ack<D>},
    {"INV-TW-1", inv_tw_1<D>},
    {"INV-TW-2", inv_tw_2<D>},
    {"INV-TW-4", inv_tw_4<D>},
    {"INV-TW-8", inv_tw_8<D>},
    {"INV-TW-10", inv_tw_10<D>},
}};

/// Laws of every step, too, whose proof takes minutes: theorems of their own (WINDOW, CREDIT).
template <class D>
inline constexpr std::array<ConnectionLaw<D>, 2> kSeparatelyProvedLaws = {{
    {"INV-ACK", credit_is_of_its_class<D>},
    {"INV-SEQ", window_law<D>},
}};

/// Visits the laws of both lists, for tests and fuzzers.
template <class D, class Visit>
constexpr void for_each_connection_law(const Visit& visit) {
  for (const ConnectionLaw<D>& law : kConnectionLaws<D>) visit(law);
  for (const ConnectionLaw<D>& law : kSeparatelyProvedLaws<D>) visit(law);
}

/// An event as the outside world can make it: what the codec reads off the wire, and a default
/// segment size that leaves room for text.
template <class D>
[[nodiscard]] constexpr typename D::Bool is_possible(const Event<D>& event) {
  using U32 = typename D::U32;
  const U32 word(0xffffu);
  const Segment<D>& seg = event.segment;
  const U32& mss = event.initial.default_mss_bytes;
  return seg.text_bytes <= word && seg.wnd <= word && seg.up <= word && seg.mss_bytes <= word &&
         seg.scale <= U32(0xffu) && U32(kSmallestMss) <= mss && mss <= word;
}

}  // namespace twomsl
