// See driver.hpp.
#include "tool/wire/driver.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "oracle/report/notation.hpp"

namespace twomsl::tool {
namespace {

constexpr int kMostPacketsInATurn = 256;
constexpr std::uint32_t kDeviceQueuePackets = 10'000;  // a peer's whole window

// Of every address. Over a device that takes less than a family needs it does not work.
std::vector<LinkMtu> links_of(std::uint32_t mtu_bytes) {
  const auto link = [&](Family family) {
    return LinkMtu{{0, 0, family}, std::clamp(mtu_bytes, least_link_bytes(family), 0xffffu)};
  };
  return {link(Family::ipv4), link(Family::ipv6)};
}

std::variant<Endpoint, WireError> endpoint_of(const WireOptions& options, EndpointOptions how) {
  const std::optional<Policy<Concrete>> policy = read_policy(options);
  if (!policy) {
    return WireError{
        fmt::format("'{}' is no policy: there are safe, strict and rfc9293", options.policy)};
  }
  how.policy = *policy;
  // The user holds the connection, and ends it.
  how.policy.timeouts.fin_wait_2 = {kLongestTimeoutUs};
  // The secret is new, so that our numbers say nothing of what an earlier run has sent.
  how.quiet_time = QuietTime::risk_is_taken;
  for (const std::string& word : options.addresses) {
    const std::optional<Address> address = oracle::read_address(word);
    if (!address) return WireError{fmt::format("'{}' is no IPv4 or IPv6 address", word)};
    how.addresses.push_back(*address);
  }
  if (getrandom(&how.secret, sizeof how.secret, 0) != sizeof how.secret) {
    return WireError{fmt::format("getrandom: {}", std::strerror(errno))};
  }
  Made made = make_endpoint(how);
  if (!made.ok) return WireError{fmt::format("the policy cannot have such a {}", made.field)};
  return std::move(made.endpoint);
}

}  // namespace

std::variant<Driver, WireError> Driver::start(const WireOptions& options, EndpointOptions how) {
  std::variant<Tun, WireError> tun = Tun::open(options.device);
  if (auto* error = std::get_if<WireError>(&tun)) return *error;
  how.links = links_of(std::get<Tun>(tun).mtu_bytes());
  std::variant<Endpoint, WireError> endpoint = endpoint_of(options, std::move(how));
  if (auto* error = std::get_if<WireError>(&endpoint)) return *error;
  std::get<Tun>(tun).lengthen_queue(kDeviceQueuePackets);
  for (const std::string& address : options.kernel) {
    if (auto error = std::get<Tun>(tun).set_up(address)) return *error;
  }
  Driver driver(std::move(std::get<Tun>(tun)), std::move(std::get<Endpoint>(endpoint)));
  if (!driver.tun_.is_up()) {
    return WireError{
        fmt::format("{} is down: name the kernel's address on it, such as --kernel "
                    "10.9.0.1/24, or make it and set it up before (ip tuntap add, ip "
                    "address add, ip link set)",
                    options.device)};
  }
  if (!options.trace.empty()) {
    if (const auto error = driver.trace_.open(options.trace)) return *error;
  }
  return driver;
}

Driver::Driver(Tun tun, Endpoint endpoint) : tun_(std::move(tun)), endpoint_(std::move(endpoint)) {}

Instant<Concrete> Driver::now() {
  using namespace std::chrono;
  const auto since = duration_cast<microseconds>(steady_clock::now().time_since_epoch());
  return {static_cast<std::uint64_t>(since.count())};
}

void Driver::flush() {
  endpoint_.advance(now());
  for (Packet p = endpoint_.poll(now()); !p.bytes.empty(); p = endpoint_.poll(now())) {
    trace_.record(p.bytes);
    tun_.write(p.bytes);
  }
}

bool Driver::turn(std::span<pollfd> others, Duration<Concrete> longest) {
  const Instant<Concrete> at = now(), due = endpoint_.next_deadline();
  const std::uint64_t wait_ms = due <= at ? 0 : (due - at).us / 1000 + 1;
  const std::uint64_t longest_ms = longest.us / 1000;
  ready_.assign(others.begin(), others.end());
  ready_.push_back({tun_.descriptor(), POLLIN, 0});
  const auto timeout_ms = static_cast<int>(std::min(wait_ms, longest_ms));
  if (::poll(ready_.data(), ready_.size(), timeout_ms) <= 0) {
    for (pollfd& one : ready_) one.revents = 0;
  }
  std::copy_n(ready_.begin(), others.size(), others.begin());
  if ((ready_.back().revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return false;
  for (int i = 0; i < kMostPacketsInATurn; ++i) {
    const std::size_t bytes = tun_.read(packet_);
    if (bytes == 0) break;
    const std::span<const std::uint8_t> packet(packet_.data(), bytes);
    trace_.record(packet);
    endpoint_.receive(packet, now());
    // Two segments are acknowledged by one ACK, as RFC 9293 section 3.8.6.3 has it.
    if (i % 2 == 1) flush();
  }
  flush();
  return true;
}

}  // namespace twomsl::tool
