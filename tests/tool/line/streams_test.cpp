// The program among others: on a terminal, in a pipe that breaks, on a full disk, interrupted.
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <sstream>

#include "tests/tool/tool_fixture.hpp"

namespace twomsl::test {
namespace {

class Streams : public Tool {
 protected:
  Streams() {
    const std::string evil = "\x1b[31mred\xff.pcap";
    write(evil, capture_of(guilty()));
    write("evil\x1b[2Jempty.pcap", {});
  }

  // What `arguments` print to a terminal, standard error included.
  [[nodiscard]] std::string on_terminal(const std::string& settings,
                                        const std::string& arguments) const {
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
      const std::string line = "cd '" + path() + "' && exec env -u NO_COLOR TERM=xterm " +
                               settings + " '" TWOMSL_BINARY "' " + arguments;
      ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
      ::_exit(127);
    }
    std::string out;
    char bytes[4096];
    for (ssize_t got = 0; (got = ::read(terminal, bytes, sizeof bytes)) > 0;) {
      out.append(bytes, static_cast<std::size_t>(got));
    }
    ::close(terminal);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    return out;
  }
};

constexpr const char* kRed = "\x1b[1;31mVIOLATION\x1b[0m";

TEST_F(Streams, AreColouredOnATerminalAlone) {
  EXPECT_TRUE(holds(on_terminal("", "audit guilty.pcap"), kRed));
  EXPECT_FALSE(holds(on_terminal("NO_COLOR=1", "audit guilty.pcap"), kRed));
  EXPECT_TRUE(holds(on_terminal("NO_COLOR=", "audit guilty.pcap"), kRed));
  EXPECT_FALSE(holds(on_terminal("TERM=dumb", "audit guilty.pcap"), "\x1b"));
  EXPECT_FALSE(holds(on_terminal("-u TERM", "audit guilty.pcap"), "\x1b"));
  EXPECT_FALSE(holds(on_terminal("", "audit --color never guilty.pcap"), kRed));
  EXPECT_TRUE(holds(on_terminal("NO_COLOR=1", "audit --color always guilty.pcap"), kRed));
  EXPECT_FALSE(holds(run("audit guilty.pcap").out, "\x1b"));
  EXPECT_FALSE(holds(run("audit --color auto guilty.pcap").out, "\x1b"));
  EXPECT_TRUE(holds(run("audit --colour always guilty.pcap").out, kRed));
  EXPECT_FALSE(holds(on_terminal("", "audit --json guilty.pcap"), "\x1b[1"));
}

TEST_F(Streams, AreColouredWhereAConnectionIsToldOrTwoCapturesAreCompared) {
  for (const std::string what : {"explain guilty.pcap", "compare guilty.pcap guilty.pcap",
                                 "audit --both guilty.pcap guilty.pcap"}) {
    constexpr const char* kVerdict = "\x1b[1;31mviolation\x1b[0m early-release-rst";
    EXPECT_TRUE(holds(on_terminal("", what), kVerdict)) << what;
    EXPECT_FALSE(holds(on_terminal("NO_COLOR=1", what), "\x1b")) << what;
    EXPECT_FALSE(holds(run(what).out, "\x1b")) << what;
    EXPECT_TRUE(holds(run(what + " --color always").out, kVerdict)) << what;
    EXPECT_FALSE(holds(on_terminal("", what + " --color never"), "\x1b")) << what;
  }
}

TEST_F(Streams, HaveNoColourInAFile) {
  const ProgramResult both =
      shell("$T audit --color always --report text=report.txt guilty.pcap; cat report.txt");
  EXPECT_EQ(1, shell("grep -c 'VIOLATION early' report.txt").status == 0 ? 1 : 0);
  EXPECT_EQ("", shell("grep -l '\x1b' report.txt").out);
  EXPECT_TRUE(holds(both.out, kRed));
}

TEST_F(Streams, SayNothingOfProgressToAPipe) {
  EXPECT_EQ("", run("audit guilty.pcap").err);
  EXPECT_TRUE(holds(on_terminal("", "audit guilty.pcap"), "\r\x1b[K"));
}

TEST_F(Streams, ShowEscapesInsteadOfSendingThem) {
  for (const char* arguments : {"audit *red*",
                                "audit -v *red* evil*",
                                "audit 'missing\x1b]0;x.pcap'",
                                "'\x1b[31m'",
                                "audit --'\x1b[1m'",
                                "audit --msl '\x1b' guilty.pcap",
                                "audit --profile '\x1b' guilty.pcap",
                                "audit --report '\x1b=-' guilty.pcap",
                                "audit --report 'text=no/\x1b' guilty.pcap",
                                "audit --expect '\x1b' guilty.pcap",
                                "help '\x1b[1m'",
                                "explain evil*",
                                "explain --flow '\x1b' a",
                                "seed show '\x1b'",
                                "seed from evil* -o x",
                                "nc --msl '\x1b' 1 2",
                                "httpd '\x1b'",
                                "link --loss '\x1b' a b",
                                "audit --assume '\x1b' guilty.pcap",
                                "explain guilty.pcap '\x1b'"}) {
    const ProgramResult result = run(arguments);
    EXPECT_FALSE(holds(result.out + result.err, "\x1b")) << arguments;
    EXPECT_FALSE(holds(result.out + result.err, "\xff")) << arguments;
    EXPECT_TRUE(holds(result.out + result.err, "\\x1b")) << arguments << ": " << result.err;
  }
}

TEST_F(Streams, OfAFullDiskAreNoticed) {
  for (const char* arguments :
       {"--help", "--version", "help", "help audit", "audit --help", "audit --schema",
        "audit --classes", "audit guilty.pcap", "audit --json guilty.pcap", "explain guilty.pcap",
        "report --appendix-b", "report --appendix-b --csv", "seed from guilty.pcap -o made",
        "audit --report text=/dev/full guilty.pcap"}) {
    const ProgramResult result =
        shell("$T " + std::string(arguments) + " >/dev/full; status=$?; exit $status");
    EXPECT_EQ(5, result.status) << arguments << ": " << result.err;
    EXPECT_TRUE(holds(result.err, "No space left on device")) << arguments << ": " << result.err;
  }
}

TEST_F(Streams, ThatAreClosedAreNoFiles) {
  EXPECT_EQ(5, shell("$T audit guilty.pcap >&-").status);
  EXPECT_EQ(5, shell("$T --help >&-").status);
  const ProgramResult report = shell("$T audit --report jsonl=made.jsonl guilty.pcap >&-");
  EXPECT_EQ(5, report.status);
  EXPECT_EQ(0, shell("head -c 1 made.jsonl | grep -q '{'").status);
  EXPECT_EQ(3, shell("$T audit missing.pcap guilty.pcap 2>&-").status);
  EXPECT_TRUE(holds(shell("$T audit missing.pcap guilty.pcap 2>&-").out, "VIOLATION"));
  EXPECT_TRUE(holds(shell("$T audit missing.pcap guilty.pcap 2>/dev/full").out, "VIOLATION"));
  EXPECT_EQ(3, shell("$T audit - <&-").status);
  EXPECT_EQ(1, shell("env -i $T audit guilty.pcap").status);
}

TEST_F(Streams, ThatNobodyReadsEndTheProgramSilently) {
  std::array<int, 2> ends{};
  ASSERT_EQ(0, ::pipe(ends.data()));
  ::close(ends[0]);
  ::dup2(ends[1], 9);
  for (const char* ignored : {"", "trap '' PIPE; "}) {
    for (const char* arguments : {"audit guilty.pcap", "--help", "explain guilty.pcap"}) {
      const ProgramResult result =
          shell(ignored + ("$T " + std::string(arguments)) + " >&9; exit $?");
      EXPECT_EQ(141, result.status) << ignored << arguments;
      EXPECT_EQ("", result.err) << ignored << arguments;
    }
  }
  ::close(9);
  ::close(ends[1]);
}

// The header and eight frames, and then nothing more for as long as it takes.
constexpr const char* kPipe =
    "mkfifo pipe; { head -c $1 guilty.pcap; exec sleep 60; } >pipe & feeder=$!\n"
    "$T $2 <pipe >told & judge=$!\n"
    "sleep 1; kill -$3 $judge; wait $judge; status=$?\n"
    "kill $feeder; rm pipe; cat told; exit $status";

TEST_F(Streams, ThatAreInterruptedAreReportedAsFarAsTheyCame) {
  struct Case {
    const char* bytes;
    const char* signal;
    int status;
    const char* words;
  };
  for (const Case& one : {Case{"600", "INT", 130, "interrupted after frame "},
                          {"600", "TERM", 143, "interrupted after frame "},
                          {"24", "TERM", 143, ""},
                          {"0", "INT", 130, ""}}) {
    const std::string set = "set -- " + std::string(one.bytes) + " 'audit -' " + one.signal + "\n";
    const ProgramResult result = shell(set + kPipe);
    EXPECT_EQ(one.status, result.status) << one.bytes << result.err;
    EXPECT_TRUE(holds(result.out, one.words)) << result.out << result.err;
    EXPECT_FALSE(holds(result.out + result.err, "damaged")) << result.out << result.err;
    EXPECT_FALSE(holds(result.err, "system call")) << result.err;
  }
  const ProgramResult told = shell("set -- 600 'explain -' TERM\n" + std::string(kPipe));
  EXPECT_EQ(143, told.status) << told.err;
  EXPECT_TRUE(holds(told.out, "A is 10.0.0.")) << told.out << told.err;
}

TEST_F(Streams, EndWithTheSumOfAllFiles) {
  const std::string out =
      run("audit guilty.pcap missing.pcap innocent.pcap empty.pcap arp.pcap").out;
  const std::size_t sum = out.find("\n5 files, 2 judged, 2 closes seen whole\n  1 violation, 0 ");
  ASSERT_NE(std::string::npos, sum) << out;
  for (const char* line :
       {"violations in: guilty.pcap\n", "not readable: missing.pcap, empty.pcap\n",
        "without a TCP segment to judge: arp.pcap\n", "1 violation: no conforming endpoint"}) {
    EXPECT_NE(std::string::npos, out.find(line, sum)) << line << "\n" << out;
  }
  EXPECT_FALSE(holds(run("audit guilty.pcap").out, "file"));
}

TEST_F(Streams, KeepWithinEightyColumns) {
  for (const char* arguments : {"audit -v guilty.pcap deviant.pcap unclear.pcap arp.pcap",
                                "explain guilty.pcap", "report --appendix-b"}) {
    std::istringstream lines(run(arguments).out);
    for (std::string line; std::getline(lines, line);) {
      const bool is_one_word = line.find(' ', line.find_first_not_of(' ')) == std::string::npos;
      EXPECT_TRUE(line.size() <= 80 || is_one_word) << arguments << ": " << line;
    }
  }
}

TEST_F(Streams, JudgeEachFileOnce) {
  const ProgramResult twice = run("audit guilty.pcap ./guilty.pcap guilty.pcap");
  EXPECT_EQ(1, twice.status);
  EXPECT_EQ(run("audit guilty.pcap").out, twice.out);
  EXPECT_TRUE(holds(twice.err, "./guilty.pcap is the same file as guilty.pcap, and judged once\n"));
  EXPECT_TRUE(holds(twice.err, "guilty.pcap is named twice, and judged once\n")) << twice.err;
  EXPECT_EQ(1, run("audit - - <guilty.pcap").status);
}

TEST_F(Streams, OverwriteNothingThatIsRead) {
  for (const char* arguments : {"audit --report text=guilty.pcap guilty.pcap",
                                "audit --report jsonl=./guilty.pcap guilty.pcap",
                                "audit --json --report text=- guilty.pcap",
                                "audit --report text=new --report jsonl=./new guilty.pcap"}) {
    const ProgramResult result = run(arguments);
    EXPECT_EQ(2, result.status) << arguments << result.err;
    EXPECT_EQ("", result.out) << arguments;
  }
  expect_status(1, "audit guilty.pcap");
  expect_status(1, "audit --report text=/dev/null --report jsonl=/dev/null guilty.pcap");
}

TEST_F(Streams, ThatCannotBeReadAreToldEachInItsWords) {
  EXPECT_TRUE(holds(run("audit missing.pcap").err, "missing.pcap: no such file"));
  EXPECT_TRUE(holds(run("audit .").err, ".: is a directory: name the capture files in it"));
  EXPECT_TRUE(holds(run("audit empty.pcap").err, "empty.pcap: empty file: nothing was captured"));
  EXPECT_TRUE(holds(run("audit - </dev/null").err, "standard input: empty file"));
  EXPECT_TRUE(holds(run("audit ''").err, "twomsl: '': no such file"));
  EXPECT_TRUE(holds(shell("ln -s loop loop; $T audit loop").err, "symbolic links"));
}

}  // namespace
}  // namespace twomsl::test
