// See judging_options.hpp.
#include "tool/audit/judging_options.hpp"

#include <array>
#include <string>

#include "oracle/option_words.hpp"

namespace twomsl::tool {
namespace {

using oracle::AuditOptions;

// An option whose word is read by a function; `words` says which it may be.
struct WordOption {
  const char* name;
  const char* type;
  const char* help;
  std::string (*words)();
  bool (*read)(const std::string& word, AuditOptions& options);
};

template <Named E>
std::string names_of() {
  std::string names;
  for (const E value : kValuesOf<E>) {
    if (!names.empty()) names += ", ";
    names += name(value);
  }
  return names;
}

constexpr std::array<WordOption, 3> kWordOptions{{
    {"--profile", "NAME", "expected deviations and MSL: ", names_of<oracle::Profile>,
     oracle::read_profile},
    {"--vantage", "WHERE", "where it was captured: ",
     [] { return std::string("host:ADDR, peer:ADDR, middle, auto"); }, oracle::read_vantage},
    {"--assume", "WORDS", "what verdicts may take for granted, all by default, comma-separated: ",
     [] { return names_of<Assumption>() + ", none"; }, oracle::read_assumptions},
}};

void add_word_option(CLI::App& app, const WordOption& option, AuditOptions& options) {
  app.add_option_function<std::string>(
         option.name,
         [&option, &options](const std::string& word) {
           if (option.read(word, options)) return;
           throw CLI::ValidationError(option.name, "'" + word + "' is none of " + option.words());
         },
         std::string(option.help) + option.words())
      ->type_name(option.type);
}

void add_msl(CLI::App& app, AuditOptions& options) {
  const auto read = [&options](const std::string& word) {
    if (oracle::read_msl(word, options)) return;
    throw CLI::ValidationError(
        "--msl",
        "'" + word + "' is no number of seconds from 0.000001 to 86400, such as 30 or 0.5");
  };
  app.add_option_function<std::string>(
         "--msl", read, "the MSL in seconds; without it a wait is judged by its own evidence")
      ->type_name("SECONDS");
}

}  // namespace

void add_judging_options(CLI::App& app, AuditOptions& options) {
  add_msl(app, options);
  for (const WordOption& option : kWordOptions) add_word_option(app, option, options);
}

}  // namespace twomsl::tool
