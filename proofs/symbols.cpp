// See symbols.hpp.
#include "proofs/symbols.hpp"

#include <algorithm>

namespace twomsl::proof {

void add_conjuncts(const z3::expr& term, std::vector<z3::expr>& all) {
  if (!term.is_and()) {
    all.push_back(term);
    return;
  }
  for (unsigned i = 0; i < term.num_args(); ++i) {
    add_conjuncts(term.arg(i), all);
  }
}

std::vector<z3::expr> SymbolIndex::relevant(const std::vector<z3::expr>& premises,
                                            const z3::expr& claim) {
  const Symbols asked = symbols_of(claim);
  Symbols reached = asked;
  std::vector<z3::expr> found;
  std::vector<const z3::expr*> others;
  for (const z3::expr& premise : premises) {
    const Symbols& symbols = symbols_of(premise);
    const bool shares = std::any_of(symbols.begin(), symbols.end(),
                                    [&](unsigned symbol) { return asked.count(symbol) != 0; });
    if (shares) {
      found.push_back(premise);
      reached.insert(symbols.begin(), symbols.end());
    } else {
      others.push_back(&premise);
    }
  }
  for (const z3::expr* premise : others) {
    const Symbols& symbols = symbols_of(*premise);
    if (std::includes(reached.begin(), reached.end(), symbols.begin(), symbols.end())) {
      found.push_back(*premise);
    }
  }
  return found;
}

const SymbolIndex::Symbols& SymbolIndex::symbols_of(const z3::expr& term) {
  const unsigned id = Z3_get_ast_id(context(), term);
  if (const auto known = known_.find(id); known != known_.end()) {
    return known->second.symbols;
  }
  Symbols symbols;
  if (term.is_const() && !term.is_numeral() && !term.is_true() && !term.is_false()) {
    symbols.insert(id);
  }
  for (unsigned i = 0; term.is_app() && i < term.num_args(); ++i) {
    const Symbols& inner = symbols_of(term.arg(i));
    symbols.insert(inner.begin(), inner.end());
  }
  return known_.emplace(id, Entry{term, std::move(symbols)}).first->second.symbols;
}

}  // namespace twomsl::proof
