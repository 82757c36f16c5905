// What is wrong with a run: the oracle's finding on the subject, a crash, or a fault of the file
// that brings the stack.
#pragma once

#include <optional>
#include <string>

#include "harness/differential/comparison.hpp"
#include "harness/stage/run.hpp"
#include "oracle/audit.hpp"

namespace twomsl::harness {

/// Which findings count beside violations.
struct Strictness {
  bool counts_conditional = false;
  bool counts_hazard = false;
};

/// `garbled`: a user has received other bytes than were sent; `contradiction`: what the stack says
/// of itself is not what it does.
enum class FailureKind : std::uint8_t {
  finding,
  difference,
  garbled,
  contradiction,
  crash,
  hang,
  fault,
};

/// The first thing that is wrong with a run. Two failures of one name are one and the same defect,
/// as far as the harness can tell.
struct Failure {
  FailureKind kind{};
  std::string name{};         // "early-release-rst", "crash" and so on: a word for names of files
  std::string words{};        // of a finding: the oracle's, with the frames that prove it
  Level level = Level::must;  // of a difference from the core
  std::vector<std::uint8_t> core_capture{};  // what the core did instead
};

/// How the capture at the subject is judged. An assumption that the run broke is not granted.
[[nodiscard]] oracle::AuditOptions audit_options(const Subject& subject,
                                                 const Recording& recording);

/// The same as options of `twomsl audit`.
[[nodiscard]] std::string audit_arguments(const Subject& subject, const Recording& recording);

/// All that fails, the first failure of each name.
[[nodiscard]] std::vector<Failure> failures_of(const Subject& subject, const Run& run,
                                               Strictness strictness = {});

/// All in which a run differs from what the core does, the first difference of each name; or what
/// is no verdict.
[[nodiscard]] std::vector<Failure> failures_of(const Subject& subject, const Run& run,
                                               const CorePolicy& policy);

/// Of a run in this process, which has finished.
[[nodiscard]] std::vector<Failure> failures_of(const Subject& subject, const Recording& recording,
                                               Strictness strictness = {});

}  // namespace twomsl::harness
