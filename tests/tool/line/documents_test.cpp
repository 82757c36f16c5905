// Manual pages and completions: what they say is what the command line takes.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>

#include "tests/tool/program_run.hpp"

namespace twomsl::test {
namespace {

class Documents : public testing::Test {
 protected:
  [[nodiscard]] ProgramResult run(const std::string& arguments) const {
    return folder_.run("'" TWOMSL_BINARY "' " + arguments);
  }

  // The words offered for the last of `words`, without their help; "\t" for names of files.
  [[nodiscard]] std::set<std::string> offered(const std::string& words) const {
    std::istringstream lines(run("complete -- " + words).out);
    std::set<std::string> all;
    for (std::string line; std::getline(lines, line);) {
      all.insert(line == "\t" ? line : line.substr(0, line.find('\t')));
    }
    return all;
  }

  // What bash puts into COMPREPLY for a line that ends at the cursor.
  [[nodiscard]] std::string completed_by_bash(const std::string& line) const {
    std::ofstream(folder_.file("completion")) << run("completion bash").out;
    std::ofstream(folder_.file("ask")) << "source ./completion\nCOMP_LINE='" << line
                                       << "'\nCOMP_POINT=${#COMP_LINE}\n_twomsl\n"
                                          "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
    return folder_.run("bash ask").out;
  }

  TestFolder folder_{"twomsl_documents_"};
};

using SetOfWords = std::set<std::string>;

TEST_F(Documents, CompletesCommandsOptionsAndWords) {
  EXPECT_EQ((SetOfWords{"audit"}), offered("aud"));
  EXPECT_EQ((SetOfWords{"show", "from", "--help"}), [&] {
    SetOfWords words = offered("seed ''");
    words.merge(offered("seed --h"));
    return words;
  }());
  EXPECT_EQ((SetOfWords{"--msl"}), offered("audit --ms"));
  EXPECT_EQ((SetOfWords{"bash", "zsh", "fish"}), offered("completion ''"));
  EXPECT_EQ((SetOfWords{"\t"}), offered("audit ''"));
  EXPECT_EQ((SetOfWords{}), offered("audit --msl ''")) << "there is no list of numbers";
  EXPECT_EQ((SetOfWords{"\t"}), offered("audit --msl 30 ''"));
  EXPECT_EQ((SetOfWords{"linux", "linux-to-4.18", "lwip"}), offered("audit --profile l"));
  EXPECT_EQ((SetOfWords{"--profile=lwip"}), offered("audit --profile=lw"));
  EXPECT_EQ((SetOfWords{"host:"}), offered("audit --vantage h"));
  EXPECT_EQ((SetOfWords{"sarif="}), offered("audit --report s"));
  EXPECT_EQ((SetOfWords{"\t"}), offered("audit --report sarif=x"));
  EXPECT_EQ((SetOfWords{"one-stack"}), offered("explain a.pcap --assume one"));
  EXPECT_EQ((SetOfWords{"audit"}), offered("help aud"));
  EXPECT_EQ((SetOfWords{"\t"}), offered("audit --expect=x"));
}

TEST_F(Documents, AnswersNothingToNonsense) {
  for (const char* words : {"nosuch ''", "audit --nosuch=", "''", "-- ''", "audit --msl= --"}) {
    EXPECT_EQ(0, run(std::string("complete -- ") + words).status) << words;
  }
  EXPECT_EQ("", run("complete --").out);
}

TEST_F(Documents, CompletesInBash) {
  std::ofstream(folder_.file("capture.pcap")) << "x";
  const std::string program = TWOMSL_BINARY;
  EXPECT_EQ("audit\n", completed_by_bash(program + " aud"));
  EXPECT_EQ("capture.pcap\n", completed_by_bash(program + " audit capt"));
  EXPECT_EQ("capture.pcap\n", completed_by_bash(program + " audit --expect=capt"))
      << "readline replaces what is behind the '='";
  EXPECT_EQ("bash\nzsh\nfish\n", completed_by_bash(program + " completion "));
}

// The names of options that the help of a command prints at the edge.
SetOfWords options_of_help(const std::string& help) {
  static const std::regex option("\\n  (?:-\\w,)?(--[a-z0-9-]+)");
  SetOfWords names;
  for (std::sregex_iterator i(help.begin(), help.end(), option), end; i != end; ++i) {
    names.insert((*i)[1]);
  }
  return names;
}

TEST_F(Documents, HasAManualPageForEachCommandWithEachOption) {
  ASSERT_EQ(0, run("man --write .").status);
  std::size_t pages = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.file("."))) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() != ".1") continue;
    ++pages;
    std::string command = name.substr(std::string("twomsl").size());
    std::replace(command.begin(), command.end(), '-', ' ');
    const std::string page = read_whole(entry.path());
    const SetOfWords names = options_of_help(run(command + " --help").out);
    EXPECT_TRUE(names.count("--help")) << name;
    for (std::string option : names) {
      option = std::regex_replace(option, std::regex("-"), "\\-");
      EXPECT_TRUE(holds(page, "\\fB" + option + "\\fR")) << name << " " << option;
    }
  }
  const std::set<std::string> commands = offered("''");
  EXPECT_GT(pages, commands.size()) << "one of each, and that of twomsl itself";
}

TEST_F(Documents, EscapesWhatRoffTakesForItsOwn) {
  const std::string page = run("man twomsl-audit").out;
  EXPECT_EQ(page, run("man audit").out);
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || (line[0] != '.' && line[0] != '\'')) continue;
    EXPECT_TRUE(std::regex_search(line, std::regex("^\\.(TH|SH|TP|nf|fi|nh|hy)\\b"))) << line;
  }
}

TEST_F(Documents, SaysWhichPagesAndShellsThereAre) {
  const ProgramResult page = run("man twomsl-nosuch");
  EXPECT_EQ(2, page.status);
  EXPECT_TRUE(holds(page.err, "twomsl-audit")) << page.err;
  const ProgramResult shell = run("completion tcsh");
  EXPECT_EQ(2, shell.status);
  EXPECT_TRUE(holds(shell.err, "bash, zsh, fish")) << shell.err;
  EXPECT_EQ(5, run("man --write nosuch").status);
}

}  // namespace
}  // namespace twomsl::test
