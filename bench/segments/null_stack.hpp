// A stack that takes packets and does nothing with them: what it costs is the making of the
// packets, which is taken off the figures of the others.
#pragma once

#include <cstdint>
#include <span>

namespace twomsl::bench {

class NullStack {
 public:
  static constexpr const char* kName = "null";

  bool echoes = false;

  [[gnu::noinline]] void input(std::span<const std::uint8_t> packet) {
    asm volatile("" : : "r"(packet.data()) : "memory");
  }
  void write(std::uint16_t /*port*/, std::uint32_t /*bytes*/) {}
  void rest() {}
  [[nodiscard]] std::uint32_t sent_end() const { return 0; }
};

}  // namespace twomsl::bench
