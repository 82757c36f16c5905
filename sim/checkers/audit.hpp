// What the audit says of a simulated run, whose hosts conform: whatever accuses one of them is
// false.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/audit.hpp"
#include "oracle/track/tracker.hpp"
#include "sim/checkers/capture_faults.hpp"
#include "sim/program/seeded_run.hpp"
#include "sim/tap.hpp"

namespace twomsl::sim {

/// How captures are judged: by a newcomer, who gives no option; with the policy's own MSL; and with
/// that and the knowledge of where the capture was taken.
enum class Judging : std::uint8_t { by_default, with_msl, with_msl_and_vantage };

[[nodiscard]] constexpr std::string_view name(Judging judging) {
  switch (judging) {
    case Judging::by_default:
      return "by-default";
    case Judging::with_msl:
      return "with-msl";
    case Judging::with_msl_and_vantage:
      return "with-msl-and-vantage";
  }
  return "";
}

/// One finding on a conforming host.
struct Accusation {
  Vantage vantage{};
  Judging judging{};
  oracle::Finding finding{};
  std::string options{};  // of `twomsl audit`
  bool is_false = true;
};

/// Shows the tracker all of the capture, to the end.
void show(oracle::Tracker& tracker, const FaultyCapture& capture);

/// Violations, conditionals and hazards that cannot be true of a run between conforming hosts. Not
/// counted are three which can: that a wait conforms only under an MSL which is not below the
/// policy's; a hazard where a RST did end a wait; and what rests on an assumption that the run
/// broke.
class SelfAudit {
 public:
  /// `met` says what happened in the run that no packet shows.
  SelfAudit(const SeededRun& run, const Coverage& met);

  /// Judges the captures of each vantage in each way.
  [[nodiscard]] std::vector<Accusation> judge(const Tap& tap) const;

  /// Judges one capture with its fault in each way; what it breaks is not granted.
  [[nodiscard]] std::vector<Accusation> judge(const FaultyCapture& capture) const;

  /// All that is said of it, also what is true or accuses nobody.
  [[nodiscard]] std::vector<Accusation> findings(const FaultyCapture& capture) const;

 private:
  [[nodiscard]] std::string words_of(Vantage vantage, Judging judging) const;
  [[nodiscard]] oracle::AuditOptions options(Vantage vantage, Judging judging) const;
  [[nodiscard]] bool is_true(const oracle::Finding& finding, std::uint64_t& assassinations) const;

  double msl_s_ = 0;
  Family family_ = Family::ipv4;
  std::uint64_t assassinations_ = 0;
  oracle::Assumptions granted_ = oracle::Assumptions::all();
};

}  // namespace twomsl::sim
