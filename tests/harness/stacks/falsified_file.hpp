// Our endpoint's file of callbacks with services falsified.
#pragma once

#include <twomsl/stack.h>

#include <string>

#include "harness/stage/self_check.hpp"

namespace twomsl::harness {

inline const twomsl_services* honest = nullptr;
inline twomsl_services passed_on{};
inline const twomsl_stack& endpoint() { return *twomsl_stack_under_test(); }

using Falsify = void (*)(twomsl_services&);
inline Falsify falsify = nullptr;

inline const char* reset(void* context, const twomsl_services* services,
                         const twomsl_setup* setup) {
  honest = services;
  passed_on = *services;
  if (falsify != nullptr) falsify(passed_on);
  return endpoint().reset(context, &passed_on, setup);
}

// The endpoint's file with services falsified.
inline twomsl_stack with(Falsify lie) {
  falsify = lie;
  twomsl_stack stack = endpoint();
  stack.reset = reset;
  return stack;
}

inline std::string fault_of(const twomsl_stack& stack) {
  return self_check({&stack, 0}).recording.fault;
}

}  // namespace twomsl::harness
