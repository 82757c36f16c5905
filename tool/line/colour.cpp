// See colour.hpp.
#include "tool/line/colour.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "oracle/suggestion.hpp"
#include "tool/line/offered_words.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {

void add_colour_option(CLI::App& app, Colour& choice) {
  const std::vector<std::string> known{"auto", "always", "never"};
  CLI::Option* const option =
      app.add_option_function<std::string>(
             "--color,--colour",
             [&choice, known](const std::string& word) {
               if (word == "auto") {
                 choice = Colour::automatic;
               } else if (word == "always" || word == "never") {
                 choice = word == "always" ? Colour::always : Colour::never;
               } else {
                 throw CLI::ValidationError("--color '" + word +
                                            "' is none of auto, always, never" +
                                            oracle::did_you_mean(word, known));
               }
             },
             "auto, always or never: auto is on a terminal, unless NO_COLOR is set")
          ->type_name("WHEN");
  offer(*option, known);
}

bool is_coloured(Colour choice) {
  if (choice != Colour::automatic) return choice == Colour::always;
  const char* unwanted = std::getenv("NO_COLOR");
  return is_terminal(STDOUT_FILENO) && (unwanted == nullptr || *unwanted == '\0');
}

}  // namespace twomsl::tool
