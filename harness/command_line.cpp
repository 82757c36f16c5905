#include "harness/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <csignal>
#include <cstdio>

#include "harness/campaign_command.hpp"
#include "harness/conform/conform_command.hpp"
#include "oracle/report/report.hpp"

namespace twomsl::harness {
namespace {

constexpr const char* kExplanation = R"(
properties plays programs by seed: peers and the stack open, send, close and abort, packets are lost
and repeated, time passes. What the stack sent is judged; what breaks a rule is shrunk to the
shortest program that does, told in words, and left in the folder as NAME.program and NAME.pcap.
differential forges segments as well, and tells in what the stack differs from the core.

Examples:
  {0} properties --count 10000 --connections 8
  {0} differential --policy safe
  {0} replay found/{1}-early-release-rst.program
  {0} replay 78                                  the program of a seed, as it was drawn
  {0} replay --shrink crash-be204257             what a fuzzer has found

Exit status: 0 nothing was found, 1 something was, 2 wrong usage, 3 the file that brings the stack
is at fault, 5 something cannot be written, 77 the stack cannot run on this machine, 130
interrupted.
)";

volatile std::sig_atomic_t interrupted = 0;

void listen_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = 1; };
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

Exit conform_after_check(Campaign campaign, const ConformCommand& suite) {
  campaign.place.folder = suite.folder;
  if (!suite.list) {
    if (const Exit exit = check(campaign); exit != Exit::clean) return exit;
  }
  return conform(campaign.subject, suite, [] { return interrupted != 0; });
}

Exit list(const Campaign& campaign) {
  const twomsl_stack& stack = *campaign.subject.stack;
  fmt::print("{} {}, judged with an MSL of {} s\n", stack.name, stack.release,
             static_cast<double>(stack.msl_us) / 1e6);
  fmt::print("\nWhat it is judged by:\n\n{}", oracle::class_table());
  return flushed(campaign, Exit::clean);
}

}  // namespace

std::string objection_to_count(const std::string& value, std::uint64_t least) {
  std::uint64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, number);
  if (read.ec == std::errc{} && read.ptr == end && least <= number) return {};
  return fmt::format("'{}' is not a whole number from {} on", value, least);
}

Exit run_command_line(const twomsl_stack& stack, int argc, char** argv) {
  Campaign campaign;
  campaign.subject = {&stack, 4};
  campaign.place = {.folder = "found", .command = argv[0]};
  if (const std::string objection = objection_to(stack); !objection.empty()) {
    return complain(campaign, Exit::fault, "struct twomsl_stack: " + objection);
  }
  if (is_unlimited(stack)) campaign.subject.connections = 0;
  CLI::App app{"Holds a TCP stack to the RFC, in process and in virtual time"};
  app.name(argv[0]);
  app.footer(fmt::format(kExplanation, argv[0], stack.name));
  app.require_subcommand(1);
  app.failure_message([&](const CLI::App*, const CLI::Error& error) {
    return fmt::format("{}: {}; see {} --help\n", argv[0], error.what(), argv[0]);
  });
  add_campaigns(app, campaign);
  ConformCommand suite;
  CLI::App* cases = app.add_subcommand("conform", "play the suite by heading of the RFC");
  add_conform(*cases, suite);
  add_connections(*cases, campaign.subject);
  CLI::App* first = app.add_subcommand("check", "see that the stack's file tells all that it must");
  CLI::App* table = app.add_subcommand("list", "what the stack is judged by");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? Exit::clean : Exit::usage;
  }
  listen_for_interrupts();
  const auto is_stopped = [] { return interrupted != 0; };
  if (const auto exit = run_campaign(app, campaign, is_stopped)) return *exit;
  if (table->parsed()) return list(campaign);
  if (cases->parsed()) return conform_after_check(campaign, suite);
  if (!first->parsed()) return Exit::usage;
  const Exit exit = check(campaign);
  if (exit == Exit::clean) fmt::print("{}: all is told\n", stack.name);
  return flushed(campaign, exit);
}

}  // namespace twomsl::harness
