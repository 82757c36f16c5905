// See httpd_command.hpp.
#include "tool/wire/httpd_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <memory>

#include "tool/process.hpp"
#include "tool/wire/driver.hpp"
#include "tool/wire/http/session.hpp"

namespace twomsl::tool {
namespace {

constexpr std::uint32_t kSndBufferBytes = 262'144;
constexpr std::uint32_t kRcvBufferBytes = 16'384;
constexpr std::uint32_t kBacklog = 2048;
constexpr Duration<Concrete> kLongestIdle{120'000'000};
constexpr Duration<Concrete> kBetweenSweeps{1'000'000};

// Room for some thousands of connections, and for the waits that they leave.
HostSize size_of_server() {
  return {.connections = 4096, .half_open = 2048, .waits = 65'536, .floors = 65'536};
}

class Server {
 public:
  Server(Driver& driver, ContentRoot root)
      : driver_(driver), tcp_(driver.endpoint()), root_(std::move(root)) {}

  [[nodiscard]] std::optional<WireError> listen(std::uint16_t port);

  /// False if the device is gone.
  [[nodiscard]] bool serve();

 private:
  void accept(Handle listener);
  void take_notices();
  void advance_ready();
  void end_idle();
  void end_all();
  [[nodiscard]] HttpSession* find(Handle handle);
  void release(Handle handle);

  Driver& driver_;
  Endpoint& tcp_;
  ContentRoot root_;
  std::vector<Handle> listeners_{};
  std::vector<std::unique_ptr<HttpSession>> sessions_{};  // by the index of the handle
  std::vector<Handle> ready_{};                           // have something to do
  Instant<Concrete> sweeps_at_{};
};

std::optional<WireError> Server::listen(std::uint16_t port) {
  const ConnectionSizes sizes{.snd_buffer_bytes = kSndBufferBytes,
                              .rcv_buffer_bytes = kRcvBufferBytes};
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const Opened opened = tcp_.listen({.local = {{0, 0, family}, port},
                                       .sizes = sizes,
                                       .backlog = kBacklog,
                                       .tells_acknowledged = false},
                                      Driver::now());
    if (!opened.ok) return WireError{fmt::format("LISTEN is refused: {}", name(opened.why))};
    listeners_.push_back(opened.handle);
  }
  return std::nullopt;
}

HttpSession* Server::find(Handle handle) {
  if (handle.index >= sessions_.size()) return nullptr;
  HttpSession* session = sessions_[handle.index].get();
  return session != nullptr && session->handle() == handle ? session : nullptr;
}

void Server::release(Handle handle) {
  sessions_[handle.index].reset();
  tcp_.release(handle, Driver::now());
}

void Server::accept(Handle listener) {
  for (Opened got = tcp_.accept(listener); got.ok; got = tcp_.accept(listener)) {
    if (got.handle.index >= sessions_.size()) sessions_.resize(got.handle.index + 1);
    sessions_[got.handle.index] = std::make_unique<HttpSession>(got.handle, Driver::now());
    ready_.push_back(got.handle);
  }
}

void Server::take_notices() {
  for (Notice notice; tcp_.next_notice(notice);) {
    if (notice.incoming) accept(notice.handle);
    if (find(notice.handle) == nullptr) continue;
    if (notice.ended) {
      release(notice.handle);
    } else {
      ready_.push_back(notice.handle);
    }
  }
}

// Each in its turn: who has more to do waits until all others have been asked.
void Server::advance_ready() {
  std::vector<Handle> ready;
  std::swap(ready, ready_);
  for (const Handle handle : ready) {
    HttpSession* session = find(handle);
    if (session != nullptr && session->advance(tcp_, root_, Driver::now())) {
      ready_.push_back(handle);
    }
  }
}

void Server::end_idle() {
  const Instant<Concrete> now = Driver::now();
  if (now < sweeps_at_) return;
  sweeps_at_ = now + kBetweenSweeps;
  for (const auto& session : sessions_) {
    if (session != nullptr && session->active_at() + kLongestIdle < now) {
      const Handle handle = session->handle();
      tcp_.abort(handle, now);
      release(handle);
    }
  }
}

void Server::end_all() {
  for (const Handle listener : listeners_) tcp_.close(listener, Driver::now());
  for (const auto& session : sessions_) {
    if (session != nullptr) tcp_.abort(session->handle(), Driver::now());
  }
  driver_.flush();
}

bool Server::serve() {
  std::array<pollfd, 1> at_once{{{-1, 0, 0}}};
  while (!is_interrupted()) {
    if (!driver_.turn(at_once, ready_.empty() ? Driver::kLongestTurn : Duration<Concrete>{})) {
      return false;
    }
    take_notices();
    advance_ready();
    end_idle();
    driver_.flush();
  }
  end_all();
  return true;
}

Exit fail(const WireError& error, Exit status) {
  complain("twomsl httpd", error.what);
  return status;
}

Exit serve(const HttpdCommand& command, Driver& driver, ContentRoot root) {
  Server server(driver, std::move(root));
  const std::uint16_t port = read_port(command.port).value_or(0);
  if (const auto error = server.listen(port)) return fail(*error, Exit::usage);
  if (isatty(STDERR_FILENO) != 0) {
    complain("twomsl httpd", fmt::format("{} on port {} behind {}; Ctrl-C ends it",
                                         command.directory, port, command.wire.device));
  }
  if (!server.serve()) return fail({command.wire.device + " is gone"}, Exit::unreadable);
  return Exit::clean;
}

}  // namespace

Exit run(const HttpdCommand& command) {
  if (!read_port(command.port)) {
    return fail({fmt::format("'{}' is no port: 1 to 65535", command.port)}, Exit::usage);
  }
  std::variant<ContentRoot, WireError> root = ContentRoot::open(command.directory);
  if (const auto* error = std::get_if<WireError>(&root)) return fail(*error, Exit::unreadable);
  std::variant<Driver, WireError> driver = Driver::start(command.wire, {.size = size_of_server()});
  if (const auto* error = std::get_if<WireError>(&driver)) return fail(*error, Exit::unreadable);
  listen_for_interrupts();
  std::signal(SIGPIPE, SIG_IGN);
  const Exit status =
      serve(command, std::get<Driver>(driver), std::move(std::get<ContentRoot>(root)));
  if (std::get<Driver>(driver).close_trace()) return status;
  return fail({command.wire.trace + ": not all packets were written"}, Exit::unwritable);
}

}  // namespace twomsl::tool
