// Texts that people write: programs of misbehaviour, lists of known failures, tables of cases and
// of transitions. Any text is read or refused with words, and what was read obeys what the language
// says.
//
//   input = which reader (1 byte, modulo 4), text
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "capi/misbehaviour.hpp"
#include "harness/conform/case.hpp"
#include "harness/conform/report.hpp"
#include "spec/laws/fsm/fsm.hpp"
#include "spec/model/policies.hpp"

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

// A cell as it must be written to be read as it is.
std::string quoted(const std::string& cell) {
  std::string text = "\"";
  for (const char letter : cell) text += letter == '"' ? "\"\"" : std::string(1, letter);
  return text + "\"";
}

constexpr std::string_view kHeader = "state,event,next_state,reply";

// The lines below a header of our own: of the columns that the reader of rows needs, the text has
// as many as it likes.
std::vector<Cells> rows_of_text(std::string_view columns, std::string_view text) {
  std::vector<Cells> rows = parse_csv(std::string(columns) + "\n" + std::string(text));
  for (const Cells& row : rows) {
    require(row.size() == split(columns, ',').size(), "a line has the columns of the header");
  }
  return rows;
}

// Rows of transitions, then departures from them: a text is read as both.
void check_transitions(std::string_view text) {
  for (const Cells& row : rows_of_text(kHeader, text)) {
    std::string again(kHeader);
    again += '\n';
    for (const std::string_view column : split(kHeader, ',')) {
      again += quoted(row.at(std::string(column))) + (column == "reply" ? "\n" : ",");
    }
    require(parse_csv(again) == std::vector<Cells>{row}, "a line that is written is read again");
    for (const Transition& one : transitions_of(row)) {
      const auto same = parse_csv(std::string(kHeader) + "\n" + to_string(one));
      const Transitions back = transitions_of(same.at(0));
      require(back.size() == 1 && !(*back.begin() < one) && !(one < *back.begin()),
              "a transition is read as it is written");
    }
  }
  const std::vector<Cells> table =
      rows_of_text("state,event,next_state,reply,profile,status", text);
  const std::vector<Cells> departures =
      rows_of_text("state,event,next_state,reply,policies,sign,reason", text);
  const ProfiledPolicy<Concrete> policy{"safe", safe<Concrete>, "RFC1337|MAY-2"};
  const Expectation expected = expectation(policy, table, departures);
  require(expected.transitions.size() <= (table.size() + departures.size()) * kReplyCount,
          "no row says more transitions than there are replies");
}

}  // namespace
}  // namespace twomsl

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] % 4 == 0) twomsl::check_rules(text);
  if (data[0] % 4 == 1) twomsl::check_known_failures(text);
  if (data[0] % 4 == 2) twomsl::check_cases(text);
  if (data[0] % 4 == 3) twomsl::check_transitions(text);
  return 0;
}
