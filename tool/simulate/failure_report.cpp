#include "tool/simulate/failure_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace twomsl::tool {
namespace {

constexpr std::size_t kLastBytes = 4000;

// The steps are a piece of what is told of a breach: "WHAT\nafter:\nSTEPSof the program: PROGRAM".
struct Parts {
  std::string_view what{};
  std::string_view steps{};
  std::string_view program{};
};

Parts parts_of(std::string_view text) {
  constexpr std::string_view kAfter = "\nafter:\n";
  const std::size_t after = std::min(text.find(kAfter), text.size());
  const std::size_t program = std::min(text.find("of the program:", after), text.size());
  const std::size_t begin = std::min(after + kAfter.size(), program);
  return {text.substr(0, after), text.substr(begin, program - begin), text.substr(program)};
}

// Whole steps from the end.
std::string_view last_of(std::string_view steps) {
  if (steps.size() <= kLastBytes) return steps;
  const std::size_t step = steps.find("\nat ", steps.size() - kLastBytes);
  return step == std::string_view::npos ? steps : steps.substr(step + 1);
}

}  // namespace

std::string report(const ReplayedRun& run, const Breach& breach, bool verbose) {
  const Parts parts = parts_of(breach.what);
  std::string words = fmt::format("seed {} breaks {}: {}\n", run.seed, breach.law, parts.what);
  if (verbose) {
    words += fmt::format("all steps:\n{}{}\n", parts.steps, parts.program);
  } else if (!parts.steps.empty()) {
    words += fmt::format("the last steps (--verbose prints all):\n{}", last_of(parts.steps));
  }
  return words + fmt::format("replay: ./run simulate --seed {} --seeds 1 --profile {}\n", run.seed,
                             name(run.profile));
}

}  // namespace twomsl::tool
