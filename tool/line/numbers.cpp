// See numbers.hpp.
#include "tool/line/numbers.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "oracle/words.hpp"

namespace twomsl::tool {
namespace {

struct TimeUnit {
  std::string_view name;
  double s;
};

constexpr std::array<TimeUnit, 16> kTimeUnits{{{"s", 1},
                                               {"sec", 1},
                                               {"secs", 1},
                                               {"second", 1},
                                               {"seconds", 1},
                                               {"ms", 0.001},
                                               {"milliseconds", 0.001},
                                               {"us", 0.000001},
                                               {"m", 60},
                                               {"min", 60},
                                               {"mins", 60},
                                               {"minute", 60},
                                               {"minutes", 60},
                                               {"h", 3600},
                                               {"hour", 3600},
                                               {"hours", 3600}}};

std::optional<double> in_seconds(std::string_view unit) {
  for (const TimeUnit& one : kTimeUnits) {
    if (one.name == unit) return one.s;
  }
  return std::nullopt;
}

// Without an exponent, and with as many digits as it needs.
std::string plain(double number) {
  std::string digits = fmt::format("{:.6f}", number);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.ends_with('.')) digits.pop_back();
  return digits;
}

bool is_within(double number, const NumberOption& option) {
  return option.least <= number && number <= option.most;
}

// A number, and what stands behind it.
struct Reading {
  std::optional<double> number{};
  std::string_view rest{};
  bool has_exponent = false;
};

Reading read(std::string_view word) {
  Reading reading;
  double fixed = 0;
  double any = 0;
  const char* end = word.data() + word.size();
  const auto as_fixed = std::from_chars(word.data(), end, fixed, std::chars_format::fixed);
  const auto as_any = std::from_chars(word.data(), end, any);
  if (as_any.ec == std::errc::invalid_argument) return reading;
  reading.has_exponent = as_any.ptr != as_fixed.ptr;
  reading.rest = word.substr(static_cast<std::size_t>(as_any.ptr - word.data()));
  // What no double can hold is out of bounds, too, on the side that its exponent tells.
  const bool is_tiny = as_any.ec != std::errc{} && word.find("e-") != std::string_view::npos;
  reading.number = as_any.ec == std::errc{} ? any : is_tiny ? 0.0 : HUGE_VAL;
  if (reading.number == HUGE_VAL && word.starts_with('-')) reading.number = -HUGE_VAL;
  return reading;
}

std::string range_of(const NumberOption& option) {
  return fmt::format("{} to {} {}", plain(option.least), plain(option.most), option.unit);
}

std::string out_of_bounds(double number, const std::string& word, const NumberOption& option) {
  const char* what = number < 0 ? "negative" : number < option.least ? "too small" : "too large";
  return fmt::format("{} {} is {}: say {}, such as {}", option.name, word, what, range_of(option),
                     option.example);
}

// A number that is written in another way, or is followed by its unit.
std::string other_notation(const Reading& reading, const std::string& word,
                           const NumberOption& option) {
  std::string_view unit = reading.rest;
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  double number = *reading.number;
  const std::optional<double> own = in_seconds(option.unit);
  const std::optional<double> said = in_seconds(unit);
  if (own && said) number *= *said / *own;
  if (!is_within(number, option)) return out_of_bounds(number, word, option);
  const std::string say = fmt::format("{} {}: say {}", option.name, word, plain(number));
  if (unit.empty()) return say + ", without an exponent";
  if (own && said) return say + fmt::format("; it counts {}, and takes no unit", option.unit);
  return say + ", and nothing behind it";
}

// "30,5" and "+30".
std::optional<double> in_other_signs(const std::string& word) {
  std::string meant = word;
  std::replace(meant.begin(), meant.end(), ',', '.');
  if (meant.starts_with('+')) meant.erase(0, 1);
  if (meant == word) return std::nullopt;
  const Reading reading = read(meant);
  if (!reading.number || !reading.rest.empty() || reading.has_exponent) return std::nullopt;
  return reading.number;
}

// Why the word is no such number, and what to write instead.
std::string refusal_of(const std::string& word, const NumberOption& option) {
  if (word.empty()) {
    return fmt::format("{} is empty: say {}, such as {} {}", option.name, range_of(option),
                       option.name, option.example);
  }
  const Reading reading = read(word);
  if (looks_like_a_file(word) && (!reading.number || !reading.rest.empty())) {
    return fmt::format("'{0}' is a file: {1} needs a number before it, such as {1} {2} {0}", word,
                       option.name, option.example);
  }
  if (const std::optional<double> meant = in_other_signs(word);
      meant && is_within(*meant, option)) {
    return fmt::format("{} {}: say {}", option.name, word, plain(*meant));
  }
  if (word.starts_with("0x") || word.starts_with("0X")) {
    return fmt::format("{} {}: say it in decimal digits, {}", option.name, word, range_of(option));
  }
  if (!reading.number) {
    return fmt::format("{} {} is no number of {}: say {}, such as {}", option.name, word,
                       option.unit, range_of(option), option.example);
  }
  if (std::isnan(*reading.number)) {
    return fmt::format("{} {} is not a number: say {}, such as {}", option.name, word,
                       range_of(option), option.example);
  }
  const bool is_word = word.find_first_of("0123456789") == std::string::npos;
  if (std::isinf(*reading.number) && is_word) {
    return fmt::format("{} {} has no end: say {}, such as {}", option.name, word, range_of(option),
                       option.example);
  }
  if (!reading.rest.empty() || reading.has_exponent) return other_notation(reading, word, option);
  const bool is_whole = std::floor(*reading.number) == *reading.number;
  if (!is_within(*reading.number, option) || is_whole) {
    return out_of_bounds(*reading.number, word, option);
  }
  return fmt::format("{} {} is no whole number of {}: say {}", option.name, word, option.unit,
                     plain(std::floor(*reading.number)));
}

CLI::Option& add(CLI::App& app, const NumberOption& option,
                 const std::function<bool(const std::string& word)>& take) {
  return *app.add_option_function<std::string>(
                 option.name,
                 [option, take](const std::string& word) {
                   if (!take(word)) throw CLI::ValidationError(refusal_of(word, option));
                 },
                 option.help)
              ->type_name(option.type);
}

}  // namespace

CLI::Option& add_decimal(CLI::App& app, const NumberOption& option,
                         const std::function<void(double)>& take) {
  return add(app, option, [option, take](const std::string& word) {
    const Reading reading = read(word);
    const bool is_good = reading.number && reading.rest.empty() && !reading.has_exponent &&
                         is_within(*reading.number, option);
    if (is_good) take(*reading.number);
    return is_good;
  });
}

CLI::Option& add_whole_number(CLI::App& app, const NumberOption& option,
                              const std::function<void(std::uint64_t)>& take) {
  return add(app, option, [option, take](const std::string& word) {
    std::uint64_t number = 0;
    const bool is_good = oracle::read_number(std::string_view(word), number) &&
                         is_within(static_cast<double>(number), option);
    if (is_good) take(number);
    return is_good;
  });
}

CLI::Option& add_msl_option(CLI::App& app, const std::string& help,
                            const std::function<void(double)>& take) {
  return add_decimal(app,
                     {.name = "--msl",
                      .type = "SECONDS",
                      .help = help,
                      .unit = "seconds",
                      .example = "30",
                      .least = 0.000001,
                      .most = 86'400},
                     take);
}

bool looks_like_a_file(const std::string& word) {
  constexpr std::array<std::string_view, 9> kEndings{".pcap",    ".pcapng",    ".cap",
                                                     ".pcap.gz", ".pcapng.gz", ".cap.gz",
                                                     ".dmp",     ".pcap.zst",  ".pcapng.zst"};
  struct stat status {};
  return word == "-" || ::lstat(word.c_str(), &status) == 0 ||
         std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return word.ends_with(ending); });
}

}  // namespace twomsl::tool
