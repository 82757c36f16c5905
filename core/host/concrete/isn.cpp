#include "core/host/concrete/isn.hpp"

#include <array>
#include <bit>

namespace twomsl {
namespace {

struct SipState {
  std::uint64_t v0;
  std::uint64_t v1;
  std::uint64_t v2;
  std::uint64_t v3;
};

void round(SipState& s) {
  s.v0 += s.v1;
  s.v2 += s.v3;
  s.v1 = std::rotl(s.v1, 13) ^ s.v0;
  s.v3 = std::rotl(s.v3, 16) ^ s.v2;
  s.v0 = std::rotl(s.v0, 32);
  s.v2 += s.v1;
  s.v0 += s.v3;
  s.v1 = std::rotl(s.v1, 17) ^ s.v2;
  s.v3 = std::rotl(s.v3, 21) ^ s.v0;
  s.v2 = std::rotl(s.v2, 32);
}

void absorb(SipState& s, std::uint64_t word) {
  s.v3 ^= word;
  round(s);
  round(s);
  s.v0 ^= word;
}

// The top byte of a message's last word.
constexpr std::uint64_t length(std::size_t bytes) { return std::uint64_t{bytes} << 56; }

// Of whole words, and of a last one: the bytes that remain, below length(). The compiler unrolls it
// where the number of words is known.
[[gnu::always_inline]] inline std::uint64_t hash_words(const Secret& secret,
                                                       std::span<const std::uint64_t> words,
                                                       std::uint64_t last) {
  SipState s{secret.k0 ^ 0x736f6d6570736575u, secret.k1 ^ 0x646f72616e646f6du,
             secret.k0 ^ 0x6c7967656e657261u, secret.k1 ^ 0x7465646279746573u};
  for (const std::uint64_t word : words) absorb(s, word);
  absorb(s, last);
  s.v2 ^= 0xff;
  for (int i = 0; i < 4; ++i) round(s);
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

// What a hash is for: the same tuple has an unrelated number for each use.
enum class Use : std::uint64_t { origin = 1, word = 3, table_seed = 4 };

std::uint64_t pair(std::uint32_t high, std::uint32_t low) {
  return std::uint64_t{high} << 32 | low;
}

// Of 13 bytes, which are two words.
std::uint64_t hash(const Secret& secret, Use use, const Ipv4Tuple<Concrete>& tuple) {
  return hash_words(secret, std::array{pair(tuple.local, tuple.remote)},
                    length(13) | pair(static_cast<std::uint32_t>(use), tuple.ports));
}

std::uint64_t hash(const Secret& secret, Use use, const Ipv6Tuple<Concrete>& tuple) {
  const auto& [l, r, zone, ports] = tuple;
  return hash_words(secret,
                    std::array{pair(l[0], l[1]), pair(l[2], l[3]), pair(r[0], r[1]),
                               pair(r[2], r[3]), pair(zone, ports)},
                    length(41) | static_cast<std::uint64_t>(use));
}

TupleOrigin halves(std::uint64_t hash) {
  return {Concrete::narrow(hash), Concrete::narrow(hash >> 32)};
}

}  // namespace

std::uint64_t sip_hash(const Secret& secret, std::span<const std::uint64_t> words) {
  return hash_words(secret, words, length(words.size() * 8));
}

TupleOrigin TupleSource::origin(const Ipv4Tuple<Concrete>& tuple) const {
  return halves(hash(secret, Use::origin, tuple));
}

TupleOrigin TupleSource::origin(const Ipv6Tuple<Concrete>& tuple) const {
  return halves(hash(secret, Use::origin, tuple));
}

std::uint64_t TupleSource::table_seed() const {
  return sip_hash(secret, std::array{static_cast<std::uint64_t>(Use::table_seed)});
}

std::uint32_t TupleSource::word(const Ipv4Tuple<Concrete>& tuple) const {
  return Concrete::narrow(hash(secret, Use::word, tuple));
}

std::uint32_t TupleSource::word(const Ipv6Tuple<Concrete>& tuple) const {
  return Concrete::narrow(hash(secret, Use::word, tuple));
}

}  // namespace twomsl
