// Credit for the ACKs that TIME-WAIT sends to unacceptable segments (RFC 5961 section 7): too small
// for a place in each slot, so many tuples share a few.
#pragma once

#include "core/host/host.hpp"

namespace twomsl {

/// Where the ACKs of the tuple's wait are paid for. Tuples may share a place: then they answer
/// less, never more.
template <class Stores>
[[nodiscard]] constexpr auto& credit_of(HostStepContext<Stores>& ctx) {
  using D = typename Stores::Domain;
  auto& credits = ctx.host.credits;
  const auto word = D::widen(ctx.host.source.word(ctx.event.key));
  const auto count = static_cast<std::uint32_t>(credits.size());
  return credits[D::pick(D::narrow((word * typename D::U64(count)) >> 32), count)];
}

/// A connection becomes a wait, which goes on with what credit is left.
template <class Stores>
constexpr void keep_credit(HostStepContext<Stores>& ctx,
                           const Connection<typename Stores::Domain>& c) {
  auto& credit = credit_of(ctx);
  credit = larger(credit, c.ack_credit);
}

}  // namespace twomsl
