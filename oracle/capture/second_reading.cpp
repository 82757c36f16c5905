// See second_reading.hpp.
#include "oracle/capture/second_reading.hpp"

#include <sys/stat.h>

#include <utility>

namespace twomsl::oracle {
namespace {

constexpr const char* kChanged =
    "the capture was changed while it was judged: judge it again when nobody writes to it";

}  // namespace

SecondReading::SecondReading(std::string path) : path_(std::move(path)), state_(state_of(path_)) {}

// All zero where there is no such file.
SecondReading::State SecondReading::state_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino, status.st_size,
          std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

std::string SecondReading::each(std::uint64_t frames,
                                const std::function<void(const Frame&)>& show) const {
  const bool is_file = !path_.empty();
  if (is_file && state_of(path_) != state_) return kChanged;
  Capture capture = is_file ? Capture(path_) : Capture(memory_);
  Frame frame;
  while (frame.number < frames) {
    if (capture.next(frame) != ReadStatus::frame) {
      return "the capture cannot be read a second time: " +
             (capture.damage().empty() ? "it ends early" : capture.damage());
    }
    show(frame);
  }
  return is_file && state_of(path_) != state_ ? kChanged : "";
}

}  // namespace twomsl::oracle
