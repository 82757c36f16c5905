// Any capture file, plain, gzip or zstd: bounded work, frames inside the file, damage that has
// words, and the same frames when the file is compressed, or written again with comments.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "fuzz/support/audit_laws.hpp"
#include "fuzz/support/wire_laws.hpp"
#include "oracle/capture/capture.hpp"
#include "tests/capture/capture_builder.hpp"

namespace twomsl::fuzz {
namespace {

using oracle::Capture;
using oracle::Frame;
using oracle::ReadStatus;

constexpr std::size_t kLeastFrameBytes = 16;    // of a pcap record, or a Simple Packet Block
constexpr std::size_t kMostInflation = 43'691;  // of zstd's blocks: 128 KiB from 3 bytes and one
constexpr std::uint64_t kFrameLimit = 20'000;   // of an archive: its frames say nothing new

bool is_compressed(Span file) {
  if (file.size() < 4) return file.size() >= 2 && file[0] == 0x1f && file[1] == 0x8b;
  const bool is_zstd = file[1] == 0xb5 && file[2] == 0x2f && file[3] == 0xfd;
  const bool is_skippable = file[1] == 0x2a && file[2] == 0x4d && file[3] == 0x18;
  return (file[0] == 0x1f && file[1] == 0x8b) || is_zstd || is_skippable;
}

void check_end(const Capture& capture, ReadStatus last) {
  require(capture.ok() == (last == ReadStatus::end), "ok() until the damage");
  require(capture.ok() == capture.damage().empty(), "damage has words, and only damage has");
}

// What is left of a file behind a frame that lies in `rest`, the file behind the frame before.
Span after(Span frame, Span rest) {
  if (frame.empty()) return rest;
  require(rest.size() >= kLeastFrameBytes && frame.data() >= rest.data() + kLeastFrameBytes,
          "a frame lies behind its header, which lies behind the frame before");
  require(frame.data() + frame.size() <= rest.data() + rest.size(), "a frame lies in its file");
  return {frame.data() + frame.size(), rest.data() + rest.size()};
}

void check_file(Span file) {
  const std::size_t most = is_compressed(file) ? file.size() * kMostInflation : file.size();
  Capture capture{file};
  oracle::Opener opener;
  Frame frame;
  Span rest = file;
  std::uint64_t frames = 0;
  ReadStatus status = ReadStatus::frame;
  while ((status = capture.next(frame)) == ReadStatus::frame && frames < kFrameLimit) {
    require(frame.number == ++frames, "frames are counted from 1");
    require(frames * kLeastFrameBytes <= most, "no more frames than fit in the file");
    if (!is_compressed(file)) rest = after(frame.bytes, rest);
    check_frame(frame, opener);
  }
  if (status == ReadStatus::frame) return;
  check_end(capture, status);
  require(capture.next(frame) == status, "the end is the end");
}

void check_compressed(Span file, const test::Bytes& archive) {
  Capture plain{file};
  Capture inflated{Span(archive)};
  Frame frame;
  Frame twin;
  ReadStatus status = ReadStatus::frame;
  while (status == ReadStatus::frame) {
    status = plain.next(frame);
    require(inflated.next(twin) == status, "it gives as many frames compressed");
    if (status != ReadStatus::frame) break;
    require(frame.time_ns == twin.time_ns && frame.interface == twin.interface &&
                frame.link_type == twin.link_type && frame.wire_bytes == twin.wire_bytes &&
                std::ranges::equal(frame.bytes, twin.bytes),
            "it gives the same frames compressed");
  }
}

}  // namespace
}  // namespace twomsl::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const twomsl::fuzz::Span file(data, size);
  twomsl::fuzz::check_file(file);
  if (!twomsl::fuzz::is_compressed(file)) {
    twomsl::fuzz::check_annotated(twomsl::oracle::audit_bytes(file, {}), {},
                                  twomsl::oracle::SecondReading(file));
  }
  // Compressing costs twenty times the rest, so few inputs undergo it.
  if (twomsl::fuzz::is_compressed(file) || size % 32 != 0) return 0;
  twomsl::fuzz::check_compressed(
      file, size % 64 == 0 ? twomsl::test::gzip(file) : twomsl::test::zstd(file));
  return 0;
}
