// What a new connection draws from a secret: RFC 6528's initial sequence number, the origin of the
// tuple's timestamp clock, and the hash by which ports are chosen.
//
// Plain code, not a template over the domain: theorems take any function in its place.
#pragma once

#include <span>

#include "spec/model/sequence.hpp"
#include "spec/model/time.hpp"
#include "spec/model/tuple.hpp"

namespace twomsl {

/// REQUIRES: 128 random bits (RFC 4086), drawn anew whenever the host starts, told to nobody.
struct Secret {
  std::uint64_t k0 = 0;
  std::uint64_t k1 = 0;
};

/// SipHash-2-4 (Aumasson and Bernstein, 2012) of words, low byte first.
[[nodiscard]] std::uint64_t sip_hash(const Secret& secret, std::span<const std::uint64_t> words);

/// What a tuple's numbers begin from: two halves of a hash, neither of which can be computed from
/// the other.
struct TupleOrigin {
  std::uint32_t iss_offset = 0;  // F of RFC 6528
  std::uint32_t ts_offset = 0;   // of the tuple's timestamp clock
};

/// Keyed hashes of tuples by SipHash, a pseudorandom function: who does not know the secret
/// cannot compute them.
struct TupleSource {
  using Origin = TupleOrigin;

  Secret secret{};
  Seq<Concrete> clock_origin{};  // where the clock of initial sequence numbers starts

  [[nodiscard]] TupleOrigin origin(const Ipv4Tuple<Concrete>& tuple) const;
  [[nodiscard]] TupleOrigin origin(const Ipv6Tuple<Concrete>& tuple) const;

  /// M + F: a clock that ticks every 4 us, and an offset of the tuple's own.
  //= rfc9293#3.4.1 MUST-8
  //= rfc9293#3.4.1 SHLD-1
  //= rfc9293#3.4.1 MUST-9
  //= rfc6528#3 RFC6528-3-1
  //= rfc6528#3 RFC6528-3-2
  [[nodiscard]] Seq<Concrete> iss(const TupleOrigin& origin, Instant<Concrete> now) const {
    return clock_origin + (Concrete::narrow(now.us >> 2) + origin.iss_offset);
  }

  template <class Tuple>
  [[nodiscard]] Seq<Concrete> iss(const Tuple& tuple, Instant<Concrete> now) const {
    return iss(origin(tuple), now);
  }

  /// The same in every incarnation, so that the tuple's clock never runs backwards.
  [[nodiscard]] std::uint32_t ts_offset(const TupleOrigin& origin) const {
    //= rfc7323#7 RFC7323-7-1
    //= rfc7323#7.1 RFC7323-7.1-1
    //= rfc6191#3 RFC6191-3-D1
    return origin.ts_offset;
  }

  /// A seed for hash tables, from which the secret cannot be computed.
  [[nodiscard]] std::uint64_t table_seed() const;

  /// A hash of the tuple that is independent of origin(): chooses ports and credits.
  [[nodiscard]] std::uint32_t word(const Ipv4Tuple<Concrete>& tuple) const;
  [[nodiscard]] std::uint32_t word(const Ipv6Tuple<Concrete>& tuple) const;
};

}  // namespace twomsl
