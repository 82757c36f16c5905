// The suite by heading of the RFC: each case in a process of its own.
#pragma once

#include <functional>
#include <span>

#include "harness/conform/case.hpp"
#include "harness/stage/run.hpp"

namespace twomsl::harness {

enum class Outcome : std::uint8_t {
  passed,
  failed,
  unreached,  // the stack was not brought to the state: the case says nothing
  crashed,    // or hangs
  fault,      // of the file that brings the stack
};

[[nodiscard]] constexpr std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed:
      return "passed";
    case Outcome::failed:
      return "failed";
    case Outcome::unreached:
      return "unreached";
    case Outcome::crashed:
      return "crashed";
    case Outcome::fault:
      return "fault";
  }
  return "";
}

struct CaseResult {
  const Case* of = nullptr;
  Outcome outcome{};
  std::string words{};    // what went wrong
  Recording recording{};  // what was seen at the stack
};

/// What went wrong with a case; empty if nothing did. `is_reached` says whether it came about.
[[nodiscard]] std::string play_case(const Case& one, Prober& prober, bool& is_reached);

/// Why the case says nothing of this stack, if so: it waits for longer than a wait of the stack's
/// lasts, or than anybody would in real time.
[[nodiscard]] std::string obstacle_to(const Subject& subject, const Case& one);

[[nodiscard]] CaseResult run_case(const Subject& subject, const Case& one);

/// Many, some at a time; `ended` is called as they end, with the place in `cases`. The last begin
/// first: the scripts are the last, and some of them wait for minutes.
void run_cases(const Subject& subject, std::span<const Case* const> cases, const SideBySide& how,
               const std::function<void(std::size_t, CaseResult)>& ended);

/// Whether an id is wanted: it is one of these, or begins with one that ends in "*"; all are if
/// there is none.
[[nodiscard]] bool is_wanted(std::string_view id, std::span<const std::string> wanted);

}  // namespace twomsl::harness
