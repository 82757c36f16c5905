// See explorer.hpp. The values of the current path, changed in one symbol so that it can go the
// other way: where they can be found, nothing has to be solved anew.
#include <algorithm>
#include <deque>
#include <iterator>

#include "proofs/engine/explorer.hpp"
#include "proofs/engine/known/trial.hpp"

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

// A copy in which the symbol has this value.
z3::model with_value(const z3::model& model, const z3::expr& symbol, std::uint64_t value) {
  z3::model copy(context(), Z3_model_translate(context(), model, context()));
  const z3::expr term = symbol.is_bool() ? context().bool_val(value == 1)
                                         : context().bv_val(value, symbol.get_sort().bv_size());
  Z3_func_decl decl = symbol.decl();
  Z3_add_const_interp(context(), copy, decl, term);
  return copy;
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

// The model with another value for one symbol alone, which meets those premises that speak of it:
// the last of them is what is wanted. Found in machine words, and computed again by Z3.
std::optional<z3::model> nudged(const z3::model& model, unsigned number,
                                const std::vector<z3::expr>& premises) {
  Lemmas& lemmas = known_lemmas();
  const z3::expr& symbol = lemmas.symbol(number);
  std::vector<z3::expr> concerned;
  std::copy_if(premises.rbegin(), premises.rend(), std::back_inserter(concerned),
               [&](const z3::expr& one) { return lemmas.symbols_of(one).count(number) != 0; });
  Trial trial(model, symbol);
  for (const std::uint64_t value : trial.edges(premises.back())) {
    trial.set(value);
    if (!std::all_of(concerned.begin(), concerned.end(),
                     [&](const z3::expr& one) { return trial.holds(one); })) {
      continue;
    }
    const z3::model found = with_value(model, symbol, value);
    if (unmet(found, concerned, 0).empty()) {
      return found;
    }
  }
  return std::nullopt;
}

constexpr std::size_t kMostUnmet = 12;

}  // namespace

// One symbol alone, in machine words: the solver of the path, which knows all but the last
// decision, finds more in less time than one that is asked about a few symbols.
std::optional<z3::model> Explorer::repaired(const z3::expr& wanted) const {
  std::vector<z3::expr> premises = conjuncts_;
  for (const Decision& decision : trail_) {
    premises.push_back(decision.taken());
  }
  premises.push_back(wanted);
  for (const unsigned number : known_lemmas().symbols_of(wanted)) {
    if (std::optional<z3::model> model = nudged(*model_, number, premises)) {
      return model;
    }
  }
  return std::nullopt;
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
