// See judging_options.hpp.
#include "tool/audit/judging_options.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "oracle/option_words.hpp"
#include "oracle/report/notation.hpp"
#include "oracle/suggestion.hpp"
#include "tool/audit/named_files.hpp"
#include "tool/line/numbers.hpp"
#include "tool/line/offered_words.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

using oracle::AuditOptions;
using Words = std::vector<std::string>;

template <Named E>
Words names_of() {
  Words names;
  for (const E value : kValuesOf<E>) names.emplace_back(name(value));
  return names;
}

std::string listed(const Words& words) { return fmt::format("{}", fmt::join(words, ", ")); }

// "--profile linx is none of rfc9293, strict, ...; did you mean linux?"
[[noreturn]] void refuse(const std::string& option, const std::string& word, const Words& known) {
  if (looks_like_a_file(word)) {
    throw CLI::ValidationError(
        fmt::format("'{}' is a file: {} needs one of {} before it", word, option, listed(known)));
  }
  throw CLI::ValidationError(fmt::format("{} '{}' is none of {}{}", option, word, listed(known),
                                         oracle::did_you_mean(word, known)));
}

void add_profile(CLI::App& app, AuditOptions& options) {
  const Words known = names_of<oracle::Profile>();
  CLI::Option* const option = app.add_option_function<std::string>(
                                     "--profile",
                                     [&options, known](const std::string& word) {
                                       if (!oracle::read_profile(word, options))
                                         refuse("--profile", word, known);
                                     },
                                     "expected deviations and MSL: " + listed(known))
                                  ->type_name("NAME");
  offer(*option, known);
}

// What else may have been meant by a place that is none.
std::string objection_to_place(const std::string& word) {
  if (oracle::read_address_in_brackets(word)) {
    return fmt::format(
        "--vantage {0}: say host:{0} if the capture was taken at that host, or peer:{0} if at "
        "whom it talks to",
        word);
  }
  const std::size_t colon = word.find(':');
  const std::string kind = word.substr(0, colon);
  if (colon != std::string::npos && (kind == "host" || kind == "peer")) {
    return fmt::format("--vantage {}: '{}' is no IPv4 or IPv6 address", word,
                       word.substr(colon + 1));
  }
  const Words known{"host:ADDR", "peer:ADDR", "middle", "auto"};
  const Words kinds{"host", "peer", "middle", "auto"};
  return fmt::format("--vantage '{}' is none of {}{}", word, listed(known),
                     oracle::did_you_mean(kind, kinds));
}

void add_vantage(CLI::App& app, AuditOptions& options) {
  CLI::Option* const option = app.add_option_function<std::string>(
                                     "--vantage",
                                     [&options](const std::string& word) {
                                       if (!oracle::read_vantage(word, options)) {
                                         throw CLI::ValidationError(objection_to_place(word));
                                       }
                                     },
                                     "where it was captured: host:ADDR, peer:ADDR, middle, auto")
                                  ->type_name("WHERE");
  offer(*option, {"host:", "peer:", "middle", "auto"});
}

Words words_of_assume() {
  Words known = names_of<Assumption>();
  known.insert(known.end(), {"all", "none"});
  return known;
}

void refuse_assumption(const std::string& word) {
  const Words known = words_of_assume();
  if (word.empty()) throw CLI::ValidationError("--assume: a word is empty; say " + listed(known));
  refuse("--assume", word.starts_with('-') ? word.substr(1) : word, known);
}

void add_assume(CLI::App& app, AuditOptions& options) {
  CLI::Option* const option =
      app.add_option_function<Words>(
             "--assume",
             [&options](const Words& given) {
               const std::string words = fmt::format("{}", fmt::join(given, ","));
               if (oracle::read_assumptions(words, options)) return;
               refuse_assumption(oracle::unknown_assumption(words));
             },
             "what verdicts may take for granted, all by default; a list of " +
                 listed(names_of<Assumption>()) +
                 "; or all, none. -WORD takes one away: --assume=-one-stack grants all others")
          ->type_name("WORDS")
          ->allow_extra_args(false);
  offer(*option, words_of_assume());
}

}  // namespace

void add_judging_options(CLI::App& app, AuditOptions& options) {
  add_msl_option(app, "the MSL in seconds; without it a wait is judged by its own evidence",
                 [&options](double seconds) { options.msl_s = seconds; });
  add_profile(app, options);
  add_vantage(app, options);
  add_assume(app, options);
}

void warn_of_vantage(const oracle::Audit& audit, const AuditOptions& options) {
  if (!audit.summary.lacks_vantage || !is_judged(audit)) return;
  complain("twomsl",
           fmt::format("{}: no segment in it is of {}, which --vantage names",
                       called(audit.summary.file), oracle::text(options.vantage_address)));
}

}  // namespace twomsl::tool
