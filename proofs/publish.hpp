// The registry in words: the list, the tables of README.md, the tests of ctest.
#pragma once

#include <string>

namespace twomsl::proof {

inline constexpr std::size_t kListColumns = 100;

/// A line for each theorem: law, subject, the id by which it is asked for if that is another,
/// cases, mutants.
[[nodiscard]] std::string listing();

/// Every id that can be asked for, in lines.
[[nodiscard]] std::string ids_in_lines();

/// `readme` with what stands between "<!-- theorems: SUBJECT... -->" and "<!-- end -->" written
/// anew, a row for each theorem of these subjects; and so for "<!-- scopes: SUBJECT... -->" and
/// "<!-- assumptions -->".
[[nodiscard]] std::string with_tables(const std::string& readme);

/// What ctest includes: for each theorem a test that it has passed, as the file `results` of the
/// one run (fixture `proofs`) has it; for each long one a run of its own. `prover` is this program.
[[nodiscard]] std::string ctest_file(const std::string& prover, const std::string& results);

}  // namespace twomsl::proof
