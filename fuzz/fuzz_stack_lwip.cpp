// lwIP in process: bytes become a program of calls, packets and time (harness/program/program.hpp),
// and whatever breaks a rule ends the process. lwIP with memory for few connections does break one,
// so this target is for measuring how soon; TWOMSL_CONNECTIONS=0 asks for what is not known yet.
#include "fuzz/support/record_mutator.hpp"
#include "harness/program/program.hpp"
#include "sim/program/records.hpp"

namespace {

// The kinds of records that mutation inserts, the more likely ones several times.
std::vector<std::uint8_t> kinds_of_records() {
  std::vector<std::uint8_t> kinds;
  twomsl::harness::Settings settings;
  twomsl::harness::for_each_setting(
      [&kinds](unsigned number, std::string_view, std::uint16_t) {
        kinds.push_back(static_cast<std::uint8_t>(twomsl::sim::kFirstField + number));
      },
      settings);
  for (const auto kind : twomsl::harness::kinds_by_weight()) {
    kinds.push_back(static_cast<std::uint8_t>(kind));
  }
  return kinds;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  static const auto kKinds = kinds_of_records();
  return twomsl::mutate_records({data, most}, size, seed, {0, twomsl::sim::kRecordBytes, kKinds});
}
