// See lemmas.hpp.
#include "proofs/engine/known/lemmas.hpp"

#include <algorithm>

namespace twomsl::proof {
namespace {

unsigned number_of(const z3::expr& term) { return Z3_get_ast_id(context(), term); }

template <class Set>
bool includes(const Set& all, const Set& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

void add_conjuncts(const z3::expr& term, std::vector<z3::expr>& all) {
  if (!term.is_and()) {
    all.push_back(term);
    return;
  }
  for (unsigned i = 0; i < term.num_args(); ++i) {
    add_conjuncts(term.arg(i), all);
  }
}

bool Lemmas::speaks_of(const z3::expr& term, const Terms& symbols) {
  const Terms& own = entry_of(term).symbols;
  return std::any_of(own.begin(), own.end(),
                     [&](unsigned symbol) { return symbols.count(symbol) != 0; });
}

std::vector<z3::expr> Lemmas::relevant(const std::vector<z3::expr>& premises, const z3::expr& claim,
                                       unsigned hops) {
  Terms reached = entry_of(claim).symbols;
  for (unsigned hop = 0; hop < hops; ++hop) {
    const Terms asked = reached;
    for (const z3::expr& premise : premises) {
      if (speaks_of(premise, asked)) {
        const Terms& symbols = entry_of(premise).symbols;
        reached.insert(symbols.begin(), symbols.end());
      }
    }
  }
  std::vector<z3::expr> found;
  std::copy_if(
      premises.begin(), premises.end(), std::back_inserter(found),
      [&](const z3::expr& premise) { return includes(reached, entry_of(premise).symbols); });
  return found;
}

bool Lemmas::follows(const Premises& premises, const z3::expr& claim) {
  const Terms& given = premises.numbers;
  const std::vector<Terms>& proofs = entry_of(claim).proofs;
  return given.count(number_of(claim)) != 0 ||
         std::any_of(proofs.begin(), proofs.end(),
                     [&](const Terms& premises_of) { return includes(given, premises_of); });
}

void Lemmas::add(const std::vector<z3::expr>& premises, const z3::expr& claim) {
  entry_of(claim).proofs.push_back(numbers_of(premises));
}

Lemmas::Terms Lemmas::numbers_of(const std::vector<z3::expr>& terms) {
  Terms numbers;
  for (const z3::expr& term : terms) {
    numbers.insert(number_of(entry_of(term).term));
  }
  return numbers;
}

Lemmas::Entry& Lemmas::entry_of(const z3::expr& term) {
  const unsigned number = number_of(term);
  if (const auto known = known_.find(number); known != known_.end()) {
    return known->second;
  }
  Terms symbols;
  bool has_function =
      term.is_app() && term.num_args() != 0 && term.decl().decl_kind() == Z3_OP_UNINTERPRETED;
  if (term.is_const() && !term.is_numeral() && !term.is_true() && !term.is_false()) {
    symbols.insert(number);
  }
  for (unsigned i = 0; term.is_app() && i < term.num_args(); ++i) {
    const Entry& inner = entry_of(term.arg(i));
    symbols.insert(inner.symbols.begin(), inner.symbols.end());
    has_function = has_function || inner.has_function;
  }
  return known_.emplace(number, Entry{term, std::move(symbols), has_function, {}}).first->second;
}

Lemmas& known_lemmas() {
  thread_local Lemmas lemmas;
  return lemmas;
}

}  // namespace twomsl::proof
