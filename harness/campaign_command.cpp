#include "harness/campaign_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "harness/conform/report.hpp"
#include "harness/progress_line.hpp"
#include "harness/stage/self_check.hpp"

namespace twomsl::harness {

Exit complain(const Campaign& campaign, Exit exit, const std::string& words) {
  fmt::print(stderr, "{}: {}\n", campaign.place.command, words);
  return exit;
}

Exit flushed(const Campaign& campaign, Exit exit) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit;
  return complain(campaign, Exit::unwritable,
                  fmt::format("the report cannot be written: {}", std::strerror(errno)));
}

namespace {

bool is_not_here(const std::string& fault) {
  return fault.starts_with("reset: " TWOMSL_STACK_NOT_HERE);
}

// The folder is there, and takes a file.
bool make_folder(const Campaign& campaign) {
  std::error_code error;
  std::filesystem::create_directories(campaign.place.folder, error);
  if (!error && access(campaign.place.folder.c_str(), W_OK) == 0) return true;
  complain(
      campaign, Exit::unwritable,
      fmt::format("{}: {}", campaign.place.folder, error ? error.message() : std::strerror(errno)));
  return false;
}

}  // namespace

Exit check(const Campaign& campaign) {
  const Run run = self_check(campaign.subject);
  const std::string trouble = run.recording.fault.empty() ? words_of(run) : run.recording.fault;
  if (trouble.empty()) return Exit::clean;
  if (is_not_here(trouble)) return complain(campaign, Exit::not_here, trouble);
  const char* name = campaign.subject.stack->name;
  complain(campaign, Exit::fault,
           fmt::format("the file that brings {} is at fault, or the stack cannot hold one "
                       "conversation:\n  {}",
                       name, trouble));
  const std::string path = fmt::format("{}/{}-check.pcap", campaign.place.folder, name);
  if (run.recording.packets != 0 && make_folder(campaign) && write_capture(run.recording, path)) {
    fmt::print(stderr, "capture: {}\n", path);
  }
  return Exit::fault;
}

namespace {

Exit exit_of(const Campaign& campaign, const Failure& failure) {
  if (is_not_here(failure.words)) return Exit::not_here;
  if (failure.kind == FailureKind::fault) return Exit::fault;
  const bool counts =
      failure.level == Level::must || (failure.level == Level::should && campaign.is_strict);
  return counts && !campaign.properties.known.contains(failure.name) ? Exit::failed : Exit::clean;
}

// Tells of a defect and writes its files.
bool tell(const Campaign& campaign, const Defect& defect) {
  fmt::print("{}\n", report_of(campaign.subject, defect, campaign.place));
  std::fflush(stdout);
  if (write_files(campaign.subject, defect, campaign.place)) return true;
  complain(campaign, Exit::unwritable,
           fmt::format("{}.pcap: {}", file_stem(campaign.subject, defect.failure, campaign.place),
                       std::strerror(errno)));
  return false;
}

Exit properties(const Campaign& campaign, bool (*is_stopped)()) {
  if (!make_folder(campaign)) return Exit::unwritable;
  if (const Exit exit = check(campaign); exit != Exit::clean) return exit;
  ProgressLine line;
  bool is_written = true;
  std::size_t told = 0;
  const Watcher watcher{.progress =
                            [&](std::uint64_t number, const std::string& doing) {
                              line.show(fmt::format("{} {} of {}, {} found", doing, number,
                                                    campaign.properties.count, told));
                            },
                        .found =
                            [&](const Defect& defect) {
                              line.clear();
                              ++told;
                              is_written = tell(campaign, defect) && is_written;
                            },
                        .is_stopped = [&] { return is_stopped() || !is_written; }};
  const PropertiesResult result = play_properties(campaign.subject, campaign.properties, watcher);
  line.clear();
  fmt::print("{}", summary_of(campaign.subject, campaign.properties, result));
  if (!is_written) return Exit::unwritable;
  if (is_stopped()) {
    return complain(
        campaign, Exit::interrupted,
        fmt::format("interrupted; the rest is: {} {} --seed {} --count {}", campaign.place.command,
                    campaign.policy.empty() ? "properties" : "differential",
                    campaign.properties.seed + result.played,
                    campaign.properties.count - result.played));
  }
  Exit exit = Exit::clean;
  for (const auto& [name, defect] : result.defects) {
    exit = std::max(exit, exit_of(campaign, defect.failure));
  }
  return flushed(campaign, exit);
}

bool is_number(const std::string& word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
}

std::optional<Program> program_of(const Campaign& campaign) {
  const std::string& word = campaign.program;
  if (is_number(word) && word.size() < 20) return drawn(campaign.properties, std::stoull(word));
  std::ifstream in(word, std::ios::binary);
  if (!in) return std::nullopt;
  const std::vector<char> bytes(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return std::nullopt;
  return read_program(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
}

Exit replay(const Campaign& campaign, bool (*is_stopped)()) {
  const std::optional<Program> program = program_of(campaign);
  if (!program) {
    return complain(campaign, Exit::usage,
                    fmt::format("{}: {}", campaign.program, std::strerror(errno)));
  }
  if (program->commands.empty()) {
    return complain(campaign, Exit::usage,
                    fmt::format("{}: no program, since it holds no command", campaign.program));
  }
  if (!make_folder(campaign)) return Exit::unwritable;
  const Run run = run_of(campaign.subject, campaign.properties, *program, true);
  const auto failures = failures_of(campaign.subject, campaign.properties, run);
  Exit exit = Exit::clean;
  for (const Failure& failure : failures) {
    Defect defect{.failure = failure, .program = *program, .run = run};
    const Watcher watcher{.is_stopped = is_stopped};
    if (campaign.shrinks) {
      defect = shrunk(campaign.subject, campaign.properties, watcher, std::move(defect));
    }
    if (!tell(campaign, defect)) return Exit::unwritable;
    exit = std::max(exit, exit_of(campaign, failure));
  }
  if (failures.empty()) {
    fmt::print("{}{} {}: nothing found in {} packets\n",
               describe(*program, campaign.subject.stack->msl_us), campaign.subject.stack->name,
               campaign.subject.stack->release, run.recording.packets);
  }
  return flushed(campaign, exit);
}

// What the names of the policy and of the known differences stand for; false if for nothing.
bool read_words(Campaign& campaign) {
  for (const CorePolicy& one : core_policies()) {
    if (one.name == campaign.policy) campaign.properties.beside = &one;
  }
  if (!campaign.policy.empty() && campaign.properties.beside == nullptr) {
    complain(campaign, Exit::usage,
             fmt::format("'{}' is no policy: there are safe, strict and rfc9293", campaign.policy));
    return false;
  }
  if (campaign.known.empty()) return true;
  if (read_known_failures(campaign.known, campaign.properties.known)) return true;
  complain(campaign, Exit::usage, fmt::format("{}: {}", campaign.known, std::strerror(errno)));
  return false;
}

void add_campaign(CLI::App& command, Campaign& campaign) {
  command.add_option("--seed", campaign.properties.seed, "the first (1)")->type_name("N");
  command.add_option("--count", campaign.properties.count, "how many (1000)")
      ->type_name("N")
      ->check(objection_to_positive);
  command
      .add_option("--jobs", campaign.jobs,
                  "programs at a time, each in a process of its own; what is found is the same for "
                  "any number (one a processor; 32 if time is real)")
      ->type_name("N")
      ->check(objection_to_positive);
}

// Programs share nothing, and who waits for 10,000 of them need not know of an option.
std::size_t jobs_of(const Campaign& campaign) {
  if (campaign.jobs != 0) return campaign.jobs;
  if (has_trait(*campaign.subject.stack, TWOMSL_STACK_REAL_TIME)) return kJobsInRealTime;
  return std::max(1u, std::thread::hardware_concurrency());
}

void add_place(CLI::App& command, Campaign& campaign) {
  add_connections(command, campaign.subject);
  command.add_option("--out", campaign.place.folder, "the folder for what is found (found)")
      ->type_name("DIR");
}

void add_strictness(CLI::App& command, Campaign& campaign) {
  command.add_flag("--conditional", campaign.properties.strictness.counts_conditional,
                   "what conforms only under a shorter MSL counts as well");
  command.add_flag("--hazard", campaign.properties.strictness.counts_hazard,
                   "what the RFCs license though it is dangerous counts as well");
}

void add_core(CLI::App& command, Campaign& campaign, const std::string& words) {
  command.add_option("--policy", campaign.policy, "of the core: safe, strict or rfc9293 " + words)
      ->type_name("NAME");
  command.add_flag("--strict", campaign.is_strict, "what deviates from a SHOULD fails, too");
  command
      .add_option("--known", campaign.known,
                  "names of differences that are counted and not told, a line each")
      ->type_name("FILE");
}

}  // namespace

bool is_unlimited(const twomsl_stack& stack) { return has_trait(stack, TWOMSL_STACK_UNLIMITED); }

void add_connections(CLI::App& command, Subject& subject) {
  const std::string usual = is_unlimited(*subject.stack) ? "0: this stack knows none" : "4";
  command
      .add_option("--connections", subject.connections,
                  "memory for so many connections, those of TIME-WAIT among them; 0: no limit (" +
                      usual + ")")
      ->type_name("N")
      ->check([&subject](const std::string& value) {
        if (!is_unlimited(*subject.stack)) return objection_to_count(value, 0);
        return value == "0" ? std::string() : "this stack knows no limit: say 0, or nothing";
      });
}

void add_campaigns(CLI::App& app, Campaign& campaign) {
  CLI::App* all = app.add_subcommand("properties", "play programs by seed, and judge them");
  add_campaign(*all, campaign);
  add_place(*all, campaign);
  add_strictness(*all, campaign);
  CLI::App* beside = app.add_subcommand(
      "differential", "play programs with forged segments, and tell what the core does else");
  add_campaign(*beside, campaign);
  add_place(*beside, campaign);
  add_core(*beside, campaign, "(rfc9293)");
  CLI::App* one = app.add_subcommand("replay", "play one program, of a file or a seed");
  one->add_option("PROGRAM", campaign.program, "a file, or the number of a seed")->required();
  one->add_flag("--shrink", campaign.shrinks, "to the shortest program that shows the same");
  add_place(*one, campaign);
  add_strictness(*one, campaign);
  add_core(*one, campaign, "if it is to be held to the core");
}

std::optional<Exit> run_campaign(const CLI::App& app, Campaign& campaign, bool (*is_stopped)()) {
  const bool is_beside = app.got_subcommand("differential");
  if (is_beside && campaign.policy.empty()) campaign.policy = "rfc9293";
  if (!read_words(campaign)) return Exit::usage;
  if (campaign.properties.strictness.counts_conditional) campaign.place.options += "--conditional ";
  if (campaign.properties.strictness.counts_hazard) campaign.place.options += "--hazard ";
  if (!campaign.policy.empty()) campaign.place.options += "--policy " + campaign.policy + " ";
  campaign.properties.jobs = jobs_of(campaign);
  if (is_beside || app.got_subcommand("properties")) return properties(campaign, is_stopped);
  if (app.got_subcommand("replay")) return replay(campaign, is_stopped);
  return std::nullopt;
}

}  // namespace twomsl::harness
