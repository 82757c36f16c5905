// A pcap file of the packets that pass somewhere, as they pass.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>

#include "tool/wire/wire_options.hpp"

namespace twomsl::tool {

class Trace {
 public:
  /// Or says why the file cannot be written. Until then nothing is recorded.
  [[nodiscard]] std::optional<WireError> open(const std::string& path);

  /// With the time of now.
  void record(std::span<const std::uint8_t> packet);

  /// All is in the file; false if something could not be written.
  [[nodiscard]] bool close();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_{};
};

}  // namespace twomsl::tool
