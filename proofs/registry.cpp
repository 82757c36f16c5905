// See registry.hpp.
#include "proofs/registry.hpp"

#include <array>
#include <fstream>
#include <set>
#include <sstream>

#include "proofs/connection/connection_theorems.hpp"
#include "proofs/fsm/fsm_theorems.hpp"
#include "proofs/host/host_theorems.hpp"
#include "proofs/judge/judge_theorems.hpp"
#include "proofs/table/table_theorems.hpp"

namespace twomsl::proof {
namespace {

constexpr std::array<Assumption, 14> kAssumptions = {{
    {"CLK", "The clock does not run backwards and stays below 2^60 us; 0 < MSL <= 1 h."},
    {"MEM", "No memory is lost: a step finds what the last one left."},
    {"WELL-FORMED",
     "The step starts from a well-formed table or connection, with an event that the codec can "
     "make. INDUCTION and INV-TOTAL say that there is no other."},
    {"NO-MUSEUM", "The policy in force, and each that a setting puts in force, has no museum."},
    {"IN-SIGHT",
     "Of a table of any capacity one slot is seen, of a host's two: the search does not deny a "
     "slot that is there, shows a newcomer an empty one, and moving a run leaves slots out of "
     "sight as they were. LOOKUP and INDUCTION prove it at 2 and 4 slots, EIGHT at 8."},
    {"CALLER",
     "Which retransmission is answered, and when a slot is reserved, held or given back, is the "
     "caller's: the theorems of the host."},
    {"REQUIRED",
     "What each contract requires; steps prove it on each path before they use the promise."},
    {"ANY-SLOT",
     "The connection is well-formed under some valid policy; in TIME-WAIT it is what "
     "`time_wait_connection()` makes of any slot."},
    {"STORES",
     "A tuple's control block is found where it was put, and no other is touched. Listeners "
     "and credit answer anything."},
    {"FEW", "Fewer than 2^31 of all that is counted."},
    {"SCRIPTS",
     "Events follow the script: their kinds, tuples and control bits, segments without text. "
     "Moments lie in the script's limits, so that no timer expires between; a path that leaves the "
     "script's states is not followed."},
    {"KNOWN", "Tuples and the secret of the hash are constants."},
    {"TOLD",
     "All that the end receives was captured before, and stays deliverable until it is delivered. "
     "The judge counts with no longer a wait than the end's; without an MSL, with one of 2 s or "
     "more. The peer sends nothing behind its FIN. An ACK behind a FIN again answers that, and was "
     "believed; a RST taken for the answer to a FIN of the incarnation before bears a number of "
     "that. Fewer than 2^31 numbers are acknowledged while a FIN lies ahead of missing text."},
    {"nothing", "The theorem holds as it stands."},
}};

template <std::size_t... counts>
constexpr auto joined(const std::array<Theorem, counts>&... lists) {
  std::array<Theorem, (counts + ...)> all;
  std::size_t count = 0;
  const auto add = [&](const auto& list) {
    for (const Theorem& theorem : list) {
      all[count++] = theorem;
    }
  };
  (add(lists), ...);
  return all;
}

constexpr auto kTheorems =
    joined(kTableTheorems, kConnectionTheorems, kFsmTheorems, kHostTheorems, kJudgeTheorems);

// Every mutant of every kind.
std::vector<std::span<const Mutant>> all_mutants() {
  return {table_mutants(),      museum_tables(),      policy_mutants(),    connection_mutants(),
          contract_mutants(),   reassembly_mutants(), expansion_mutants(), path_mutants(),
          museum_connections(), fsm_mutants(),        host_mutants(),      machine_mutants(),
          floor_mutants(),      museum_hosts(),       judge_mutants()};
}

bool is_of(const Mutant& mutant, const Theorem& theorem) {
  return mutant.id == theorem.id && mutant.subject == theorem.subject &&
         (theorem.id == "MUSEUM" || mutant.law == law_id(theorem));
}

// The names in "CLK, MEM, LOOKUP".
std::vector<std::string> listed(std::string_view names) {
  std::vector<std::string> all;
  std::istringstream text{std::string(names)};
  for (std::string name; std::getline(text >> std::ws, name, ',');) {
    all.push_back(name);
  }
  return all;
}

bool is_known(const std::string& assumed) {
  const auto is_assumed = [&](const Assumption& one) { return one.name == assumed; };
  const auto is_proved = [&](const Theorem& one) { return law_id(one) == assumed; };
  return std::any_of(kAssumptions.begin(), kAssumptions.end(), is_assumed) ||
         std::any_of(kTheorems.begin(), kTheorems.end(), is_proved);
}

// The file that a theorem names exists, and has the word that it names.
bool is_stated(const Theorem& theorem, const std::string& root) {
  const std::size_t space = theorem.stated.find(' ');
  if (space == std::string_view::npos) {
    return false;
  }
  std::ifstream file(root + "/" + std::string(theorem.stated.substr(0, space)));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str().find(theorem.stated.substr(space + 1)) != std::string::npos;
}

void add_faults(const Theorem& theorem, const std::string& root, std::vector<std::string>& faults) {
  const auto expect = [&](bool holds, const std::string& fault) {
    if (!holds) {
      faults.push_back(name_of(theorem) + ": " + fault);
    }
  };
  expect(!theorem.sentence.empty(), "no sentence");
  expect(!theorem.cases.empty(), "no cases");
  expect(!theorem.scope.over.empty(), "nothing that is arbitrary");
  expect(!theorem.scope.stands_in.empty(), "no stand-ins; if there are none, say \"nothing\"");
  expect(!theorem.scope.omits.empty(), "nothing that it does not say");
  expect(!theorem.witness.empty(), "no witness, nor why there is none");
  expect(!theorem.assumes.empty(), "no assumptions; if there are none, say \"nothing\"");
  expect(!mutants_of(theorem).empty(), "no mutant");
  expect(is_stated(theorem, root), "not stated where it says: " + std::string(theorem.stated));
  for (const std::string& assumed : listed(theorem.assumes)) {
    expect(is_known(assumed), "assumes " + assumed + ", which nothing explains");
  }
}

}  // namespace

std::span<const Assumption> assumptions() { return kAssumptions; }
std::span<const Theorem> theorems() { return kTheorems; }

std::string_view law_id(const Theorem& theorem) {
  return theorem.law.empty() ? theorem.id : theorem.law;
}

std::string name_of(const Theorem& theorem) {
  return std::string(law_id(theorem)) + "." + std::string(theorem.subject);
}

std::vector<const Mutant*> mutants_of(const Theorem& theorem) {
  std::vector<const Mutant*> found;
  for (const std::span<const Mutant> list : all_mutants()) {
    for (const Mutant& mutant : list) {
      if (is_of(mutant, theorem)) {
        found.push_back(&mutant);
      }
    }
  }
  return found;
}

std::vector<std::string_view> known_ids() {
  std::vector<std::string_view> ids;
  for (const Theorem& theorem : kTheorems) {
    for (const std::string_view id : {theorem.id, law_id(theorem)}) {
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
        ids.push_back(id);
      }
    }
  }
  return ids;
}

std::vector<std::string> registry_faults(const std::string& root) {
  std::vector<std::string> faults;
  std::set<std::string> names;
  for (const Theorem& theorem : kTheorems) {
    add_faults(theorem, root, faults);
    if (!names.insert(name_of(theorem)).second) {
      faults.push_back(name_of(theorem) + ": there twice");
    }
  }
  for (const std::span<const Mutant> list : all_mutants()) {
    for (const Mutant& mutant : list) {
      const bool is_some = std::any_of(kTheorems.begin(), kTheorems.end(),
                                       [&](const Theorem& one) { return is_of(mutant, one); });
      if (!is_some) {
        faults.push_back(std::string(mutant.name) + ": a mutant of no theorem");
      }
    }
  }
  return faults;
}

}  // namespace twomsl::proof
