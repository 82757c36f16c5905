// The packets of a network interface, as they pass, by libpcap.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "oracle/capture/capture.hpp"

namespace twomsl::tool {

struct InterfaceOptions {
  std::string name{};    // "any" stands for all of them
  std::string filter{};  // in the language of tcpdump; empty: everything
  std::string kept{};    // a pcap file of all that was captured; empty: none
};

class Interface {
 public:
  Interface();
  Interface(const Interface&) = delete;
  Interface& operator=(const Interface&) = delete;
  ~Interface();

  /// Begins to capture. What is wrong, in words; empty if nothing is.
  [[nodiscard]] std::string open(const InterfaceOptions& options);

  enum class Next : std::uint8_t { frame, nothing, over };

  /// The next packet, whose bytes live until the next call. Nothing came for a while, or a signal
  /// did; or it is over, and error() says why.
  [[nodiscard]] Next next(oracle::Frame& frame);

  /// Packets that the kernel had no room for, or the interface, since the last call.
  [[nodiscard]] std::uint64_t take_dropped();

  [[nodiscard]] const std::string& error() const;

  /// All that was to be kept is in its file.
  [[nodiscard]] bool close();

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace twomsl::tool
