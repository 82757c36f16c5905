// twomsl audit --both and twomsl compare: which captures they take, and what a user who stops them
// gets.
#include "tests/tool/tool_fixture.hpp"

namespace twomsl::test {
namespace {

class Both : public Tool {
 protected:
  // A pipe that never ends carries the first `bytes` bytes of the capture as one of the two; once
  // they are read, the user stops the program.
  [[nodiscard]] ProgramResult interrupted(const std::string& files, std::size_t bytes,
                                          const std::string& signal = "INT") const {
    return shell("mkfifo pipe; { head -c " + std::to_string(bytes) +
                 " guilty.pcap; exec sleep 60; } >pipe & feeder=$!\n$T compare " + files +
                 " >told & compared=$!\nsleep 1; kill -" + signal +
                 " $compared; wait $compared; status=$?\nkill $feeder; cat told; exit $status");
  }
};

TEST_F(Both, TakeStandardInputAndPipes) {
  const std::string wanted = run("compare --json guilty.pcap guilty.pcap").out;
  EXPECT_TRUE(holds(wanted, "\"fate\":\"matched\"")) << wanted;
  for (const char* line : {"$T compare --json guilty.pcap - <guilty.pcap",
                           "cat guilty.pcap | $T audit --both - guilty.pcap --json"}) {
    const ProgramResult result = shell(line);
    EXPECT_EQ(1, result.status) << line << result.err;
    std::string told = result.out;
    const std::size_t name = told.find("\"file\":\"-\"");
    ASSERT_NE(std::string::npos, name) << told;
    EXPECT_EQ(wanted, told.replace(name, 10, "\"file\":\"guilty.pcap\"")) << line;
  }
  const ProgramResult twice = shell("$T compare - - <guilty.pcap");
  EXPECT_EQ(2, twice.status);
  EXPECT_TRUE(holds(twice.err, "standard input is one capture: name a file")) << twice.err;
}

TEST_F(Both, ReportWhatWasReadBeforeTheUserStoppedThem) {
  for (const char* signal : {"INT", "TERM"}) {
    const ProgramResult inside = interrupted("guilty.pcap pipe", 600, signal);
    EXPECT_EQ(signal == std::string("INT") ? 130 : 143, inside.status) << inside.err;
    EXPECT_TRUE(holds(inside.out, "reading it was interrupted after frame 8")) << inside.out;
    EXPECT_TRUE(holds(inside.out, "1 connection in both captures")) << inside.out;
    EXPECT_TRUE(holds(inside.out, "of 4 segments from the client 0 lost")) << inside.out;
    EXPECT_FALSE(holds(inside.out, "judging it was")) << inside.out;
    EXPECT_FALSE(holds(inside.out + inside.err, "damaged")) << inside.out << inside.err;
    EXPECT_EQ(0, shell("rm pipe").status);
  }
}

TEST_F(Both, SayThatThereIsNothingYetToCompare) {
  for (const char* files : {"pipe guilty.pcap", "guilty.pcap pipe"}) {
    const ProgramResult before = interrupted(files, 24);
    EXPECT_EQ(130, before.status) << files << before.err;
    EXPECT_EQ("", before.out) << files;
    EXPECT_TRUE(holds(before.err, "interrupted before there was anything to compare"))
        << before.err;
    EXPECT_EQ(0, shell("rm pipe").status);
  }
}

TEST_F(Both, RefuseWhatIsNoCaptureByName) {
  const ProgramResult empty = run("compare guilty.pcap empty.pcap");
  EXPECT_EQ(3, empty.status);
  EXPECT_TRUE(holds(empty.err, "empty.pcap: empty file")) << empty.err;
  EXPECT_EQ(3, run("compare missing.pcap guilty.pcap").status);
  EXPECT_EQ(3, run("compare guilty.pcap arp.pcap").status);
  EXPECT_EQ(2, run("compare guilty.pcap").status);
  EXPECT_EQ(2, run("audit --both guilty.pcap guilty.pcap --schema").status);
}

TEST_F(Both, PrintTheirSchemaWithoutCaptures) {
  const ProgramResult schema = run("compare --schema");
  EXPECT_EQ(0, schema.status);
  EXPECT_EQ(read_whole(TWOMSL_SOURCE "/oracle/both/schema.json"), schema.out);
}

}  // namespace
}  // namespace twomsl::test
