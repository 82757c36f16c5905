// What a theorem of one connection asks of a step, by its id.
#pragma once

#include "spec/laws/connection/connection_laws.hpp"

namespace twomsl::proof {

/// The law of this id holds of the step; of an id that is none's, it does.
template <class D>
typename D::Bool law_holds(std::string_view id, const ConnectionStep<D>& step) {
  if (id == "INDUCTION") {
    return deadline_matches_ghost(step.after, update_ghost(step), step.now);
  }
  if (id == "WINDOW") {
    return window_law(step);
  }
  if (id == "CREDIT") {
    return credit_is_of_its_class(step);
  }
  if (id == "SWITCHES") {
    typename D::Bool all(true);
    for (const ConnectionLaw<D>& law : kConnectionLaws<D>) {
      all = all && law.holds(step);
    }
    return all;
  }
  for (const ConnectionLaw<D>& law : kConnectionLaws<D>) {
    if (law.id == id) {
      return law.holds(step);
    }
  }
  return typename D::Bool(true);
}

}  // namespace twomsl::proof
