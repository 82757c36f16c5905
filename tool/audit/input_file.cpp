// See input_file.hpp.
#include "tool/audit/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "oracle/report/notation.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

bool can_be_read_once(const std::string& name) {
  struct stat status {};
  if (name == "-") return true;
  if (::stat(name.c_str(), &status) != 0) return false;
  return !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

// A file without a name; -1 where there can be none.
int nameless_file() {
  const char* const chosen = std::getenv("TMPDIR");
  const bool is_chosen = chosen != nullptr && *chosen != 0;
  std::string path = std::string(is_chosen ? chosen : P_tmpdir) + "/twomslXXXXXX";
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor >= 0) ::unlink(path.c_str());
  return descriptor;
}

bool write_all(int descriptor, const char* bytes, std::size_t size) {
  while (size != 0) {
    const ssize_t written = ::write(descriptor, bytes, size);
    if (written < 0 && errno != EINTR) return false;
    if (written < 0) continue;
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

// Until the input ends, or the user stops it.
bool copy(int from, int to) {
  std::array<char, 65'536> buffer{};
  while (!is_interrupted()) {
    const ssize_t bytes = ::read(from, buffer.data(), buffer.size());
    if (bytes < 0 && errno != EINTR) return false;
    if (bytes == 0) return true;
    if (bytes > 0 && !write_all(to, buffer.data(), static_cast<std::size_t>(bytes))) return false;
  }
  return true;
}

}  // namespace

InputFile::InputFile(const std::string& name, bool is_read_twice)
    : name_(name),
      path_(is_read_twice && can_be_read_once(name) ? copied() : name),
      again_(path_) {}

InputFile::~InputFile() {
  if (copy_ >= 0) ::close(copy_);
}

// Where the copy can be opened.
std::string InputFile::copied() {
  const int from = name_ == "-" ? STDIN_FILENO : ::open(name_.c_str(), O_RDONLY | O_CLOEXEC);
  copy_ = from < 0 ? -1 : nameless_file();
  if (copy_ < 0 || !copy(from, copy_)) {
    failure_ =
        std::string("it cannot be copied to $TMPDIR to be read twice: ") + std::strerror(errno);
  }
  copying_was_interrupted_ = is_interrupted();
  if (from > STDIN_FILENO) ::close(from);
  return "/dev/fd/" + std::to_string(copy_);
}

oracle::Audit InputFile::audit(const oracle::AuditOptions& options,
                               oracle::Progress progress) const {
  oracle::Audit audit;
  if (failure_.empty()) {
    // What came before the interruption is judged to its end.
    audit = oracle::audit_file(path_, options, copying_was_interrupted_ ? nullptr : progress);
    if (copying_was_interrupted_) {
      audit.summary.interrupted = true;
      audit.summary.damage = oracle::interrupted_after(audit.summary.packets);
    }
  } else {
    audit.summary.damage = failure_;
  }
  audit.summary.file = name_;
  return audit;
}

}  // namespace twomsl::tool
