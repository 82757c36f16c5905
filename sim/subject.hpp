// The policies that a simulated host is put to the test under.
#pragma once

#include <string_view>
#include <vector>

#include "core/table/museum.hpp"
#include "spec/model/policies.hpp"

namespace twomsl::sim {

/// So long after it has entered the state, its control block or slot is gone, as by a timer that
/// nothing allows.
struct Forgets {
  State state = State::closed;  // FIN-WAIT-2 or TIME-WAIT; CLOSED: none
  Duration<Concrete> after{};
};

/// A policy with the table beside it, and whose licences it is judged by: its own, or for the
/// museum those that it claims to keep.
struct Subject {
  std::string_view name{};
  Policy<Concrete> policy{};
  Museum<Concrete> museum{};
  TimeWaitRules claimed_rules{};
  bool laws_only = false;  // its streams are not whole in any case, as those of the museum
  bool delays_acks = false;
  bool sends_no_rst = false;
  bool acks_with_rst = false;     // its RSTs have an ACK, whatever they answer
  bool obeys_rst_beside = false;  // TIME-WAIT ends by a RST behind RCV.NXT
  bool talks_after_fin = false;   // its bare ACKs bear text once its FIN has been acknowledged
  Forgets forgets{};
};

/// The policies under test. Not empty.
using PoliciesUnderTest = std::vector<Subject>;

[[nodiscard]] inline Subject subject_of(std::string_view name, const Policy<Concrete>& policy) {
  return {name, policy, {}, policy.time_wait, false};
}

/// The same without the Nagle algorithm, so that more is in flight.
[[nodiscard]] inline Subject eager_subject_of(std::string_view name, Policy<Concrete> policy) {
  policy.nagle = false;
  return subject_of(name, policy);
}

/// safe, strict, and rfc9293, with and without the hypothesis ISS: without it old segments may
/// reach a new incarnation.
[[nodiscard]] inline PoliciesUnderTest honest_subjects() {
  Policy<Concrete> careful = rfc9293<Concrete>();
  careful.keeps_iss_floor = true;
  Subject patient = subject_of("rfc9293+iss_floor", careful);
  patient.delays_acks = true;
  Subject plain = eager_subject_of("rfc9293", rfc9293<Concrete>());
  plain.laws_only = true;
  return {eager_subject_of("safe", safe<Concrete>()),
          eager_subject_of("strict", strict<Concrete>()), patient, plain};
}

}  // namespace twomsl::sim
