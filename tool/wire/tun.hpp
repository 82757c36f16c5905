// A TUN device: whole IP packets to and from the kernel of the machine.
#pragma once

#include <cstdint>
#include <span>
#include <variant>

#include "tool/wire/descriptor.hpp"
#include "tool/wire/wire_options.hpp"

namespace twomsl::tool {

class Tun {
 public:
  /// Opens the device, which is made if there is none; or says why that cannot be done.
  [[nodiscard]] static std::variant<Tun, WireError> open(const std::string& device);

  [[nodiscard]] int descriptor() const { return descriptor_.number(); }

  /// The largest packet that it takes, in bytes; 1500 if it does not say.
  [[nodiscard]] std::uint32_t mtu_bytes() const;

  /// Makes that the largest packet; or says why that cannot be done.
  [[nodiscard]] std::optional<WireError> limit_packets(std::uint32_t mtu_bytes) const;

  /// How many packets of the kernel may wait to be read; if it refuses, as many as before.
  void lengthen_queue(std::uint32_t packets) const;

  /// Gives the kernel one more address on the device, as "10.9.0.1/24" or "fd09::1/64", unless it
  /// has it, and sets the device up; or says why that cannot be done.
  [[nodiscard]] std::optional<WireError> set_up(const std::string& address_and_length) const;

  /// It was set up, so that packets go through it.
  [[nodiscard]] bool is_up() const;

  /// The next packet from the kernel, in bytes; 0 if none waits.
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> into) const;

  /// Hands a packet to the kernel; false if it was not taken, which counts as lost.
  bool write(std::span<const std::uint8_t> packet) const;

 private:
  Tun(Descriptor descriptor, std::string device);
  Descriptor descriptor_{};
  std::string device_{};
};

}  // namespace twomsl::tool
