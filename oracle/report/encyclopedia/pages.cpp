// See pages.hpp.
#include "oracle/report/encyclopedia/pages.hpp"

namespace twomsl::oracle {
namespace {

constexpr std::string_view kPage = "## ";
constexpr std::string_view kSection = "### ";

// Lines become one paragraph, and an empty line parts two.
void append(std::string& text, std::string_view line) {
  if (line.empty()) {
    if (!text.empty() && !text.ends_with('\n')) text += "\n\n";
    return;
  }
  if (!text.empty() && !text.ends_with('\n')) text += ' ';
  text += line;
}

void trim(std::string& text) { text.erase(text.find_last_not_of('\n') + 1); }

}  // namespace

Page page_of(std::span<const std::string_view> file, std::string_view id) {
  Page page;
  bool is_here = false;
  for (const std::string_view line : file) {
    if (line.starts_with(kPage)) is_here = line.substr(kPage.size()) == id;
    if (!is_here || line.starts_with(kPage)) continue;
    if (!line.empty()) page.lines.emplace_back(line);
    if (line.starts_with(kSection)) {
      page.sections.push_back({std::string(line.substr(kSection.size())), ""});
    } else {
      append(page.sections.empty() ? page.title : page.sections.back().text, line);
    }
  }
  trim(page.title);
  for (Section& section : page.sections) trim(section.text);
  return page;
}

std::vector<std::string_view> ids_in(std::span<const std::string_view> file) {
  std::vector<std::string_view> ids;
  for (const std::string_view line : file) {
    if (line.starts_with(kPage)) ids.push_back(line.substr(kPage.size()));
  }
  return ids;
}

}  // namespace twomsl::oracle
