// Reports as the user asks for them: several at once, of what can be read once, and where
// something is in the way.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/oracle/report/report_of.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl::test {
namespace {

constexpr const char* kAll =
    "--report sarif=r.sarif --report junit=r.xml --report csv=r.csv --report tap=r.tap "
    "--report pcapng=r.pcapng --report jsonl=r.jsonl ";

// Reads them all with Python's own readers, and prints how much is in them.
constexpr const char* kReadAll = R"(
import csv, json, xml.etree.ElementTree as xml
run = json.load(open("r.sarif", encoding="utf-8"))["runs"][0]
suites = xml.parse("r.xml").getroot()
table = list(csv.reader(open("r.csv", encoding="utf-8", newline="")))
assert all(len(row) == len(table[0]) for row in table)
for line in open("r.jsonl", encoding="utf-8"):
    json.loads(line)
tap = open("r.tap", encoding="utf-8", newline="\n").read().split("\n")
print(len(run["results"]), len(suites.findall("testsuite")), len(table) - 1,
      sum(line.startswith(("ok ", "not ok ")) for line in tap),
      run["invocations"][0]["executionSuccessful"])
)";

class Reports : public testing::Test {
 protected:
  Reports() {
    write("guilty.pcap", capture_of(violation()));
    write("innocent.pcap", capture_of(nothing_wrong()));
    std::ofstream(folder_.file("read.py")) << kReadAll;
  }

  void write(const std::string& name, const Bytes& bytes) const {
    std::ofstream(folder_.file(name), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    return read_whole(folder_.file(name));
  }
  [[nodiscard]] ProgramResult shell(const std::string& line) const { return folder_.run(line); }
  [[nodiscard]] ProgramResult audit(const std::string& arguments) const {
    return shell("'" TWOMSL_BINARY "' audit " + arguments);
  }
  // What the script above prints: findings, suites, lines, points, whether all was judged.
  [[nodiscard]] std::string contents() const {
    const ProgramResult result = shell("python3 read.py");
    return result.out + result.err;
  }

 private:
  TestFolder folder_{"twomsl_reports_"};
};

TEST_F(Reports, AreWrittenSeveralAtOnceBesideTheText) {
  const ProgramResult result = audit(kAll + std::string("guilty.pcap innocent.pcap"));
  EXPECT_EQ(1, result.status) << result.err;
  EXPECT_TRUE(holds(result.out, "VIOLATION early-release-rst at frame 9"));
  EXPECT_EQ("1 2 1 2 True\n", contents());
  const ProgramResult again = audit("--quiet r.pcapng");
  EXPECT_EQ(1, again.status);
  EXPECT_TRUE(holds(again.out, "VIOLATION early-release-rst at frame 9")) << again.out;
}

TEST_F(Reports, CanBeReadWhateverTheFilesAreCalled) {
  for (const char* name : {"h1 <&>\"'.pcap", "h2\x01\x1b[31m.pcap", "h3\xff\xc0.pcap",
                           "h4\n2,3\r.pcap", "h5# SKIP ]]>.pcap", "h6\xed\xa0\x80\xef\xbf\xbe"}) {
    write(name, capture_of(violation()));
  }
  write("h7\t\xf0\x9f\x98\x80 empty", {});
  EXPECT_EQ(3, audit(kAll + std::string("h*")).status);
  EXPECT_EQ("6 7 6 7 False\n", contents());
}

TEST_F(Reports, SayTheSameOfWhatCanBeReadOnce) {
  const auto frames = [this](const std::string& name) {
    const std::string file = read(name);
    return file.substr(file.find(" interface 0"));  // before that stands the name, of one letter
  };
  write("a", capture_of(violation()));
  EXPECT_EQ(1, audit("--report pcapng=file.pcapng a").status);
  EXPECT_EQ(1, audit(kAll + std::string("- <a")).status);
  EXPECT_EQ("1 1 1 1 True\n", contents());
  EXPECT_TRUE(holds(read("r.csv"), "\r\n-,9,")) << read("r.csv");
  EXPECT_EQ(frames("file.pcapng"), frames("r.pcapng"));
  EXPECT_EQ(
      1, shell("mkfifo p && { cat a >p & } && '" TWOMSL_BINARY "' audit --report pcapng=p.pcapng p")
             .status);
  EXPECT_EQ(frames("file.pcapng"), frames("p.pcapng"));
}

TEST_F(Reports, SayWhereThereIsNoRoomForACopy) {
  const ProgramResult result =
      shell("TMPDIR=missing '" TWOMSL_BINARY "' audit --report pcapng=r.pcapng - <guilty.pcap");
  EXPECT_EQ(3, result.status);
  EXPECT_TRUE(holds(result.err, "standard input: it cannot be copied to $TMPDIR")) << result.err;
  // Nobody asks for one where nothing is read twice.
  EXPECT_EQ(
      1,
      shell("TMPDIR=missing '" TWOMSL_BINARY "' audit --report csv=r.csv - <guilty.pcap").status);
}

TEST_F(Reports, AreWholeWhereTheUserInterrupts) {
  // The second capture never ends: once the first is reported, the user stops it, and does so again
  // where nothing has come of it for long. Sooner, it would not wait for its reports.
  const ProgramResult result =
      shell("{ mkfifo pipe; exec 3<>pipe; '" TWOMSL_BINARY "' audit " + std::string(kAll) +
            "guilty.pcap pipe & until [ -s r.csv ] && [ $(wc -l <r.csv) = 2 ]; do sleep 0.01; done;"
            " while kill -INT $! 2>kill.txt; do n=0;"
            " while [ $n -lt 1000 ] && kill -0 $! 2>kill.txt; do sleep 0.01; n=$((n + 1)); done;"
            " done; wait $!; }");
  EXPECT_EQ(130, result.status) << result.err;
  EXPECT_EQ("1 2 1 2 False\n", contents());
  EXPECT_TRUE(holds(read("r.tap"), "\nBail out! interrupted\n"));
  EXPECT_EQ(1, audit("r.pcapng").status);
}

TEST_F(Reports, NameTheOneThatCannotBeWritten) {
  for (const char* format : {"text", "jsonl", "sarif", "junit", "csv", "tap", "pcapng"}) {
    const std::string label = std::string(format) + "=/dev/full";
    const ProgramResult result = audit("--report csv=r.csv --report " + label + " guilty.pcap");
    EXPECT_EQ(5, result.status) << format;
    EXPECT_TRUE(holds(result.err, "the report " + label + " cannot be written: No space left"))
        << result.err;
    EXPECT_TRUE(holds(read("r.csv"), "early-release-rst")) << "the other one is whole";
  }
  const ProgramResult nowhere = audit("--report sarif=missing/a.sarif guilty.pcap");
  EXPECT_EQ(5, nowhere.status);
  EXPECT_TRUE(holds(nowhere.err, "the report sarif=missing/a.sarif cannot be written"));
}

TEST_F(Reports, OverwriteNeitherACaptureNorEachOther) {
  const std::string before = read("guilty.pcap");
  for (const char* arguments :
       {"--report csv=guilty.pcap guilty.pcap", "--report pcapng=./guilty.pcap guilty.pcap",
        "--report csv=r --report tap=r guilty.pcap", "--json --report csv=- guilty.pcap"}) {
    const ProgramResult result = audit(arguments);
    EXPECT_EQ(2, result.status) << arguments;
    EXPECT_TRUE(holds(result.err, "csv") || holds(result.err, "pcapng")) << result.err;
  }
  EXPECT_EQ(before, read("guilty.pcap"));
}

TEST_F(Reports, KnowStandardOutputByItsOtherNames) {
  const std::string wanted = audit("--json guilty.pcap").out;
  for (const char* name : {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "out.txt"}) {
    const ProgramResult one = audit("--report jsonl=" + std::string(name) + " guilty.pcap");
    EXPECT_EQ(1, one.status) << name;
    EXPECT_EQ(wanted, one.out) << name << ": no text beside it";
    const ProgramResult two =
        audit("--report csv=- --report jsonl=" + std::string(name) + " guilty.pcap");
    EXPECT_EQ(2, two.status) << name;
    EXPECT_TRUE(holds(two.err, "two reports to standard output")) << two.err;
  }
  EXPECT_EQ(1, shell("'" TWOMSL_BINARY "' audit --report jsonl=/dev/null --report csv=/dev/null "
                     "guilty.pcap >/dev/null")
                   .status);
}

TEST_F(Reports, FailByWhatTheRunFails) {
  write("unclear.pcap", capture_of(undetermined()));
  EXPECT_EQ(4, audit("--fail-undetermined --report tap=r.tap unclear.pcap").status);
  EXPECT_TRUE(holds(read("r.tap"), "\nnot ok 1 - unclear.pcap\n"));
  EXPECT_EQ(0, audit("--report tap=r.tap unclear.pcap").status);
  EXPECT_TRUE(holds(read("r.tap"), "\nok 1 - unclear.pcap\n"));
}

}  // namespace
}  // namespace twomsl::test
