// What may come next on the command line. Three shells ask for it by `twomsl complete`, so that
// what they offer is what this program takes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tool/documents/command_table.hpp"

namespace twomsl::tool {

struct Candidate {
  std::string word{};
  std::string help{};  // may be empty
};

struct Completion {
  std::vector<Candidate> candidates{};
  bool takes_file = false;  // names of files may stand there, too, behind the last '='
};

/// `words` are those behind `twomsl`, the last being the one that is typed: it may be empty.
[[nodiscard]] Completion completion_of(const CommandEntry& program,
                                       std::span<const std::string> words);

/// What `twomsl completion` prints for a shell; none if it is not known.
[[nodiscard]] std::string_view completion_script(std::string_view shell);

}  // namespace twomsl::tool
