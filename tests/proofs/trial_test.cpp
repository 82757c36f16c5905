// Values are tried on terms in machine words: these come to what Z3 says that they come to.
#include "proofs/engine/known/trial.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace twomsl::proof {
namespace {

constexpr std::array<std::uint64_t, 9> kValues = {0,          1,          2,          31,        32,
                                                  0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};

z3::expr word(const char* name) { return context().bv_const(name, 32); }

z3::model model_with(const z3::expr& symbol, std::uint64_t value) {
  z3::solver solver(context());
  solver.add(symbol == context().bv_val(value, 32));
  EXPECT_EQ(solver.check(), z3::sat);
  return solver.get_model();
}

// One of each operation that a step is made of.
std::vector<z3::expr> terms() {
  const z3::expr x = word("x");
  const z3::expr y = word("y");
  const z3::expr long_x = z3::zext(x, 32);
  const z3::expr less = z3::ult(x, y);
  return {less,
          z3::ule(x, y),
          z3::ugt(x, y),
          z3::uge(x, y),
          x == y,
          !less,
          less && x == y,
          less || x == y,
          z3::ite(less, x, y) == x,
          x + y == context().bv_val(0, 32),
          z3::ult(x - y, x),
          z3::ult(x * y, y),
          z3::ult(-x, y),
          z3::ult(~x, y),
          z3::ult(x & y, y),
          z3::ult(x | y, y),
          z3::ult(x ^ y, y),
          z3::ult(z3::shl(x, y), y),
          z3::ult(z3::lshr(y, x), y),
          z3::ult(x.extract(15, 8), y.extract(7, 0)),
          z3::ult(z3::concat(x.extract(15, 0), y.extract(15, 0)), y),
          z3::ult(z3::zext(y, 32), long_x * long_x)};
}

TEST(Trial, ComesToWhatZ3ComesTo) {
  const z3::expr x = word("x");
  for (const std::uint64_t y : kValues) {
    const z3::model model = model_with(word("y"), y);
    Trial trial(model, x);
    for (const std::uint64_t value : kValues) {
      trial.set(value);
      for (const z3::expr& term : terms()) {
        for (const z3::expr& read : {term, term.simplify()}) {
          z3::expr_vector from(context());
          z3::expr_vector to(context());
          from.push_back(x);
          to.push_back(context().bv_val(value, 32));
          z3::expr copy = read;
          const bool expected = model.eval(copy.substitute(from, to), true).is_true();
          EXPECT_TRUE(trial.holds(expected ? read : !read)) << read << " " << value;
        }
      }
    }
  }
}

TEST(Trial, KnowsNothingOfWhatIsLongerThanAWord) {
  const z3::expr x = word("x");
  const z3::expr is_long = z3::zext(x, 64) == z3::zext(x, 64) + 1;
  Trial trial(model_with(word("y"), 0), x);
  trial.set(1);
  EXPECT_FALSE(trial.holds(is_long));
  EXPECT_FALSE(trial.holds(!is_long));
}

TEST(Trial, FindsTheEdgeOfAComparison) {
  const z3::expr x = word("x");
  const z3::expr sum = z3::ule(context().bv_val(1000, 32), x + word("y"));
  Trial trial(model_with(word("y"), 400), x);
  const std::vector<std::uint64_t> edges = trial.edges(sum);
  EXPECT_NE(std::find(edges.begin(), edges.end(), 600u), edges.end());
  EXPECT_NE(std::find(edges.begin(), edges.end(), 599u), edges.end());
}

}  // namespace
}  // namespace twomsl::proof
