// The words of the command line: each that is wrong is refused in words that say what to write.
#include <sstream>

#include "tests/tool/tool_fixture.hpp"

namespace twomsl::test {
namespace {

using Words = Tool;

struct Refusal {
  const char* arguments;
  const char* words;
};

TEST_F(Words, RefuseAnMslInWordsOfItsOwn) {
  for (const Refusal& one : {Refusal{"--msl 30s", "--msl 30s: say 30; it counts seconds"},
                             {"--msl 500ms", "--msl 500ms: say 0.5"},
                             {"--msl 2min", "--msl 2min: say 120"},
                             {"--msl '30 s'", "--msl 30 s: say 30;"},
                             {"--msl 3e1", "--msl 3e1: say 30, without an exponent"},
                             {"--msl 1e9", "--msl 1e9 is too large: say 0.000001 to 86400 seconds"},
                             {"--msl 1e999", "--msl 1e999 is too large"},
                             {"--msl -5", "--msl -5 is negative"},
                             {"--msl 0", "--msl 0 is too small"},
                             {"--msl 1e-999", "--msl 1e-999 is too small"},
                             {"--msl nan", "--msl nan is not a number: say"},
                             {"--msl=-nan", "--msl -nan is not a number: say"},
                             {"--msl inf", "--msl inf has no end: say"},
                             {"--msl ''", "--msl is empty: say"},
                             {"--msl +30", "--msl +30: say 30"},
                             {"--msl 30,5", "--msl 30,5: say 30.5"},
                             {"--msl 0x1e", "--msl 0x1e: say it in decimal digits"},
                             {"--msl 30m30", "--msl 30m30: say 30, and nothing behind it"},
                             {"--msl soon", "--msl soon is no number of seconds"},
                             {"--msl 30 --msl 60", "--msl is given more than once"}}) {
    const ProgramResult result = run("audit guilty.pcap " + std::string(one.arguments));
    EXPECT_EQ(2, result.status) << one.arguments;
    EXPECT_TRUE(holds(result.err, one.words)) << one.arguments << ": " << result.err;
    EXPECT_TRUE(holds(result.err, "; see twomsl audit --help\n")) << result.err;
    EXPECT_EQ("", result.out) << one.arguments;
  }
}

TEST_F(Words, SayThatANumberWasForgotten) {
  for (const char* arguments : {"audit --msl guilty.pcap", "audit --msl= guilty.pcap",
                                "audit --msl none.pcapng.gz guilty.pcap", "--msl guilty.pcap"}) {
    const ProgramResult result = run(arguments);
    EXPECT_EQ(2, result.status) << arguments;
    EXPECT_TRUE(holds(result.err, "is a file: --msl needs a number before it")) << result.err;
  }
  EXPECT_TRUE(holds(run("audit guilty.pcap --msl").err, "--msl needs SECONDS behind it"));
}

TEST_F(Words, RefuseNumbersOfTheOtherCommandsSo) {
  for (const Refusal& one :
       {Refusal{"nc --msl nan 10.0.0.1 80", "--msl nan is not a number"},
        {"httpd --msl inf .", "--msl inf has no end"},
        {"link --loss nan a b", "--loss nan is not a number: say 0 to 100"},
        {"link --loss 5% a b", "--loss 5%: say 5"},
        {"link --delay 2s a b", "--delay 2s: say 2000; it counts milliseconds"},
        {"link --rate nan a b", "--rate nan is not a number"},
        {"link --mtu 1e3 a b", "--mtu 1e3: say 1000"},
        {"link --mtu 99999999999999999999 a b", "is too large"},
        {"link --queue 1.5 a b", "--queue 1.5 is no whole number of packets"},
        {"link --seed -1 a b", "--seed -1 is negative"},
        {"explain --frame 0x10 guilty.pcap", "in decimal digits"},
        {"explain --frame guilty.pcap", "--frame needs a number before it"},
        {"explain --msl nan guilty.pcap", "--msl nan is not a number"}}) {
    const ProgramResult result = run(one.arguments);
    EXPECT_EQ(2, result.status) << one.arguments;
    EXPECT_TRUE(holds(result.err, one.words)) << one.arguments << ": " << result.err;
  }
  EXPECT_EQ(run("explain --frame 8 guilty.pcap").out, run("explain --frame 008 guilty.pcap").out);
}

TEST_F(Words, SuggestWhatMayHaveBeenMeant) {
  for (const Refusal& one :
       {Refusal{"audit --vantag host:10.0.0.1 guilty.pcap",
                "twomsl: audit has no option --vantag; did you mean --vantage?"},
        {"audit --jsno guilty.pcap", "--jsno; did you mean --json?"},
        {"audit -msl 30 guilty.pcap", "twomsl: audit has no option -msl; did you mean --msl?"},
        {"--verson", "twomsl: there is no option --verson; did you mean --version?"},
        {"explain --json guilty.pcap", "no option --json; audit has"},
        {"audti guilty.pcap",
         "there is no command 'audti', and no file of that name; "
         "did you mean audit? See twomsl --help\n"},
        {"audti --help", "there is no command 'audti'"},
        {"audit --profile guilty.pcap", "'guilty.pcap' is a file: --profile needs one of rfc9293"},
        {"audit --strict=maybe guilty.pcap", "'maybe' does not suit --strict"},
        {"zzzzz", "there is no command 'zzzzz', and no file of that name; see"},
        {"seed shwo a", "twomsl: seed has no command 'shwo'; did you mean show?"},
        {"help adit", "there is no command 'adit'; did you mean audit?"},
        {"explain guilty.pcap cut.pcap", "'cut.pcap' is more than twomsl explain takes"},
        {"audit --profile linux-6.18 guilty.pcap", "did you mean linux?"},
        {"audit --profile freebds guilty.pcap", "did you mean freebsd?"},
        {"audit --report jsnol=- guilty.pcap", "did you mean jsonl?"},
        {"audit --color yes guilty.pcap", "--color 'yes' is none of auto, always, never"},
        {"audit --assume no-abrt guilty.pcap", "did you mean no-abort?"},
        {"audit --assume=-one-stak guilty.pcap", "did you mean one-stack?"},
        {"audit --vantage middel guilty.pcap", "did you mean middle?"},
        {"audit --vantage 10.0.0.1 guilty.pcap", "say host:10.0.0.1 if"},
        {"audit --vantage host:10.0.0.1:80 guilty.pcap", "'10.0.0.1:80' is no IPv4 or IPv6"}}) {
    const ProgramResult result = run(one.arguments);
    EXPECT_EQ(2, result.status) << one.arguments;
    EXPECT_TRUE(holds(result.err, one.words)) << one.arguments << ": " << result.err;
    EXPECT_EQ("", result.out) << one.arguments;
  }
}

TEST_F(Words, OfAFileAloneMeanToAuditIt) {
  const std::string wanted = run("audit guilty.pcap").out;
  EXPECT_EQ(wanted, run("guilty.pcap").out);
  EXPECT_EQ(1, run("guilty.pcap").status);
  EXPECT_EQ(run("audit --msl 30 guilty.pcap").out, run("--msl 30 guilty.pcap").out);
  EXPECT_EQ(run("audit - <guilty.pcap").out, run("- <guilty.pcap").out);
  EXPECT_TRUE(holds(run("missing.pcap").err, "missing.pcap: no such file"));
  expect_status(3, "missing.pcap");
  expect_status(3, ".");
}

TEST_F(Words, BehindTwoDashesAreFiles) {
  EXPECT_EQ(1, shell("cp guilty.pcap ./-x && $T audit -- -x").status);
  EXPECT_EQ(1, shell("cp guilty.pcap ./-x && $T -- -x").status);
  EXPECT_EQ(1, shell("cp guilty.pcap ./-x && $T audit -q innocent.pcap -- -x").status);
  EXPECT_EQ(1, shell("cp guilty.pcap ++ && $T audit ++").status);
  EXPECT_EQ(1, shell("cp guilty.pcap audit && $T audit audit").status);
}

TEST_F(Words, ProfilesAreReadInAnyCase) {
  EXPECT_EQ(run("audit --profile linux guilty.pcap").out,
            run("audit --profile Linux guilty.pcap").out);
}

TEST_F(Words, OfAssumptionsAreAddedAndTakenAway) {
  const std::string all = run("audit guilty.pcap").out;
  EXPECT_TRUE(holds(all, "VIOLATION"));
  for (const char* same : {"all", "none,all", "-one-stack,one-stack", "none --assume all"}) {
    EXPECT_EQ(all, run("audit guilty.pcap --assume=" + std::string(same)).out) << same;
  }
  const std::string some = run("audit guilty.pcap --assume all,-no-abort").out;
  EXPECT_TRUE(holds(some, "UNDETERMINED")) << some;
  for (const char* same : {"=-no-abort", " -no-abort", "='all -no-abort'", "='all, -no-abort'",
                           " all --assume=-no-abort", "=-no-abort,-no-abort"}) {
    EXPECT_EQ(some, run("audit guilty.pcap --assume" + std::string(same)).out) << same;
  }
  for (const char* wrong : {"''", ",", "all,", "-", "--all", "no-abort,,one-stack", "-none"}) {
    expect_status(2, "audit guilty.pcap --assume=" + std::string(wrong));
  }
}

TEST_F(Words, OfAPlaceThatIsNotInTheFileAreDoubted) {
  const std::string plain = run("audit guilty.pcap").out;
  const ProgramResult absent = run("audit --vantage peer:10.9.9.9 guilty.pcap innocent.pcap");
  EXPECT_EQ(1, absent.status);
  for (const char* file : {"guilty.pcap", "innocent.pcap"}) {
    EXPECT_TRUE(holds(absent.err, std::string(file) + ": no segment in it is of 10.9.9.9, which"))
        << absent.err;
  }
  EXPECT_EQ(plain, run("audit --vantage host:10.9.9.9 guilty.pcap").out);
  for (const char* place : {"host:10.0.0.1", "peer:10.0.0.2", "middle", "auto"}) {
    EXPECT_EQ("", run("audit guilty.pcap --vantage " + std::string(place)).err) << place;
  }
  EXPECT_TRUE(holds(run("explain --vantage host:10.9.9.9 guilty.pcap").err, "10.9.9.9"));
}

TEST_F(Words, HaveShortForms) {
  EXPECT_EQ(run("audit --quiet guilty.pcap").out, run("audit -q guilty.pcap").out);
  EXPECT_EQ(run("audit --json guilty.pcap").out, run("audit -j guilty.pcap").out);
  const std::string verbose = run("audit -v arp.pcap guilty.pcap").out;
  EXPECT_TRUE(holds(verbose, "no-abort: the user did not ABORT during the wait")) << verbose;
  EXPECT_TRUE(holds(verbose, "not-ip: no IP packet: ARP")) << verbose;
  expect_status(2, "audit -q -v guilty.pcap");
}

TEST_F(Words, OfHelpAreThoseOfTheOption) {
  EXPECT_EQ(run("--help").out, run("help").out);
  EXPECT_EQ(run("audit --help").out, run("help audit").out);
  EXPECT_EQ(run("seed show --help").out, run("help seed show").out);
  for (const char* arguments : {"help", "help audit", "help explain", "help seed", "help seed from",
                                "help report", "help nc", "help httpd", "help link", "help help"}) {
    const ProgramResult result = run(arguments);
    EXPECT_EQ(0, result.status) << arguments;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), 80u) << arguments << ": " << line;
    }
  }
  for (const char* status : {"130 interrupted", "141 ", "143 terminated"}) {
    EXPECT_TRUE(holds(run("help").out, status)) << status;
    EXPECT_TRUE(holds(run("help audit").out, status)) << status;
  }
}

}  // namespace
}  // namespace twomsl::test
