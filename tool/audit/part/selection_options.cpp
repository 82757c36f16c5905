// See selection_options.hpp.
#include "tool/audit/part/selection_options.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "oracle/suggestion.hpp"
#include "tool/line/offered_words.hpp"

namespace twomsl::tool {
namespace {

void read_rule(const std::string& word, Selection& selection) {
  if (add_rule(selection, word)) return;
  const std::vector<std::string> known = words_of_rules();
  throw CLI::ValidationError(
      "--rule", fmt::format("nothing is judged by '{}'{} (twomsl audit --classes lists classes, "
                            "laws and requirements)",
                            word, oracle::did_you_mean(word, known)));
}

void read_flow(const std::string& word, Selection& selection) {
  const std::optional<FlowPattern> flow = read_flow_pattern(word);
  if (!flow) {
    throw CLI::ValidationError(
        "--flow", "'" + word +
                      "' is not ADDRESS:PORT-ADDRESS:PORT, with IPv6 addresses in brackets, and "
                      "* for any address, any port or any end");
  }
  selection.flows.push_back(*flow);
}

void read_known_by(const std::string& word, ReportedPart& part) {
  if (word != "finding" && word != "kind") {
    throw CLI::ValidationError("--baseline-by", "'" + word + "' is none of finding, kind");
  }
  part.known_by = word == "kind" ? KnownBy::kind : KnownBy::finding;
}

// An option whose word may be given more than once.
struct RepeatedOption {
  const char* name;
  const char* type;
  const char* help;
  void (*read)(const std::string& word, Selection& selection);
};

constexpr std::array<RepeatedOption, 2> kRepeatedOptions{{
    {"--rule", "ID", "report only this class, law, requirement or kind of story; more than once",
     read_rule},
    {"--flow", "A:PORT-B:PORT",
     "report only connections between these two, * for any; more than once", read_flow},
}};

}  // namespace

void add_selection_options(CLI::App& app, ReportedPart& part) {
  for (const RepeatedOption& option : kRepeatedOptions) {
    app.add_option_function<std::vector<std::string>>(
           option.name,
           [&option, &part](const std::vector<std::string>& words) {
             for (const std::string& word : words) option.read(word, part.selection);
           },
           option.help)
        ->type_name(option.type)
        ->allow_extra_args(false);
  }
  CLI::Option* const baseline =
      app.add_option("--baseline", part.baseline,
                     "known findings, from --report jsonl=FILE: they do not fail the run")
          ->type_name("FILE");
  app.add_option_function<std::string>(
         "--baseline-by", [&part](const std::string& word) { read_known_by(word, part); },
         "what is known: each finding (the same frame), or its kind (class, party, service)")
      ->type_name("WHAT")
      ->needs(baseline);
  offer(*app.get_option("--rule"), words_of_rules());
  offer(*app.get_option("--baseline-by"), {"finding", "kind"});
}

}  // namespace twomsl::tool
