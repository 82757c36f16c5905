// What this process occupies.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <fstream>

namespace twomsl::bench {

/// Bytes of this process in physical memory (Linux: /proc/self/statm).
[[nodiscard]] inline std::uint64_t resident_bytes() {
  std::uint64_t mapped_pages = 0;
  std::uint64_t resident_pages = 0;
  std::ifstream("/proc/self/statm") >> mapped_pages >> resident_pages;
  return resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace twomsl::bench
