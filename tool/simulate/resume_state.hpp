// The place of a long run in a file, so that a run that was killed loses seconds.
#pragma once

#include <cstdint>
#include <string>

namespace twomsl::tool {

/// The rest of a run.
struct ResumeState {
  std::string profile = "all";
  std::uint64_t seed = 1;
  std::uint64_t seeds = 0;

  friend bool operator==(const ResumeState&, const ResumeState&) = default;
};

enum class StateFound : std::uint8_t { none, some, unreadable };

/// What `path` holds; `unreadable` if it exists and is no such state.
[[nodiscard]] StateFound read_state(const std::string& path, ResumeState& state);

/// Replaces what `path` held, at once; with no seeds left it removes the file. False if it cannot.
[[nodiscard]] bool write_state(const std::string& path, const ResumeState& state);

}  // namespace twomsl::tool
