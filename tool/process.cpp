// See process.hpp.
#include "tool/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "oracle/report/text/printable.hpp"

namespace twomsl::tool {
namespace {

std::atomic<int> interrupt{0};

extern "C" void on_interrupt(int signal) { interrupt = signal; }

// Open the wrong way round, so that any use fails as that of a closed one does.
void occupy(int descriptor) {
  if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) return;
  static_cast<void>(::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

}  // namespace

void prepare_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) occupy(descriptor);
  std::signal(SIGPIPE, SIG_DFL);
}

void listen_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool is_interrupted() { return interrupt != 0; }

int status_of_interrupt() { return is_interrupted() ? 128 + interrupt : 0; }

bool is_terminal(int descriptor) {
  const char* kind = std::getenv("TERM");
  return isatty(descriptor) != 0 && kind != nullptr && std::strcmp(kind, "dumb") != 0;
}

void complain(std::string_view program, std::string_view what) {
  const std::string line = fmt::format("{}: {}\n", program, oracle::printable(what));
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
}

bool is_written(const char* program) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return true;
  // Why an earlier write failed is told by another, of which no reader is the worse.
  std::clearerr(stdout);
  errno = 0;
  const bool fails_still = std::fputc('\n', stdout) == EOF || std::fflush(stdout) != 0;
  complain(program, fmt::format("standard output cannot be written: {}",
                                fails_still ? std::strerror(errno) : "a part of it is missing"));
  return false;
}

}  // namespace twomsl::tool
