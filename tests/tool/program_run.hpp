// A program of the project as its user runs it: in a folder of its own, with what it printed where.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace twomsl {

struct ProgramResult {
  int status = -1;
  std::string out{};
  std::string err{};
};

[[nodiscard]] inline std::string read_whole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

[[nodiscard]] inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A folder of one test, gone with it. `name` tells one program's tests from another's.
class TestFolder {
 public:
  explicit TestFolder(const std::string& name)
      : path_(std::filesystem::path(testing::TempDir()) /
              (name + testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(path_);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return path_ / name; }

  /// Runs a line of the shell here.
  [[nodiscard]] ProgramResult run(const std::string& line) const {
    const std::string command = "cd '" + path_.string() + "' && " + line + " >out.txt 2>err.txt";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_whole(file("out.txt")),
            read_whole(file("err.txt"))};
  }

 private:
  std::filesystem::path path_;
};

}  // namespace twomsl
