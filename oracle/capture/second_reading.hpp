// A capture that is read again once it was judged, by reports that show its frames.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "oracle/capture/capture.hpp"

namespace twomsl::oracle {

class SecondReading {
 public:
  /// Of a file that can be opened again. Made before the first reading: it notes which file this
  /// is, and what it looks like.
  explicit SecondReading(std::string path);
  /// Of memory, which must outlive it.
  explicit SecondReading(std::span<const std::uint8_t> bytes) : memory_(bytes) {}

  /// Shows its first `frames` frames in order; a frame's bytes live for the call alone. What went
  /// wrong, in words, empty if nothing did: the file has vanished, or is no longer what was judged.
  [[nodiscard]] std::string each(std::uint64_t frames,
                                 const std::function<void(const Frame&)>& show) const;

 private:
  struct State {
    std::uint64_t device = 0;
    std::uint64_t file = 0;
    std::int64_t bytes = 0;
    std::int64_t changed_ns = 0;

    friend bool operator==(const State&, const State&) = default;
  };
  [[nodiscard]] static State state_of(const std::string& path);

  std::string path_{};
  std::span<const std::uint8_t> memory_{};
  State state_{};
};

}  // namespace twomsl::oracle
