// See explain_id.hpp.
#include "tool/explain/explain_id.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <vector>

#include "oracle/report/encyclopedia/article.hpp"
#include "oracle/report/text/wrap.hpp"
#include "oracle/suggestion.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

using oracle::Article;
using oracle::Topic;

std::vector<std::string> all_ids() {
  std::vector<std::string> all;
  for (const Topic topic : kValuesOf<Topic>) {
    const std::vector<std::string> ids = oracle::ids_of(topic);
    all.insert(all.end(), ids.begin(), ids.end());
  }
  return all;
}

Exit print(const std::vector<Article>& articles, bool markdown) {
  for (std::size_t i = 0; i < articles.size(); ++i) {
    const std::string text =
        markdown ? oracle::article_markdown(articles[i]) : oracle::article_text(articles[i]);
    std::fputs(i == 0 ? "" : "\n", stdout);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  return is_written("twomsl") ? Exit::clean : Exit::unwritable;
}

}  // namespace

std::optional<Exit> explain_id(const std::string& word, bool markdown) {
  std::error_code unused;
  const bool is_file = word == "-" || std::filesystem::exists(word, unused);
  const std::vector<Article> articles = oracle::articles(word);
  if (is_file && !markdown) {
    if (articles.empty()) return std::nullopt;
    complain("twomsl",
             fmt::format("{} is read as the file of that name; --markdown tells of the {}", word,
                         name(articles.front().topic)));
    return std::nullopt;
  }
  if (!articles.empty()) return print(articles, markdown);
  complain("twomsl", fmt::format("{}: there is no such {}{} (twomsl explain --list)", word,
                                 markdown ? "id" : "file, and no such id",
                                 oracle::did_you_mean(word, all_ids())));
  return markdown ? Exit::usage : Exit::unreadable;
}

Exit print_ids() {
  for (const Topic topic : kValuesOf<Topic>) {
    std::string words;
    for (const std::string& id : oracle::ids_of(topic)) words += (words.empty() ? "" : " ") + id;
    fmt::print("{}:\n{}", name(topic), oracle::wrapped(words, "  ", "  "));
  }
  return is_written("twomsl") ? Exit::clean : Exit::unwritable;
}

}  // namespace twomsl::tool
