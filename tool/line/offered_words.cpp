// See offered_words.hpp. An option of CLI11 has no room for what its user knows of it, but its
// validators have names: one that objects to nothing bears the words as its name.
#include "tool/line/offered_words.hpp"

#include <fmt/format.h>

#include <sstream>

namespace twomsl::tool {
namespace {

const std::string kMark = "words: ";

}  // namespace

void offer(CLI::Option& option, const std::vector<std::string>& words) {
  CLI::Validator none([](std::string&) { return std::string(); }, "",
                      kMark + fmt::format("{}", fmt::join(words, " ")));
  option.check(none);
}

std::vector<std::string> offered_words(const CLI::Option& option) {
  // CLI11 gives validators of options that may be changed alone, and throws behind the last.
  CLI::Option& readable = const_cast<CLI::Option&>(option);
  for (int i = 0;; ++i) {
    std::string name;
    try {
      name = readable.get_validator(i)->get_name();
    } catch (const CLI::OptionNotFound&) {
      return {};
    }
    if (name.rfind(kMark, 0) != 0) continue;
    std::istringstream words(name.substr(kMark.size()));
    return {std::istream_iterator<std::string>(words), {}};
  }
}

}  // namespace twomsl::tool
