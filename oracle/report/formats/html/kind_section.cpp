#include "oracle/report/formats/html/kind_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "oracle/report/formats/html/card.hpp"

namespace twomsl::oracle::html {
namespace {

constexpr std::size_t kRowsOfTable = 500;

}  // namespace

void KindSection::add_row(const std::string& file, const std::string& html) {
  if (tables_.empty() || tables_.back().size == kRowsOfTable) {
    tables_.emplace_back();
    last_file_.clear();
  }
  Table& table = tables_.back();
  if (file != last_file_) {
    table.rows += fmt::format(
        R"(<tr class="of"><th colspan="3" scope="rowgroup">{} <code>{}</code></th></tr>)",
        shown_name(file), explain_command(file, "FRAME"));
    last_file_ = file;
  }
  table.rows += html;
  ++table.size;
}

std::uint64_t KindSection::total() const {
  return std::accumulate(count_.begin(), count_.end(), std::uint64_t{0});
}

std::string KindSection::body() const {
  std::vector<const Card*> ordered;
  for (const Card& card : cards_) ordered.push_back(&card);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Card* a, const Card* b) { return a->verdict < b->verdict; });
  std::string out;
  for (const Card* card : ordered) out += card->html;
  std::size_t first = cards_.size() + 1;
  for (const Table& table : tables_) {
    out += fmt::format(
        R"(<details class="rows"><summary>{} to {}, a line each</summary>)"
        R"(<div class="scroll" tabindex="0" )"
        R"(role="region" aria-label="Table"><table><thead><tr><th scope="col">Frame</th>)"
        R"(<th scope="col">Verdict</th><th scope="col">What</th></tr></thead><tbody>)"
        "\n{}</tbody></table></div></details>\n",
        first, first + table.size - 1, table.rows);
    first += table.size;
  }
  return out;
}

}  // namespace twomsl::oracle::html
