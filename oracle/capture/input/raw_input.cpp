// Reading from the operating system.
#include "oracle/capture/input/raw_input.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace twomsl::oracle {

RawInput::~RawInput() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

std::size_t RawInput::read(std::span<std::uint8_t> out) {
  if (is_memory()) {
    const std::size_t bytes = std::min(out.size(), memory_.size() - at_);
    std::copy_n(memory_.data() + at_, bytes, out.data());
    at_ += bytes;
    return bytes;
  }
  // Not tried again after a signal: a program that catches one without SA_RESTART means to stop.
  const ssize_t bytes = ::read(descriptor_, out.data(), out.size());
  if (bytes < 0) error_ = errno;
  return bytes < 0 ? 0 : static_cast<std::size_t>(bytes);
}

}  // namespace twomsl::oracle
