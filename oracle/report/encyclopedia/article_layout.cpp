// Articles as text for a terminal, and as pages of Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "oracle/report/encyclopedia/article.hpp"
#include "oracle/report/text/wrap.hpp"

namespace twomsl::oracle {
namespace {

// Prose without the signs of Markdown.
std::string plain(std::string_view markdown) {
  std::string text;
  for (std::size_t i = 0; i < markdown.size(); ++i) {
    const bool is_escape = markdown[i] == '\\' && i + 1 < markdown.size();
    if (is_escape) ++i;
    if (is_escape || (markdown[i] != '*' && markdown[i] != '`')) text += markdown[i];
  }
  return text;
}

// A table's cell, or a line of prose: nothing in it is a sign of Markdown.
std::string escaped(std::string_view words) {
  std::string text;
  for (const char c : words) {
    if (std::string_view("\\*_|<>`").find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text;
}

std::string paragraphs(const std::string& text, std::string_view indent) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", at), text.size());
    out += wrapped(plain(text.substr(at, end - at)), indent, indent);
    at = end + 2;
    if (at < text.size()) out += "\n";
  }
  return out;
}

}  // namespace

std::string article_text(const Article& article) {
  std::string out = wrapped(fmt::format("{}, a {}", article.id, name(article.topic)), "", "");
  out += wrapped(article.title + ".", "  ", "  ");
  if (!article.facts.empty()) out += "\n";
  for (const Fact& fact : article.facts) {
    out += wrapped(fmt::format("{}: {}", fact.what, fact.is), "  ", "      ");
  }
  for (const Section& section : article.sections) {
    out += fmt::format("\n  {}\n{}", section.heading, paragraphs(section.text, "    "));
  }
  if (!article.example.empty()) out += "\n  An example\n";
  for (const std::string& line : article.example) out += wrapped(line, "    ", "        ");
  return out;
}

std::string article_markdown(const Article& article) {
  std::string out =
      fmt::format("# {}\n\nA {}. {}.\n", article.id, name(article.topic), escaped(article.title));
  if (!article.facts.empty()) out += "\n| what | is |\n| --- | --- |\n";
  for (const Fact& fact : article.facts) {
    out += fmt::format("| {} | {} |\n", escaped(fact.what), escaped(fact.is));
  }
  for (const Section& section : article.sections) {
    out += fmt::format("\n## {}\n\n{}\n", section.heading, section.text);
  }
  if (article.example.empty()) return out;
  out += "\n## An example\n\n";
  for (const std::string& line : article.example) out += "    " + line + "\n";
  return out;
}

}  // namespace twomsl::oracle
