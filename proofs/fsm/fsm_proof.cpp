// INV-FSM: under each policy the derived machine is the table of RFC 9293 section 3.10, minus and
// plus what spec/departures.csv lists. What the table says cannot occur is not derived either.
#include "proofs/fsm/fsm_proof.hpp"

#include <cstdio>
#include <fstream>

#include "historical/profiled_policies.hpp"
#include "proofs/fsm/fsm_theorems.hpp"

namespace twomsl::proof {
namespace {

constexpr std::string_view kId = "INV-FSM";
constexpr std::string_view kAccountLaw = "ACCOUNT";
constexpr const char* kDiagram = "proofs/fsm/diagram/tcp.dot";

void unbroken(StepContext<Symbolic>& t) { step_in_place(t); }

Expectation expected_of(const ProfiledPolicy<Symbolic>& followed) {
  return expectation(followed, parse_csv(read_source("spec/transitions.csv")),
                     parse_csv(read_source("spec/departures.csv")));
}

// What is derived and not listed, or listed and not derived.
std::vector<std::string> differences(const Transitions& derived, const Transitions& listed) {
  std::vector<std::string> out;
  for (const Transition& one : derived) {
    if (listed.count(one) == 0) out.push_back("derived, but not listed: " + to_string(one));
  }
  for (const Transition& one : listed) {
    if (derived.count(one) == 0) out.push_back("listed, but not derived: " + to_string(one));
  }
  return out;
}

void print(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) std::printf("  %s\n", line.c_str());
}

void report_table(const ProfiledPolicy<Symbolic>& followed, const Derivation& derived,
                  double seconds, Report& report) {
  const Expectation expected = expected_of(followed);
  const auto unlike = differences(derived.transitions, expected.transitions);
  print(unlike);
  print(expected.faults);
  print(derived.faults);
  const bool holds =
      unlike.empty() && expected.faults.empty() && derived.faults.empty() && derived.unknowns == 0;
  report.add({std::string(kId), std::string(followed.name), "", derived.paths, seconds, holds,
              holds ? "proved: " + std::to_string(derived.transitions.size()) + " transitions"
                    : "differs from the table"});
  if (followed.name == "safe") {
    const bool same = diagram(derived) == read_source(kDiagram);
    report.add({std::string(kId), "diagram of safe", "", 0, 0, same,
                same ? "as committed" : "differs: prove --write-diagram proofs/fsm/diagram"});
  }
}

void report_account(const ProfiledPolicy<Symbolic>& followed, const Derivation& derived,
                    Report& report) {
  const auto faults = account_faults(followed.policy().time_wait, derived);
  print(faults);
  report.add({std::string(kAccountLaw), std::string(followed.name), "", derived.paths, 0,
              faults.empty(), faults.empty() ? "proved" : "not proved"});
}

void prove_policy(const ProfiledPolicy<Symbolic>& followed, const Wanted& wanted, Report& report) {
  report.working_on(std::string(kId) + " " + std::string(followed.name));
  const double begun = processor_seconds();
  const Derivation derived = derive(followed.policy(), unbroken);
  if (is_wanted(kId, wanted)) {
    report_table(followed, derived, processor_seconds() - begun, report);
  }
  if (is_wanted(kAccountLaw, wanted) && !followed.policy().time_wait.skips) {
    report_account(followed, derived, report);
  }
}

// A branch of the text that no connection takes, and what is true instead.
struct NeverTaken {
  const char* row;
  State state;
  Bool (*instead)(const Connection<Symbolic>& c);
};

const NeverTaken kNeverTaken[] = {
    {"TR-275 cannot occur", State::fin_wait_2,
     [](const Connection<Symbolic>& c) { return c.snd.una == c.snd.nxt; }},
    {"TR-321 cannot occur", State::fin_wait_1,
     [](const Connection<Symbolic>& c) { return !fin_acknowledged(c); }},
};

void prove_never_taken(const NeverTaken& branch, Report& report) {
  const double begun = processor_seconds();
  const bool holds = holds_in(branch.state, branch.instead);
  report.add({std::string(kId), branch.row, "", 0, processor_seconds() - begun, holds,
              holds ? "proved" : "not proved"});
}

Refutation refutation_by(const Derivation& derived, const std::vector<std::string>& differences) {
  Refutation refutation;
  refutation.paths = derived.paths;
  refutation.is_known = derived.unknowns == 0;
  refutation.is_found = !differences.empty();
  refutation.difference = differences.empty() ? "" : differences.front();
  return refutation;
}

// A machine broken in one state, derived there and held against the table under a policy.
template <Policy<Symbolic> (*policy)(), State state, Machine machine>
Refutation refute(const Mutant& /*mutant*/) {
  Derivation derived;
  std::vector<std::string> unlike;
  const Origin origin = state == State::listen ? Origin::passive : Origin::active;
  for (const ProfiledPolicy<Symbolic>& followed : kProfiledPolicies<Symbolic>) {
    if (followed.policy == policy) {
      derive_from({state, origin}, followed.policy(), machine, derived);
      Transitions listed = expected_of(followed).transitions;
      std::erase_if(listed, [](const Transition& one) { return one.from != state; });
      unlike = differences(derived.transitions, listed);
    }
  }
  return refutation_by(derived, unlike);
}

void fin_leads_to_last_ack(StepContext<Symbolic>& t) {
  step_in_place(t);
  if (t.out.why == Why::fin_accepted) t.c.state = State::last_ack;
}

void rst_ends_time_wait(StepContext<Symbolic>& t) {
  step_in_place(t);
  if (t.out.why == Why::rst_ignored) become_closed(t, Why::reset);
}

void syn_is_not_answered(StepContext<Symbolic>& t) {
  step_in_place(t);
  if (t.out.why == Why::opened_by_syn) t.out.replies = false;
}

void timer_runs_on(StepContext<Symbolic>& t) {
  step_in_place(t);
  if (t.event.kind == EventKind::retransmission_timeout) give_up(t);
}

// Nothing is reserved for the TIME-WAIT that follows.
void last_ack_waits(StepContext<Symbolic>& t) {
  step_in_place(t);
  if (t.out.why == Why::fin_acknowledged) enter_time_wait(t);
}

Refutation refute_account(const Mutant& /*mutant*/) {
  Derivation derived;
  const Policy<Symbolic> policy = safe<Symbolic>();
  derive_from({State::last_ack}, policy, last_ack_waits, derived);
  return refutation_by(derived, account_faults(policy.time_wait, derived));
}

constexpr Mutant of_machine(std::string_view name, Refutation (*refutation)(const Mutant&)) {
  return {kId, kId, "fsm", name, "", refutation, false};
}

constexpr std::array<Mutant, 5> kMutants = {{
    of_machine("FIN leads to LAST-ACK",
               refute<rfc9293<Symbolic>, State::established, fin_leads_to_last_ack>),
    of_machine("RST ends TIME-WAIT", refute<safe<Symbolic>, State::time_wait, rst_ends_time_wait>),
    of_machine("a SYN is not answered",
               refute<strict<Symbolic>, State::listen, syn_is_not_answered>),
    of_machine("the timer runs on", refute<rfc9293<Symbolic>, State::fin_wait_2, timer_runs_on>),
    {kId, kAccountLaw, "account", "LAST-ACK waits", "", refute_account, false},
}};

}  // namespace

void prove_fsm(Report& report, const Wanted& wanted) {
  for (const ProfiledPolicy<Symbolic>& followed : kProfiledPolicies<Symbolic>) {
    prove_policy(followed, wanted, report);
  }
  if (is_wanted(kId, wanted)) {
    for (const NeverTaken& branch : kNeverTaken) prove_never_taken(branch, report);
  }
}

std::span<const Mutant> fsm_mutants() { return kMutants; }

bool write_diagram(std::string_view folder) {
  const std::string path = std::string(folder) + "/tcp.dot";
  std::ofstream out(path);
  out << diagram(derive(safe<Symbolic>(), unbroken));
  if (!out.flush()) {
    std::fprintf(stderr, "prove: cannot write %s\n", path.c_str());
    return false;
  }
  return true;
}

}  // namespace twomsl::proof
