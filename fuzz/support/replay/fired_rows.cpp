// Which rows of spec/transitions.csv the corpus of fuzz_step fires, guards told apart. Its inputs
// are replayed as fuzz_step does; each row with status exercised must be fired, but for those that
// a file names, each with its reason; and a row that is named must not be fired.
//
//   fired_rows [--all] TABLE EXCEPTIONS FOLDER...    with --all each row with the input that fires
//   it
//
// Exit status: 0 all as it must be, 1 a row is not, 2 something cannot be read.
#include <algorithm>
#include <cstdio>
#include <map>

#include "fuzz/support/replay/corpus_files.hpp"
#include "tests/connection/harness/step_harness.hpp"
#include "tests/transitions/row_guards.hpp"

namespace {

using namespace twomsl;
using Path = std::filesystem::path;

struct Unreadable {
  Path path;
};

std::vector<std::uint8_t> read_bytes(const Path& path) {
  auto bytes = bytes_of(path);
  if (!bytes) throw Unreadable{path};
  return *std::move(bytes);
}

std::string read(const Path& path) {
  const std::vector<std::uint8_t> bytes = read_bytes(path);
  return {bytes.begin(), bytes.end()};
}

std::vector<Cells> read_lines(const Path& path) {
  std::vector<Cells> lines = parse_csv(read(path));
  if (lines.empty()) throw Unreadable{path};
  return lines;
}

std::set<Path> files_in(const Path& folder) {
  std::set<Path> paths = files_of(folder);
  if (paths.empty()) throw Unreadable{folder};
  return paths;
}

// The input that fires each row first, by the row's id.
using FiredRows = std::map<std::string, std::string>;

void replay(const Path& path, const std::vector<GuardedRow>& rows, FiredRows& fired) {
  const auto breach =
      run_steps(read_bytes(path), sim::honest_subjects(), [&](const ConcreteStep& step) {
        for (const GuardedRow& row : rows) {
          if (fires(row, step)) fired.emplace(row.id, path.filename().string());
        }
      });
  if (breach) throw Unreadable{path};  // fuzz_step says why
}

// Says what is wrong with one row; true if nothing is.
bool is_as_expected(const GuardedRow& row, const FiredRows& fired,
                    const std::map<std::string, std::string>& exceptions) {
  const auto found = fired.find(row.id);
  const bool is_excepted = exceptions.contains(row.id);
  if (is_excepted == (found == fired.end())) return true;
  if (is_excepted) {
    std::printf("%s is fired by %s, but stands among those that are not: remove it there\n",
                row.id.c_str(), found->second.c_str());
  } else {
    std::printf("%s is fired by no input: %s\n", row.id.c_str(), row.words.c_str());
  }
  return false;
}

// The reason of each row that is named.
std::map<std::string, std::string> exceptions_in(const Path& path,
                                                 const std::vector<GuardedRow>& rows) {
  std::map<std::string, std::string> exceptions;
  const std::string text = read(path);
  if (!text.starts_with("row,reason\n")) throw Unreadable{path};
  for (const Cells& line : parse_csv(text)) {
    const bool is_known = std::ranges::any_of(
        rows, [&line](const GuardedRow& row) { return row.id == line.at("row"); });
    if (!is_known || line.at("reason").empty()) throw Unreadable{path};
    exceptions[line.at("row")] = line.at("reason");
  }
  return exceptions;
}

int check(const std::vector<std::string>& arguments, bool shows_all) {
  const std::vector<GuardedRow> rows = guarded_rows(read_lines(arguments[0]));
  const auto exceptions = exceptions_in(arguments[1], rows);
  FiredRows fired;
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    for (const Path& path : files_in(arguments[i])) replay(path, rows, fired);
  }
  bool all_well = true;
  for (const GuardedRow& row : rows) {
    all_well = is_as_expected(row, fired, exceptions) && all_well;
    if (shows_all && fired.contains(row.id)) {
      std::printf("%s %s\n", row.id.c_str(), fired.at(row.id).c_str());
    }
  }
  std::printf("%zu of %zu rows of the table of transitions are fired\n", fired.size(), rows.size());
  for (const auto& [id, reason] : exceptions) {
    std::printf("never fired: %s: %s\n", id.c_str(), reason.c_str());
  }
  return all_well ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool shows_all = std::erase(arguments, "--all") != 0;
  if (arguments.size() < 3) {
    std::fprintf(stderr, "usage: %s [--all] TABLE EXCEPTIONS FOLDER...\n", argv[0]);
    return 2;
  }
  try {
    return check(arguments, shows_all);
  } catch (const Unreadable& what) {
    std::fprintf(stderr, "%s: cannot be read, or is not what it should be\n", what.path.c_str());
    return 2;
  }
}
