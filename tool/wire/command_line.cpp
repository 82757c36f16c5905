// See command_line.hpp.
#include "tool/wire/command_line.hpp"

namespace twomsl::tool {
namespace {

// What all commands on the wire are told.
void add_wire_options(CLI::App& app, WireOptions& wire) {
  app.add_option("--tun", wire.device, "the TUN device, made if there is none (twomsl0)")
      ->type_name("NAME");
  app.add_option("--kernel", wire.kernel,
                 "an address that the kernel gets on the device, as 10.9.0.1/24; more than once")
      ->type_name("ADDRESS/LENGTH")
      ->allow_extra_args(false);
  app.add_option("--address", wire.addresses,
                 "an address of ours behind the device; none: whatever is routed to it")
      ->type_name("ADDRESS")
      ->allow_extra_args(false);
  app.add_option("--policy", wire.policy, "safe, strict or rfc9293 (safe)")->type_name("NAME");
  app.add_option("--msl", wire.msl_s, "the MSL in seconds (120)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.000001, 86400.0).description(""));
  app.add_option("--trace", wire.trace, "write every packet in and out to a pcap file")
      ->type_name("FILE");
}

void add_nc(CLI::App& app, NcCommand& command) {
  CLI::App& nc = *app.add_subcommand(
      "nc", "One TCP connection of our own endpoint over a TUN device, as netcat makes one");
  add_wire_options(nc, command.wire);
  nc.add_flag("-l,--listen", command.listens, "wait for one connection on PORT of any address");
  nc.add_flag("--no-wait", command.leaves_wait, "do not stay for TIME-WAIT when all is over");
  nc.add_option("HOST", command.host, "the peer's address; with -l left out")->type_name("");
  nc.add_option("PORT", command.port, "the peer's port, or with -l ours")->type_name("");
  nc.callback([&command] {
    if (command.listens && command.port.empty()) std::swap(command.host, command.port);
    if (command.port.empty() || command.host.empty() != command.listens) {
      throw CLI::ValidationError("", "say HOST and PORT, or -l and PORT");
    }
  });
  nc.footer(R"(
Examples, as root:
  twomsl nc --kernel 10.9.0.1/24 --address 10.9.0.2 10.9.0.1 80    to a server of this machine
  twomsl nc --kernel 10.9.0.1/24 -l 7000 | tar x                    and: nc 10.9.0.2 7000
The end of standard input closes one direction, and the other goes on until the peer closes.
)");
}

void add_httpd(CLI::App& app, HttpdCommand& command) {
  CLI::App& httpd = *app.add_subcommand(
      "httpd",
      "Serve the files of a directory by HTTP/1.1, from our own endpoint over a TUN device");
  add_wire_options(httpd, command.wire);
  httpd.add_option("--port", command.port, "the port of any address (80)")->type_name("PORT");
  httpd.add_option("DIR", command.directory, "what is served, and nothing outside of it")
      ->type_name("")
      ->required();
  httpd.footer(R"(
Example, as root:
  twomsl httpd --kernel 10.9.0.1/24 --port 8000 .     and: curl http://10.9.0.2:8000/
GET and HEAD, one range of bytes, connections kept alive. Ctrl-C ends it.
)");
}

}  // namespace

void add_wire_commands(CLI::App& app, WireCommands& commands) {
  add_nc(app, commands.nc);
  add_httpd(app, commands.httpd);
}

std::optional<Exit> run_wire_command(const CLI::App& app, const WireCommands& commands) {
  if (app.got_subcommand("nc")) return run(commands.nc);
  if (app.got_subcommand("httpd")) return run(commands.httpd);
  return std::nullopt;
}

}  // namespace twomsl::tool
