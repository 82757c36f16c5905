// libslirp itself: its guest's link, its clock and its sockets, in virtual time.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <slirp/libslirp.h>
#include <sys/socket.h>
#include <twomsl/stack.h>

#include <set>
#include <string>
#include <vector>

namespace twomsl::subjects {

/// A connection as the library tells of it. Its forwards are not among them.
struct SlirpLine {
  std::string state{};              // "ESTABLISHED"
  std::uint16_t port = 0;           // of the library's own socket
  std::uint16_t guest_port = 0;     // of a connection that the guest has opened
  std::uint16_t listener_port = 0;  // to which it has
};

/// There is one at a time, since connect() has no argument that tells of which.
class SlirpLibrary {
 public:
  SlirpLibrary() = default;
  SlirpLibrary(const SlirpLibrary&) = delete;
  SlirpLibrary& operator=(const SlirpLibrary&) = delete;

  /// Begins anew. The address of the guest is `peer`, that of the library `local`.
  /// Returns what is wrong, as twomsl_stack::reset does.
  const char* begin(const twomsl_services& harness, const twomsl_setup& setup);

  /// What the guest opens to that port goes to that socket of the machine's.
  void forward_to_listener(std::uint16_t port, int listener);
  /// What connects to the port of the machine's goes to the guest's. False if it cannot be.
  bool forward_to_guest(std::uint16_t port, std::uint16_t guest_port);

  void packet_in(const std::uint8_t* packet, std::size_t bytes);
  /// What is due is done, again and again until nothing happens at its sockets.
  void run();
  [[nodiscard]] std::vector<SlirpLine> lines() const;

  /// A port of the loopback address that is this process's alone.
  [[nodiscard]] sockaddr_in loopback(std::uint16_t port) const;
  /// Where a connection of the library's goes, if anywhere.
  [[nodiscard]] std::uint16_t listener_of(std::uint16_t port) const {
    return port == listens_on_ ? listener_port_ : std::uint16_t{0};
  }

 private:
  static SlirpCb callbacks();
  void announce_guest(in_addr address);

  const twomsl_services* harness_ = nullptr;
  Slirp* slirp_ = nullptr;
  in_addr loopback_{};
  in_addr guest_{};
  std::uint16_t listens_on_ = 0;  // as the guest knows it; 0: nowhere
  std::uint16_t listener_port_ = 0;
  std::set<int> sockets_{};  // of the library's
  std::vector<pollfd> polled_{};
};

[[nodiscard]] SlirpLibrary& slirp_library();

/// The port of a socket: with getsockname its own, with getpeername that of the other end.
[[nodiscard]] std::uint16_t port_of(int socket, int (*name_of)(int, sockaddr*, socklen_t*));

/// connect() of the machine, to a port of the loopback address.
int machine_connect(int socket, std::uint16_t port);

}  // namespace twomsl::subjects
