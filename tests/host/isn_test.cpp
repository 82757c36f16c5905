// What a connection draws from the secret: initial sequence numbers, clocks, ports.
#include "core/host/concrete/isn.hpp"

#include <gtest/gtest.h>

#include <set>

#include "core/host/concrete/ports.hpp"

namespace twomsl {
namespace {

using Tuple = Ipv4Tuple<Concrete>;
using Tuple6 = Ipv6Tuple<Concrete>;
constexpr TupleSource kSource{{1, 2}};

std::uint32_t ts_offset(const TupleSource& source, const Tuple& tuple) {
  return source.ts_offset(source.origin(tuple));
}

//= rfc9293#3.4.1 MUST-8 type=test
//= rfc9293#3.4.1 SHLD-1 type=test
//= rfc6528#3 RFC6528-3-1 type=test
TEST(Isn, AdvancesByOneInFourMicroseconds) {
  for (const std::uint64_t start : {0u, 1u << 31, ~0u}) {
    const Seq<Concrete> then = kSource.iss(Tuple{1, 2, 3}, {start});
    EXPECT_EQ(kSource.iss(Tuple{1, 2, 3}, {start + 4}) - then, 1u);
    EXPECT_EQ(kSource.iss(Tuple{1, 2, 3}, {start + 4'000'000}) - then, 1'000'000u);
  }
}

TEST(SipHash, AgreesWithItsAuthors) {
  constexpr std::uint64_t kFirst = 0x0706050403020100;
  constexpr std::uint64_t kSecond = 0x0f0e0d0c0b0a0908;
  const Secret secret{kFirst, kSecond};
  EXPECT_EQ(sip_hash(secret, {}), 0x726fdb47dd0e0e31);
  EXPECT_EQ(sip_hash(secret, std::array{kFirst}), 0x93f5f5799a932462);
  EXPECT_EQ(sip_hash(secret, std::array{kFirst, kSecond}), 0x3f2acc7f57c29bdb);
}

//= rfc9293#3.4.1 MUST-9 type=test
//= rfc6528#3 RFC6528-3-2 type=test
TEST(Isn, IsAnotherForEachTupleAndEachSecret) {
  std::set<std::uint32_t> seen;
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    const std::uint32_t one = std::uint32_t{1} << bit;
    seen.insert(kSource.iss(Tuple{one, 0, 0}, {}).value);
    seen.insert(kSource.iss(Tuple{0, one, 0}, {}).value);
    seen.insert(kSource.iss(Tuple{0, 0, one}, {}).value);
    seen.insert(kSource.iss(Tuple6{{0, 0, 0, one}, {}, 0, 0}, {}).value);
    seen.insert(TupleSource{{one, 0}}.iss(Tuple{}, {}).value);
    seen.insert(TupleSource{{0, one}}.iss(Tuple{}, {}).value);
  }
  EXPECT_EQ(seen.size(), 6u * 32) << "a collision among 192 numbers has probability 4e-6";
}

TEST(Isn, SaysNothingOfTheOtherHashesOfATuple) {
  const Tuple tuple{1, 2, 3};
  EXPECT_NE(kSource.iss(tuple, {}).value, ts_offset(kSource, tuple));
  EXPECT_NE(kSource.word(tuple), ts_offset(kSource, tuple));
}

//= rfc7323#7 RFC7323-7-1 type=test
//= rfc7323#7.1 RFC7323-7.1-1 type=test
//= rfc6191#3 RFC6191-3-D1 type=test
TEST(TimestampClock, BeginsElsewhereForEachTupleAndEachSecretAndNeverForOneOfThem) {
  std::set<std::uint32_t> seen;
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    const std::uint32_t one = std::uint32_t{1} << bit;
    for (const Tuple& tuple : {Tuple{one, 0, 0}, Tuple{0, one, 0}, Tuple{0, 0, one}}) {
      seen.insert(ts_offset(kSource, tuple));
      EXPECT_EQ(ts_offset(kSource, tuple), ts_offset(kSource, tuple));
    }
    seen.insert(ts_offset(TupleSource{{one, 0}}, Tuple{}));
  }
  EXPECT_EQ(seen.size(), 4u * 32) << "a collision among 128 numbers has probability 2e-6";
}

TEST(Ports, TriesEachPortOfTheRangeOnce) {
  std::uint32_t next = 0;
  std::set<std::uint16_t> tried;
  const auto none = choose_port({1000, 1009}, 0xfffffffe, next, [&](std::uint16_t port) {
    tried.insert(port);
    return false;
  });
  EXPECT_EQ(none, 0);
  EXPECT_EQ(tried.size(), 10u);
  EXPECT_EQ(*tried.begin(), 1000);
  EXPECT_EQ(*tried.rbegin(), 1009);
}

TEST(Ports, TakesTheOnlyOneThatIsFree) {
  std::uint32_t next = 7;
  EXPECT_EQ(choose_port({1000, 1009}, 12345, next, [](auto port) { return port == 1003; }), 1003);
}

TEST(Ports, AreNoneInAnEmptyRange) {
  std::uint32_t next = 0;
  EXPECT_EQ(choose_port({9, 8}, 1, next, [](auto) { return true; }), 0);
}

}  // namespace
}  // namespace twomsl
