// Counterexamples brought back: from a model of Z3 to values that the concrete code runs on.
#pragma once

#include "proofs/table/table_proof.hpp"

namespace twomsl::proof {

/// The hash that a model chose.
struct ModelHash {
  const z3::model* model = nullptr;
  [[nodiscard]] std::uint32_t operator()(const KeyOf<Concrete>& key) const;
};

template <std::size_t capacity>
using ReplayTable =
    TimeWaitTable<Concrete, KeyOf<Concrete>, std::array<Slot<Concrete, KeyOf<Concrete>>, capacity>,
                  ModelHash, RunSearch>;

/// Values of symbols in a model; what it leaves open is zero.
class Decoder {
 public:
  explicit Decoder(const z3::model& model) : model_(model) {}

  [[nodiscard]] bool operator()(const Bool& symbol) const;
  [[nodiscard]] std::uint32_t operator()(const Symbolic::U32& symbol) const;
  [[nodiscard]] std::uint64_t operator()(const Symbolic::U64& symbol) const;
  [[nodiscard]] Instant<Concrete> operator()(const Instant<Symbolic>& instant) const;
  [[nodiscard]] KeyOf<Concrete> operator()(const Key& key) const;
  [[nodiscard]] TimeWaitRecord<Concrete> operator()(const TimeWaitRecord<Symbolic>& record) const;
  [[nodiscard]] Slot<Concrete, KeyOf<Concrete>> operator()(const Slot<Symbolic, Key>& slot) const;
  [[nodiscard]] TablePolicy<Concrete> operator()(const TablePolicy<Symbolic>& policy) const;
  [[nodiscard]] TableEvent<Concrete, KeyOf<Concrete>> operator()(const Event& event) const;
  [[nodiscard]] TupleHistory<Concrete, KeyOf<Concrete>> operator()(
      const SymbolicHistory& history) const;

  template <std::size_t capacity, class Search>
  [[nodiscard]] Situation<ReplayTable<capacity>> operator()(
      const Situation<SymbolicTable<capacity, Search>>& given) const {
    const Decoder& decode = *this;
    Situation<ReplayTable<capacity>> replay;
    replay.table.policy = decode(given.table.policy);
    replay.table.account = {decode(given.table.account.reserved), decode(given.table.account.held)};
    replay.table.sweep_cursor = given.table.sweep_cursor;
    replay.table.hash.model = &model_;
    for (std::size_t i = 0; i < capacity; ++i) {
      replay.table.slots[i] = decode(given.table.slots[i]);
    }
    replay.event = decode(given.event);
    replay.history = decode(given.history);
    replay.clock = decode(given.clock);
    replay.later = decode(given.later);
    return replay;
  }

 private:
  const z3::model& model_;
};

}  // namespace twomsl::proof
