// Tries theorems: those that were asked for, each group in a process of its own.
#pragma once

#include <string>
#include <string_view>

namespace twomsl::proof {

/// What became of all that was asked for.
enum class Outcome : std::uint8_t { as_expected, not_as_expected, not_tried };

/// Tries every theorem whose id or law `asked` is, and every mutant that must break that law; all
/// but the long ones if it is empty. Prints a line for each case, then which theorems failed.
///
/// `results` is a file to write: "passed NAME" or "failed NAME" for each theorem, the lines that
/// were not as expected after it, indented. Empty: none is kept.
[[nodiscard]] Outcome try_theorems(std::string_view asked, const std::string& results);

/// Tries every theorem of this subject but the long ones, without what must break them: what is
/// asked of a mutant of the code, which the mutants of the registry do not concern.
[[nodiscard]] Outcome try_subject(std::string_view subject);

/// The same until one fails, the cheapest first, each no further than to its first claim that does
/// not hold; prints that theorem's name.
[[nodiscard]] Outcome try_until_first_failure(std::string_view subject);

/// Tries what must break the theorems of this subject, and not these: what is asked of a mutant of
/// a law, which is too weak if something that breaks it is not refuted any more.
[[nodiscard]] Outcome try_mutants(std::string_view subject);

/// The theorem of this name has passed, as `results` has it; if not, prints what it says.
[[nodiscard]] bool has_passed(const std::string& results, std::string_view name);

}  // namespace twomsl::proof
