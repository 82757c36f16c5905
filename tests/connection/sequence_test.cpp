// Sequence numbers modulo 2^32, RFC 9293 section 3.4.
#include "spec/model/sequence.hpp"

#include <gtest/gtest.h>

namespace twomsl {
namespace {

using Number = Seq<Concrete>;

TEST(Seq, OrderIsTotalExceptAtTheAntipode) {
  for (const std::uint32_t base : {0u, 1u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
    const Number a{base};
    EXPECT_FALSE(is_before(a, a));
    EXPECT_TRUE(is_before(a, a + 1u));
    EXPECT_FALSE(is_before(a + 1u, a));
    EXPECT_TRUE(is_before(a, a + 0x7fffffffu));
    EXPECT_FALSE(is_before(a, a + 0x80000000u));
    EXPECT_FALSE(is_before(a + 0x80000000u, a));
  }
}

TEST(Seq, AtOrBeforeHoldsForEqualNumbersAndNotAtTheAntipode) {
  const Number a{0xfffffff0u};
  EXPECT_TRUE(is_at_or_before(a, a));
  EXPECT_TRUE(is_at_or_before(a, a + 0x20u));
  EXPECT_FALSE(is_at_or_before(a, a + 0x80000000u));
}

}  // namespace
}  // namespace twomsl
