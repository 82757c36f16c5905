// See named_files.hpp.
#include "tool/audit/named_files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

std::filesystem::path whole_path(const std::string& file) {
  std::error_code failure;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(file, failure), failure);
}

// A regular file by its inode, or one that is not there yet by its path; devices and pipes are
// never the same. Standard input and output are "-".
bool is_same(const std::string& a, const std::string& b) {
  if (a == "-" || b == "-") return a == b;
  struct stat one {};
  struct stat other {};
  const bool is_one = ::stat(a.c_str(), &one) == 0;
  const bool is_other = ::stat(b.c_str(), &other) == 0;
  if (is_one && is_other) {
    return S_ISREG(one.st_mode) && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
  }
  return !is_one && !is_other && whole_path(a) == whole_path(b);
}

}  // namespace

std::string called(const std::string& file) {
  if (file.empty()) return "''";
  return file == "-" ? "standard input" : file;
}

bool is_standard_output(const std::string& file) {
  if (file == "-") return true;
  struct stat named {};
  struct stat output {};
  if (::stat(file.c_str(), &named) != 0 || ::fstat(STDOUT_FILENO, &output) != 0) return false;
  // All that is written to a device such as /dev/null may go there by several ways.
  const bool is_device = S_ISCHR(output.st_mode) && ::isatty(STDOUT_FILENO) == 0;
  return !is_device && named.st_dev == output.st_dev && named.st_ino == output.st_ino;
}

std::vector<std::string> each_once(const std::vector<std::string>& files) {
  std::vector<std::string> once;
  for (const std::string& file : files) {
    const auto same = std::find_if(once.begin(), once.end(),
                                   [&](const std::string& one) { return is_same(one, file); });
    if (same == once.end()) {
      once.push_back(file);
    } else {
      complain("twomsl", fmt::format("{} is {}, and judged once", called(file),
                                     *same == file ? "named twice" : "the same file as " + *same));
    }
  }
  return once;
}

std::string objection_to(const std::vector<ReportChoice>& reports,
                         const std::vector<std::string>& read) {
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const std::string& file = reports[i].file;
    for (const std::string& input : read) {
      if (file != "-" && is_same(file, input)) {
        return fmt::format("{}={}: it is read, and a report would overwrite it",
                           reports[i].format->name, file);
      }
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (!is_same(file, reports[j].file)) continue;
      return fmt::format("{} and {} are two reports to {}: give each its own --report FORMAT=FILE",
                         reports[j].format->name, reports[i].format->name,
                         file == "-" ? "standard output" : file);
    }
  }
  return {};
}

}  // namespace twomsl::tool
