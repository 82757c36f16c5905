// Bytes as the operating system gives them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace twomsl::oracle {

/// What is read at once of a compressed file.
constexpr std::size_t kCompressedBytes = std::size_t{256} << 10;

/// Bytes from a file descriptor, which it closes (except standard input), or from memory.
class RawInput {
 public:
  explicit RawInput(std::span<const std::uint8_t> memory) : memory_(memory) {}
  explicit RawInput(int descriptor) : descriptor_(descriptor) {}
  RawInput(const RawInput&) = delete;
  RawInput& operator=(const RawInput&) = delete;
  ~RawInput();

  /// Fills the beginning of `out` and returns how many bytes; 0 at the end or on an error().
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> out);
  /// The operating system's error number, 0 if none.
  [[nodiscard]] int error() const { return error_; }
  /// Everything, if the input is memory.
  [[nodiscard]] std::span<const std::uint8_t> memory() const { return memory_; }
  [[nodiscard]] bool is_memory() const { return descriptor_ < 0; }

 private:
  int descriptor_ = -1;
  int error_ = 0;
  std::size_t at_ = 0;
  std::span<const std::uint8_t> memory_{};
};

}  // namespace twomsl::oracle
