// `my_stack properties`, `differential` and `replay`: programs played, and what they show on paper.
#pragma once

#include <optional>
#include <string>

#include "harness/command_line.hpp"
#include "harness/defect_report.hpp"

namespace CLI {
class App;
}

namespace twomsl::harness {

/// What the command line asks for. REQUIRES: its subject and its place are given.
struct Campaign {
  PropertiesOptions properties{};
  std::string program{};  // to replay: a file, or the number of a seed
  bool shrinks = false;   // what it shows
  std::size_t jobs = 0;   // programs at a time; 0: as many as the machine and the stack make wise
  std::string policy{};   // of the core, if the stack is to be held to it
  std::string known{};    // a file of names
  bool is_strict = false;
  Subject subject{};
  ReportPlace place{};
};

/// It knows no limit of memory.
[[nodiscard]] bool is_unlimited(const twomsl_stack& stack);

/// The option that says how much memory there is.
void add_connections(CLI::App& command, Subject& subject);

/// Adds the three subcommands.
void add_campaigns(CLI::App& app, Campaign& campaign);

/// Runs the one that was chosen; none if none was. `is_stopped` is asked between programs.
[[nodiscard]] std::optional<Exit> run_campaign(const CLI::App& app, Campaign& campaign,
                                               bool (*is_stopped)());

/// Says what is wrong on standard error.
Exit complain(const Campaign& campaign, Exit exit, const std::string& words);

/// The exit status, unless the report has not reached its reader.
[[nodiscard]] Exit flushed(const Campaign& campaign, Exit exit);

/// What is wrong with the file that brings the stack, and the packets that show it; or that nothing
/// is.
[[nodiscard]] Exit check(const Campaign& campaign);

}  // namespace twomsl::harness
