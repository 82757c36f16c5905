// See any_list.hpp.
#include "proofs/connection/contract/any_list.hpp"

#include <algorithm>

#include "proofs/connection/contract/connection_contract.hpp"

namespace twomsl::proof {
namespace {

using U32 = Integral::U32;

z3::func_decl function_of_places(const char* name) {
  return context().function(name, context().int_sort(), context().int_sort());
}

}  // namespace

AnyList::AnyList(const Seq<Integral>& nxt, std::uint32_t most, z3::expr_vector& words)
    : words_(words),
      begins_(function_of_places("begins")),
      ends_(function_of_places("ends")),
      most_(most),
      count_(any_word("count", words)),
      has_room_(context().bool_const("has_room")) {
  words_.push_back((count_ <= most_).term());
  range_ = [nxt, begins = begins_, ends = ends_](const U32& place) {
    return Range<Integral>{nxt + U32(begins(place.term())), nxt + U32(ends(place.term()))};
  };
  origins_ = [](const U32& place) { return Places{place}; };
  images_ = origins_;
}

void add_place(AnyList::Places& places, const U32& place) {
  const auto is_same = [&place](const U32& known) { return z3::eq(known.term(), place.term()); };
  if (std::none_of(places.begin(), places.end(), is_same)) places.push_back(place);
}

Range<Integral> AnyList::at(const U32& place) const {
  add_place(*looked_at_, place);
  return select<Integral>(place < count_, range_(place), Range<Integral>{});
}

U32 AnyList::cut(std::function<Bool(const Range<Integral>& range)> test) const {
  z3::expr_vector words = words_;
  const U32 count = any_word("cut" + std::to_string(words.size()), words);
  cuts_->push_back({count, std::move(test)});
  return count;
}

U32 AnyList::count_ending_before(const Seq<Integral>& number) const {
  return cut([number](const Range<Integral>& range) { return is_before(range.end, number); });
}

U32 AnyList::count_beginning_up_to(const Seq<Integral>& number) const {
  return cut(
      [number](const Range<Integral>& range) { return is_at_or_before(range.begin, number); });
}

void AnyList::become(U32 count, std::function<Range<Integral>(const U32& place)> range) {
  count_ = std::move(count);
  range_ = std::move(range);
  cuts_ = std::make_shared<std::vector<Cut>>();
  looked_at_ = std::make_shared<Places>();
}

void AnyList::replace_if(const Bool& condition, const U32& first, const U32& last,
                         const Range<Integral>& range) {
  const U32 behind = select(first < last, last, first);
  const auto origin = [first, behind](const U32& place) {
    return (place - first) - U32(1u) + behind;
  };
  origins_ = [origin](const U32& place) { return Places{place, origin(place)}; };
  images_ = [first, behind](const U32& place) {
    return Places{place, first, (place + U32(1u)) + (first - behind)};
  };
  become(select(condition, (count_ + U32(1u)) - (behind - first), count_),
         [=, was = range_](const U32& place) {
           const Range<Integral> moved =
               select<Integral>(place == first, range, was(origin(place)));
           return select<Integral>(condition && first <= place, moved, was(place));
         });
}

void AnyList::remove_first(const U32& count) {
  origins_ = [count](const U32& place) { return Places{place + count}; };
  images_ = [count](const U32& place) { return Places{place - count}; };
  become(count_ - count, [count, was = range_](const U32& place) { return was(place + count); });
}

Bool AnyList::is_given_at(const Places& places) const {
  Bool given(true);
  const auto begin = [this](const U32& place) { return U32(begins_(place.term())); };
  const auto end = [this](const U32& place) { return U32(ends_(place.term())); };
  for (const U32& place : places) {
    const Bool is_ahead =
        U32(0u) < begin(place) && begin(place) < end(place) && end(place) <= U32(kLargestWindow);
    given = given && implies(place < count_, is_ahead);
    for (const U32& later : places) {
      given = given && implies(place < later && later < count_, end(place) < begin(later));
    }
  }
  return given;
}

Bool AnyList::is_halved_at(const Places& places) const {
  Bool halved(true);
  for (const Cut& cut : *cuts_) {
    halved = halved && cut.count <= count_;
    for (const U32& place : places) {
      halved = halved && implies(place < count_, (place < cut.count) == cut.test(range_(place)));
    }
  }
  return halved;
}

AnyList::Places AnyList::origins_of(const U32& place) const { return origins_(place); }
AnyList::Places AnyList::images_of(const U32& place) const { return images_(place); }

Bool is_held(const AnyList& list, const Seq<Integral>& number) {
  const Range<Integral> last = list.at(list.count_beginning_up_to(number) - U32(1u));
  return number - last.begin < last.end - last.begin;
}

IntegralWord any_place(const char* name) { return IntegralWord(context().int_const(name)); }

Bool are_apart(const AnyList& list, const Seq<Integral>& nxt) {
  const U32 place = any_place("place");
  const U32 next = place + U32(1u);
  const Range<Integral> range = list.at(place);
  const Bool is_before_next = range.end - nxt < list.at(next).begin - nxt;
  return implies(place < list.count(),
                 is_ahead(range, nxt) && implies(next < list.count(), is_before_next));
}

}  // namespace twomsl::proof
