// Many connections of our endpoint to one echo server: at once, or one after the other from few
// ports. Prints what became of them as one JSON object.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>

#include "oracle/report/notation.hpp"
#include "tool/wire/driver.hpp"

namespace twomsl::test {
namespace {

constexpr Duration<Concrete> kPatience{60'000'000};
constexpr Duration<Concrete> kLongestTurn{10'000};  // after it a refused OPEN is tried again
constexpr std::uint32_t kMostOpensInATurn = 64;

struct ClientOptions {
  tool::WireOptions wire{};
  std::string host{};
  std::string port{};
  std::uint32_t connections = 1;
  std::uint32_t at_once = 1;         // text is sent when so many are open
  std::uint32_t text_bytes = 100;    // that the server echoes
  std::uint16_t first_port = 49152;  // of ours
  std::uint16_t last_port = 65535;
  bool peer_closes = false;  // CLOSE only once the server's FIN has arrived
};

struct Connection {
  Handle handle{};
  std::uint32_t sent_bytes = 0;
  std::uint32_t received_bytes = 0;
  bool is_open = false;
  bool is_closed = false;  // CLOSE was called
  bool is_right = true;    // what has come back is what was sent
  bool received_all = false;
};

struct Results {
  std::uint32_t done = 0;
  std::uint32_t failed = 0;
  std::uint32_t refusals = 0;  // of OPEN
  std::string refusal{};       // the last one's name
  std::string failure{};
};

class Client {
 public:
  Client(const ClientOptions& options, tool::Driver& driver)
      : options_(options), driver_(driver), tcp_(driver.endpoint()) {}

  /// Until all have ended, or none has for too long.
  [[nodiscard]] Results run();

 private:
  void open_more();
  void take_notices();
  void advance(Connection& connection);
  void send(Connection& connection);
  void end(Connection& connection, const Notice& notice);
  [[nodiscard]] Connection* find(Handle handle);

  const ClientOptions& options_;
  tool::Driver& driver_;
  Endpoint& tcp_;
  Results results_{};
  std::uint32_t started_ = 0;
  std::uint32_t opened_ = 0;
  std::uint32_t live_ = 0;
  Instant<Concrete> progress_at_{};
  std::vector<Connection> connections_{};  // by the index of the handle
};

Connection* Client::find(Handle handle) {
  if (handle.index >= connections_.size()) return nullptr;
  Connection& found = connections_[handle.index];
  return found.handle == handle ? &found : nullptr;
}

void Client::open_more() {
  const Socket remote{*oracle::read_address(options_.host), *tool::read_port(options_.port)};
  const Family family = remote.address.family;
  for (std::uint32_t i = 0; i < kMostOpensInATurn; ++i) {
    if (started_ == options_.connections || live_ == options_.at_once) return;
    const Opened opened =
        tcp_.open({.remote = remote, .local = {{0, 0, family}, 0}}, tool::Driver::now());
    if (!opened.ok) {
      ++results_.refusals;
      results_.refusal = std::string(name(opened.why)) + "/" + std::string(name(opened.result));
      return;
    }
    if (opened.handle.index >= connections_.size()) connections_.resize(opened.handle.index + 1);
    connections_[opened.handle.index] = {.handle = opened.handle};
    ++started_;
    ++live_;
  }
}

void Client::send(Connection& c) {
  const bool all_are_open = opened_ >= std::min(options_.at_once, options_.connections);
  if (!c.is_open || c.is_closed || !all_are_open) return;
  std::vector<std::uint8_t> text(options_.text_bytes - c.sent_bytes);
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    text[i] = static_cast<std::uint8_t>(c.sent_bytes + i);
  }
  c.sent_bytes += tcp_.send(c.handle, text, tool::Driver::now()).accepted_bytes;
  if (c.sent_bytes == options_.text_bytes && (c.received_all || !options_.peer_closes)) {
    c.is_closed = tcp_.close(c.handle, tool::Driver::now()).ok;
  }
}

void Client::advance(Connection& c) {
  std::array<std::uint8_t, 4096> room{};
  for (;;) {
    const Received got = tcp_.receive(c.handle, room, tool::Driver::now());
    c.received_all = c.received_all || got.end_of_stream;
    if (got.bytes == 0) break;
    for (std::uint32_t i = 0; i < got.bytes; ++i) {
      c.is_right = c.is_right && room[i] == static_cast<std::uint8_t>(c.received_bytes + i);
    }
    c.received_bytes += got.bytes;
  }
  send(c);
}

void Client::end(Connection& c, const Notice& notice) {
  const bool is_done =
      c.is_right && c.received_bytes == options_.text_bytes && !notice.reset && !notice.refused;
  if (is_done) {
    ++results_.done;
  } else {
    ++results_.failed;
    results_.failure =
        std::string(name(notice.why)) + " after " + std::to_string(c.received_bytes) + " bytes";
  }
  progress_at_ = tool::Driver::now();
  tcp_.release(c.handle, progress_at_);
  c = {};
  --live_;
}

void Client::take_notices() {
  for (Notice notice; tcp_.next_notice(notice);) {
    Connection* c = find(notice.handle);
    if (c == nullptr) continue;
    if (notice.opened) {
      c->is_open = true;
      progress_at_ = tool::Driver::now();
      // The last of them lets all others begin.
      if (++opened_ == options_.at_once) {
        for (Connection& one : connections_) {
          if (!one.handle.is_none()) send(one);
        }
      }
    }
    advance(*c);
    if (notice.ended) end(*c, notice);
  }
}

Results Client::run() {
  progress_at_ = tool::Driver::now();
  while (results_.done + results_.failed < options_.connections) {
    open_more();
    driver_.flush();
    if (!driver_.turn({}, kLongestTurn)) break;
    take_notices();
    driver_.flush();
    if (progress_at_ + kPatience < tool::Driver::now()) {
      results_.failed = options_.connections - results_.done;
      if (results_.failure.empty()) results_.failure = "nothing goes on";
    }
  }
  return results_;
}

void add_options(CLI::App& app, ClientOptions& options) {
  app.add_option("--tun", options.wire.device);
  app.add_option("--address", options.wire.addresses)->allow_extra_args(false);
  app.add_option("--policy", options.wire.policy);
  app.add_option("--msl", options.wire.msl_s);
  app.add_option("--trace", options.wire.trace);
  app.add_option("--connections", options.connections);
  app.add_option("--at-once", options.at_once);
  app.add_option("--bytes", options.text_bytes);
  app.add_option("--first-port", options.first_port);
  app.add_option("--last-port", options.last_port);
  app.add_flag("--peer-closes", options.peer_closes);
  app.add_option("HOST", options.host)->required();
  app.add_option("PORT", options.port)->required();
}

int main_of(int argc, char** argv) {
  CLI::App app{"Connections of our endpoint to an echo server."};
  ClientOptions options;
  add_options(app, options);
  CLI11_PARSE(app, argc, argv);
  EndpointOptions endpoint{.size = {.connections = 2048, .waits = 65'536, .floors = 65'536},
                           .ports = {options.first_port, options.last_port}};
  std::variant<tool::Driver, tool::WireError> driver =
      tool::Driver::start(options.wire, std::move(endpoint));
  if (const auto* error = std::get_if<tool::WireError>(&driver)) {
    std::fprintf(stderr, "interop_client: %s\n", error->what.c_str());
    return 3;
  }
  const Results results = Client(options, std::get<tool::Driver>(driver)).run();
  const bool is_written = std::get<tool::Driver>(driver).close_trace();
  std::printf(
      "{\"done\": %u, \"failed\": %u, \"refusals\": %u, \"refusal\": \"%s\", "
      "\"failure\": \"%s\"}\n",
      results.done, results.failed, results.refusals, results.refusal.c_str(),
      results.failure.c_str());
  return results.failed == 0 && is_written ? 0 : 1;
}

}  // namespace
}  // namespace twomsl::test

int main(int argc, char** argv) {
  try {
    return twomsl::test::main_of(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "interop_client: %s\n", error.what());
    return 3;
  }
}
