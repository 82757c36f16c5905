// Block reads of a mebibyte: faster than mapping full-size packets, and of constant memory.
#include "oracle/capture/input/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/codec/bytes.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;

std::string open_failure(int error) {
  if (error == EACCES) return "permission denied: make it readable, or run as its owner";
  if (error == ENOENT) return "no such file";
  return std::string("cannot be opened: ") + std::strerror(error);
}

bool is_directory(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

constexpr std::size_t kMagicBytes = 4;

bool is_gzip(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

// Of data, or of what a decoder is to skip: pzstd begins with such a frame.
bool is_zstd(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kMagicBytes) return false;
  const std::uint32_t magic = load_le32(bytes.data());
  return magic == 0xfd2f'b528 || (magic & 0xffff'fff0) == 0x184d'2a50;
}

template <class Decoder>
std::string damage_of(const Decoder& decoder) {
  if (auto* inflater = std::get_if<Inflater>(&decoder)) return inflater->damage();
  if (auto* zstd = std::get_if<ZstdDecoder>(&decoder)) return zstd->damage();
  return "";
}

}  // namespace

ByteSource::ByteSource(const std::string& path) {
  const int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    damage_ = open_failure(errno);
    ended_ = true;
    return;
  }
  input_ = std::make_unique<RawInput>(descriptor);
  if (is_directory(descriptor)) {
    damage_ = "is a directory: name the capture files in it";
    ended_ = true;
    return;
  }
  begin();
}

ByteSource::ByteSource(std::span<const std::uint8_t> memory)
    : input_(std::make_unique<RawInput>(memory)) {
  begin();
}

void ByteSource::begin() {
  const auto memory = input_->memory();
  if (input_->is_memory() && !is_gzip(memory) && !is_zstd(memory)) {
    at_ = memory.data();
    end_ = at_ + memory.size();
    end_offset_ = memory.size();
    ended_ = true;
    return;
  }
  const auto begin = peek(kMagicBytes);
  if (is_gzip(begin)) {
    decoder_.emplace<Inflater>(begin);
  } else if (is_zstd(begin)) {
    decoder_.emplace<ZstdDecoder>(begin);
  } else {
    return;
  }
  at_ = end_;
  end_offset_ = 0;
  ended_ = false;
}

void ByteSource::fill(std::size_t wanted) {
  if (ended_) return;
  const auto rest = static_cast<std::size_t>(end_ - at_);
  if (capacity_ < wanted || buffer_ == nullptr) {
    const std::size_t capacity = std::max(wanted, kReadBytes);
    auto larger = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
    std::copy_n(at_, rest, larger.get());
    buffer_ = std::move(larger);
    capacity_ = capacity;
  } else {
    std::memmove(buffer_.get(), at_, rest);
  }
  std::size_t size = rest;
  while (size < wanted && !ended_) {
    const std::size_t bytes = produce({buffer_.get() + size, capacity_ - size});
    ended_ = bytes == 0;
    size += bytes;
    end_offset_ += bytes;
  }
  at_ = buffer_.get();
  end_ = at_ + size;
}

std::size_t ByteSource::produce(std::span<std::uint8_t> out) {
  if (auto* inflater = std::get_if<Inflater>(&decoder_)) return inflater->read(*input_, out);
  if (auto* zstd = std::get_if<ZstdDecoder>(&decoder_)) return zstd->read(*input_, out);
  return input_->read(out);
}

bool ByteSource::take_input_fault() {
  if (input_ != nullptr && input_->error() != 0) {
    damage_ = std::string("cannot be read further: ") + std::strerror(input_->error()) + position();
  } else if (const std::string what = damage_of(decoder_); !what.empty()) {
    damage_ = what + position();
  }
  return !damage_.empty();
}

ReadStatus ByteSource::fail(const std::string& what) {
  if (damage_.empty() && !(ended_ && take_input_fault())) damage_ = what + position();
  return ReadStatus::damaged;
}

ReadStatus ByteSource::end() {
  return damage_.empty() && !take_input_fault() ? ReadStatus::end : ReadStatus::damaged;
}

std::string ByteSource::position() const {
  if (offset() == 0) return "";
  return " (at byte " + std::to_string(offset()) + (is_compressed() ? ", uncompressed)" : ")");
}

}  // namespace twomsl::oracle
