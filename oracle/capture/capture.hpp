// Capture files as a stream of frames: pcap and pcapng, plain or gzip, from a file or stdin.
//
// A block reader of our own, since it is the hot path and libpcap cannot read pcapng files whose
// interfaces differ in link type. Memory is constant; a frame's bytes live until the next call.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace twomsl::oracle {

/// One captured frame. `number` is 1-based in its file, counting every frame, as Wireshark does.
struct Frame {
  std::uint64_t number = 0;
  std::int64_t time_ns = 0;               // since the epoch
  std::uint32_t interface = 0;            // 0-based in its file, over all pcapng sections
  std::uint16_t link_type = 0;            // LINKTYPE_ value of the frame's interface
  bool has_time = false;                  // false in pcapng's Simple Packet Blocks alone
  std::uint32_t wire_bytes = 0;           // length on the wire, as the file says
  std::span<const std::uint8_t> bytes{};  // what was captured
};

enum class ReadStatus : std::uint8_t {
  frame,    // *frame was filled
  end,      // the file ended where it should
  damaged,  // it did not: damage() says what and where; frames so far are good
};

class Capture {
 public:
  /// Opens `path`, or standard input for "-". On failure ok() is false and damage() says why, in
  /// words for the user (what, where, what to do); the path is for the caller to name.
  explicit Capture(const std::string& path);
  /// Reads from memory, for tests and fuzzing: `bytes` must outlive the capture.
  explicit Capture(std::span<const std::uint8_t> bytes);
  ~Capture();
  Capture(Capture&&) noexcept;
  Capture& operator=(Capture&&) noexcept;

  /// Whether nothing is wrong so far.
  [[nodiscard]] bool ok() const;
  [[nodiscard]] const std::string& damage() const;
  [[nodiscard]] ReadStatus next(Frame& frame);

 private:
  struct Source;
  std::unique_ptr<Source> source_;
};

}  // namespace twomsl::oracle
