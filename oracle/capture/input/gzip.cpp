// Inflating with zlib.
#include "oracle/capture/input/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <utility>

namespace twomsl::oracle {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // the largest window, gzip header expected

}  // namespace

struct Inflater::State {
  z_stream stream{};
  bool between_members = false;
  bool ended = false;
  std::size_t capacity = kCompressedBytes;
  std::unique_ptr<std::uint8_t[]> input;
  std::string damage;

  bool refill(RawInput& raw) {
    if (stream.avail_in > 0) return true;
    stream.next_in = input.get();
    stream.avail_in = static_cast<uInt>(raw.read({input.get(), capacity}));
    return stream.avail_in > 0;
  }

  // A member may be followed by another, or by zeros that pad a tape block.
  void skip_padding() {
    while (stream.avail_in > 0 && *stream.next_in == 0) {
      ++stream.next_in;
      --stream.avail_in;
    }
  }

  void end(std::string why) {
    ended = true;
    damage = std::move(why);
  }

  void step(RawInput& raw) {
    const bool more = refill(raw);
    if (between_members) {
      skip_padding();
      if (!more) return end("");
      if (stream.avail_in == 0) return;
      inflateReset(&stream);
      between_members = false;
    }
    if (!more) {
      return end(raw.error() != 0 ? ""
                                  : "gzip damaged: the compressed data end early; copy it again");
    }
    const int result = inflate(&stream, Z_NO_FLUSH);
    between_members = result == Z_STREAM_END;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      end(std::string("gzip damaged: ") + (stream.msg != nullptr ? stream.msg : zError(result)) +
          "; check it with gzip -t");
    }
  }
};

Inflater::Inflater(std::span<const std::uint8_t> begin) : state_(std::make_unique<State>()) {
  if (inflateInit2(&state_->stream, kGzipWindowBits) != Z_OK) {
    state_->end("gzip cannot be read: out of memory");
    return;
  }
  state_->capacity = std::max(begin.size(), kCompressedBytes);
  state_->input = std::make_unique_for_overwrite<std::uint8_t[]>(state_->capacity);
  std::copy_n(begin.data(), begin.size(), state_->input.get());
  state_->stream.next_in = state_->input.get();
  state_->stream.avail_in = static_cast<uInt>(begin.size());
}

Inflater::~Inflater() { inflateEnd(&state_->stream); }

std::size_t Inflater::read(RawInput& input, std::span<std::uint8_t> out) {
  z_stream& stream = state_->stream;
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(std::min<std::size_t>(out.size(), 1u << 30));
  const uInt wanted = stream.avail_out;
  while (stream.avail_out == wanted && !state_->ended) state_->step(input);
  return wanted - stream.avail_out;
}

const std::string& Inflater::damage() const { return state_->damage; }

}  // namespace twomsl::oracle
