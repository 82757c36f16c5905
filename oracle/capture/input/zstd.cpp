// Decompressing with libzstd.
#include "oracle/capture/input/zstd.hpp"

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <utility>

namespace twomsl::oracle {
namespace {

std::string words_of(std::size_t result) {
  if (ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge) {
    return "zstd cannot be read: its window is above " +
           std::to_string(1u << (kZstdWindowLog - 20)) +
           " MiB; try zstd -dc --long=31 FILE | twomsl audit -";
  }
  return std::string("zstd damaged: ") + ZSTD_getErrorName(result) + "; check it with zstd -t";
}

}  // namespace

struct ZstdDecoder::State {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  std::unique_ptr<std::uint8_t[]> storage{};
  std::size_t capacity = kCompressedBytes;
  ZSTD_inBuffer input{nullptr, 0, 0};
  bool between_frames = false;
  bool ended = false;
  std::string damage{};

  void end(std::string why) {
    ended = true;
    damage = std::move(why);
  }

  bool refill(RawInput& raw) {
    if (input.pos < input.size) return true;
    input = {storage.get(), raw.read({storage.get(), capacity}), 0};
    return input.size > 0;
  }

  // What the decoder holds back is given out before more is read.
  void step(RawInput& raw, ZSTD_outBuffer& out) {
    const std::size_t at = out.pos;
    const bool more = refill(raw);
    if (!more && between_frames) return end("");
    const std::size_t result = ZSTD_decompressStream(context, &out, &input);
    if (ZSTD_isError(result) != 0) return end(words_of(result));
    between_frames = result == 0;
    if (more || out.pos != at || between_frames) return;
    end(raw.error() != 0 ? "" : "zstd damaged: the compressed data end early; copy it again");
  }
};

ZstdDecoder::ZstdDecoder(std::span<const std::uint8_t> begin) : state_(std::make_unique<State>()) {
  if (state_->context == nullptr) {
    state_->end("zstd cannot be read: out of memory");
    return;
  }
  ZSTD_DCtx_setParameter(state_->context, ZSTD_d_windowLogMax, kZstdWindowLog);
  state_->capacity = std::max(begin.size(), kCompressedBytes);
  state_->storage = std::make_unique_for_overwrite<std::uint8_t[]>(state_->capacity);
  std::copy_n(begin.data(), begin.size(), state_->storage.get());
  state_->input = {state_->storage.get(), begin.size(), 0};
}

ZstdDecoder::~ZstdDecoder() { ZSTD_freeDCtx(state_->context); }

std::size_t ZstdDecoder::read(RawInput& input, std::span<std::uint8_t> out) {
  ZSTD_outBuffer buffer{out.data(), out.size(), 0};
  while (buffer.pos == 0 && !state_->ended) state_->step(input, buffer);
  return buffer.pos;
}

const std::string& ZstdDecoder::damage() const { return state_->damage; }

}  // namespace twomsl::oracle
