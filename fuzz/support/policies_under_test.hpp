// What every target with a museum shares: the choice of the policies under test, and the report of
// a broken law.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "sim/checkers/breach.hpp"

namespace twomsl {

/// The environment variable by which a target is given an entry of the museum: a "table" or a
/// "policy".
struct MuseumVariable {
  const char* target = "";
  const char* variable = "";
  const char* what = "";
};

/// The entry that the variable names, as museum(name) gives it; without the variable, `honest`.
/// Ends the program with status 2 if the museum has no such entry.
template <class Policies, class MuseumOf>
[[nodiscard]] Policies pick_policy(const MuseumVariable& by, const Policies& honest,
                                   const MuseumOf& museum) {
  const char* name = std::getenv(by.variable);
  if (name == nullptr) {
    return honest;
  }
  const Policies policies_under_test = museum(name);
  if (policies_under_test.empty()) {
    std::fprintf(stderr, "%s: no %s '%s' in the museum\n", by.target, by.what, name);
    std::exit(2);
  }
  return policies_under_test;
}

/// Prints a broken law and aborts, which is how libFuzzer learns of it.
inline void abort_on(const std::optional<Breach>& breach) {
  if (breach) {
    std::fprintf(stderr, "broken: %s\n%s\n", std::string(breach->law).c_str(),
                 breach->what.c_str());
    std::abort();
  }
}

}  // namespace twomsl
