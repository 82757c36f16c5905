// See trial.hpp.
#include "proofs/engine/known/trial.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <unordered_map>

namespace twomsl::proof {
namespace {

using Number = std::uint64_t;
using Value = std::optional<Number>;
using Numbers = std::vector<Number>;

struct Node;
using Operation = Number (*)(const Numbers& of, const Node& node);

// A term, read once.
struct Node {
  z3::expr term;  // kept, for Z3 gives the numbers of the dead to the living
  Operation operation = nullptr;
  unsigned width = 1;
  unsigned shift = 0;  // the first bit that is extracted; where the first part of two goes
  bool is_symbol = false;
  Value constant{};
  std::vector<std::size_t> parts{};
};

struct Rule {
  Z3_decl_kind kind;
  Operation operation;
};

template <class Join>
Number joined(const Numbers& of, const Join& join) {
  Number all = of.front();
  for (std::size_t i = 1; i < of.size(); ++i) {
    all = join(all, of[i]);
  }
  return all;
}

Number shifted(Number value, Number by, const Node& node) {
  return by < node.width ? value << by : 0;
}

// What comes to more bits than the term has is cut by whoever asks.
constexpr std::array<Rule, 24> kRules = {{
    {Z3_OP_TRUE, [](const Numbers&, const Node&) { return Number{1}; }},
    {Z3_OP_FALSE, [](const Numbers&, const Node&) { return Number{0}; }},
    {Z3_OP_NOT, [](const Numbers& of, const Node&) { return 1 - of[0]; }},
    {Z3_OP_AND, [](const Numbers& of, const Node&) { return joined(of, std::bit_and<>()); }},
    {Z3_OP_OR, [](const Numbers& of, const Node&) { return joined(of, std::bit_or<>()); }},
    {Z3_OP_EQ, [](const Numbers& of, const Node&) { return Number{of[0] == of[1]}; }},
    {Z3_OP_ITE, [](const Numbers& of, const Node&) { return of[0] == 1 ? of[1] : of[2]; }},
    {Z3_OP_ULEQ, [](const Numbers& of, const Node&) { return Number{of[0] <= of[1]}; }},
    {Z3_OP_UGEQ, [](const Numbers& of, const Node&) { return Number{of[0] >= of[1]}; }},
    {Z3_OP_ULT, [](const Numbers& of, const Node&) { return Number{of[0] < of[1]}; }},
    {Z3_OP_UGT, [](const Numbers& of, const Node&) { return Number{of[0] > of[1]}; }},
    {Z3_OP_BADD, [](const Numbers& of, const Node&) { return joined(of, std::plus<>()); }},
    {Z3_OP_BSUB, [](const Numbers& of, const Node&) { return joined(of, std::minus<>()); }},
    {Z3_OP_BMUL, [](const Numbers& of, const Node&) { return joined(of, std::multiplies<>()); }},
    {Z3_OP_BNEG, [](const Numbers& of, const Node&) { return 0 - of[0]; }},
    {Z3_OP_BNOT, [](const Numbers& of, const Node&) { return ~of[0]; }},
    {Z3_OP_BAND, [](const Numbers& of, const Node&) { return joined(of, std::bit_and<>()); }},
    {Z3_OP_BOR, [](const Numbers& of, const Node&) { return joined(of, std::bit_or<>()); }},
    {Z3_OP_BXOR, [](const Numbers& of, const Node&) { return joined(of, std::bit_xor<>()); }},
    {Z3_OP_ZERO_EXT, [](const Numbers& of, const Node&) { return of[0]; }},
    {Z3_OP_EXTRACT, [](const Numbers& of, const Node& node) { return of[0] >> node.shift; }},
    {Z3_OP_CONCAT, [](const Numbers& of, const Node& node) { return of[0] << node.shift | of[1]; }},
    {Z3_OP_BSHL, [](const Numbers& of, const Node& node) { return shifted(of[0], of[1], node); }},
    {Z3_OP_BLSHR,
     [](const Numbers& of, const Node& node) { return of[1] < node.width ? of[0] >> of[1] : 0; }},
}};

unsigned width_of(const z3::expr& term) { return term.is_bv() ? term.get_sort().bv_size() : 1; }

// Nothing for what is not in words of up to 64 bits.
Operation operation_of(const z3::expr& term) {
  const bool is_word = term.is_bool() || (term.is_bv() && width_of(term) <= 64);
  if (!is_word || !term.is_app()) {
    return nullptr;
  }
  const Z3_decl_kind kind = term.decl().decl_kind();
  if (kind == Z3_OP_CONCAT && term.num_args() != 2) {
    return nullptr;
  }
  const auto* const rule =
      std::find_if(kRules.begin(), kRules.end(), [&](const Rule& one) { return one.kind == kind; });
  return rule == kRules.end() ? nullptr : rule->operation;
}

Value number_in(const z3::expr& term) {
  std::uint64_t number = 0;
  if (term.is_true() || term.is_false()) {
    return term.is_true() ? 1 : 0;
  }
  return term.is_bv() && term.is_numeral_u64(number) ? Value(number) : std::nullopt;
}

// What a node came to, and in which trial.
struct Result {
  unsigned when = 0;
  Value value{};
};

// All terms that were tried, as nodes, each after its parts.
class Program {
 public:
  std::size_t place_of(const z3::expr& term) {
    const unsigned number = Z3_get_ast_id(context(), term);
    if (const auto known = places_.find(number); known != places_.end()) {
      return known->second;
    }
    Node node{term};
    node.operation = operation_of(term);
    node.width = width_of(term);
    node.is_symbol = term.is_const() && term.decl().decl_kind() == Z3_OP_UNINTERPRETED;
    node.constant = number_in(term);
    for (unsigned i = 0; term.is_app() && i < term.num_args(); ++i) {
      node.parts.push_back(place_of(term.arg(i)));
    }
    if (node.operation != nullptr && term.decl().decl_kind() == Z3_OP_EXTRACT) {
      node.shift = term.lo();
    } else if (node.parts.size() == 2) {
      node.shift = nodes_[node.parts[1]].width;
    }
    const std::size_t place = nodes_.size();
    nodes_.push_back(node);
    by_model_.emplace_back();
    tried_.emplace_back();
    places_.emplace(number, place);
    return place;
  }

  void begin(const z3::model& model) {
    model_ = model;
    ++models_;
    ++trials_;
  }

  void set(std::size_t place, Number value) {
    ++trials_;
    tried_[place] = {trials_, value};
  }

  Value value(std::size_t place) {
    if (tried_[place].when != trials_) {
      const Value found = nodes_[place].is_symbol ? by_model(place) : computed(nodes_[place]);
      tried_[place] = {trials_, found};
    }
    return tried_[place].value;
  }

  [[nodiscard]] const Node& node(std::size_t place) const { return nodes_[place]; }

 private:
  Value by_model(std::size_t place) {
    Result& known = by_model_[place];
    if (known.when != models_) {
      known = {models_, number_in(model_->eval(nodes_[place].term, true))};
    }
    return known.value;
  }

  Value computed(const Node& node) {
    if (node.constant || node.operation == nullptr) {
      return node.constant;
    }
    Numbers of;
    for (const std::size_t part : node.parts) {
      const Value known = value(part);
      if (!known) {
        return std::nullopt;
      }
      of.push_back(*known);
    }
    const Number found = node.operation(of, node);
    return node.width < 64 ? found & ((Number{1} << node.width) - 1) : found;
  }

  std::vector<Node> nodes_;
  std::unordered_map<unsigned, std::size_t> places_;
  std::optional<z3::model> model_;
  unsigned models_ = 0;
  std::vector<Result> by_model_;
  unsigned trials_ = 0;
  std::vector<Result> tried_;
};

// Of the context of all terms.
Program& program() {
  thread_local Program the_program;
  return the_program;
}

bool is_comparison(const z3::expr& term) {
  return term.is_app() && term.num_args() == 2 && term.is_bool() && term.arg(0).is_bv();
}

void add_comparisons(const z3::expr& term, std::set<unsigned>& seen,
                     std::vector<z3::expr>& comparisons) {
  if (!term.is_app() || !seen.insert(Z3_get_ast_id(context(), term)).second) {
    return;
  }
  if (is_comparison(term)) {
    comparisons.push_back(term);
  }
  for (unsigned i = 0; i < term.num_args(); ++i) {
    add_comparisons(term.arg(i), seen, comparisons);
  }
}

}  // namespace

Trial::Trial(const z3::model& model, const z3::expr& symbol) : symbol_(symbol) {
  program().begin(model);
}

void Trial::set(std::uint64_t value) { program().set(program().place_of(symbol_), value); }

bool Trial::holds(const z3::expr& term) { return program().value(program().place_of(term)) == 1u; }

std::vector<std::uint64_t> Trial::edges(const z3::expr& term) {
  Program& all = program();
  const Value old = all.value(all.place_of(symbol_));
  if (!old || symbol_.is_bool()) {
    return old ? Numbers{1 - *old} : Numbers{};
  }
  std::set<unsigned> seen;
  std::vector<z3::expr> comparisons;
  add_comparisons(term, seen, comparisons);
  std::set<Number> found;
  for (const z3::expr& comparison : comparisons) {
    const Value a = all.value(all.place_of(comparison.arg(0)));
    const Value b = all.value(all.place_of(comparison.arg(1)));
    for (const Number at : {*old + (a.value_or(0) - b.value_or(0)),
                            *old - (a.value_or(0) - b.value_or(0)), a.value_or(0), b.value_or(0)}) {
      found.insert({at - 1, at, at + 1});
    }
  }
  Numbers values;
  for (const Number one : found) {
    values.push_back(symbol_.get_sort().bv_size() < 64
                         ? one & ((Number{1} << symbol_.get_sort().bv_size()) - 1)
                         : one);
  }
  return values;
}

}  // namespace twomsl::proof
