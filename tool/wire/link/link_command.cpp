// See link_command.hpp.
#include "tool/wire/link/link_command.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>

#include "oracle/report/text/printable.hpp"
#include "tool/process.hpp"
#include "tool/wire/driver.hpp"

namespace twomsl::tool {
namespace {

constexpr int kMostPacketsInATurn = 64;
constexpr std::uint32_t kDeviceQueuePackets = 10'000;  // so that bursts are the link's to drop

class RunningLink {
 public:
  explicit RunningLink(const LinkCommand& command)
      : command_(command),
        towards_{LinkDirection(command.profile, 2 * command.seed),
                 LinkDirection(command.profile, 2 * command.seed + 1)} {}

  [[nodiscard]] std::optional<WireError> begin();

  /// Until it is interrupted; false if a device is gone.
  [[nodiscard]] bool join();

  void print_counts() const;

  /// The path of the first trace that could not be written, or empty.
  [[nodiscard]] std::string close_traces();

 private:
  [[nodiscard]] bool wait();
  void read_from(std::size_t end);
  void deliver_to(std::size_t end);

  const LinkCommand& command_;
  std::array<LinkDirection, 2> towards_;  // either end
  std::vector<Tun> tuns_{};
  std::array<Trace, 2> traces_{};
  std::vector<std::uint8_t> packet_ = std::vector<std::uint8_t>(65'536);
};

std::optional<WireError> RunningLink::begin() {
  for (std::size_t i = 0; i < 2; ++i) {
    const LinkEnd& end = command_.ends[i];
    std::variant<Tun, WireError> opened = Tun::open(end.device);
    if (const auto* error = std::get_if<WireError>(&opened)) return *error;
    Tun& tun = tuns_.emplace_back(std::move(std::get<Tun>(opened)));
    tun.lengthen_queue(kDeviceQueuePackets);
    if (command_.mtu_bytes != 0) {
      if (auto error = tun.limit_packets(command_.mtu_bytes)) return error;
    }
    for (const std::string& address : end.kernel) {
      if (auto error = tun.set_up(address)) return error;
    }
    if (!end.trace.empty()) {
      if (auto error = traces_[i].open(end.trace)) return error;
    }
  }
  return std::nullopt;
}

// What a device gives goes to the other end.
void RunningLink::read_from(std::size_t end) {
  for (int i = 0; i < kMostPacketsInATurn; ++i) {
    const std::size_t bytes = tuns_[end].read(packet_);
    if (bytes == 0) return;
    const std::span<const std::uint8_t> packet(packet_.data(), bytes);
    traces_[end].record(packet);
    towards_[1 - end].offer(packet, Driver::now());
  }
}

void RunningLink::deliver_to(std::size_t end) {
  for (auto packet = towards_[end].take_due(Driver::now()); !packet.empty();
       packet = towards_[end].take_due(Driver::now())) {
    traces_[end].record(packet);
    tuns_[end].write(packet);
  }
}

bool RunningLink::wait() {
  const Instant<Concrete> now = Driver::now();
  const Instant<Concrete> due =
      smaller(smaller(towards_[0].next_due(), towards_[1].next_due()), now + Driver::kLongestTurn);
  const std::uint64_t wait_us = due <= now ? 0 : (due - now).us;
  const timespec timeout{static_cast<std::time_t>(wait_us / 1'000'000),
                         static_cast<long>(wait_us % 1'000'000 * 1000)};
  std::array<pollfd, 2> ready{
      {{tuns_[0].descriptor(), POLLIN, 0}, {tuns_[1].descriptor(), POLLIN, 0}}};
  if (ppoll(ready.data(), ready.size(), &timeout, nullptr) < 0) return true;
  return std::ranges::none_of(
      ready, [](const pollfd& one) { return (one.revents & (POLLERR | POLLHUP)) != 0; });
}

bool RunningLink::join() {
  while (!is_interrupted()) {
    if (!wait()) return false;
    for (std::size_t end = 0; end < 2; ++end) read_from(end);
    for (std::size_t end = 0; end < 2; ++end) deliver_to(end);
  }
  return true;
}

void RunningLink::print_counts() const {
  for (std::size_t end = 0; end < 2; ++end) {
    const LinkCounts& n = towards_[end].counts();
    const std::string line = fmt::format(
        "{} to {}: {} packets, {} lost, {} too long, {} overflowed, {} repeated, {} delayed, "
        "{} damaged, {} delivered\n",
        oracle::printable(command_.ends[1 - end].device),
        oracle::printable(command_.ends[end].device), n.offered, n.lost, n.too_long, n.overflowed,
        n.repeated, n.delayed, n.damaged, n.delivered);
    std::fputs(line.c_str(), stderr);
  }
}

std::string RunningLink::close_traces() {
  for (std::size_t end = 0; end < 2; ++end) {
    if (!traces_[end].close()) return command_.ends[end].trace;
  }
  return {};
}

Exit fail(const std::string& what, Exit status) {
  complain("twomsl link", what);
  return status;
}

}  // namespace

Exit run(const LinkCommand& command) {
  if (command.ends[0].device == command.ends[1].device) {
    return fail("a link joins two devices, and these are one", Exit::usage);
  }
  RunningLink link(command);
  if (const auto error = link.begin()) return fail(error->what, Exit::unreadable);
  listen_for_interrupts();
  const bool is_whole = link.join();
  link.print_counts();
  if (!is_whole) return fail("a device is gone", Exit::unreadable);
  const std::string unwritten = link.close_traces();
  if (unwritten.empty()) return Exit::clean;
  return fail(unwritten + ": not all packets were written", Exit::unwritable);
}

}  // namespace twomsl::tool
