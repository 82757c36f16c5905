// `twomsl seed`: inputs shown by their fields, and programs made of captures.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/oracle/conversation.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl::test {
namespace {

class Seed : public testing::Test {
 protected:
  [[nodiscard]] std::string write(const std::string& name, const Bytes& bytes) const {
    std::filesystem::create_directories(folder_.file(name).parent_path());
    std::ofstream(folder_.file(name), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    return name;
  }

  [[nodiscard]] ProgramResult run(const std::string& arguments) const {
    return folder_.run("'" TWOMSL_BINARY "' seed " + arguments);
  }

  [[nodiscard]] ProgramResult from(const Conversation& conversation,
                                   const std::string& more = "") const {
    return run("from -o out " + more + " " + write("in.pcap", capture_of(conversation)));
  }

  void expect_both(const ProgramResult& result, const std::string& words) const {
    EXPECT_EQ(0, result.status) << result.err;
    EXPECT_TRUE(holds(result.out, "the capture: " + words)) << result.out;
    EXPECT_TRUE(holds(result.out, "the program: " + words)) << result.out;
  }

  void expect_refused(const ProgramResult& result, const std::string& words) const {
    EXPECT_EQ(3, result.status) << result.out;
    EXPECT_TRUE(holds(result.err, words)) << result.err;
  }

  TestFolder folder_{"twomsl_seed_"};
};

// Records of four: a setting, a command, a kind that nobody knows, and half a record.
TEST_F(Seed, ShowsAProgramOfTheSimulationByItsFields) {
  const std::string path = write("fuzz_hosts/p", {145, 0, 5, 1, 2, 0x0b, 7, 0, 99, 0, 0, 0, 1, 2});
  const ProgramResult shown = run("show " + path);
  EXPECT_EQ(0, shown.status) << shown.err;
  EXPECT_TRUE(holds(shown.out, "1. setting lost = 261\n")) << shown.out;
  EXPECT_TRUE(holds(shown.out, "2. send at=B1 amount=7 is_lazy\n")) << shown.out;
  EXPECT_TRUE(holds(shown.out, "3. kind 99: nothing\n")) << shown.out;
  EXPECT_TRUE(holds(shown.out, "2 bytes behind the last whole record")) << shown.out;
}

TEST_F(Seed, ShowsEventsOfOneConnectionByTheirFields) {
  Bytes bytes = {1, 2, 3, 4, 5, 3, 1, 9, 2, 0, 0x0a};
  const ProgramResult shown = run("show --target fuzz_step " + write("p", bytes));
  EXPECT_EQ(0, shown.status) << shown.err;
  EXPECT_TRUE(holds(shown.out, "policy=1 snd_buffer=2 rcv_buffer=3 mss=4 scale=5 left_out=3"))
      << shown.out;
  EXPECT_TRUE(holds(shown.out, "1. SEND facts=0x00 control=FIN,ACK")) << shown.out;
}

TEST_F(Seed, SaysWhereThoseAreShownThatDependOnTheRun) {
  const ProgramResult shown = run("show " + write("fuzz_capi/p", {1, 2}));
  EXPECT_EQ(0, shown.status);
  EXPECT_TRUE(holds(shown.out, "TWOMSL_TRACE=1 build/fuzz/fuzz/fuzz_capi FILE")) << shown.out;
}

TEST_F(Seed, ComplainsOfWhatItCannotShow) {
  const ProgramResult other = run("show " + write("fuzz_wire/p", {1}));
  EXPECT_EQ(2, other.status);
  EXPECT_TRUE(holds(other.err, "'fuzz_wire' is no target whose inputs can be shown")) << other.err;
  EXPECT_EQ(3, run("show --target fuzz_step nowhere").status);
  EXPECT_EQ(2, run("").status);
  EXPECT_EQ(2, run("from x.pcap").status);
  EXPECT_EQ(2, run("from -o out --flow here x.pcap").status);
}

TEST_F(Seed, OpensAndClosesAsTheCaptureDoes) {
  expect_both(from(Conversation{}.open().close()),
              "opens 1, closes 2, RSTs 0, bytes of text 0, repeated segments 0\n");
}

TEST_F(Seed, SendsTextAndAborts) {
  Conversation conversation = Conversation{}.open().s({.bytes = 100}).p({}).p({.bytes = 64});
  conversation.s({.flags = kRst | kAck});
  expect_both(from(conversation),
              "opens 1, closes 0, RSTs 1, bytes of text 164, repeated segments 0\n");
}

// The first copy was not acknowledged before the second came.
TEST_F(Seed, LosesWhatTheCaptureLost) {
  const ProgramResult made =
      from(Conversation{}.open().s({.bytes = 7}).at(3).s({.seq = kIsnS + 1, .bytes = 7}).p({}));
  expect_both(made, "opens 1, closes 0, RSTs 0, bytes of text 7, repeated segments 1\n");
  EXPECT_TRUE(holds(made.out, "drop at=B0")) << made.out;
}

// Four of the second segment's bytes were in the first.
TEST_F(Seed, CountsOnceWhatComesTwice) {
  const ProgramResult made =
      from(Conversation{}.open().s({.bytes = 7}).p({}).s({.seq = kIsnS + 4, .bytes = 10}));
  EXPECT_TRUE(holds(made.out, "the capture: opens 1, closes 0, RSTs 0, bytes of text 13, "))
      << made.out;
}

TEST_F(Seed, MakesProgramsOfRealStacks) {
  const auto of = [this](const std::string& name) {
    return run("from -o out '" TWOMSL_SOURCE "/oracle/captures/" + name + ".pcap'");
  };
  expect_both(of("linux-tw-reuse-0"), "opens 2, closes 4, RSTs 0");
  expect_both(of("nat-client2-side"), "opens 3, closes 4, RSTs 0");
  // This client reopened in TIME-WAIT.
  const ProgramResult reuse = of("linux-tw-reuse-1");
  EXPECT_TRUE(holds(reuse.out, "the capture: opens 2, closes 4")) << reuse.out;
  EXPECT_TRUE(holds(reuse.out, "the program: opens 1, closes 2")) << reuse.out;
  EXPECT_TRUE(holds(reuse.out, "hosts of ours did otherwise")) << reuse.out;
  expect_refused(run("from -o none '" TWOMSL_SOURCE "/oracle/captures/nt4-model.pcap'"),
                 "it is of a fourth tuple");
}

TEST_F(Seed, RefusesWhatCannotBeExpressed) {
  expect_refused(from(Conversation{}.s({})), "begins before the capture does");
  expect_refused(from(Conversation{}.s({.flags = kSyn}).p({.flags = kRst | kAck})),
                 "a connection is refused");
  expect_refused(from(Conversation{}.s({.flags = kSyn}).p({.flags = kSyn})),
                 "both ends open at once");
  expect_refused(from(Conversation{}.open().s({.seq = kIsnS + 50, .bytes = 7})),
                 "the capture lacks text");
  expect_refused(from(Conversation{}.open(), "--flow 1.2.3.4:5-6.7.8.9:10"), "no segment of that");
  expect_refused(from(Conversation{}), "it holds no TCP segment");
  expect_refused(run("from -o out " + write("junk", {1, 2, 3})), "junk");
  expect_refused(run("from -o out nowhere.pcap"), "nowhere.pcap");
}

TEST_F(Seed, SaysWhereItCannotWrite) {
  const std::string in = write("in.pcap", capture_of(Conversation{}.open()));
  EXPECT_EQ(5, run("from -o no/folder " + in).status);
}

}  // namespace
}  // namespace twomsl::test
