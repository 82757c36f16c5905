// A capture as it was named, and where it can be read, twice if that is wanted.
#pragma once

#include <string>

#include "oracle/audit.hpp"
#include "oracle/capture/second_reading.hpp"

namespace twomsl::tool {

/// Standard input and pipes can be read once: for a second reading they are copied to a file
/// without a name, in $TMPDIR or where such files go, gone when this is.
class InputFile {
 public:
  InputFile(const std::string& name, bool is_read_twice);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  /// The audit, which says the name that the user gave.
  [[nodiscard]] oracle::Audit audit(const oracle::AuditOptions& options,
                                    oracle::Progress progress) const;
  [[nodiscard]] const oracle::SecondReading& again() const { return again_; }

  /// Where it is read, as often as one likes, and why it cannot be; empty if it can.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] bool copying_was_interrupted() const { return copying_was_interrupted_; }

 private:
  [[nodiscard]] std::string copied();

  std::string name_;
  int copy_ = -1;
  std::string failure_{};
  bool copying_was_interrupted_ = false;
  std::string path_;
  oracle::SecondReading again_;
};

}  // namespace twomsl::tool
