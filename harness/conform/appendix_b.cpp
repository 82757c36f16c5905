#include "harness/conform/appendix_b.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/conform/appendix_b_csv.hpp"
#include "spec/laws/fsm/csv.hpp"

namespace twomsl::harness {
namespace {

enum class Verdict : std::uint8_t { met, not_met, declined, not_arising, not_asked };

constexpr std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::met:
      return "met";
    case Verdict::not_met:
      return "NOT MET";
    case Verdict::declined:
      return "declined";
    case Verdict::not_arising:
      return "not arising";
    case Verdict::not_asked:
      return "not asked";
  }
  return "";
}

struct Row {
  std::string id{};
  std::string level{};
  std::string summary{};
  Verdict verdict{};
  std::string evidence{};
};

std::string in_a_cell(std::string_view text) {
  std::string cell;
  for (const char letter : text) {
    if (letter == '|') cell += '\\';
    cell += letter == '\n' ? ' ' : letter;
  }
  return cell;
}

Verdict verdict_of(const CaseResult& result) {
  switch (result.outcome) {
    case Outcome::passed:
      return Verdict::met;
    case Outcome::unreached:
      return Verdict::not_arising;
    case Outcome::crashed:
      return Verdict::not_met;
    case Outcome::failed:
      return result.of->level == Level::may ? Verdict::declined : Verdict::not_met;
    case Outcome::fault:
      break;
  }
  return Verdict::not_asked;
}

// One that does not hold outweighs all that do, and these what did not come about.
int weight(Verdict verdict) {
  switch (verdict) {
    case Verdict::not_asked:
      return 0;
    case Verdict::not_arising:
      return 1;
    case Verdict::met:
      return 2;
    case Verdict::declined:
      return 3;
    case Verdict::not_met:
      return 4;
  }
  return 0;
}

void weigh(Row& row, const CaseResult& result) {
  const Verdict verdict = verdict_of(result);
  if (verdict == Verdict::not_asked || weight(verdict) < weight(row.verdict)) return;
  if (verdict != row.verdict) row.evidence.clear();
  row.verdict = verdict;
  if (!row.evidence.empty()) row.evidence += "; ";
  row.evidence += result.of->id;
  if (!result.words.empty()) row.evidence += ": " + result.words;
}

Row row_of(const Cells& cells, const std::vector<CaseResult>& results) {
  Row row{cells.at("id"), cells.at("level"), cells.at("summary"), Verdict::not_asked, {}};
  row.evidence = cells.at("observable_in_pcap") == "no" ? "packets do not show it"
                                                        : "no case that was played asks it";
  for (const CaseResult& result : results) {
    if (result.of->label == row.id) weigh(row, result);
  }
  return row;
}

}  // namespace

std::string appendix_b(const Subject& subject, const std::vector<CaseResult>& results) {
  std::vector<Row> rows;
  for (const Cells& cells : parse_csv(kAppendixBCsv)) rows.push_back(row_of(cells, results));
  std::string text = fmt::format("# {} {} and Appendix B of RFC 9293\n\n", subject.stack->name,
                                 subject.stack->release);
  for (const Verdict verdict : kValuesOf<Verdict>) {
    const auto count = std::ranges::count(rows, verdict, &Row::verdict);
    text += fmt::format("- {} {}\n", count, name(verdict));
  }
  text += "\n| id | level | what it asks | verdict | evidence |\n| --- | --- | --- | --- | --- |\n";
  for (const Row& row : rows) {
    text += fmt::format("| {} | {} | {} | {} | {} |\n", row.id, row.level, in_a_cell(row.summary),
                        name(row.verdict), in_a_cell(row.evidence));
  }
  return text;
}

}  // namespace twomsl::harness
