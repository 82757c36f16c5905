// The capture reader against the operating system: files, pipes, and what cannot be read.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "oracle/capture/capture.hpp"
#include "tests/capture/capture_builder.hpp"
#include "tests/capture/capture_reading.hpp"

namespace twomsl::oracle {
namespace {

using test::Bytes;
using test::Packet;
using test::read_all;
using test::read_bytes;
using test::Reading;

// A file of its own for each test, gone with it.
class CaptureFile : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "twomsl_" +
            testing::UnitTest::GetInstance()->current_test_info()->name() + "_" +
            std::to_string(::getpid());
  }
  void TearDown() override { std::remove(path_.c_str()); }

  void write(const Bytes& bytes) const {
    std::ofstream out(path_, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
  }

  std::string path_;
};

// Frames of many sizes, the whole several times the reader's block.
std::vector<Packet> many_packets() {
  std::vector<Packet> packets;
  for (std::uint32_t n = 0; n < 6000; ++n) {
    packets.push_back(
        {std::int64_t{n} * 1000, Bytes(n * 7919 % 1500, static_cast<std::uint8_t>(n))});
  }
  packets.push_back({0, Bytes(std::size_t{3} << 20, 0x77)});
  packets.push_back({0, Bytes(5, 0x78)});
  return packets;
}

void expect_same(const Reading& wanted, const Reading& got) {
  EXPECT_EQ(wanted.damage, got.damage);
  ASSERT_EQ(wanted.frames.size(), got.frames.size());
  for (std::size_t n = 0; n < wanted.frames.size(); ++n) {
    ASSERT_TRUE(wanted.frames[n] == got.frames[n]) << "frame " << n + 1;
  }
}

TEST_F(CaptureFile, ReadsTheSameAsFromMemory) {
  const Bytes file = test::pcap_file(many_packets());
  for (const Bytes& content : {file, test::gzip(file)}) {
    write(content);
    expect_same(read_bytes(file), read_all(Capture(path_)));
  }
}

TEST_F(CaptureFile, ReadsStandardInputInWhateverPieces) {
  const Bytes file = test::pcap_file(many_packets());
  int ends[2] = {};
  ASSERT_EQ(0, ::pipe(ends));
  std::thread writer([&file, to = ends[1]] {
    for (std::size_t at = 0, piece = 1; at < file.size(); piece = piece * 3 % 7001 + 1) {
      const ssize_t sent = ::write(to, file.data() + at, std::min(piece, file.size() - at));
      if (sent <= 0) break;
      at += static_cast<std::size_t>(sent);
    }
    ::close(to);
  });
  const int saved = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  ::close(ends[0]);
  const Reading reading = read_all(Capture("-"));
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  writer.join();
  expect_same(read_bytes(file), reading);
}

TEST_F(CaptureFile, SaysThatThereIsNone) {
  const Capture capture(path_);
  EXPECT_FALSE(capture.ok());
  EXPECT_EQ("no such file", capture.damage());
}

TEST_F(CaptureFile, SaysThatItIsADirectory) {
  EXPECT_EQ("is a directory: name the capture files in it", Capture(testing::TempDir()).damage());
}

TEST_F(CaptureFile, SaysThatItMayNotBeRead) {
  write(test::pcap_file({}));
  ASSERT_EQ(0, ::chmod(path_.c_str(), 0));
  constexpr uid_t kNullStack = 65534;
  const bool is_root = ::geteuid() == 0;
  ASSERT_EQ(0, is_root ? ::seteuid(kNullStack) : 0);
  const std::string damage = Capture(path_).damage();
  ASSERT_EQ(0, is_root ? ::seteuid(0) : 0);
  EXPECT_EQ("permission denied: make it readable, or run as its owner", damage);
}

TEST_F(CaptureFile, SaysThatItCannotBeReadFurther) {
  // The kernel refuses to read the process's unmapped first page.
  const std::string damage = Capture("/proc/self/mem").damage();
  EXPECT_EQ("cannot be read further: Input/output error", damage);
}

}  // namespace
}  // namespace twomsl::oracle
