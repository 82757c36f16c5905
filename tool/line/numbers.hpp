// Options that are numbers. What is none, or out of bounds, is refused with what to write instead:
// CLI11 takes "nan" for a number within any bounds, and 010 for eight.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>

namespace twomsl::tool {

struct NumberOption {
  const char* name = "";
  const char* type = "";  // as the help has it
  std::string help{};
  const char* unit = "";     // "seconds"; of a number that counts, what it counts
  const char* example = "";  // a number that is good
  double least = 0;
  double most = 0;
};

CLI::Option& add_decimal(CLI::App& app, const NumberOption& option,
                         const std::function<void(double)>& take);

/// A whole number, to 2^64-1 if `most` says so.
CLI::Option& add_whole_number(CLI::App& app, const NumberOption& option,
                              const std::function<void(std::uint64_t)>& take);

/// An option that is an MSL in seconds.
CLI::Option& add_msl_option(CLI::App& app, const std::string& help,
                            const std::function<void(double)>& take);

/// It names a file, or looks as if it were to: it stands where a number was left out.
[[nodiscard]] bool looks_like_a_file(const std::string& word);

}  // namespace twomsl::tool
