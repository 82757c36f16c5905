// make_capture FILE [OPTIONS]: writes a generated capture (bench/audit/traffic.hpp) and says what
// is in it.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>

#include "bench/audit/traffic.hpp"

int main(int argc, char** argv) try {
  twomsl::bench::TrafficSettings settings;
  std::string path;
  CLI::App app{"Writes a deterministic capture of well-behaved TCP connections", "make_capture"};
  app.add_option("FILE", path, "pcap file to write")->required();
  app.add_option("--connections", settings.connections)->capture_default_str();
  app.add_option("--concurrent", settings.concurrent)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--exchanges", settings.exchanges)->capture_default_str();
  app.add_option("--payload", settings.payload_bytes)
      ->check(CLI::Range(0, 1448))
      ->capture_default_str();
  app.add_option("--seed", settings.seed)->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  std::ofstream out(path, std::ios::binary);
  const twomsl::bench::Tally tally = twomsl::bench::write_capture(settings, out);
  out.close();
  if (!out) {
    fmt::print(stderr, "make_capture: cannot write {}\n", path);
    return 1;
  }
  fmt::print("{{\"packets\":{},\"connections\":{},\"bytes\":{}}}\n", tally.packets,
             settings.connections, tally.bytes);
} catch (const std::exception& error) {
  std::fprintf(stderr, "make_capture: %s\n", error.what());
  return 1;
}
