// See budget_command.hpp.
#include "tool/budget/budget_command.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>

#include "oracle/words.hpp"
#include "tool/budget/budget.hpp"
#include "tool/budget/budget_report.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

constexpr std::uint32_t kMostSlots = 1u << 24;
constexpr double kMostInUse = 1e7;

struct BudgetCommand {
  Load load{};
  bool json = false;
};

// An option that is a number within bounds, in plain digits.
template <class Number>
struct NumberOption {
  const char* name;
  const char* type;
  const char* help;
  Number least;
  Number most;
  Number Load::*member;
};

bool read(const std::string& word, double& number) {
  const char* const end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, number, std::chars_format::fixed);
  return read.ec == std::errc{} && read.ptr == end && std::isfinite(number);
}
bool read(const std::string& word, std::uint32_t& number) {
  return oracle::read_number(word, number);
}

template <class Number>
CLI::Option& add_number(CLI::App& app, Load& load, const NumberOption<Number>& option) {
  const auto take = [&load, option](const std::string& word) {
    Number number{};
    if (read(word, number) && option.least <= number && number <= option.most) {
      load.*option.member = number;
      return;
    }
    throw CLI::ValidationError(option.name, fmt::format("'{}' is no number from {} to {}", word,
                                                        option.least, option.most));
  };
  return *app.add_option_function<std::string>(option.name, take, option.help)
              ->type_name(option.type);
}

// What no option alone shows.
void check(BudgetCommand& command, bool has_delay) {
  Load& load = command.load;
  if (!has_delay) load.delay_s = load.msl_s;
  if (load.delay_s > load.msl_s) {
    throw CLI::ValidationError(
        "--delay", "nothing comes later than MSL after it was sent: raise --msl, or lower this");
  }
  if (load.rate * load.hold_s() > kMostInUse) {
    throw CLI::ValidationError(
        "--rate", fmt::format("{:.0f} slots would be in use, and no more than {:.0f} are "
                              "calculated: lower --rate, --msl or --life",
                              load.rate * load.hold_s(), kMostInUse));
  }
}

Exit run(const BudgetCommand& command) {
  const Budget budget = budget_of(command.load);
  const std::string words =
      command.json ? json_of(command.load, budget) : text_of(command.load, budget);
  std::fputs(words.c_str(), stdout);
  return is_written("twomsl") ? Exit::clean : Exit::unwritable;
}

}  // namespace

void add_budget(const CommandLine& line) {
  const auto command = std::make_shared<BudgetCommand>();
  Load& load = command->load;
  CLI::App& app =
      *line.app.add_subcommand("budget", "Calculate the slots of TIME-WAIT that a load takes");
  add_number<double>(app, load, {"--msl", "SECONDS", "the MSL", 0.000001, 86'400, &Load::msl_s})
      .required();
  add_number<double>(app, load,
                     {"--rate", "NUMBER", "connections a second that this end closes first", 0.001,
                      1e6, &Load::rate})
      .required();
  add_number<std::uint32_t>(
      app, load, {"--slots", "NUMBER", "slots of the table", 1, kMostSlots, &Load::slots})
      .required();
  add_number<double>(
      app, load,
      {"--life", "SECONDS", "from open to TIME-WAIT; 0 by default", 0, 86'400, &Load::life_s});
  CLI::Option& delay = add_number<double>(
      app, load,
      {"--delay", "SECONDS", "the latest that a duplicate comes after it was sent; MSL by default",
       0, 86'400, &Load::delay_s});
  add_number<std::uint32_t>(
      app, load,
      {"--ports", "NUMBER", "of one client address; 28232 by default", 1, 65'535, &Load::ports});
  app.add_flag("--json", command->json, "one JSON object");
  app.callback([&todo = line.todo, &delay, command] {
    check(*command, delay.count() != 0);
    todo = [command] { return run(*command); };
  });
}

}  // namespace twomsl::tool
