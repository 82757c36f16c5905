// `twomsl audit -i` on interfaces of a network namespace of its own: frames are put on the wire,
// and what is printed is waited for.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "oracle/capture/capture.hpp"
#include "tests/oracle/conversation.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 60s;

// The program as it runs, and what it has printed.
class Running {
 public:
  explicit Running(const std::vector<std::string>& arguments) {
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    if (pipe(out.data()) != 0 || pipe(err.data()) != 0) return;
    child_ = fork();
    if (child_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      dup2(err[1], STDERR_FILENO);
      for (const int one : {out[0], out[1], err[0], err[1]}) close(one);
      std::vector<char*> words{const_cast<char*>(TWOMSL_BINARY), const_cast<char*>("audit")};
      for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
      words.push_back(nullptr);
      execv(words[0], words.data());
      _exit(127);
    }
    close(out[1]);
    close(err[1]);
    ends_ = {out[0], err[0]};
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (child_ > 0) {
      kill(child_, SIGKILL);
      waitpid(child_, nullptr, 0);
    }
    for (const int end : ends_) close(end);
  }

  // False if that was not printed before the program ended, or in time.
  [[nodiscard]] bool await(int stream, const std::string& part,
                           std::chrono::milliseconds longest = kPatience) {
    for (const auto end = Clock::now() + longest; Clock::now() < end;) {
      if (holds(said[static_cast<std::size_t>(stream)], part)) return true;
      if (!read_some()) break;
    }
    return holds(said[static_cast<std::size_t>(stream)], part);
  }

  void signal(int number) const { kill(child_, number); }

  // It does nothing more until SIGCONT.
  void stop() const {
    int status = 0;
    kill(child_, SIGSTOP);
    ASSERT_EQ(child_, waitpid(child_, &status, WUNTRACED));
    ASSERT_TRUE(WIFSTOPPED(status));
  }

  // Its status, once it has ended.
  [[nodiscard]] int wait() {
    for (const auto end = Clock::now() + kPatience; read_some() && Clock::now() < end;) {
    }
    int status = 0;
    waitpid(std::exchange(child_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::array<std::string, 2> said{};

 private:
  // False once both streams have ended.
  bool read_some() {
    std::array<pollfd, 2> ends{{{ends_[0], POLLIN, 0}, {ends_[1], POLLIN, 0}}};
    poll(ends.data(), ends.size(), 100);
    std::array<char, 4096> bytes{};
    bool is_open = false;
    for (std::size_t i = 0; i < 2; ++i) {
      if ((ends[i].revents & (POLLIN | POLLHUP)) == 0) {
        is_open = true;
        continue;
      }
      const ssize_t count = read(ends_[i], bytes.data(), bytes.size());
      if (count > 0) {
        said[i].append(bytes.data(), static_cast<std::size_t>(count));
        is_open = true;
      }
    }
    return is_open;
  }

  pid_t child_ = -1;
  std::array<int, 2> ends_{-1, -1};
};

class Live : public testing::Test {
 protected:
  void SetUp() override {
    if (unshare(CLONE_NEWNET) != 0) GTEST_SKIP() << "no network namespace may be made here";
    ASSERT_EQ(0, std::system("ip link set lo up"));
  }

  static void make_veth() {
    ASSERT_EQ(0, std::system("ip link add left type veth peer name right && "
                             "ip link set left up && ip link set right up"));
  }

  // What is put on the wire of a device.
  class Outlet {
   public:
    explicit Outlet(const std::string& device) {
      EXPECT_GE(socket_, 0);
      to_.sll_family = AF_PACKET;
      to_.sll_ifindex = static_cast<int>(if_nametoindex(device.c_str()));
    }
    Outlet(const Outlet&) = delete;
    Outlet& operator=(const Outlet&) = delete;
    ~Outlet() { close(socket_); }

    void put(std::span<const std::uint8_t> frame) const {
      EXPECT_EQ(static_cast<ssize_t>(frame.size()),
                sendto(socket_, frame.data(), frame.size(), 0,
                       reinterpret_cast<const sockaddr*>(&to_), sizeof to_));
    }

   private:
    int socket_ = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
    sockaddr_ll to_{};
  };

  // Puts frames on the wire, each when it is time: those behind `first` up to `last`.
  static void send(const std::string& device, const Conversation& conversation,
                   std::uint64_t first = 0, std::uint64_t last = ~std::uint64_t{0}) {
    const Outlet wire(device);
    const Bytes file = capture_of(conversation);
    oracle::Capture capture{std::span<const std::uint8_t>(file)};
    oracle::Frame frame;
    std::int64_t last_ns = 0;
    while (capture.next(frame) == oracle::ReadStatus::frame) {
      if (frame.number <= first || frame.number > last) continue;
      if (last_ns != 0)
        std::this_thread::sleep_for(std::chrono::nanoseconds(frame.time_ns - last_ns));
      last_ns = frame.time_ns;
      wire.put(frame.bytes);
    }
  }

  // More frames than the kernel has room for while nobody reads them.
  static void flood(const std::string& device) {
    const Outlet wire(device);
    Bytes frame(12);
    append_be(frame, 0x88b5, 2);  // of local experiments
    frame.resize(60);
    for (int i = 0; i < 20'000; ++i) wire.put(frame);
  }

  static Conversation guilty() {
    return Conversation{}.open().close().age(1).fin_again().reset_by_s();
  }

  // It is printed while the capture goes on, and again in the report once the user ends it.
  static void expect_conviction(const std::string& listening, const std::string& sending,
                                int ending) {
    Running program({"-i", listening, "--filter", "tcp"});
    ASSERT_TRUE(program.await(1, "listening on " + listening)) << program.said[1];
    send(sending, guilty());
    ASSERT_TRUE(program.await(0, "provisional: violation early-release-rst at frame 9"))
        << program.said[0] << program.said[1];
    EXPECT_FALSE(holds(program.said[0], "VIOLATION"));
    program.signal(ending);
    EXPECT_EQ(1, program.wait()) << program.said[1];
    EXPECT_TRUE(holds(program.said[0], "VIOLATION early-release-rst at frame 9"))
        << program.said[0];
    EXPECT_TRUE(holds(program.said[0], "9 packets, 1 connection")) << program.said[0];
  }
};

TEST_F(Live, ConvictsOnLoopbackWhileTheCaptureGoesOn) { expect_conviction("lo", "lo", SIGINT); }

TEST_F(Live, ConvictsOnAPairOfVirtualInterfaces) {
  make_veth();
  expect_conviction("right", "left", SIGINT);
}

TEST_F(Live, ConvictsOnAllInterfacesAtOnce) { expect_conviction("any", "lo", SIGTERM); }

TEST_F(Live, EndsAfterSoManyPacketsAndKeepsThem) {
  const TestFolder folder("twomsl_live_");
  const std::string kept = folder.file("kept.pcap").string();
  Running program({"-i", "lo", "-c", "9", "-w", kept, "--json"});
  ASSERT_TRUE(program.await(1, "listening"));
  send("lo", guilty());
  EXPECT_EQ(1, program.wait()) << program.said[1];
  EXPECT_TRUE(holds(program.said[0], "\"type\":\"provisional\"")) << program.said[0];
  EXPECT_TRUE(holds(program.said[0], "\"type\":\"finding\"")) << program.said[0];
  const ProgramResult again = folder.run("'" TWOMSL_BINARY "' audit kept.pcap");
  EXPECT_EQ(1, again.status);
  EXPECT_TRUE(holds(again.out, "9 packets, 1 connection")) << again.out;
}

TEST_F(Live, EndsAfterSoManySecondsWithTheStatusOfWhatWasFound) {
  Running program({"-i", "lo", "--for", "0.2"});
  EXPECT_EQ(0, program.wait()) << program.said[1];
}

// Frames are dropped in the TIME-WAIT, which is found out after its end: then the peer's RST may be
// among them. Who waits later is convicted.
TEST_F(Live, ConvictsNobodyOfAWaitInWhichTheKernelDroppedFrames) {
  Running program({"-i", "lo"});
  ASSERT_TRUE(program.await(1, "listening on lo"));
  send("lo", guilty(), 0, 7);
  program.stop();
  flood("lo");
  program.signal(SIGCONT);
  // These are dropped, too, until it has read what the kernel has kept.
  for (int i = 0; i < 100 && !program.await(0, "provisional: ", 100ms); ++i)
    send("lo", guilty(), 7);
  ASSERT_TRUE(program.await(1, "the kernel drops packets")) << program.said[0] << program.said[1];
  Conversation later;
  later.s_port = 4001;
  send("lo", later.open().close().age(1).fin_again().reset_by_s());
  ASSERT_TRUE(program.await(0, "10.0.0.1:4001 reset")) << program.said[0] << program.said[1];
  program.signal(SIGINT);
  EXPECT_EQ(1, program.wait()) << program.said[0] << program.said[1];
  EXPECT_TRUE(holds(program.said[0], "UNDETERMINED early-release-rst")) << program.said[0];
  EXPECT_TRUE(holds(program.said[0], "VIOLATION early-release-rst")) << program.said[0];
  EXPECT_TRUE(holds(program.said[0], "1 violation, 0 conditional")) << program.said[0];
  EXPECT_TRUE(holds(program.said[1], "packets were dropped by the kernel")) << program.said[1];
}

TEST_F(Live, SaysWhatIsWrong) {
  Running unknown({"-i", "nowhere0"});
  EXPECT_EQ(3, unknown.wait());
  EXPECT_TRUE(holds(unknown.said[1], "no interface 'nowhere0'; there are ")) << unknown.said[1];
  EXPECT_TRUE(holds(unknown.said[1], "lo")) << unknown.said[1];
  Running filter({"-i", "lo", "--filter", "tcp nonsense"});
  EXPECT_EQ(3, filter.wait());
  EXPECT_TRUE(holds(filter.said[1], "filter 'tcp nonsense': ")) << filter.said[1];
  Running alone({"--filter", "tcp", "some.pcap"});
  EXPECT_EQ(2, alone.wait());
}

}  // namespace
}  // namespace twomsl::test
