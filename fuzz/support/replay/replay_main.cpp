// A main for replay without a fuzzer, by any compiler: the target on each file that is named, and
// on the files of each folder. Options of libFuzzer are passed over. A broken law aborts, as it
// does under libFuzzer.
//
//   fuzz_step fuzz/corpus/fuzz_step crash-1234
#include <csignal>
#include <cstdint>
#include <cstdio>

#include "fuzz/support/replay/corpus_files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// What libFuzzer provides to the targets' mutators, which nobody calls here.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t*, std::size_t size, std::size_t) {
  return size;
}

// Of a program that counts what it runs. An abort would lose the counts.
extern "C" [[gnu::weak]] int __llvm_profile_write_file();  // NOLINT(bugprone-reserved-identifier)

namespace {

void write_counts(int signal) {
  std::signal(signal, SIG_DFL);
  __llvm_profile_write_file();
}

using Path = std::filesystem::path;

bool is_replayed(const Path& path) {
  const auto bytes = twomsl::bytes_of(path);
  if (!bytes) {
    std::fprintf(stderr, "%s cannot be read\n", path.c_str());
    return false;
  }
  std::fprintf(stderr, "%s\n", path.filename().c_str());
  LLVMFuzzerTestOneInput(bytes->data(), bytes->size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (&__llvm_profile_write_file != nullptr) std::signal(SIGABRT, write_counts);
  std::size_t replayed = 0;
  for (int i = 1; i < argc; ++i) {
    if (argv[i][0] == '-') continue;
    for (const Path& path : twomsl::files_of(argv[i])) {
      if (!is_replayed(path)) return 2;
      ++replayed;
    }
  }
  if (replayed == 0) std::fprintf(stderr, "usage: %s FILE-OR-FOLDER...\n", argv[0]);
  return replayed == 0 ? 2 : 0;
}
