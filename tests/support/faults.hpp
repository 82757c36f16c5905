// A record whose value is wrong in one member, as a mutant of the code would have it, or which is
// merely another.
#pragma once

#include <random>
#include <type_traits>
#include <variant>
#include <vector>

#include "spec/model/event.hpp"

namespace twomsl {

/// The members of a record that may be changed, and numbers that may stand in their place. It
/// refers to the record: not to outlive it.
class Faults {
 public:
  explicit Faults(std::mt19937& random) : random_(random) {}

  /// To be called with each member, as for_each_field() does.
  void operator()(const char* name, bool& value) { members_.push_back({name, &value}); }
  void operator()(const char* name, State& value) { members_.push_back({name, &value}); }
  void operator()(const char* name, std::uint32_t& value) {
    members_.push_back({name, &value});
    words_.push_back(value);
  }
  void operator()(const char* name, std::uint64_t& value) {
    members_.push_back({name, &value});
    times_.push_back(value);
  }
  void operator()(const char* name, Seq<Concrete>& value) { (*this)(name, value.value); }
  void operator()(const char* name, Instant<Concrete>& value) { (*this)(name, value.us); }
  void operator()(const char* name, Duration<Concrete>& value) { (*this)(name, value.us); }
  void operator()(const char* /*name*/, HeldRanges<Concrete>& /*held*/) {}

  /// To be called with a member of another record, whose value may be taken for the right one.
  void lend(const std::uint32_t& value) { words_.push_back(value); }
  void lend(const std::uint64_t& value) { times_.push_back(value); }
  void lend(const Seq<Concrete>& value) { lend(value.value); }
  void lend(const Instant<Concrete>& value) { lend(value.us); }
  void lend(const Duration<Concrete>& value) { lend(value.us); }
  void lend(const bool& /*value*/) {}
  void lend(const HeldRanges<Concrete>& /*held*/) {}

  /// Calls `visit` with the name of one member, drawn, while it is changed: a truth value to the
  /// opposite, a number to one more, one less, or another's, a state to any.
  template <class Visit>
  void with_one(const Visit& visit) {
    const Member& member = members_[random_() % members_.size()];
    std::visit(
        [&](auto* value) {
          const auto right = *value;
          *value = changed(right);
          if (!(*value == right)) visit(member.name);
          *value = right;
        },
        member.value);
  }

 private:
  struct Member {
    const char* name;
    std::variant<bool*, std::uint32_t*, std::uint64_t*, State*> value;
  };

  static bool changed(bool value) { return !value; }
  State changed(State /*value*/) { return static_cast<State>(random_() % kStateCount); }
  std::uint32_t changed(std::uint32_t value) { return changed_number(value, words_); }
  std::uint64_t changed(std::uint64_t value) { return changed_number(value, times_); }

  template <class Number>
  Number changed_number(Number value, const std::vector<Number>& others) {
    const Number from = random_() % 2 == 0 ? value : others[random_() % others.size()];
    return from + static_cast<Number>(random_() % 3) - 1;
  }

  std::mt19937& random_;
  std::vector<Member> members_{};
  std::vector<std::uint32_t> words_{};
  std::vector<std::uint64_t> times_{};
};

}  // namespace twomsl
