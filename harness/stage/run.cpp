#include "harness/stage/run.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace twomsl::harness {
namespace {

using Clock = std::chrono::steady_clock;

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

// Until the writer is gone, or time is up: then false.
bool read_until_end(int pipe, Clock::time_point until, std::vector<std::uint8_t>& bytes) {
  std::array<std::uint8_t, 65'536> room;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return false;
    pollfd wanted{pipe, POLLIN, 0};
    if (poll(&wanted, 1, static_cast<int>(left.count())) <= 0) continue;
    const ssize_t got = read(pipe, room.data(), room.size());
    if (got == 0) return true;
    if (got > 0) bytes.insert(bytes.end(), room.begin(), room.begin() + got);
  }
}

[[noreturn]] void run_as_child(const Act& act, const Leave& leave, int pipe) {
  const int prints_to = leave.prints ? STDERR_FILENO : ::open("/dev/null", O_WRONLY);
  dup2(prints_to, STDOUT_FILENO);
  dup2(prints_to, STDERR_FILENO);
  const auto notebook = [pipe](const Note& note) { write_note(pipe, note); };
  act(notebook);
  notebook({NoteKind::finished, 0, {}});
  std::fflush(nullptr);  // what a stack has printed
  _exit(EXIT_SUCCESS);
}

}  // namespace

Recording run_here(const Subject& subject, const Settings& settings, const Play& play) {
  Recording recording;
  Stage stage(subject, settings, [&recording](const Note& note) { recording.add(note); });
  play(stage);
  recording.finished = true;
  return recording;
}

Run run_apart(const Act& act, const Leave& leave) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(stdout);  // or both processes would write it
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    ::close(ends[0]);
    run_as_child(act, leave, ends[1]);
  }
  ::close(ends[1]);
  Run run;
  std::vector<std::uint8_t> bytes;
  const auto until = Clock::now() + std::chrono::seconds(leave.most_seconds);
  if (!read_until_end(ends[0], until, bytes)) {
    run.end = RunEnd::hung;
    kill(child, SIGKILL);
  }
  ::close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  read_notes(bytes, run.recording);
  if (run.end == RunEnd::finished && !run.recording.finished) {
    run.end = RunEnd::crashed;
    run.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  }
  return run;
}

Run run_apart(const Subject& subject, const Settings& settings, const Play& play,
              const Leave& leave) {
  const auto act = [&](const Notebook& notebook) {
    Stage stage(subject, settings, notebook);
    play(stage);
  };
  return run_apart(act, leave);
}

Recording run_here(const Subject& subject, const Program& program) {
  return run_here(subject, program.settings, [&program](Stage& stage) { stage.play(program); });
}

Run run_apart(const Subject& subject, const Program& program, const Leave& leave) {
  const auto play = [&program](Stage& stage) { stage.play(program); };
  return run_apart(subject, program.settings, play, leave);
}

std::string words_of(const Run& run) {
  if (run.end == RunEnd::finished) return {};
  if (run.end == RunEnd::hung) return "it did not come back: it hangs";
  if (run.signal == 0) return fmt::format("it ended the process with status {}", run.status);
  return fmt::format("it crashed by signal {} ({})", run.signal, strsignal(run.signal));
}

}  // namespace twomsl::harness
