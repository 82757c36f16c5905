#include "harness/stage/run.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

namespace twomsl::harness {
namespace {

using Clock = std::chrono::steady_clock;

// More than any run writes down that ends.
constexpr std::size_t kMostBytes = std::size_t{1} << 28;

// A note in the pipe: its kind, how many bytes follow, its value; then the bytes.
struct NoteHeader {
  std::uint32_t kind = 0;
  std::uint32_t bytes = 0;
  std::uint64_t value = 0;
};

void write_all(int pipe, const void* from, std::size_t bytes) {
  const auto* at = static_cast<const char*>(from);
  while (bytes != 0) {
    const ssize_t written = write(pipe, at, bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) _exit(EXIT_FAILURE);  // nobody reads any more
    at += written;
    bytes -= static_cast<std::size_t>(written);
  }
}

void write_note(int pipe, const Note& note) {
  const NoteHeader header{static_cast<std::uint32_t>(note.kind),
                          static_cast<std::uint32_t>(note.bytes.size()), note.value};
  write_all(pipe, &header, sizeof header);
  write_all(pipe, note.bytes.data(), note.bytes.size());
}

// Whole notes; what is left is the beginning of one that was never finished.
void read_notes(std::span<const std::uint8_t> bytes, Recording& recording) {
  NoteHeader header;
  while (bytes.size() >= sizeof header) {
    std::memcpy(&header, bytes.data(), sizeof header);
    bytes = bytes.subspan(sizeof header);
    if (bytes.size() < header.bytes) return;
    recording.add({static_cast<NoteKind>(header.kind), header.value, bytes.first(header.bytes)});
    bytes = bytes.subspan(header.bytes);
  }
}

[[noreturn]] void run_as_child(const Act& act, bool prints, int pipe) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody would wait for it
#endif
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  const int prints_to = prints ? STDERR_FILENO : ::open("/dev/null", O_WRONLY);
  dup2(prints_to, STDOUT_FILENO);
  dup2(prints_to, STDERR_FILENO);
  const auto notebook = [pipe](const Note& note) { write_note(pipe, note); };
  act(notebook);
  notebook({NoteKind::finished, 0, {}});
  std::fflush(nullptr);  // what a stack has printed
  _exit(EXIT_SUCCESS);
}

// A process that runs.
struct Child {
  std::size_t number = 0;  // of its act
  pid_t pid = 0;
  int pipe = -1;
  Clock::time_point until{};
  std::vector<std::uint8_t> bytes{};  // that it has written
  bool is_at_end = false;             // it writes no more
};

Child start(const Act& act, std::size_t number, const SideBySide& how) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(stdout);  // or both processes would write it
  const pid_t pid = fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) {
    ::close(ends[0]);
    run_as_child(act, how.prints, ends[1]);
  }
  ::close(ends[1]);
  return {number, pid, ends[0], Clock::now() + std::chrono::seconds(how.most_seconds)};
}

// Reads what they have written, once any of them has, and no longer than until the first hangs.
void wait_for_any(std::vector<Child>& children) {
  std::vector<pollfd> wanted;
  Clock::time_point until = Clock::time_point::max();
  for (const Child& child : children) {
    wanted.push_back({child.pipe, POLLIN, 0});
    until = std::min(until, child.until);
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  if (poll(wanted.data(), wanted.size(), static_cast<int>(std::max<long>(0, left))) <= 0) return;
  std::array<std::uint8_t, 65'536> room;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (wanted[i].revents == 0) continue;
    Child& child = children[i];
    const ssize_t got = read(child.pipe, room.data(), room.size());
    if (got > 0) child.bytes.insert(child.bytes.end(), room.begin(), room.begin() + got);
    child.is_at_end = got == 0;
  }
}

// One that has closed its end of the pipe is given a second to go.
bool has_gone(const Child& child, int& status) {
  if (!child.is_at_end) return false;
  for (int tries = 0; tries < 10'000; ++tries) {
    if (waitpid(child.pid, &status, WNOHANG) == child.pid) return true;
    usleep(100);
  }
  return false;
}

// Who has not come to its end hangs.
Run end_of(Child& child) {
  Run run;
  int status = 0;
  ::close(child.pipe);
  if (!has_gone(child, status)) {
    run.end = RunEnd::hung;
    kill(child.pid, SIGKILL);
    while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
    }
  }
  read_notes(child.bytes, run.recording);
  if (run.end == RunEnd::finished && !run.recording.finished) {
    run.end = RunEnd::crashed;
    run.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  }
  return run;
}

// Those that run when nobody waits for them any more are ended.
struct Children {
  std::vector<Child> all{};

  Children() = default;
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;
  ~Children() {
    for (Child& child : all) {
      kill(child.pid, SIGKILL);
      static_cast<void>(end_of(child));
    }
  }
};

}  // namespace

Recording run_here(const Subject& subject, const Settings& settings, const Play& play) {
  Recording recording;
  Stage stage(subject, settings, [&recording](const Note& note) { recording.add(note); });
  play(stage);
  recording.finished = true;
  return recording;
}

void run_apart(std::span<const Act> acts, const SideBySide& how,
               const std::function<void(std::size_t, Run)>& ended) {
  const auto is_stopped = [&how] { return how.is_stopped && how.is_stopped(); };
  Children running;
  std::vector<Child>& children = running.all;
  std::size_t begun = 0;
  while (!is_stopped() && (begun < acts.size() || !children.empty())) {
    for (; begun < acts.size() && children.size() < std::max<std::size_t>(1, how.jobs); ++begun) {
      children.push_back(start(acts[begun], begun, how));
    }
    wait_for_any(children);
    if (is_stopped()) break;
    for (std::size_t i = children.size(); i-- != 0;) {
      const bool floods = kMostBytes < children[i].bytes.size();
      if (!children[i].is_at_end && !floods && Clock::now() < children[i].until) continue;
      const std::size_t number = children[i].number;
      Run run = end_of(children[i]);
      children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
      ended(number, std::move(run));
    }
  }
}

unsigned most_seconds_of(const Subject& subject) {
  return has_trait(*subject.stack, TWOMSL_STACK_REAL_TIME) ? 3600 : 10;
}

Run run_apart(const Subject& subject, const Settings& settings, const Play& play,
              const SideBySide& how) {
  const Act act = [&](const Notebook& notebook) {
    Stage stage(subject, settings, notebook);
    play(stage);
  };
  Run run;
  run_apart(std::span(&act, 1), how, [&run](std::size_t, Run ended) { run = std::move(ended); });
  return run;
}

Run run_apart(const Subject& subject, const Settings& settings, const Play& play) {
  return run_apart(subject, settings, play, {.most_seconds = most_seconds_of(subject)});
}

Recording run_here(const Subject& subject, const Program& program) {
  return run_here(subject, program.settings, [&program](Stage& stage) { stage.play(program); });
}

Run run_apart(const Subject& subject, const Program& program, bool prints) {
  const auto play = [&program](Stage& stage) { stage.play(program); };
  return run_apart(subject, program.settings, play,
                   {.most_seconds = most_seconds_of(subject), .prints = prints});
}

std::string words_of(const Run& run) {
  if (run.end == RunEnd::finished) return {};
  if (run.end == RunEnd::hung) return "it did not come back: it hangs";
  if (run.signal == 0) return fmt::format("it ended the process with status {}", run.status);
  return fmt::format("it crashed by signal {} ({})", run.signal, strsignal(run.signal));
}

}  // namespace twomsl::harness
