// What every target with a museum shares: who is on trial, and how a broken law is told.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "tests/support/breach.hpp"

namespace twomsl {

/// Which target asks, and by which environment variable an entry of the museum is named: a "table"
/// or a "policy".
struct Summons {
  const char* target = "";
  const char* variable = "";
  const char* what = "";
};

/// The entry that the variable names, as museum(name) gives it; without the variable, `honest`.
/// Ends the program with status 2 if the museum has no such entry.
template <class TablePolicies, class MuseumOf>
[[nodiscard]] TablePolicies pick_policy(const Summons& by, const TablePolicies& honest,
                                        const MuseumOf& museum) {
  const char* name = std::getenv(by.variable);
  if (name == nullptr) {
    return honest;
  }
  const TablePolicies policies_under_test = museum(name);
  if (policies_under_test.empty()) {
    std::fprintf(stderr, "%s: no %s '%s' in the museum\n", by.target, by.what, name);
    std::exit(2);
  }
  return policies_under_test;
}

/// Tells of a broken law, and crashes for the fuzzer to see.
inline void abort_on(const std::optional<Breach>& breach) {
  if (breach) {
    std::fprintf(stderr, "broken: %s\n%s\n", std::string(breach->law).c_str(),
                 breach->what.c_str());
    std::abort();
  }
}

}  // namespace twomsl
