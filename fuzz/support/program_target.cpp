// See program_target.hpp.
#include "fuzz/support/program_target.hpp"

#include "fuzz/support/policies_under_test.hpp"
#include "fuzz/support/record_mutator.hpp"

namespace twomsl {
namespace {

// The kinds of records that mutation inserts, the more likely ones several times.
std::vector<std::uint8_t> program_kinds(bool forges) {
  std::vector<std::uint8_t> kinds;
  sim::Settings settings;
  sim::for_each_setting(
      [&kinds](unsigned number, std::string_view, std::uint16_t) {
        kinds.push_back(static_cast<std::uint8_t>(sim::kFirstField + number));
      },
      settings);
  for (const sim::CommandKind kind : sim::kinds_by_weight(forges)) {
    kinds.push_back(static_cast<std::uint8_t>(kind));
  }
  return kinds;
}

const ProgramTarget& target() {
  static const ProgramTarget kTarget = program_target();
  return kTarget;
}

}  // namespace
}  // namespace twomsl

// To choose inputs by how rare their features are takes time on each run, and finds planted
// errors no sooner. New functions are few, and their names need a second process; so does nobody
// else write to the corpus. Options of the command line come later, and count. Other engines than
// libFuzzer take none of these.
extern "C" [[gnu::weak]] void __libfuzzer_is_present();  // NOLINT(bugprone-reserved-identifier)
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  if (&__libfuzzer_is_present == nullptr) return 0;
  static std::array<std::string, 3> options = {"-entropic=0", "-print_funcs=0", "-reload=0"};
  static std::vector<char*> arguments(*argv, *argv + *argc);
  for (std::string& option : options) arguments.insert(arguments.begin() + 1, option.data());
  *argc = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  *argv = arguments.data();
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  using twomsl::sim::kRecordBytes;
  static const auto kKinds = twomsl::program_kinds(twomsl::target().profile.forges);
  const std::size_t fits = std::min(most, twomsl::target().most_records * kRecordBytes);
  return twomsl::mutate_records({data, fits}, std::min(size, fits), seed,
                                {0, kRecordBytes, kKinds});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const twomsl::ProgramTarget& target = twomsl::target();
  twomsl::sim::Coverage coverage;
  twomsl::abort_on(twomsl::sim::run_program(
      twomsl::sim::read_program({data, size}, target.most_records), target.profile, coverage));
  return 0;
}
