// See article.hpp.
#include "oracle/report/encyclopedia/article.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "oracle/report/encyclopedia/classes_md.hpp"
#include "oracle/report/encyclopedia/evidence_csv.hpp"
#include "oracle/report/encyclopedia/examples_md.hpp"
#include "oracle/report/encyclopedia/laws_csv.hpp"
#include "oracle/report/encyclopedia/pages.hpp"
#include "oracle/report/encyclopedia/requirements_csv.hpp"
#include "oracle/report/encyclopedia/stories_md.hpp"
#include "oracle/report/notation.hpp"
#include "spec/laws/fsm/csv.hpp"

namespace twomsl::oracle {
namespace {

bool is_same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

template <class Words>
std::string joined(const Words& words, std::string_view separator = ", ") {
  return fmt::format("{}", fmt::join(words, separator));
}

// The rows of a table whose cell of that column is the word.
std::vector<Cells> rows_where(std::span<const std::string_view> table, std::string_view column,
                              std::string_view word) {
  const std::vector<std::string> header = cells_of(table.front());
  const auto at = static_cast<std::size_t>(std::ranges::find(header, column) - header.begin());
  std::vector<Cells> rows;
  for (const std::string_view line : table.subspan(1)) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() != header.size() || !is_same_word(cells[at], word)) continue;
    Cells& row = rows.emplace_back();
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = cells[i];
  }
  return rows;
}

// The words of the first column, each once.
std::vector<std::string> first_cells(std::span<const std::string_view> table) {
  std::vector<std::string> words;
  for (const std::string_view line : table.subspan(1)) {
    const std::string word = cells_of(line).front();
    if (!word.empty() && (words.empty() || words.back() != word)) words.push_back(word);
  }
  return words;
}

void add(Article& article, std::string_view what, std::string is) {
  if (!is.empty()) article.facts.push_back({std::string(what), std::move(is)});
}

// Who cites a requirement, or asks a law.
void add_evidence(Article& article) {
  for (const Cells& row : rows_where(kEvidenceCsv, "id", article.id)) {
    add(article, article.topic == Topic::law ? "written in" : "code", row.at("code"));
    add(article, "theorems", row.at("theorems"));
    add(article, article.topic == Topic::law ? "asked by" : "tests", row.at("tests"));
    add(article, "fuzz targets", row.at("fuzz"));
  }
}

// The classes of findings that a predicate on their rules chooses.
template <class Predicate>
void add_classes(Article& article, const Predicate& is_of) {
  std::vector<std::string_view> classes;
  for (const CloseRule& rule : kCloseRules) {
    if (is_of(rule)) classes.push_back(name(rule.rule));
  }
  add(article, "judged in captures as", joined(classes));
}

void add_page(Article& article, std::span<const std::string_view> file) {
  Page page = page_of(file, article.id);
  article.title = std::move(page.title);
  article.sections = std::move(page.sections);
}

std::string_view standing_of(const std::string& status) {
  if (status == "partial") return "in part";
  if (status == "later") return "not met";
  return status == "not ours" ? "does not arise" : "met";
}

Article law(const std::string& id) {
  Article article{.topic = Topic::law, .id = id};
  for (const Cells& row : rows_where(kLawsCsv, "law", id)) {
    article.id = row.at("law");
    const std::string& theorem = row.at("theorem");
    const std::size_t bracket = theorem.find('(');
    const std::string of =
        bracket == std::string::npos ? "hosts and network" : theorem.substr(bracket + 1);
    add(article, "of the " + of.substr(0, of.find(')')), row.at("statement"));
  }
  article.title = "what every step must keep, under one id in proofs, tests, fuzzers and audits";
  add_evidence(article);
  add_classes(article, [&](const CloseRule& rule) { return rule.law == article.id; });
  const bool is_proved =
      std::ranges::find(article.facts, "theorems", &Fact::what) != article.facts.end();
  if (is_proved) add(article, "prove it", "./run prove " + article.id);
  return article;
}

Article requirement(const Cells& row) {
  Article article{.topic = Topic::requirement, .id = row.at("id"), .title = row.at("summary")};
  add(article, "source", fmt::format("RFC {} section {}", row.at("rfc"), row.at("section")));
  add(article, "level", row.at("level"));
  add(article, "subject", row.at("topic"));
  add(article, "seen in packets", row.at("observable_in_pcap"));
  add(article, "here", std::string(standing_of(row.at("status"))));
  add(article, "reason", row.at("reason"));
  add_evidence(article);
  add_classes(article, [&](const CloseRule& rule) {
    return std::ranges::any_of(rule.cites,
                               [&](const Citation& cite) { return cite.label == article.id; });
  });
  return article;
}

template <Named E>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  for (const E value : kValuesOf<E>) names.emplace_back(name(value));
  return names;
}

}  // namespace

Article article(RuleClass of) {
  const CloseRule& rule = rule_of(of);
  Article article{.topic = Topic::rule_class, .id = std::string(name(of))};
  add_page(article, kClassesMd);
  add(article, "rule", std::string(rule.demand));
  add(article, "law", std::string(rule.law));
  add(article, "source", joined(citations_of(rule), "; "));
  const std::vector<std::string_view> verdicts = names_in(rule.verdicts);
  add(article, "verdicts", joined(verdicts) + (verdicts.empty() ? "" : ", ") + "undetermined");
  add(article, "may assume", joined(names_in(rule.assumptions)));
  article.example = page_of(kExamplesMd, "class " + article.id).lines;
  return article;
}

Article article(StoryKind of) {
  Article article{.topic = Topic::story_kind, .id = std::string(name(of))};
  add_page(article, kStoriesMd);
  article.example = page_of(kExamplesMd, "story " + article.id).lines;
  return article;
}

std::vector<std::string> ids_of(Topic topic) {
  switch (topic) {
    case Topic::rule_class:
      return names_of<RuleClass>();
    case Topic::story_kind:
      return names_of<StoryKind>();
    case Topic::law:
      return first_cells(kLawsCsv);
    case Topic::requirement:
      return first_cells(kRequirementsCsv);
  }
  return {};
}

std::vector<Article> articles(std::string_view id) {
  std::optional<Topic> only;
  if (id.starts_with("class:")) only = Topic::rule_class;
  if (id.starts_with("story:")) only = Topic::story_kind;
  if (only) id.remove_prefix(id.find(':') + 1);
  std::vector<Article> found;
  for (const RuleClass rule : kValuesOf<RuleClass>) {
    if (is_same_word(id, name(rule))) found.push_back(article(rule));
  }
  for (const StoryKind kind : kValuesOf<StoryKind>) {
    if (is_same_word(id, name(kind))) found.push_back(article(kind));
  }
  for (const std::string& known : ids_of(Topic::law)) {
    if (is_same_word(id, known)) found.push_back(law(known));
  }
  for (const Cells& row : rows_where(kRequirementsCsv, "id", id)) {
    found.push_back(requirement(row));
  }
  if (only) std::erase_if(found, [&](const Article& one) { return one.topic != *only; });
  return found;
}

}  // namespace twomsl::oracle
