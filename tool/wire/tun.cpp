// See tun.hpp.
#include "tool/wire/tun.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "oracle/report/notation.hpp"

namespace twomsl::tool {
namespace {

ifreq request_for(const std::string& device) {
  ifreq request{};
  std::strncpy(request.ifr_name, device.c_str(), IFNAMSIZ - 1);
  return request;
}

// One request about an interface; false if the kernel refuses it, and errno says why.
bool tell(int family, unsigned long what, void* request) {
  const int socket = ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const bool done = ioctl(socket, what, request) == 0;
  const int why = errno;
  ::close(socket);
  errno = why;
  return done;
}

bool ask(const std::string& device, unsigned long what, ifreq& answer) {
  answer = request_for(device);
  return tell(AF_INET, what, &answer);
}

struct AddressRequest {
  nlmsghdr header{};
  ifaddrmsg message{};
  std::array<std::uint8_t, 64> attributes{};
};

void add_attribute(AddressRequest& request, std::uint16_t type,
                   std::span<const std::uint8_t> value) {
  const rtattr head{static_cast<std::uint16_t>(RTA_LENGTH(value.size())), type};
  const std::size_t at = request.header.nlmsg_len - NLMSG_LENGTH(sizeof request.message);
  std::memcpy(&request.attributes[at], &head, sizeof head);
  std::memcpy(&request.attributes[at + sizeof head], value.data(), value.size());
  request.header.nlmsg_len += static_cast<std::uint32_t>(RTA_SPACE(value.size()));
}

// What the kernel answers: 0, or errno.
int answer_to(const AddressRequest& request) {
  const Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  struct {
    nlmsghdr header{};
    nlmsgerr error{};
    std::array<std::uint8_t, 256> rest{};
  } answer;
  if (!socket.is_open() || ::send(socket.number(), &request, request.header.nlmsg_len, 0) < 0 ||
      ::recv(socket.number(), &answer, sizeof answer, 0) < 0) {
    return errno;
  }
  return -answer.error.error;
}

// One more, unless it is there already; false if the kernel refuses it, and errno says why.
bool give_address(const std::string& device, const std::string& address, unsigned length) {
  std::array<std::uint8_t, 16> bytes{};
  const bool is_ipv6 = inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
  if (!is_ipv6) inet_pton(AF_INET, address.c_str(), bytes.data());
  AddressRequest request;
  request.header.nlmsg_len = NLMSG_LENGTH(sizeof request.message);
  request.header.nlmsg_type = RTM_NEWADDR;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
  request.message.ifa_family = is_ipv6 ? AF_INET6 : AF_INET;
  request.message.ifa_prefixlen = static_cast<std::uint8_t>(length);
  request.message.ifa_flags = IFA_F_NODAD;
  request.message.ifa_index = if_nametoindex(device.c_str());
  const auto value = std::span(bytes).first(is_ipv6 ? 16 : 4);
  add_attribute(request, IFA_LOCAL, value);
  add_attribute(request, IFA_ADDRESS, value);
  errno = answer_to(request);
  return errno == 0 || errno == EEXIST;
}

std::string why_not(const std::string& device) {
  switch (errno) {
    case EPERM:
    case EACCES:
      return "to make a TUN device needs root (CAP_NET_ADMIN); or let root make it for you: "
             "ip tuntap add dev " +
             device + " mode tun user $USER";
    case EBUSY:
      return "another program has it open";
    case EINVAL:
      return "there is a device of that name that is no TUN device";
    default:
      return std::strerror(errno);
  }
}

}  // namespace

std::variant<Tun, WireError> Tun::open(const std::string& device) {
  if (device.empty() || device.size() >= IFNAMSIZ) {
    return WireError{fmt::format("'{}' is no name of a device: it has 1 to {} characters", device,
                                 IFNAMSIZ - 1)};
  }
  Descriptor descriptor(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!descriptor.is_open() && errno == EACCES) {
    return WireError{"/dev/net/tun: permission denied; this needs root"};
  }
  if (!descriptor.is_open()) {
    return WireError{
        fmt::format("/dev/net/tun: {}; it comes with the kernel's module tun "
                    "(modprobe tun), in a container with --device /dev/net/tun",
                    std::strerror(errno))};
  }
  ifreq request = request_for(device);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (ioctl(descriptor.number(), TUNSETIFF, &request) < 0) {
    return WireError{fmt::format("{}: {}", device, why_not(device))};
  }
  return Tun(std::move(descriptor), device);
}

Tun::Tun(Descriptor descriptor, std::string device)
    : descriptor_(std::move(descriptor)), device_(std::move(device)) {}

std::optional<WireError> Tun::set_up(const std::string& address_and_length) const {
  const std::size_t slash = address_and_length.find('/');
  const std::string word = address_and_length.substr(0, slash);
  const std::optional<Address> address = oracle::read_address(word);
  const std::uint32_t longest = address && address->family == Family::ipv4 ? 32 : 128;
  const std::optional<std::uint16_t> length =
      slash == std::string::npos ? std::nullopt : read_port(address_and_length.substr(slash + 1));
  if (!address || !length || *length > longest) {
    return WireError{
        fmt::format("'{}' is no address with a length, such as 10.9.0.1/24", address_and_length)};
  }
  const bool done = give_address(device_, word, *length);
  ifreq flags{};
  if (done && ask(device_, SIOCGIFFLAGS, flags)) {
    flags.ifr_flags = static_cast<short>(flags.ifr_flags | IFF_UP);
    if (tell(AF_INET, SIOCSIFFLAGS, &flags)) return std::nullopt;
  }
  return WireError{fmt::format("{} on {}: {}", address_and_length, device_, std::strerror(errno))};
}

std::optional<WireError> Tun::limit_packets(std::uint32_t mtu_bytes) const {
  ifreq request = request_for(device_);
  request.ifr_mtu = static_cast<int>(mtu_bytes);
  if (tell(AF_INET, SIOCSIFMTU, &request)) return std::nullopt;
  return WireError{fmt::format("an MTU of {} on {}: {}", mtu_bytes, device_, std::strerror(errno))};
}

void Tun::lengthen_queue(std::uint32_t packets) const {
  ifreq request = request_for(device_);
  request.ifr_qlen = static_cast<int>(packets);
  static_cast<void>(tell(AF_INET, SIOCSIFTXQLEN, &request));
}

std::uint32_t Tun::mtu_bytes() const {
  ifreq answer{};
  if (!ask(device_, SIOCGIFMTU, answer) || answer.ifr_mtu <= 0) return 1500;
  return static_cast<std::uint32_t>(answer.ifr_mtu);
}

bool Tun::is_up() const {
  ifreq answer{};
  return ask(device_, SIOCGIFFLAGS, answer) && (answer.ifr_flags & IFF_UP) != 0;
}

std::size_t Tun::read(std::span<std::uint8_t> into) const {
  const ssize_t bytes = ::read(descriptor(), into.data(), into.size());
  return bytes < 0 ? 0 : static_cast<std::size_t>(bytes);
}

bool Tun::write(std::span<const std::uint8_t> packet) const {
  return ::write(descriptor(), packet.data(), packet.size()) == static_cast<ssize_t>(packet.size());
}

}  // namespace twomsl::tool
