// A list of held ranges of any length, as integers: what RANGES and INV-DATA are proved of.
//
// That a list is in order is true of every two of its places; a place found by halving is one
// before which something is true of all. Z3 is told this of the places that are looked at, which
// are finitely many: a part of what is true, so what follows from it is true.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "proofs/engine/integral.hpp"
#include "spec/laws/connection/reassembly_laws.hpp"

namespace twomsl::proof {

/// What HeldRanges<Concrete> offers to core/connection/reassembly.hpp, over a list of any length.
class AnyList {
 public:
  using Domain = Integral;
  using U32 = Integral::U32;
  using Places = std::vector<U32>;

  /// A list of up to `most` ranges ahead of `nxt`, by no more than 2^30. The words that it is made
  /// of are added to `words`.
  AnyList(const Seq<Integral>& nxt, std::uint32_t most, z3::expr_vector& words);

  [[nodiscard]] const U32& count() const { return count_; }
  /// The range at `place`; an empty one if there is none.
  [[nodiscard]] Range<Integral> at(const U32& place) const;
  [[nodiscard]] U32 count_ending_before(const Seq<Integral>& number) const;
  [[nodiscard]] U32 count_beginning_up_to(const Seq<Integral>& number) const;
  /// Any answer.
  [[nodiscard]] Bool has_room() const { return has_room_; }
  void replace_if(const Bool& condition, const U32& first, const U32& last,
                  const Range<Integral>& range);
  void remove_first(const U32& count);

  /// What is true of the first list at `places`: it is in order, ahead of `nxt`.
  [[nodiscard]] Bool is_given_at(const Places& places) const;

  /// What is true at `places` of those that were found by halving, if the numbers asked for lie
  /// within 2^31 of the list: all but those of text that is empty, which is refused whatever was
  /// found.
  [[nodiscard]] Bool is_halved_at(const Places& places) const;

  /// The places that were looked at, each once; and those that were found by halving, in the order
  /// in which they were asked for.
  [[nodiscard]] const Places& looked_at() const { return *looked_at_; }
  [[nodiscard]] const U32& found(std::size_t i) const { return (*cuts_)[i].count; }

  /// Where what stands at `place` may have stood in the first list; and where it may stand now.
  [[nodiscard]] Places origins_of(const U32& place) const;
  [[nodiscard]] Places images_of(const U32& place) const;

 private:
  struct Cut {
    U32 count{};
    std::function<Bool(const Range<Integral>& range)> test{};
  };
  using Moves = std::function<Places(const U32& place)>;

  [[nodiscard]] U32 cut(std::function<Bool(const Range<Integral>& range)> test) const;
  void become(U32 count, std::function<Range<Integral>(const U32& place)> range);

  z3::expr_vector words_;
  z3::func_decl begins_;  // of the first list: from places to what lies between `nxt` and a begin
  z3::func_decl ends_;
  U32 most_{};
  U32 count_{};
  Bool has_room_{};
  std::function<Range<Integral>(const U32& place)> range_{};
  Moves origins_{};
  Moves images_{};
  // Of copies, as long as they are the same list.
  std::shared_ptr<std::vector<Cut>> cuts_ = std::make_shared<std::vector<Cut>>();
  std::shared_ptr<Places> looked_at_ = std::make_shared<Places>();
};

/// Adds `place`, unless it is there.
void add_place(AnyList::Places& places, const IntegralWord& place);

/// `number` lies in the last range that begins at it or before.
[[nodiscard]] Bool is_held(const AnyList& list, const Seq<Integral>& number);

/// The arbitrary place of this name.
[[nodiscard]] IntegralWord any_place(const char* name);

/// At any_place("place") there is nothing, or a range ahead of `nxt` and before the next one.
[[nodiscard]] Bool are_apart(const AnyList& list, const Seq<Integral>& nxt);

}  // namespace twomsl::proof
