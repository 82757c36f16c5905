// See publish.hpp.
#include "proofs/publish.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <sstream>
#include <vector>

#include "proofs/registry.hpp"

namespace twomsl::proof {
namespace {

// The museum's mutants bear the law that each breaks: it is not the theorem's.
std::string shown(const Mutant& mutant) {
  return std::string(mutant.name) +
         (mutant.id == "MUSEUM" ? " (" + std::string(mutant.law) + ")" : "");
}

// As many names as fit into `columns`, and how many more there are.
std::string names_within(const std::vector<const Mutant*>& mutants, std::size_t columns) {
  const std::size_t kept_free = std::string(", and 10 more").size();
  std::string text;
  for (std::size_t i = 0; i < mutants.size(); ++i) {
    const std::string name = (i == 0 ? "" : "; ") + std::string(mutants[i]->name);
    const bool is_last = i + 1 == mutants.size();
    if (text.size() + name.size() + (is_last ? 0 : kept_free) > columns) {
      return text + ", and " + std::to_string(mutants.size() - i) + " more";
    }
    text += name;
  }
  return text;
}

// [inv_tw_1](../spec/laws/table/table_laws.hpp), as proofs/README.md has it.
std::string link_to(std::string_view stated) {
  constexpr std::string_view kHere = "proofs/";
  const std::size_t space = stated.find(' ');
  const std::string_view file = stated.substr(0, space);
  const bool is_here = file.substr(0, kHere.size()) == kHere;
  const std::string path =
      is_here ? std::string(file.substr(kHere.size())) : "../" + std::string(file);
  return "[`" + std::string(stated.substr(space + 1)) + "`](" + path + ")";
}

std::string row_of(const Theorem& theorem) {
  std::string mutants;
  for (const Mutant* mutant : mutants_of(theorem)) {
    mutants += (mutants.empty() ? "" : "; ") + shown(*mutant);
  }
  std::string row = "|";
  for (const std::string& cell :
       {std::string(law_id(theorem)), std::string(theorem.sentence), link_to(theorem.stated),
        std::string(theorem.cases), std::string(theorem.assumes), std::string(theorem.witness),
        mutants}) {
    row += " " + cell + " |";
  }
  return row + "\n";
}

std::string theorem_table(std::string_view subjects) {
  std::string table =
      "| id | statement | law | cases | assumes | witness | mutants refuted |\n"
      "| --- | --- | --- | --- | --- | --- | --- |\n";
  std::istringstream words{std::string(subjects)};
  for (std::string subject; words >> subject;) {
    for (const Theorem& theorem : theorems()) {
      table += theorem.subject == subject ? row_of(theorem) : "";
    }
  }
  return table;
}

// The scopes of the subjects' theorems, a row for all theorems that share one.
std::string scope_table(std::string_view subjects) {
  std::vector<std::pair<Scope, std::string>> rows;
  std::istringstream words{std::string(subjects)};
  for (std::string subject; words >> subject;) {
    for (const Theorem& theorem : theorems()) {
      if (theorem.subject != subject) continue;
      const std::string law(law_id(theorem));
      const auto same = std::ranges::find(rows, theorem.scope, &decltype(rows)::value_type::first);
      if (same == rows.end()) {
        rows.emplace_back(theorem.scope, law);
      } else {
        same->second += ", " + law;
      }
    }
  }
  std::string table =
      "| of | is arbitrary | stands in, and where that is proved | is not covered |\n"
      "| --- | --- | --- | --- |\n";
  for (const auto& [scope, laws] : rows) {
    table += "| " + laws + " | " + std::string(scope.over) + " | " + std::string(scope.stands_in) +
             " | " + std::string(scope.omits) + " |\n";
  }
  return table;
}

std::string assumption_table() {
  std::string table = "| assumption | what is taken for granted |\n| --- | --- |\n";
  for (const Assumption& assumption : assumptions()) {
    table +=
        "| " + std::string(assumption.name) + " | " + std::string(assumption.sentence) + " |\n";
  }
  return table;
}

// The table that a line of a README asks for; nothing if it asks for none.
std::optional<std::string> table_asked_by(const std::string& line) {
  constexpr std::string_view kTheorems = "<!-- theorems: ";
  constexpr std::string_view kScopes = "<!-- scopes: ";
  constexpr std::string_view kClose = " -->";
  if (line == "<!-- assumptions -->") {
    return assumption_table();
  }
  if (line.substr(0, kScopes.size()) == kScopes) {
    const std::string_view subjects = std::string_view(line).substr(kScopes.size());
    return scope_table(subjects.substr(0, subjects.find(kClose)));
  }
  if (line.substr(0, kTheorems.size()) != kTheorems) {
    return std::nullopt;
  }
  const std::string_view subjects = std::string_view(line).substr(kTheorems.size());
  return theorem_table(subjects.substr(0, subjects.find(kClose)));
}

}  // namespace

std::string listing() {
  std::string text;
  for (const Theorem& theorem : theorems()) {
    const std::string_view law = law_id(theorem);
    const std::string_view by = law == theorem.id ? "" : theorem.id;
    char columns[kListColumns + 1];
    const int width = std::snprintf(columns, sizeof columns, "%-11.*s %-11.*s %-8.*s %-26.*s ",
                                    static_cast<int>(law.size()), law.data(),
                                    static_cast<int>(theorem.subject.size()),
                                    theorem.subject.data(), static_cast<int>(by.size()), by.data(),
                                    static_cast<int>(theorem.cases.size()), theorem.cases.data());
    text += columns;
    text +=
        names_within(mutants_of(theorem), kListColumns - static_cast<std::size_t>(width)) + "\n";
  }
  return text;
}

std::string ids_in_lines() {
  std::string text;
  std::string line;
  for (const std::string_view id : known_ids()) {
    if (line.size() + 1 + id.size() > kListColumns) {
      text += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + std::string(id);
  }
  return text + line + "\n";
}

std::string with_tables(const std::string& readme) {
  std::istringstream lines(readme);
  std::string text;
  bool is_kept = true;
  for (std::string line; std::getline(lines, line);) {
    is_kept = is_kept || line == "<!-- end -->";
    text += is_kept ? line + "\n" : "";
    if (const auto table = table_asked_by(line); is_kept && table) {
      text += *table;
      is_kept = false;
    }
  }
  return text;
}

std::string ctest_file(const std::string& prover, const std::string& results) {
  std::string text;
  for (const Theorem& theorem : theorems()) {
    const std::string name = name_of(theorem);
    const std::string test = "[=[Proof." + name + "]=]";
    const std::string command = "add_test(" + test + " [=[" + prover + "]=] ";
    const std::string properties = "set_tests_properties(" + test + " PROPERTIES ";
    if (theorem.is_long) {
      text += command + std::string(theorem.id) + ")\n" + properties +
              "LABELS \"proof;full\" TIMEOUT 1800)\n";
    } else {
      text += command + "--has-passed [=[" + results + "]=] " + name + ")\n" + properties +
              "LABELS proof FIXTURES_REQUIRED proofs TIMEOUT 60)\n";
    }
  }
  return text;
}

}  // namespace twomsl::proof
