// Credit for the ACKs by which TIME-WAIT answers unacceptable segments (RFC 5961 section 7). A slot
// has no room for it, so many tuples share a few.
#pragma once

#include "core/host/host.hpp"

namespace twomsl {

/// The credit of the tuple's wait, chosen by a keyed hash. Tuples that share one send fewer ACKs,
/// never more.
template <class Stores>
[[nodiscard]] constexpr auto& credit_of(HostStepContext<Stores>& ctx) {
  using D = typename Stores::Domain;
  auto& credits = ctx.host.credits;
  const auto word = D::widen(ctx.host.source.word(ctx.event.key));
  const auto count = static_cast<std::uint32_t>(credits.size());
  return credits[D::pick(D::narrow((word * typename D::U64(count)) >> 32), count)];
}

/// A connection enters TIME-WAIT, which goes on with what is left of its credit.
template <class Stores>
[[gnu::noinline]] constexpr void keep_credit(HostStepContext<Stores>& ctx,
                                             const Connection<typename Stores::Domain>& c) {
  auto& credit = credit_of(ctx);
  credit = {larger(credit.of_retransmissions, c.ack_credit.of_retransmissions),
            larger(credit.of_others, c.ack_credit.of_others)};
}

}  // namespace twomsl
