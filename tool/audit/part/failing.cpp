// See failing.hpp.
#include "tool/audit/part/failing.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "oracle/words.hpp"
#include "tool/line/offered_words.hpp"

namespace twomsl::tool {
namespace {

constexpr const char* kNever = "never";

// That verdict and those that are graver; none for "never".
std::optional<Verdicts> read_level(const std::string& word) {
  if (word == kNever) return Verdicts{};
  const std::optional<Verdict> level = oracle::value_named<Verdict>(word);
  if (!level) return std::nullopt;
  Verdicts failing;
  for (const Verdict verdict : kValuesOf<Verdict>) {
    if (verdict <= *level) failing.insert(verdict);
  }
  return failing;
}

std::vector<std::string> words_of_levels() {
  std::vector<std::string> words;
  for (const Verdict verdict : kValuesOf<Verdict>) words.emplace_back(name(verdict));
  words.emplace_back(kNever);
  return words;
}

std::string names_of_levels() { return fmt::format("{}", fmt::join(words_of_levels(), ", ")); }

}  // namespace

void add_failing_options(CLI::App& app, Verdicts& failing) {
  const auto read = [&failing](const std::string& word) {
    const std::optional<Verdicts> level = read_level(word);
    if (!level) {
      throw CLI::ValidationError("--fail-on", "'" + word + "' is none of " + names_of_levels());
    }
    failing = *level;
  };
  CLI::Option* const fail_on =
      app.add_option_function<std::string>(
             "--fail-on", read, "what fails the run, with all that is graver: " + names_of_levels())
          ->type_name("LEVEL");
  offer(*fail_on, words_of_levels());
  app.add_flag_callback(
         "--strict", [&failing] { failing.insert(Verdict::deviation); },
         "a deviation fails as a violation does")
      ->excludes(fail_on);
  app.add_flag_callback(
         "--fail-undetermined", [&failing] { failing.insert(Verdict::undetermined); },
         "status 4 if something is undetermined")
      ->excludes(fail_on);
}

Exit exit_for(Verdicts failing, const oracle::Totals& totals) {
  for (const Verdict verdict : kValuesOf<Verdict>) {
    if (!failing.contains(verdict) || totals.of(verdict) == 0) continue;
    return verdict == Verdict::undetermined ? Exit::undetermined : Exit::violation;
  }
  return Exit::clean;
}

}  // namespace twomsl::tool
