// See explorer.hpp. The values of the current path, changed in a few symbols so that it can go the
// other way: where they can be found, nothing has to be solved anew.
#include <deque>

#include "proofs/engine/explorer.hpp"

namespace twomsl::proof {
namespace {

using Terms = Lemmas::Terms;

// The premise with the model's values for all symbols but those in `open`.
z3::expr filled_in(const z3::expr& premise, const Terms& open, const z3::model& model) {
  Lemmas& lemmas = known_lemmas();
  z3::expr_vector from(context());
  z3::expr_vector to(context());
  for (const unsigned number : lemmas.symbols_of(premise)) {
    if (open.count(number) == 0) {
      from.push_back(lemmas.symbol(number));
      to.push_back(model.eval(lemmas.symbol(number), true));
    }
  }
  z3::expr copy = premise;
  return copy.substitute(from, to).simplify();
}

// A copy in which the symbols have the values of `values`.
z3::model with_values(const z3::model& model, const Terms& symbols, const z3::model& values) {
  z3::model copy(context(), Z3_model_translate(context(), model, context()));
  for (const unsigned number : symbols) {
    const z3::expr& symbol = known_lemmas().symbol(number);
    Z3_add_const_interp(context(), copy, symbol.decl(), values.eval(symbol, true));
  }
  return copy;
}

// The model with other values for the symbols in `open`, which meet those premises that speak of
// them, and of no symbol at all: one of these may never hold. A function that is not known may have
// other values then; so where one is applied nothing is tried.
std::optional<z3::model> changed(const z3::model& model, const Terms& open,
                                 const std::vector<z3::expr>& premises) {
  Lemmas& lemmas = known_lemmas();
  z3::solver solver(context(), z3::solver::simple());
  for (const z3::expr& premise : premises) {
    if (!lemmas.speaks_of(premise, open) && !lemmas.symbols_of(premise).empty()) {
      continue;
    }
    if (lemmas.has_function(premise)) {
      return std::nullopt;
    }
    solver.add(filled_in(premise, open, model));
  }
  if (solver.check() != z3::sat) {
    return std::nullopt;
  }
  return with_values(model, open, solver.get_model());
}

// The premises that the model does not meet; more than `most` are not looked for.
std::vector<z3::expr> unmet(const z3::model& model, const std::vector<z3::expr>& premises,
                            std::size_t most) {
  std::vector<z3::expr> found;
  for (const z3::expr& premise : premises) {
    if (!model.eval(premise, true).is_true()) {
      found.push_back(premise);
      if (found.size() > most) {
        break;
      }
    }
  }
  return found;
}

constexpr std::size_t kMostUnmet = 12;

}  // namespace

// Only what speaks of the symbols in `wanted` can change by them.
std::optional<z3::model> Explorer::repaired(const z3::expr& wanted) const {
  std::vector<z3::expr> premises = conjuncts_;
  for (const Decision& decision : trail_) {
    premises.push_back(decision.taken());
  }
  premises.push_back(wanted);
  return changed(*model_, known_lemmas().symbols_of(wanted), premises);
}

// One of the models that meets the assumptions, or can be changed to.
std::optional<z3::model> Explorer::model_near(const std::deque<z3::model>& seeds) const {
  for (const z3::model& seed : seeds) {
    const std::vector<z3::expr> broken = unmet(seed, conjuncts_, kMostUnmet);
    if (broken.empty()) {
      return seed;
    }
    if (broken.size() > kMostUnmet) {
      continue;
    }
    Terms open;
    for (const z3::expr& premise : broken) {
      const Terms& symbols = known_lemmas().symbols_of(premise);
      open.insert(symbols.begin(), symbols.end());
    }
    if (std::optional<z3::model> model = changed(seed, open, conjuncts_)) {
      return model;
    }
  }
  return std::nullopt;
}

}  // namespace twomsl::proof
