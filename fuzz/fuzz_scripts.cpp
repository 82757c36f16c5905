// Texts that people write: programs of misbehaviour, lists of known failures, tables of cases. Any
// text is read or refused with words, and what was read obeys what the language says.
//
//   input = which reader (1 byte, modulo 3), text
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "capi/misbehaviour.hpp"
#include "harness/conform/case.hpp"
#include "harness/conform/report.hpp"

namespace twomsl {
namespace {

constexpr std::uint64_t kDay_us = std::uint64_t{24} * 3'600'000'000;

void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken: scripts: %s\n", law);
  std::abort();
}

void check_action(const capi::Drop&) {}
void check_action(const capi::Damage&) {}
void check_action(const capi::SetField&) {}
void check_action(const capi::Delay& delay) {
  require(delay.us <= kDay_us, "a delay is at most a day");
}
void check_action(const capi::Repeat& repeat) {
  require(1 <= repeat.copies && repeat.copies <= capi::kMostCopies, "copies are bounded");
}
void check_action(const capi::Inject& inject) {
  using enum capi::PacketKind;
  require(inject.kind == syn || inject.kind == fin || inject.kind == rst || inject.kind == ack,
          "these kinds alone are injected");
}

void check_rules(std::string_view text) {
  const capi::ReadRules read = capi::read_rules(text);
  require(read.error.empty() || read.rules.empty(), "what is refused has no rules");
  require(read.rules.size() <= capi::kMostRules, "rules are bounded");
  for (const capi::Rule& rule : read.rules) {
    require(1 <= rule.first && rule.first <= rule.last, "packets are counted from 1, upwards");
    std::visit([](const auto& action) { check_action(action); }, rule.action);
  }
  const capi::ReadRules behind = capi::read_rules("# a comment\n \t\n" + std::string(text));
  require(behind.rules.size() == read.rules.size(), "comments and blanks are no rules");
  require(behind.error.empty() == read.error.empty(), "and no errors");
}

void check_known_failures(std::string_view text) {
  const auto ids = harness::read_known_failures(text);
  std::string again;
  for (const std::string& id : ids) {
    require(!id.empty() && id.find_first_of("#\n") == std::string::npos, "an id is a word");
    require(text.find(id) != std::string_view::npos, "an id stands in the text");
    again += id + " # why\n\n";
  }
  require(harness::read_known_failures(again) == ids, "what was read is read again");
}

void check_cases(std::string_view text) {
  for (const harness::Case& row : harness::read_cases(text).cases) {
    require(!row.stimulus.name.empty() && row.id.ends_with("/" + row.stimulus.name),
            "an id is a state and a segment");
    require(!row.heading.empty(), "a case stands under a heading");
  }
}

}  // namespace
}  // namespace twomsl

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] % 3 == 0) twomsl::check_rules(text);
  if (data[0] % 3 == 1) twomsl::check_known_failures(text);
  if (data[0] % 3 == 2) twomsl::check_cases(text);
  return 0;
}
