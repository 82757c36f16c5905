// Every class, kind, law and requirement has its article, and nothing has one that is none.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "oracle/report/encyclopedia/article.hpp"
#include "oracle/report/encyclopedia/pages.hpp"
#include "oracle/report/explain.hpp"
#include "oracle/report/story_text.hpp"

namespace twomsl::oracle {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = TWOMSL_SOURCE "/oracle/report/encyclopedia/";

std::string read_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What the registry and the pages must agree in.
template <Named E>
void expect_pages(const std::string& file) {
  const std::string text = read_whole(kFolder + file);
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  const std::vector<std::string_view> ids = ids_in(lines);
  ASSERT_EQ(kCountOf<E>, ids.size()) << file;
  for (const E value : kValuesOf<E>) {
    EXPECT_EQ(1, std::ranges::count(ids, name(value))) << name(value);
    const Article one = article(value);
    EXPECT_FALSE(one.title.empty()) << name(value);
    EXPECT_FALSE(one.title.ends_with('.')) << name(value);
    const std::vector<std::string> headings{"What the packets show", "Why it matters",
                                            "What else it may be", "What to do"};
    ASSERT_EQ(headings.size(), one.sections.size()) << name(value);
    for (std::size_t i = 0; i < headings.size(); ++i) {
      EXPECT_EQ(headings[i], one.sections[i].heading) << name(value);
      EXPECT_TRUE(one.sections[i].text.ends_with('.')) << name(value) << ": " << headings[i];
    }
  }
}

TEST(Encyclopedia, HasAPageOfEachClassAndKindWithAllItsSections) {
  expect_pages<RuleClass>("classes.md");
  expect_pages<StoryKind>("stories.md");
}

TEST(Encyclopedia, FindsWhatEachListedIdMeansInUpperAndLowerCase) {
  for (const Topic topic : kValuesOf<Topic>) {
    const std::vector<std::string> ids = ids_of(topic);
    EXPECT_FALSE(ids.empty()) << name(topic);
    for (const std::string& id : ids) {
      std::string other = id;
      std::ranges::transform(other, other.begin(), [](unsigned char c) {
        return static_cast<char>(std::isupper(c) != 0 ? std::tolower(c) : std::toupper(c));
      });
      const std::vector<Article> found = articles(other);
      EXPECT_EQ(1, std::ranges::count(found, topic, &Article::topic)) << id;
      for (const Article& one : found) EXPECT_EQ(id, one.id);
    }
  }
  EXPECT_EQ(749u, ids_of(Topic::requirement).size());
  EXPECT_EQ(2u, articles("rst-form").size()) << "a class and a kind";
  ASSERT_EQ(1u, articles("class:rst-form").size());
  EXPECT_EQ(Topic::rule_class, articles("class:rst-form").front().topic);
  ASSERT_EQ(1u, articles("story:RST-form").size());
  EXPECT_EQ(Topic::story_kind, articles("story:RST-form").front().topic);
  for (const char* word : {"class:MUST-13", "story:active-reuse", "class:", "", "MUST", "id", "law",
                           "MUST-130", "active"}) {
    EXPECT_TRUE(articles(word).empty()) << word;
  }
}

std::string fact(const Article& article, std::string_view what) {
  const auto at = std::ranges::find(article.facts, what, &Fact::what);
  return at == article.facts.end() ? "" : at->is;
}

TEST(Encyclopedia, SaysOfARequirementWhereItStandsAndWhoChecksIt) {
  const Article one = articles("MUST-13").at(0);
  EXPECT_EQ("Active closer stays in TIME-WAIT for 2*MSL", one.title);
  EXPECT_EQ("RFC 9293 section 3.6.1", fact(one, "source"));
  EXPECT_EQ("MUST", fact(one, "level"));
  EXPECT_EQ("met", fact(one, "here"));
  EXPECT_NE(std::string::npos, fact(one, "tests").find("TimeWait.OfWhoClosesFirstLastsTwoMsl"));
  EXPECT_NE(std::string::npos, fact(one, "theorems").find("INV-TW-1 (host)"));
  EXPECT_NE(std::string::npos, fact(one, "judged in captures as").find("active-reuse"));
}

TEST(Encyclopedia, SaysOfALawWhatItIsOfEachSubjectAndWhoAsksIt) {
  const Article one = articles("inv-tw-2").at(0);
  for (const char* of : {"of the table", "of the connection", "of the host"}) {
    EXPECT_NE("", fact(one, of)) << of;
  }
  EXPECT_NE(std::string::npos, fact(one, "written in").find("spec/laws/table/table_laws.hpp"));
  EXPECT_NE(std::string::npos, fact(one, "asked by").find("sim/checkers/laws.cpp"));
  EXPECT_NE(std::string::npos, fact(one, "fuzz targets").find("fuzz_slots"));
  EXPECT_NE(std::string::npos, fact(one, "judged in captures as").find("passive-reuse"));
}

// Each law that a rule of the audit names, and each requirement, can be looked up.
TEST(Encyclopedia, KnowsAllThatAFindingNames) {
  for (const CloseRule& rule : kCloseRules) {
    EXPECT_EQ(1u, articles(rule.law).size()) << rule.law;
    for (const Citation& cite : rule.cites) {
      const bool is_there = cite.rfc != 0;  // the second may be empty
      EXPECT_EQ(is_there ? 1u : 0u, articles(cite.label).size()) << cite.label;
    }
  }
}

TEST(Encyclopedia, FitsATerminal) {
  for (const Topic topic : kValuesOf<Topic>) {
    for (const std::string& id : ids_of(topic)) {
      if (topic == Topic::requirement && !id.starts_with("MUST")) continue;
      for (const Article& one : articles(id)) {
        const std::string text = article_text(one);
        for (std::size_t at = 0; at < text.size();) {
          const std::size_t end = text.find('\n', at);
          const std::string line = text.substr(at, end - at);
          const bool is_one_word = line.find(' ', line.find_first_not_of(' ')) == line.npos;
          EXPECT_TRUE(line.size() <= 80 || is_one_word) << line;
          at = end + 1;
        }
      }
    }
  }
}

TEST(Encyclopedia, KeepsStarsInTextAndEscapesThemInMarkdown) {
  const Article one = articles("MUST-13").at(0);
  EXPECT_NE(std::string::npos, article_text(one).find("2*MSL"));
  EXPECT_NE(std::string::npos, article_markdown(one).find("2\\*MSL"));
  const std::string text = article_text(article(RuleClass::early_release_rst));
  EXPECT_NE(std::string::npos, text.find("owes 2*MSL of"));
  EXPECT_EQ(std::string::npos, text.find('`'));
  const std::string page = article_markdown(article(RuleClass::early_release_rst));
  EXPECT_TRUE(page.starts_with("# early-release-rst\n"));
  EXPECT_NE(std::string::npos, page.find("\n## What to do\n"));
}

std::vector<fs::path> bundled_captures() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(TWOMSL_SOURCE "/oracle/captures")) {
    if (entry.path().extension() == ".pcap") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string heading(std::string_view topic, std::string_view id, const fs::path& file) {
  return "## " + std::string(topic) + " " + std::string(id) + "\n\noracle/captures/" +
         file.filename().string() + "\n";
}

// The first of the gravest findings of each class, and the first story of each kind, in the
// captures of this tree.
std::string examples() {
  std::map<RuleClass, std::pair<Verdict, std::string>> findings;
  std::map<StoryKind, std::string> stories;
  for (const fs::path& file : bundled_captures()) {
    const Audit audit = audit_file(file.string(), {});
    for (const Finding& finding : audit.findings) {
      const auto known = findings.find(finding.rule);
      if (known != findings.end() && known->second.first <= finding.verdict) continue;
      std::string text = heading("class", name(finding.rule), file);
      text += std::string(name(finding.verdict)) + ": " + summary_of(finding) + "\n";
      for (const std::string& step : chain_of(finding)) text += step + "\n";
      findings[finding.rule] = {finding.verdict, text};
    }
    for (const Story& story : audit.stories) {
      stories.insert(
          {story.kind, heading("story", name(story.kind), file) + line_of(story) + "\n"});
    }
  }
  std::string all;
  for (const auto& [rule, example] : findings) all += (all.empty() ? "" : "\n") + example.second;
  for (const auto& [kind, example] : stories) all += "\n" + example;
  return all;
}

TEST(Encyclopedia, HasTheExamplesThatTheOracleGives) {
  const std::string wanted = examples();
  const fs::path written = fs::path(testing::TempDir()) / "examples.md";
  std::ofstream(written) << wanted;
  EXPECT_EQ(wanted, read_whole(std::string(kFolder) + "examples.md"))
      << "copy " << written << " to oracle/report/encyclopedia/examples.md";
}

}  // namespace
}  // namespace twomsl::oracle
