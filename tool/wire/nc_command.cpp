// See nc_command.hpp.
#include "tool/wire/nc_command.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "oracle/report/notation.hpp"
#include "tool/process.hpp"
#include "tool/wire/driver.hpp"

namespace twomsl::tool {
namespace {

constexpr std::size_t kInputBytes = 65'536;
constexpr std::uint32_t kBufferBytes = 1u << 22;
constexpr int kMostWritesInATurn = 64;

// As much as a pipe that can be written takes without blocking; of a file, all of it.
std::size_t most_written() {
  struct stat status {};
  const bool is_file = fstat(STDOUT_FILENO, &status) == 0 && S_ISREG(status.st_mode);
  return is_file ? kInputBytes : 4096;
}

// One connection, and the two streams of the process that it is joined with.
class Session {
 public:
  Session(const NcCommand& command, Driver& driver)
      : command_(command), driver_(driver), tcp_(driver.endpoint()) {}

  [[nodiscard]] Exit run();

 private:
  [[nodiscard]] std::optional<WireError> begin();
  [[nodiscard]] std::optional<WireError> listen(std::uint16_t port, const ConnectionSizes& sizes);
  void accept(Handle listener);
  void take_notices();
  void read_input();
  void send_input();
  void write_output();
  [[nodiscard]] bool wait();
  void tell_of_wait();
  [[nodiscard]] Instant<Concrete> wait_ends_at() const;
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] bool is_done() const;
  [[nodiscard]] Exit result() const;
  [[nodiscard]] Exit interrupt();
  [[nodiscard]] Exit give_up_on(const std::string& what, int why, Exit status);
  [[nodiscard]] Exit break_off();

  const NcCommand& command_;
  Driver& driver_;
  Endpoint& tcp_;
  std::array<Handle, 2> listeners_{};  // of either family
  Handle handle_{};
  Socket remote_{};
  Notice seen_{};  // all that was told of the connection
  std::vector<std::uint8_t> input_{};
  std::size_t sent_ = 0;  // of the input
  bool input_ended_ = false;
  bool closes_ = false;
  int input_error_ = 0;   // why standard input gives nothing more
  int output_error_ = 0;  // why standard output takes nothing more
  bool tells_of_wait_ = false;
  std::array<pollfd, 2> ready_{};
  const std::size_t most_written_ = most_written();
};

std::optional<WireError> Session::begin() {
  const std::optional<std::uint16_t> port = read_port(command_.port);
  if (!port) return WireError{fmt::format("'{}' is no port: 1 to 65535", command_.port)};
  const ConnectionSizes sizes{.snd_buffer_bytes = kBufferBytes, .rcv_buffer_bytes = kBufferBytes};
  if (command_.listens) {
    return listen(*port, sizes);
  }
  const std::optional<Address> address = oracle::read_address(command_.host);
  if (!address) {
    return WireError{
        fmt::format("'{}' is no IPv4 or IPv6 address; names are not looked up", command_.host)};
  }
  remote_ = {*address, *port};
  const Opened opened = tcp_.open({.remote = remote_,
                                   .local = {{0, 0, address->family}, 0},
                                   .sizes = sizes,
                                   .tells_acknowledged = false},
                                  Driver::now());
  handle_ = opened.handle;
  if (opened.ok) return std::nullopt;
  if (opened.why == Why::error_address) {
    return WireError{"say which address is ours: --address ADDRESS, of the same family"};
  }
  return WireError{fmt::format("{}: OPEN is refused: {}", oracle::text(remote_), name(opened.why))};
}

std::optional<WireError> Session::listen(std::uint16_t port, const ConnectionSizes& sizes) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const Opened opened =
        tcp_.listen({.local = {{0, 0, family}, port}, .sizes = sizes, .backlog = 1}, Driver::now());
    if (!opened.ok) return WireError{fmt::format("LISTEN is refused: {}", name(opened.why))};
    listeners_[family == Family::ipv4 ? 0 : 1] = opened.handle;
  }
  return std::nullopt;
}

// The one connection of nc -l; whoever else has come is reset.
void Session::accept(Handle listener) {
  const Opened accepted = tcp_.accept(listener);
  if (!accepted.ok) return;
  handle_ = accepted.handle;
  remote_ = accepted.remote;
  seen_.opened = true;
  for (const Handle one : listeners_) tcp_.close(one, Driver::now());
}

void Session::take_notices() {
  for (Notice notice; tcp_.next_notice(notice);) {
    if (notice.incoming && handle_.is_none()) {
      accept(notice.handle);
      continue;
    }
    if (!(notice.handle == handle_)) continue;
    seen_.opened |= notice.opened;
    seen_.closed |= notice.closed;
    seen_.refused |= notice.refused;
    seen_.reset |= notice.reset;
    seen_.ended |= notice.ended;
    if (notice.ended) seen_.why = notice.why;
    if (notice.icmp_error) {
      seen_.icmp_error = true;
      seen_.icmp_type = notice.icmp_type;
      seen_.icmp_code = notice.icmp_code;
    }
  }
}

void Session::read_input() {
  if (sent_ != input_.size() || input_ended_ || ready_[0].revents == 0) return;
  input_.resize(kInputBytes);
  sent_ = 0;
  const ssize_t bytes = ::read(STDIN_FILENO, input_.data(), input_.size());
  input_ended_ = bytes == 0;
  if (bytes < 0 && errno != EINTR && errno != EAGAIN) input_error_ = errno;
  input_.resize(bytes < 0 ? 0 : static_cast<std::size_t>(bytes));
}

void Session::send_input() {
  if (handle_.is_none() || !seen_.opened || closes_) return;
  if (sent_ < input_.size()) {
    sent_ += tcp_.send(handle_, std::span(input_).subspan(sent_), Driver::now()).accepted_bytes;
  }
  if (sent_ == input_.size() && input_ended_) {
    closes_ = tcp_.close(handle_, Driver::now()).ok;
  }
}

// What there is goes out in pieces of which none blocks, until the next would.
void Session::write_output() {
  if (handle_.is_none()) return;
  bool is_ready = ready_[1].revents != 0;
  for (int i = 0; i < kMostWritesInATurn; ++i) {
    const Peeked text = tcp_.peek(handle_);
    if (text.bytes.empty() || !is_ready) return;
    const ssize_t bytes =
        ::write(STDOUT_FILENO, text.bytes.data(), std::min(text.bytes.size(), most_written_));
    if (bytes > 0) {
      tcp_.consume(handle_, static_cast<std::uint32_t>(bytes), Driver::now());
    } else if (bytes < 0 && errno != EINTR && errno != EAGAIN) {
      output_error_ = errno;
      return;
    }
    pollfd output{STDOUT_FILENO, POLLOUT, 0};
    is_ready = ::poll(&output, 1, 0) > 0 && output.revents == POLLOUT;
  }
}

// Standard input is asked for when all that was read is on its way, standard output when there is
// something for it.
bool Session::wait() {
  const bool wants_input = sent_ == input_.size() && !input_ended_ && seen_.opened;
  const bool has_output = !handle_.is_none() && !tcp_.peek(handle_).bytes.empty();
  ready_[0] = {wants_input ? STDIN_FILENO : -1, POLLIN, 0};
  ready_[1] = {has_output ? STDOUT_FILENO : -1, POLLOUT, 0};
  return driver_.turn(ready_);
}

// kNeverUs if this end is not in TIME-WAIT.
Instant<Concrete> Session::wait_ends_at() const {
  const Status status = tcp_.status(handle_, Driver::now());
  return status.state == State::time_wait ? status.closes_at : never<Concrete>();
}

void Session::tell_of_wait() {
  const Instant<Concrete> end = wait_ends_at();
  if (tells_of_wait_ || end.us == kNeverUs || isatty(STDERR_FILENO) == 0) return;
  tells_of_wait_ = true;
  complain("twomsl nc",
           fmt::format("TIME-WAIT for {:.0f} s, in which what comes late is answered; Ctrl-C "
                       "leaves at once",
                       static_cast<double>((end - Driver::now()).us) / 1e6));
}

// There is no connection any more, and all that has arrived was written.
bool Session::is_over() const { return seen_.ended && tcp_.peek(handle_).bytes.empty(); }

bool Session::is_done() const {
  return is_over() && (command_.leaves_wait || wait_ends_at().us == kNeverUs);
}

Exit Session::result() const {
  if (seen_.refused || seen_.reset || !seen_.closed) {
    complain("twomsl nc",
             fmt::format("{}: {}{}", oracle::text(remote_),
                         seen_.refused  ? "refused"
                         : seen_.opened ? fmt::format("the connection is lost: {}", name(seen_.why))
                                        : fmt::format("no connection: {}", name(seen_.why)),
                         seen_.icmp_error ? fmt::format(" (ICMP type {} code {})", seen_.icmp_type,
                                                        seen_.icmp_code)
                                          : ""));
    return Exit::violation;
  }
  return Exit::clean;
}

// The peer is told by a RST.
Exit Session::interrupt() {
  if (!handle_.is_none()) tcp_.abort(handle_, Driver::now());
  driver_.flush();
  return exit_of_interrupt();
}

Exit Session::give_up_on(const std::string& what, int why, Exit status) {
  static_cast<void>(interrupt());
  if (why != EPIPE) complain("twomsl nc", what + ": " + std::strerror(why));
  return status;
}

// Nobody takes what arrives. A reader that has left ends this as it ends others, once the peer has
// been told.
Exit Session::break_off() {
  const Exit status = give_up_on("standard output", output_error_, Exit::unwritable);
  if (output_error_ == EPIPE) {
    static_cast<void>(driver_.close_trace());
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
  }
  return status;
}

Exit Session::run() {
  if (const std::optional<WireError> error = begin()) {
    complain("twomsl nc", error->what);
    return Exit::usage;
  }
  for (;;) {
    take_notices();
    read_input();
    send_input();
    write_output();
    if (is_done()) return result();
    if (output_error_ != 0) return break_off();
    if (input_error_ != 0) return give_up_on("standard input", input_error_, Exit::unreadable);
    if (is_interrupted()) return is_over() ? result() : interrupt();
    if (is_over()) tell_of_wait();
    if (!wait()) return give_up_on(command_.wire.device, ENODEV, Exit::unreadable);
  }
}

}  // namespace

Exit run(const NcCommand& command) {
  std::variant<Driver, WireError> driver = Driver::start(command.wire);
  if (const auto* error = std::get_if<WireError>(&driver)) {
    complain("twomsl nc", error->what);
    return Exit::unreadable;
  }
  listen_for_interrupts();
  std::signal(SIGPIPE, SIG_IGN);
  const Exit status = Session(command, std::get<Driver>(driver)).run();
  if (std::get<Driver>(driver).close_trace()) return status;
  complain("twomsl nc", command.wire.trace + ": not all packets were written");
  return Exit::unwritable;
}

}  // namespace twomsl::tool
