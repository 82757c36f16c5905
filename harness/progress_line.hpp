// Progress on a terminal; in a pipe nothing.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>

namespace twomsl::harness {

/// A line that is written over and over, if somebody watches.
class ProgressLine {
 public:
  void show(const std::string& words) {
    if (!is_terminal_ || std::chrono::steady_clock::now() < next_) return;
    next_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
    fmt::print(stderr, "\r\x1b[K{}", words);
    std::fflush(stderr);
  }
  void clear() const {
    if (is_terminal_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  bool is_terminal_ = isatty(STDERR_FILENO) != 0;
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now();
};

}  // namespace twomsl::harness
