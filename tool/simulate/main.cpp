// The command line of `./run simulate`.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <string>

#include "tool/line/help_formatter.hpp"
#include "tool/line/parse.hpp"
#include "tool/process.hpp"
#include "tool/simulate/simulate_command.hpp"

namespace {

using twomsl::sim::run_profile;
using twomsl::tool::SimulateCommand;
using twomsl::tool::SimulateExit;

constexpr const char* kExplanation = R"(
A seed stands for two hosts, a link and a list of commands; the same seed does
the same each time.
Profiles, by default all in turn:
  tuples         three tuples at once, an MSL of four seconds
  near           one tuple, each new ISS as near behind the old numbers as it
                 may be
  forged         segments that nobody sent, and new settings: laws are asked,
                 streams are not
  conversations  whole conversations under an MSL of 30 or 120 s; what ./run
                 test audits
  damaged        the same over a link that damages packets
  reordered      as tuples, over a link that reorders; one connection a host
                 holds early text
Each is of IPv4; near-ipv6 and so on are the same seeds under IPv6.

Examples:
  ./run simulate --seeds 100000
  ./run simulate --seeds 1000000000 --state place   for days; again, to go on
  ./run simulate --profile conversations --seed 7 --seeds 1 --tape seven
  ./run audit --msl 120 seven-a.pcap

Exit status:
  0   every law held                   5   something cannot be written
  1   one broke: the line that         130 interrupted (Ctrl-C), 143 terminated
      replays it is printed                (SIGTERM): the line that does the
  2   wrong usage                          rest is printed
)";

// Digits and nothing else: other readers take -1 and 1e9 for numbers.
bool read_number(const std::string& word, std::uint64_t& number) {
  if (word.empty() || word.find_first_not_of("0123456789") != std::string::npos) return false;
  number = 0;
  for (const char digit : word) {
    const auto value = static_cast<std::uint64_t>(digit - '0');
    if (number > (std::numeric_limits<std::uint64_t>::max() - value) / 10) return false;
    number = number * 10 + value;
  }
  return true;
}

void add_number(CLI::App& app, const std::string& option, std::uint64_t& number,
                const std::string& help) {
  app.add_option_function<std::string>(
         option,
         [option, &number](const std::string& word) {
           if (read_number(word, number)) return;
           throw CLI::ValidationError(option, "'" + word + "' is not a number from 0 to 2^64-1");
         },
         help)
      ->type_name("NUMBER");
}

void add_profile(CLI::App& app, SimulateCommand& command) {
  app.add_option_function<std::string>(
         "--profile",
         [&command](const std::string& word) {
           for (std::size_t i = 0; i < twomsl::sim::kRunProfiles; ++i) {
             if (word == name(run_profile(i))) command.profile = run_profile(i);
           }
           if (command.profile || word == "all") return;
           throw CLI::ValidationError(
               "--profile", "'" + word +
                                "' is none of all, tuples, near, forged, conversations, damaged, "
                                "reordered, or of these with -ipv6");
         },
         "what the hosts do: all, tuples, near, forged, conversations, damaged, reordered; "
         "under IPv6 tuples-ipv6 and so on")
      ->type_name("NAME");
}

// What is wrong with the numbers; empty if nothing is.
std::string objection_to(const SimulateCommand& command) {
  if (command.seeds == 0) return "--seeds: there must be one at least";
  if (command.seed > std::numeric_limits<std::uint64_t>::max() - command.seeds) {
    return "--seed: the last seed lies beyond 2^64-1";
  }
  return {};
}

int main_of(int argc, char** argv) {
  CLI::App app{"Plays seeded runs of two simulated hosts and checks every law and every byte",
               "./run simulate"};
  app.formatter(std::make_shared<twomsl::tool::HelpFormatter>());
  app.footer(kExplanation);
  SimulateCommand command;
  add_number(app, "--seeds", command.seeds, "how many seeds (1000)");
  add_number(app, "--seed", command.seed, "the first (1)");
  add_profile(app, command);
  app.add_option("--tape", command.tape,
                 "write what host A, host B and the middle of the link saw to FILE-a.pcap, "
                 "FILE-b.pcap and FILE-middle.pcap; of several seeds, to FILE-SEED-a.pcap ...")
      ->type_name("FILE");
  app.add_option("--state", command.state,
                 "keep the place in FILE every few seconds, and go on from there if it exists; it "
                 "goes when all is done")
      ->type_name("FILE");
  app.add_flag("--verbose", command.verbose, "name the rows not met; of a failure, every step");
  if (const auto status = twomsl::tool::parse(app, twomsl::tool::words_of(argc, argv))) {
    return *status;
  }
  if (const std::string objection = objection_to(command); !objection.empty()) {
    twomsl::tool::complain("./run simulate", objection + "; see ./run simulate --help");
    return static_cast<int>(SimulateExit::usage);
  }
  return static_cast<int>(twomsl::tool::run(command));
}

}  // namespace

int main(int argc, char** argv) {
  twomsl::tool::prepare_streams();
  try {
    return main_of(argc, argv);
  } catch (const std::exception& error) {
    twomsl::tool::complain("./run simulate", error.what());
    return static_cast<int>(SimulateExit::usage);
  }
}
