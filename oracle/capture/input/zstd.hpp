// Through libzstd: RFC 8878 files of one or more frames, as a stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "oracle/capture/input/raw_input.hpp"

namespace twomsl::oracle {

/// The largest window that is decoded, 128 MiB: what `zstd --ultra -22` and `zstd --long` need, and
/// all the memory that an input may ask for. A file that was made with more is refused in words.
inline constexpr int kZstdWindowLog = 27;

class ZstdDecoder {
 public:
  /// `begin` is what was read of the compressed stream already.
  explicit ZstdDecoder(std::span<const std::uint8_t> begin);
  ~ZstdDecoder();
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;

  /// Fills the beginning of `out` and returns how many bytes; 0 at the end or on damage().
  [[nodiscard]] std::size_t read(RawInput& input, std::span<std::uint8_t> out);
  /// What is wrong with the compressed stream; empty if nothing.
  [[nodiscard]] const std::string& damage() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace twomsl::oracle
