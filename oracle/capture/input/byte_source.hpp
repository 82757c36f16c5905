// A capture file's bytes as a stream that can be looked ahead: file, stdin or memory, plain,
// gzip or zstd.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>

#include "oracle/capture/capture.hpp"
#include "oracle/capture/input/gzip.hpp"
#include "oracle/capture/input/raw_input.hpp"
#include "oracle/capture/input/zstd.hpp"

namespace twomsl::oracle {

/// A block or frame above this is damage, not data: no writer makes one, and a hostile length must
/// not cost memory.
constexpr std::size_t kMaxBlockBytes = std::size_t{16} << 20;

class ByteSource {
 public:
  explicit ByteSource(const std::string& path);
  explicit ByteSource(std::span<const std::uint8_t> memory);

  /// The bytes at the reading position: at least `wanted`, or all that are left. They are valid
  /// until the next call. REQUIRES: wanted is at most a header above kMaxBlockBytes.
  [[nodiscard]] std::span<const std::uint8_t> peek(std::size_t wanted) {
    if (static_cast<std::size_t>(end_ - at_) < wanted) fill(wanted);
    return {at_, end_};
  }

  /// Moves the reading position on. REQUIRES: peek() has shown that many bytes.
  void skip(std::size_t bytes) { at_ += bytes; }

  /// Notes that the input is damaged here, with the position; a fault of the input itself (a read
  /// error, broken gzip) takes precedence. Returns ReadStatus::damaged.
  ReadStatus fail(const std::string& what);

  /// Where the bytes end: ReadStatus::end if that is no fault of the input.
  ReadStatus end();

  /// Words for the user: what, where, what to do. Empty if nothing is wrong.
  [[nodiscard]] const std::string& damage() const { return damage_; }

  /// The reading position, counted in uncompressed bytes.
  [[nodiscard]] std::uint64_t offset() const {
    return end_offset_ - static_cast<std::uint64_t>(end_ - at_);
  }

 private:
  void begin();
  void fill(std::size_t wanted);
  std::size_t produce(std::span<std::uint8_t> out);
  bool take_input_fault();
  [[nodiscard]] bool is_compressed() const { return decoder_.index() != 0; }
  [[nodiscard]] std::string position() const;

  std::unique_ptr<RawInput> input_;
  std::variant<std::monostate, Inflater, ZstdDecoder> decoder_;
  std::unique_ptr<std::uint8_t[]> buffer_;
  std::size_t capacity_ = 0;
  const std::uint8_t* at_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  std::uint64_t end_offset_ = 0;
  bool ended_ = false;
  std::string damage_;
};

}  // namespace twomsl::oracle
