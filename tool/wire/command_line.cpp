// See command_line.hpp.
#include "tool/wire/command_line.hpp"

#include <cmath>
#include <memory>

#include "tool/line/numbers.hpp"
#include "tool/wire/httpd_command.hpp"
#include "tool/wire/link/link_command.hpp"
#include "tool/wire/nc_command.hpp"

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
  add_msl_option(app, "the MSL in seconds (120)",
                 [&wire](double seconds) { wire.msl_s = seconds; });
  app.add_option("--trace", wire.trace, "write every packet in and out to a pcap file")
      ->type_name("FILE");
}

CLI::App& add_nc(CLI::App& app, NcCommand& command) {
  CLI::App& nc = *app.add_subcommand(
      "nc", "One TCP connection of our own endpoint over a TUN device, as netcat makes one");
  add_wire_options(nc, command.wire);
  nc.add_flag("-l,--listen", command.listens, "wait for one connection on PORT of any address");
  nc.add_flag("--no-wait", command.leaves_wait, "do not stay for TIME-WAIT when all is over");
  nc.add_option("HOST", command.host, "the peer's address; with -l left out")->type_name("");
  nc.add_option("PORT", command.port, "the peer's port, or with -l ours")->type_name("");
  nc.parse_complete_callback([&command] {
    if (command.listens && command.port.empty()) std::swap(command.host, command.port);
    if (command.port.empty() || command.host.empty() != command.listens) {
      throw CLI::ValidationError("say HOST and PORT, or -l and PORT");
    }
  });
  nc.footer(R"(
Examples, as root:
  twomsl nc --kernel 10.9.0.1/24 --address 10.9.0.2 10.9.0.1 80
      to a server of this machine
  twomsl nc --kernel 10.9.0.1/24 -l 7000 | tar x
      from this machine: tar c FILES | nc 10.9.0.2 7000
The end of standard input closes one direction, and the other goes on until the
peer closes.
)");
  return nc;
}

CLI::App& add_httpd(CLI::App& app, HttpdCommand& command) {
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
  twomsl httpd --kernel 10.9.0.1/24 --port 8000 .
      and then: curl http://10.9.0.2:8000/
GET and HEAD, one range of bytes, connections kept alive. Ctrl-C ends it.
)");
  return httpd;
}

// A share of the packets, in thousandths.
void add_share(CLI::App& app, const char* option, std::uint32_t& thousandths,
               const std::string& help) {
  add_decimal(app,
              {.name = option,
               .type = "PERCENT",
               .help = help,
               .unit = "percent",
               .example = "1.5",
               .least = 0,
               .most = 100},
              [&thousandths](double percent) {
                thousandths = static_cast<std::uint32_t>(std::lround(percent * 10));
              });
}

void add_ms(CLI::App& app, const char* option, std::uint64_t& time_us, const std::string& help) {
  add_decimal(
      app,
      {.name = option,
       .type = "MS",
       .help = help,
       .unit = "milliseconds",
       .example = "20",
       .least = 0,
       .most = 60'000},
      [&time_us](double ms) { time_us = static_cast<std::uint64_t>(std::llround(ms * 1000)); });
}

template <class Number>
void add_count(CLI::App& app, const NumberOption& option, Number& number) {
  add_whole_number(app, option,
                   [&number](std::uint64_t given) { number = static_cast<Number>(given); });
}

void add_link_faults(CLI::App& app, LinkProfile& profile) {
  add_share(app, "--loss", profile.faults.lost, "of the packets are lost");
  add_share(app, "--repeat", profile.faults.repeated, "arrive twice");
  add_share(app, "--reorder", profile.faults.delayed, "arrive late, so that others overtake them");
  add_share(app, "--corrupt", profile.faults.damaged, "have one bit of their segment changed");
  add_ms(app, "--delay", profile.faults.latency_us, "of every packet, one way (0)");
  add_ms(app, "--late", profile.faults.longest_delay_us,
         "a packet that arrives late or twice does so by at most this (10)");
  add_decimal(app,
              {.name = "--rate",
               .type = "MBIT/S",
               .help = "the rate of either direction; without it there is no bound",
               .unit = "Mbit/s",
               .example = "100",
               .least = 0.001,
               .most = 1e6},
              [&profile](double mbit_s) {
                profile.rate_bits_s = static_cast<std::uint64_t>(mbit_s * 1e6);
              });
  add_count(app,
            {.name = "--queue",
             .type = "PACKETS",
             .help = "packets in flight at most, either way; what is beyond is lost (10000)",
             .unit = "packets",
             .example = "10000",
             .least = 1,
             .most = 1e7},
            profile.queued_packets);
  add_count(app,
            {.name = "--black-hole",
             .type = "BYTES",
             .help = "longer packets vanish, and nobody is told",
             .unit = "bytes",
             .example = "1400",
             .least = 1,
             .most = 65'535},
            profile.black_hole_bytes);
}

CLI::App& add_link(CLI::App& app, LinkCommand& command) {
  CLI::App& link = *app.add_subcommand(
      "link", "Join two TUN devices by a link that loses, repeats, reorders, damages and delays");
  link.add_option("DEV_A", command.ends[0].device, "a TUN device, made if there is none")
      ->type_name("")
      ->required();
  link.add_option("DEV_B", command.ends[1].device, "the other")->type_name("")->required();
  add_link_faults(link, command.profile);
  add_count(link,
            {.name = "--mtu",
             .type = "BYTES",
             .help = "of both devices",
             .unit = "bytes",
             .example = "1500",
             .least = 68,
             .most = 65'535},
            command.mtu_bytes);
  add_count(link,
            {.name = "--seed",
             .type = "NUMBER",
             .help = "chooses the packets that faults happen to (1)",
             .unit = "seeds",
             .example = "1",
             .least = 0,
             .most = 0x1p64},
            command.seed);
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string end = i == 0 ? "a" : "b";
    link.add_option("--kernel-" + end, command.ends[i].kernel,
                    "an address that the kernel gets on DEV_" + std::string(i == 0 ? "A" : "B"))
        ->type_name("ADDRESS/LENGTH")
        ->allow_extra_args(false);
    link.add_option("--trace-" + end, command.ends[i].trace,
                    "write what leaves and reaches that end to a pcap file")
        ->type_name("FILE");
  }
  link.footer(R"(
Example, as root: this machine and a namespace, between them a link of 20 ms
that loses 1 %:
  twomsl link linkA linkB --delay 20 --loss 1 --kernel-a 10.8.0.1/24 &
  ip netns add far && ip link set linkB netns far
  ip netns exec far ip address add 10.8.0.2/24 dev linkB
  ip netns exec far ip link set linkB up
Ctrl-C ends it, and what has become of packets is printed.
)");
  return link;
}

// A command that lives as long as the line.
template <class Command>
void add_command(const CommandLine& line, CLI::App& (*add)(CLI::App& app, Command& command)) {
  const auto command = std::make_shared<Command>();
  add(line.app, *command).final_callback([&todo = line.todo, command] {
    todo = [command] { return run(*command); };
  });
}

}  // namespace

void add_wire_commands(const CommandLine& line) {
  add_command<NcCommand>(line, add_nc);
  add_command<HttpdCommand>(line, add_httpd);
  add_command<LinkCommand>(line, add_link);
}

}  // namespace twomsl::tool
