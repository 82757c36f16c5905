// The inputs that a command line names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <vector>

namespace twomsl {

/// The files of a folder, or the file itself, whether it is there or not.
[[nodiscard]] inline std::set<std::filesystem::path> files_of(const std::filesystem::path& named) {
  if (!std::filesystem::is_directory(named)) return {named};
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(named)) paths.insert(entry.path());
  return paths;
}

/// None if the file cannot be read.
[[nodiscard]] inline std::optional<std::vector<std::uint8_t>> bytes_of(
    const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes((std::istreambuf_iterator<char>(file)), {});
  if (!file) return std::nullopt;
  return bytes;
}

}  // namespace twomsl
