// What Z3 has said of obligations before, by their content: an obligation that has not changed
// since need not be proved again.
//
// A verdict is kept with 128 bits of a hash of all that was asked, term by term. A tenth of those
// that are met, chosen by a seed, is asked again in every run, and one that does not come out as
// kept ends the proof under way, which has failed.
#pragma once

#include <z3++.h>

#include <cstdint>
#include <string>
#include <tuple>

namespace twomsl::proof {

/// Of what is asked: equal for questions that differ in the order of conjuncts and summands alone.
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend constexpr bool operator==(const Digest&, const Digest&) = default;
  friend constexpr bool operator<(const Digest& a, const Digest& b) {
    return std::tie(a.high, a.low) < std::tie(b.high, b.low);
  }
};

/// How a run makes use of what is kept.
struct VerdictUse {
  std::string from{};           // a file of verdicts to go by; empty: none
  std::string into{};           // a file to write with all that the run meets; empty: none
  std::uint64_t seed = 0;       // of the tenth that is asked again
  bool asks_again = true;       // that tenth; if not, whatever is kept is gone by
  double worth_seconds = 0.01;  // what Z3 answers sooner is not worth a line
  std::string exports{};        // a folder for each claim that holds, as SMT-LIB; empty: none
};

/// For this process and those that it starts from now on. Says what is wrong with a file; empty if
/// nothing is.
[[nodiscard]] std::string begin_verdicts(const VerdictUse& use);

/// Writes the file of what was met. How many verdicts this run went by, asked again and found, in
/// words; empty if none are in use.
[[nodiscard]] std::string end_verdicts();

/// Whether all that the solver has been told can be met, as is kept, or as Z3 says now.
[[nodiscard]] z3::check_result verdict_on(z3::solver& solver);

}  // namespace twomsl::proof
