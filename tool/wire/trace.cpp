// See trace.hpp.
#include "tool/wire/trace.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "oracle/capture/pcap_format.hpp"

namespace twomsl::tool {

std::optional<WireError> Trace::open(const std::string& path) {
  file_.reset(std::fopen(path.c_str(), "wb"));
  if (!file_) return WireError{fmt::format("{}: {}", path, std::strerror(errno))};
  const auto header = oracle::pcap_file_header(65'535);
  std::fwrite(header.data(), header.size(), 1, file_.get());
  return std::nullopt;
}

void Trace::record(std::span<const std::uint8_t> packet) {
  if (!file_) return;
  using namespace std::chrono;
  const auto us = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
  const auto header =
      oracle::pcap_packet_header(static_cast<std::uint64_t>(us), packet.size(), packet.size());
  std::fwrite(header.data(), header.size(), 1, file_.get());
  std::fwrite(packet.data(), packet.size(), 1, file_.get());
}

bool Trace::close() {
  if (!file_) return true;
  const bool is_written = std::ferror(file_.get()) == 0;
  return std::fclose(file_.release()) == 0 && is_written;
}

}  // namespace twomsl::tool
