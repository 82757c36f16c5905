#include "harness/command_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/conform_command.hpp"
#include "harness/defect_report.hpp"
#include "harness/progress_line.hpp"
#include "harness/stage/self_check.hpp"
#include "oracle/report/report.hpp"

namespace twomsl::harness {
namespace {

constexpr const char* kExplanation = R"(
properties plays programs by seed: peers and the stack open, send, close and abort, packets are lost
and repeated, time passes. What the stack sent is judged; what breaks a rule is shrunk to the
shortest program that does, told in words, and left in the folder as NAME.program and NAME.pcap.

Examples:
  {0} properties --count 10000 --connections 8
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

struct Wanted {
  PropertiesOptions properties{};
  std::string program{};  // to replay: a file, or the number of a seed
  bool shrinks = false;   // what it shows
  Subject subject{};
  ReportPlace place{};
};

Exit complain(const Wanted& wanted, Exit exit, const std::string& words) {
  fmt::print(stderr, "{}: {}\n", wanted.place.command, words);
  return exit;
}

bool is_not_here(const std::string& fault) {
  return fault.starts_with("reset: " TWOMSL_STACK_NOT_HERE);
}

Exit exit_of(const Failure& failure) {
  if (is_not_here(failure.words)) return Exit::not_here;
  return failure.kind == FailureKind::fault ? Exit::fault : Exit::failed;
}

// The report has reached its reader.
Exit flushed(const Wanted& wanted, Exit exit) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit;
  return complain(wanted, Exit::unwritable,
                  fmt::format("the report cannot be written: {}", std::strerror(errno)));
}

// The folder is there, and takes a file.
bool make_folder(const Wanted& wanted) {
  std::error_code error;
  std::filesystem::create_directories(wanted.place.folder, error);
  if (!error && access(wanted.place.folder.c_str(), W_OK) == 0) return true;
  complain(
      wanted, Exit::unwritable,
      fmt::format("{}: {}", wanted.place.folder, error ? error.message() : std::strerror(errno)));
  return false;
}

// Tells of a defect and writes its files.
bool tell(const Wanted& wanted, const Defect& defect) {
  fmt::print("{}\n", report_of(wanted.subject, defect, wanted.place));
  std::fflush(stdout);
  if (write_files(wanted.subject, defect, wanted.place)) return true;
  complain(wanted, Exit::unwritable,
           fmt::format("{}.pcap: {}", file_stem(wanted.subject, defect.failure, wanted.place),
                       std::strerror(errno)));
  return false;
}

// What is wrong with the file, and the packets that show it; or that nothing is.
Exit check(const Wanted& wanted) {
  const Run run = self_check(wanted.subject);
  const std::string trouble = run.recording.fault.empty() ? words_of(run) : run.recording.fault;
  if (trouble.empty()) return Exit::clean;
  if (is_not_here(trouble)) return complain(wanted, Exit::not_here, trouble);
  const char* name = wanted.subject.stack->name;
  complain(wanted, Exit::fault,
           fmt::format("the file that brings {} is at fault, or the stack cannot hold one "
                       "conversation:\n  {}",
                       name, trouble));
  const std::string path = fmt::format("{}/{}-check.pcap", wanted.place.folder, name);
  if (run.recording.packets != 0 && make_folder(wanted) && write_capture(run.recording, path)) {
    fmt::print(stderr, "capture: {}\n", path);
  }
  return Exit::fault;
}

Exit properties(const Wanted& wanted) {
  if (!make_folder(wanted)) return Exit::unwritable;
  if (const Exit exit = check(wanted); exit != Exit::clean) return exit;
  ProgressLine line;
  bool is_written = true;
  std::size_t told = 0;
  const Watcher watcher{.progress =
                            [&](std::uint64_t number, const std::string& doing) {
                              line.show(fmt::format("{} {} of {}, {} found", doing, number,
                                                    wanted.properties.count, told));
                            },
                        .found =
                            [&](const Defect& defect) {
                              line.clear();
                              ++told;
                              is_written = tell(wanted, defect) && is_written;
                            },
                        .is_stopped = [&] { return interrupted != 0 || !is_written; }};
  const PropertiesResult result = play_properties(wanted.subject, wanted.properties, watcher);
  line.clear();
  fmt::print("{} {}: {} programs from seed {}, ", wanted.subject.stack->name,
             wanted.subject.stack->release, result.played, wanted.properties.seed);
  if (result.defects.empty()) fmt::print("nothing found");
  std::string_view before;
  for (const auto& [name, defect] : result.defects) {
    fmt::print("{}{} in {}", before, name, defect.times);
    before = ", ";
  }
  fmt::print("\n");
  if (!is_written) return Exit::unwritable;
  if (interrupted != 0) {
    return complain(wanted, Exit::interrupted,
                    fmt::format("interrupted; the rest is: {} properties --seed {} --count {}",
                                wanted.place.command, wanted.properties.seed + result.played,
                                wanted.properties.count - result.played));
  }
  Exit exit = Exit::clean;
  for (const auto& [name, defect] : result.defects) {
    if (exit != Exit::fault) exit = exit_of(defect.failure);
  }
  return flushed(wanted, exit);
}

bool is_number(const std::string& word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
}

std::optional<Program> program_of(const std::string& word) {
  if (is_number(word) && word.size() < 20) return program_of_seed(std::stoull(word));
  std::ifstream in(word, std::ios::binary);
  if (!in) return std::nullopt;
  const std::vector<char> bytes(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return std::nullopt;
  return read_program(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
}

Exit replay(const Wanted& wanted) {
  const std::optional<Program> program = program_of(wanted.program);
  if (!program) {
    return complain(wanted, Exit::usage,
                    fmt::format("{}: {}", wanted.program, std::strerror(errno)));
  }
  if (program->commands.empty()) {
    return complain(wanted, Exit::usage,
                    fmt::format("{}: no program, since it holds no command", wanted.program));
  }
  if (!make_folder(wanted)) return Exit::unwritable;
  const Run run = run_apart(wanted.subject, *program, true);
  const auto failures = failures_of(wanted.subject, run, wanted.properties.strictness);
  Exit exit = Exit::clean;
  for (const Failure& failure : failures) {
    Defect defect{.failure = failure, .program = *program, .run = run};
    const Watcher watcher{.is_stopped = [] { return interrupted != 0; }};
    if (wanted.shrinks) {
      defect = shrunk(wanted.subject, wanted.properties, watcher, std::move(defect));
    }
    if (!tell(wanted, defect)) return Exit::unwritable;
    if (exit == Exit::clean) exit = exit_of(failure);
  }
  if (failures.empty()) {
    fmt::print("{}{} {}: nothing found in {} packets\n",
               describe(*program, wanted.subject.stack->msl_us), wanted.subject.stack->name,
               wanted.subject.stack->release, run.recording.packets);
  }
  return flushed(wanted, exit);
}

Exit conform_after_check(Wanted wanted, const ConformCommand& suite) {
  wanted.place.folder = suite.folder;
  if (!suite.list) {
    if (const Exit exit = check(wanted); exit != Exit::clean) return exit;
  }
  return conform(wanted.subject, suite, [] { return interrupted != 0; });
}

Exit list(const Wanted& wanted) {
  const twomsl_stack& stack = *wanted.subject.stack;
  fmt::print("{} {}, judged with an MSL of {} s\n", stack.name, stack.release,
             static_cast<double>(stack.msl_us) / 1e6);
  fmt::print("\nWhat it is judged by:\n\n{}", oracle::class_table());
  return flushed(wanted, Exit::clean);
}

bool is_unlimited(const twomsl_stack& stack) {
  return (stack.traits & TWOMSL_STACK_UNLIMITED) != 0;
}

void add_connections(CLI::App& command, Subject& subject) {
  const std::string usual = is_unlimited(*subject.stack) ? "0: this stack knows none" : "4";
  command
      .add_option("--connections", subject.connections,
                  "memory for so many connections, those of TIME-WAIT among them; 0: no limit (" +
                      usual + ")")
      ->type_name("N")
      ->check(is_unlimited(*subject.stack) ? CLI::Range(0, 0) : CLI::NonNegativeNumber);
}

void add_options(CLI::App& command, Wanted& wanted) {
  add_connections(command, wanted.subject);
  command.add_option("--out", wanted.place.folder, "the folder for what is found (found)")
      ->type_name("DIR");
  command.add_flag("--conditional", wanted.properties.strictness.counts_conditional,
                   "what conforms only under a shorter MSL counts as well");
  command.add_flag("--hazard", wanted.properties.strictness.counts_hazard,
                   "what the RFCs license though it is dangerous counts as well");
}

}  // namespace

Exit run_command_line(const twomsl_stack& stack, int argc, char** argv) {
  Wanted wanted{.subject = {&stack, is_unlimited(stack) ? 0u : 4u},
                .place = {.folder = "found", .command = argv[0]}};
  if (const std::string objection = objection_to(stack); !objection.empty()) {
    return complain(wanted, Exit::fault, "struct twomsl_stack: " + objection);
  }
  CLI::App app{"Holds a TCP stack to the RFC, in process and in virtual time"};
  app.name(argv[0]);
  app.footer(fmt::format(kExplanation, argv[0], stack.name));
  app.require_subcommand(1);
  app.failure_message([&](const CLI::App*, const CLI::Error& error) {
    return fmt::format("{}: {}; see {} --help\n", argv[0], error.what(), argv[0]);
  });
  CLI::App* all = app.add_subcommand("properties", "play programs by seed, and judge them");
  all->add_option("--seed", wanted.properties.seed, "the first (1)")->type_name("N");
  all->add_option("--count", wanted.properties.count, "how many (1000)")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  add_options(*all, wanted);
  CLI::App* one = app.add_subcommand("replay", "play one program, of a file or a seed");
  one->add_option("PROGRAM", wanted.program, "a file, or the number of a seed")->required();
  one->add_flag("--shrink", wanted.shrinks, "to the shortest program that shows the same");
  add_options(*one, wanted);
  ConformCommand suite;
  CLI::App* cases = app.add_subcommand("conform", "play the suite by heading of the RFC");
  add_conform(*cases, suite);
  add_connections(*cases, wanted.subject);
  CLI::App* first = app.add_subcommand("check", "see that the stack's file tells all that it must");
  CLI::App* table = app.add_subcommand("list", "what the stack is judged by");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? Exit::clean : Exit::usage;
  }
  if (wanted.properties.strictness.counts_conditional) wanted.place.options += "--conditional ";
  if (wanted.properties.strictness.counts_hazard) wanted.place.options += "--hazard ";
  listen_for_interrupts();
  if (all->parsed()) return properties(wanted);
  if (one->parsed()) return replay(wanted);
  if (table->parsed()) return list(wanted);
  if (cases->parsed()) return conform_after_check(wanted, suite);
  if (!first->parsed()) return Exit::usage;
  const Exit exit = check(wanted);
  if (exit == Exit::clean) fmt::print("{}: all is told\n", stack.name);
  return flushed(wanted, exit);
}

}  // namespace twomsl::harness
