// INV-FSM: under each policy the derived machine is the table of RFC 9293 section 3.10, minus and
// plus what spec/departures.csv lists. What the table says cannot occur is not derived either.
#include "proofs/fsm/fsm_proof.hpp"

#include <cstdio>
#include <fstream>

#include "historical/profiled_policies.hpp"
#include "proofs/theorems.hpp"

namespace twomsl::proof {
namespace {

constexpr std::string_view kId = "INV-FSM";
constexpr const char* kDiagram = "proofs/fsm/diagram/tcp.dot";

void honest(StepContext<Symbolic>& t) { step_in_place(t); }

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

void prove_policy(const ProfiledPolicy<Symbolic>& followed, Report& report) {
  report.working_on(std::string(kId) + " " + std::string(followed.name));
  const double begun = processor_seconds();
  const Derivation derived = derive(followed.policy(), honest);
  const Expectation expected = expected_of(followed);
  const auto unlike = differences(derived.transitions, expected.transitions);
  print(unlike);
  print(expected.faults);
  print(derived.faults);
  const bool holds =
      unlike.empty() && expected.faults.empty() && derived.faults.empty() && derived.unknowns == 0;
  report.add({std::string(kId), std::string(followed.name), "", derived.paths,
              processor_seconds() - begun, holds,
              holds ? "proved: " + std::to_string(derived.transitions.size()) + " transitions"
                    : "differs from the table"});
  if (!followed.policy().time_wait.skips) {
    const auto faults = account_faults(followed.policy().time_wait, derived);
    print(faults);
    report.add({"INV-TW-3", "account, " + std::string(followed.name), "", derived.paths, 0,
                faults.empty(), faults.empty() ? "proved" : "not proved"});
  }
  if (followed.name == "safe") {
    const bool same = diagram(derived) == read_source(kDiagram);
    report.add({std::string(kId), "diagram of safe", "", 0, 0, same,
                same ? "as committed" : "differs: prove --write-diagram proofs/diagram"});
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

// Code that is broken on purpose, where it shows, and under which policy.
struct Mutant {
  const char* name;
  std::string_view policy;
  State state;
  Machine machine;
};

const Mutant kMutants[] = {
    {"mutant: FIN leads to LAST-ACK", "rfc9293", State::established,
     [](StepContext<Symbolic>& t) {
       step_in_place(t);
       if (t.out.why == Why::fin_accepted) t.c.state = State::last_ack;
     }},
    {"mutant: RST ends TIME-WAIT", "safe", State::time_wait,
     [](StepContext<Symbolic>& t) {
       step_in_place(t);
       if (t.out.why == Why::rst_ignored) become_closed(t, Why::reset);
     }},
    {"mutant: a SYN is not answered", "strict", State::listen,
     [](StepContext<Symbolic>& t) {
       step_in_place(t);
       if (t.out.why == Why::opened_by_syn) t.out.replies = false;
     }},
    {"mutant: the timer runs on", "rfc9293", State::fin_wait_2,
     [](StepContext<Symbolic>& t) {
       step_in_place(t);
       if (t.event.kind == EventKind::retransmission_timeout) give_up(t);
     }},
};

// LAST-ACK ends in TIME-WAIT, for which nothing is reserved.
void refute_account(Report& report) {
  Derivation derived;
  const Policy<Symbolic> policy = safe<Symbolic>();
  derive_from(
      {State::last_ack}, policy,
      [](StepContext<Symbolic>& t) {
        step_in_place(t);
        if (t.out.why == Why::fin_acknowledged) enter_time_wait(t);
      },
      derived);
  const auto faults = account_faults(policy.time_wait, derived);
  report.add({"INV-TW-3", "account, mutant: LAST-ACK waits", "", derived.paths, 0, !faults.empty(),
              faults.empty() ? "not refuted" : "refuted: " + faults.front()});
}

void refute(const Mutant& mutant, Report& report) {
  const double begun = processor_seconds();
  std::vector<std::string> unlike;
  Derivation derived;
  for (const ProfiledPolicy<Symbolic>& followed : kProfiledPolicies<Symbolic>) {
    if (followed.name == mutant.policy) {
      derive_from({mutant.state}, followed.policy(), mutant.machine, derived);
      Transitions listed = expected_of(followed).transitions;
      std::erase_if(listed, [&](const Transition& one) { return one.from != mutant.state; });
      unlike = differences(derived.transitions, listed);
    }
  }
  const bool refuted = !unlike.empty();
  report.add({std::string(kId), mutant.name, "", derived.paths, processor_seconds() - begun,
              refuted, refuted ? "refuted: " + unlike.front() : "not refuted"});
}

}  // namespace

void prove_fsm(Report& report, std::string_view wanted) {
  if (!is_wanted(kId, wanted)) {
    return;
  }
  for (const ProfiledPolicy<Symbolic>& followed : kProfiledPolicies<Symbolic>) {
    prove_policy(followed, report);
  }
  for (const NeverTaken& branch : kNeverTaken) prove_never_taken(branch, report);
  for (const Mutant& mutant : kMutants) refute(mutant, report);
  refute_account(report);
}

bool write_diagram(std::string_view folder) {
  const std::string path = std::string(folder) + "/tcp.dot";
  std::ofstream out(path);
  out << diagram(derive(safe<Symbolic>(), honest));
  if (!out.flush()) {
    std::fprintf(stderr, "prove: cannot write %s\n", path.c_str());
    return false;
  }
  return true;
}

}  // namespace twomsl::proof
