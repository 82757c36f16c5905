#include "tool/simulate/simulate_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "sim/tap.hpp"
#include "tool/process.hpp"
#include "tool/simulate/failure_report.hpp"
#include "tool/simulate/resume_state.hpp"
#include "tool/simulate/row_coverage.hpp"

namespace twomsl::tool {
namespace {

using Clock = std::chrono::steady_clock;

sim::RunProfile profile_of(const SimulateCommand& command, std::uint64_t seed) {
  return command.profile.value_or(sim::run_profile(seed));
}

// What has been played so far.
struct Played {
  std::uint64_t seeds = 0;
  sim::Coverage coverage{};
  Clock::time_point started = Clock::now();

  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(Clock::now() - started).count();
  }
};

std::string profile_words(const SimulateCommand& command) {
  return command.profile ? name(*command.profile) : "all";
}

ResumeState rest_of(const SimulateCommand& command, const Played& played) {
  return {profile_words(command), command.seed + played.seeds, command.seeds - played.seeds};
}

// The line that does the rest.
std::string resume_line(const SimulateCommand& command, const Played& played) {
  const ResumeState rest = rest_of(command, played);
  if (!command.state.empty()) {
    return fmt::format("./run simulate --profile {} --state {}", rest.profile, command.state);
  }
  return fmt::format("./run simulate --seed {} --seeds {} --profile {}", rest.seed, rest.seeds,
                     rest.profile);
}

// Keeps the place every few seconds.
class Keeper {
 public:
  /// False, and says so, if the file cannot be written.
  bool keep(const SimulateCommand& command, const Played& played, bool at_once) {
    if (command.state.empty() || (!at_once && Clock::now() < next_)) return true;
    next_ = Clock::now() + std::chrono::seconds(3);
    if (write_state(command.state, rest_of(command, played))) return true;
    fmt::print(stderr, "simulate: {}: {}\n", command.state, std::strerror(errno));
    return false;
  }

 private:
  Clock::time_point next_{};
};

// Goes on from where the file says. False, and says so, if it is of something else.
bool take_up(SimulateCommand& command) {
  ResumeState state;
  if (command.state.empty()) return true;
  const StateFound found = read_state(command.state, state);
  if (found == StateFound::none) return true;
  if (found == StateFound::unreadable || state.profile != profile_words(command)) {
    fmt::print(stderr, "simulate: {}: {}\n", command.state,
               found == StateFound::unreadable ? "no state of a simulation"
                                               : "of profile " + state.profile);
    return false;
  }
  command.seed = state.seed;
  command.seeds = state.seeds;
  return true;
}

// A line that is written over and over, if somebody watches.
class ProgressLine {
 public:
  void show(const SimulateCommand& command, const Played& played) {
    if (!is_terminal_ || Clock::now() < next_) return;
    next_ = Clock::now() + std::chrono::milliseconds(200);
    const double rate = static_cast<double>(played.seeds) / std::max(played.seconds(), 1e-3);
    fmt::print(stderr, "\r\x1b[K{} of {} seeds, {} conversations, {:.0f} seeds/s, {:.0f} s left",
               played.seeds, command.seeds, played.coverage.conversations, rate,
               static_cast<double>(command.seeds - played.seeds) / std::max(rate, 1e-3));
    std::fflush(stderr);
  }
  void clear() const {
    if (is_terminal_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  bool is_terminal_ = isatty(STDERR_FILENO) != 0;
  Clock::time_point next_ = Clock::now();
};

// FILE-a.pcap, FILE-b.pcap and FILE-middle.pcap, or FILE-SEED-a.pcap where there are several seeds.
bool write_captures(const SimulateCommand& command, std::uint64_t seed, const sim::Tap& tap) {
  for (const sim::Vantage vantage : {sim::Vantage::a, sim::Vantage::b, sim::Vantage::middle}) {
    const std::string of_seed = command.seeds == 1 ? "" : fmt::format("-{}", seed);
    const std::string path = fmt::format("{}{}-{}.pcap", command.tape, of_seed, name(vantage));
    const std::vector<std::uint8_t> bytes = tap.capture(vantage);
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
      fmt::print(stderr, "simulate: {}: {}\n", path, std::strerror(errno));
      return false;
    }
  }
  return true;
}

void print_rows(const SimulateCommand& command, const sim::TransitionsMet& transitions) {
  const RowCoverage rows = row_coverage(transitions);
  if (rows.rows == 0) {
    fmt::print("  spec/transitions.csv cannot be read, so its rows are not counted\n");
    return;
  }
  fmt::print(
      "  {} of {} transitions (state, event, next state, reply) taken; they are those of {} of\n",
      rows.transitions_met, rows.transitions, rows.met);
  fmt::print(
      "  the {} rows of spec/transitions.csv that conforming policies follow; guards are not\n",
      rows.possible);
  fmt::print("  told apart{}\n", command.verbose ? "" : " (--verbose names the rows not met)");
  if (!command.verbose) return;
  for (const std::string& missed : rows.missed) fmt::print("  not met: {}\n", missed);
}

void summarise(const SimulateCommand& command, const Played& played) {
  const sim::Coverage& met = played.coverage;
  fmt::print("{} seeds from {} in {:.1f} s, profile {}\n", played.seeds, command.seed,
             played.seconds(), profile_words(command));
  fmt::print("  {} steps, {} packets, {} conversations, {} bytes of text delivered\n", met.steps,
             met.packets, met.conversations, met.delivered_bytes);
  fmt::print("  {} waits, {} reopened, {} returned to, {} ended by a RST\n", met.waits,
             met.reopenings, met.returns, met.assassinations);
  fmt::print("  {} ABORTs, {} user timeouts, {} ends given up, {} reboots, {} refusals\n",
             met.aborts, met.user_timeouts, met.give_ups, met.reboots, met.refusals);
  fmt::print("  {} packets repeated, {} damaged, {} whose early text found no place\n",
             met.repetitions, met.damaged, met.dropped_texts);
  fmt::print("  {} packets of older incarnations met a newer one\n", met.strays);
  print_rows(command, met.transitions);
}

// One seed. False if its captures cannot be written.
bool play(const SimulateCommand& command, Played& played, std::optional<Breach>& breach) {
  const std::uint64_t seed = command.seed + played.seeds;
  const sim::SeededRun run = sim::run_of_seed(profile_of(command, seed), seed);
  sim::Tap tap;
  breach = sim::run_program(run.program, run.profile, played.coverage,
                            command.tape.empty() ? nullptr : &tap);
  if (breach) fmt::print("{}", report({profile_of(command, seed), seed}, *breach, command.verbose));
  ++played.seeds;
  return command.tape.empty() || write_captures(command, seed, tap);
}

}  // namespace

SimulateExit run(SimulateCommand command) {
  if (!take_up(command)) return SimulateExit::usage;
  listen_for_interrupts();
  Played played;
  ProgressLine progress;
  Keeper keeper;
  std::optional<Breach> breach;
  bool is_writable = true;
  while (played.seeds < command.seeds && !breach && !is_interrupted() && is_writable) {
    is_writable = play(command, played, breach) && keeper.keep(command, played, false);
    progress.show(command, played);
  }
  progress.clear();
  is_writable = is_writable && keeper.keep(command, played, true);
  summarise(command, played);
  if (is_interrupted() && played.seeds < command.seeds) {
    fmt::print("interrupted; the rest: {}\n", resume_line(command, played));
  } else if (!breach && is_writable) {
    fmt::print("Every law held.\n");
  }
  if (!is_written("simulate") || !is_writable) return SimulateExit::unwritable;
  if (breach) return SimulateExit::broken;
  return is_interrupted() && played.seeds < command.seeds
             ? static_cast<SimulateExit>(status_of_interrupt())
             : SimulateExit::held;
}

}  // namespace twomsl::tool
