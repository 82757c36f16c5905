#include "tool/simulate/resume_state.hpp"

#include <filesystem>
#include <fstream>

namespace twomsl::tool {
namespace {

constexpr const char* kMark = "twomsl-simulate-1";

}  // namespace

StateFound read_state(const std::string& path, ResumeState& state) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return StateFound::none;
  std::ifstream in(path);
  std::string mark;
  ResumeState read;
  in >> mark >> read.profile >> read.seed >> read.seeds;
  if (!in || mark != kMark || read.seeds == 0) return StateFound::unreadable;
  state = read;
  return StateFound::some;
}

bool write_state(const std::string& path, const ResumeState& state) {
  std::error_code error;
  if (state.seeds == 0) {
    std::filesystem::remove(path, error);
    return !error;
  }
  const std::string beside = path + ".new";
  std::ofstream out(beside);
  out << kMark << ' ' << state.profile << ' ' << state.seed << ' ' << state.seeds << '\n';
  out.close();
  if (!out) return false;
  std::filesystem::rename(beside, path, error);
  return !error;
}

}  // namespace twomsl::tool
