// Through zlib: RFC 1952 files of one or more members, as a stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "oracle/capture/input/raw_input.hpp"

namespace twomsl::oracle {

/// Inflates gzip. Its memory does not depend on the input.
class Inflater {
 public:
  /// `begin` is what was read of the compressed stream already.
  explicit Inflater(std::span<const std::uint8_t> begin);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Fills the beginning of `out` and returns how many bytes; 0 at the end or on damage().
  [[nodiscard]] std::size_t read(RawInput& input, std::span<std::uint8_t> out);
  /// What is wrong with the compressed stream; empty if nothing.
  [[nodiscard]] const std::string& damage() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace twomsl::oracle
