// What the tree knows of an id: a class of findings, a kind of story, a law, a requirement.
//
// Nothing is said here a second time: rows come from spec/laws/close_rules.hpp,
// spec/requirements.csv, and spec/evidence.csv and spec/laws.csv, which
// tests/citations/appendix_b.py puts together; prose from classes.md and stories.md beside this,
// examples from examples.md, which the oracle itself writes of oracle/captures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oracle/story/story.hpp"
#include "spec/laws/close_rules.hpp"

namespace twomsl::oracle {

enum class Topic : std::uint8_t { rule_class, story_kind, law, requirement };

[[nodiscard]] constexpr std::string_view name(Topic topic) {
  switch (topic) {
    case Topic::rule_class:
      return "class of findings";
    case Topic::story_kind:
      return "kind of story";
    case Topic::law:
      return "law";
    case Topic::requirement:
      return "requirement";
  }
  return "";
}

/// A fact: "source", "RFC 9293 section 3.6.1".
struct Fact {
  std::string what{};
  std::string is{};
};

/// Prose in Markdown; paragraphs are parted by an empty line.
struct Section {
  std::string heading{};
  std::string text{};
};

struct Article {
  Topic topic{};
  std::string id{};
  std::string title{};  // what it is, in plain words without a full stop
  std::vector<Fact> facts{};
  std::vector<Section> sections{};
  std::vector<std::string> example{};  // its lines; the first says of which capture
};

[[nodiscard]] Article article(RuleClass rule);
[[nodiscard]] Article article(StoryKind kind);

/// Those of an id, in upper or lower case. Two where a class and a kind have one name, unless it
/// says "class:rst-form" or "story:rst-form"; none if nothing bears it.
[[nodiscard]] std::vector<Article> articles(std::string_view id);

/// Every id that has one, each once: classes, kinds, laws, requirements.
[[nodiscard]] std::vector<std::string> ids_of(Topic topic);

/// For a terminal of 80 columns.
[[nodiscard]] std::string article_text(const Article& article);

/// A page whose heading is the id.
[[nodiscard]] std::string article_markdown(const Article& article);

}  // namespace twomsl::oracle
