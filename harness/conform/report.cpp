#include "harness/conform/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "harness/conform/appendix_b.hpp"

namespace twomsl::harness {
namespace {

// TAP's word for what need not pass yet.
const std::string kTapExpected = std::string(" # TO") + "DO ";

// What an author's file says may hold anything.
std::string on_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char letter) { return letter < ' ' || letter > '~'; }, ' ');
  return line;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : on_one_line(text)) {
    switch (letter) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += letter;
    }
  }
  return out;
}

std::string text_of(const CaseResult& result, Standing standing) {
  const Case& one = *result.of;
  std::string text = fmt::format("{:9} {}\n          {} ({})\n", name(standing), one.id,
                                 source_of(one), name(one.level));
  if (!result.words.empty()) text += "          " + result.words + "\n";
  return text;
}

std::string summary_of(const Subject& subject, const std::vector<CaseResult>& results,
                       const Expected& expected) {
  std::array<std::size_t, kCountOf<Standing>> counts{};
  for (const CaseResult& result : results) {
    ++counts[static_cast<std::size_t>(standing_of(result, expected))];
  }
  std::string text =
      fmt::format("{} {}: {} cases", subject.stack->name, subject.stack->release, results.size());
  for (const Standing standing : kValuesOf<Standing>) {
    const std::size_t count = counts[static_cast<std::size_t>(standing)];
    if (count != 0) text += fmt::format(", {} {}", count, name(standing));
  }
  return text + "\n";
}

std::string as_text(const Subject& subject, const std::vector<CaseResult>& results,
                    const Expected& expected) {
  std::string text;
  for (const CaseResult& result : results) {
    const Standing standing = standing_of(result, expected);
    if (standing != Standing::passed) text += text_of(result, standing);
  }
  return text + summary_of(subject, results, expected);
}

std::string as_tap(const std::vector<CaseResult>& results, const Expected& expected) {
  std::string text = fmt::format("TAP version 13\n1..{}\n", results.size());
  std::size_t number = 0;
  for (const CaseResult& result : results) {
    const Standing standing = standing_of(result, expected);
    const bool is_ok = standing == Standing::passed || standing == Standing::unreached;
    text += fmt::format("{} {} - {}", is_ok ? "ok" : "not ok", ++number, result.of->id);
    const std::string words = on_one_line(result.words);
    if (standing == Standing::unreached) text += " # SKIP " + words;
    if (standing == Standing::known_failure) text += kTapExpected + "a known failure";
    if (standing == Standing::deviates) text += kTapExpected + "a SHOULD";
    if (standing == Standing::declines) text += kTapExpected + "a MAY";
    text += "\n";
    if (!is_ok) text += "# " + (words.empty() ? std::string(name(standing)) : words) + "\n";
  }
  return text;
}

std::string as_junit(const Subject& subject, const std::vector<CaseResult>& results,
                     const Expected& expected) {
  std::string cases;
  std::size_t failures = 0, skipped = 0;
  for (const CaseResult& result : results) {
    const Standing standing = standing_of(result, expected);
    cases += fmt::format("  <testcase classname=\"{}\" name=\"{}\"", escaped(result.of->heading),
                         escaped(result.of->id));
    const std::string words = escaped(result.words);
    if (is_bad(standing)) {
      ++failures;
      cases += fmt::format(">\n    <failure message=\"{}\"/>\n  </testcase>\n",
                           words.empty() ? escaped(name(standing)) : words);
    } else if (standing != Standing::passed) {
      ++skipped;
      cases += fmt::format(">\n    <skipped message=\"{}: {}\"/>\n  </testcase>\n", name(standing),
                           words);
    } else {
      cases += "/>\n";
    }
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"{} {}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n{}</testsuite>\n",
      escaped(subject.stack->name), escaped(subject.stack->release), results.size(), failures,
      skipped, cases);
}

std::string as_jsonl(const Subject& subject, const std::vector<CaseResult>& results,
                     const Expected& expected) {
  std::string text;
  for (const CaseResult& result : results) {
    nlohmann::ordered_json line;
    line["stack"] = subject.stack->name;
    line["release"] = subject.stack->release;
    line["id"] = result.of->id;
    line["source"] = source_of(*result.of);
    line["level"] = name(result.of->level);
    line["outcome"] = name(result.outcome);
    line["standing"] = name(standing_of(result, expected));
    line["words"] = result.words;
    text += line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return text;
}

}  // namespace

Standing standing_of(const CaseResult& result, const Expected& expected) {
  const bool is_known = expected.known_failures.contains(result.of->id);
  if (result.outcome == Outcome::passed) {
    return is_known ? Standing::unexpectedly_good : Standing::passed;
  }
  if (is_known && result.outcome != Outcome::fault) return Standing::known_failure;
  if (result.outcome == Outcome::unreached) return Standing::unreached;
  if (result.outcome != Outcome::failed || result.of->level == Level::must) return Standing::failed;
  if (result.of->level == Level::may) return Standing::declines;
  return expected.is_strict ? Standing::failed : Standing::deviates;
}

bool is_bad(Standing standing) {
  return standing == Standing::failed || standing == Standing::unexpectedly_good;
}

std::string file_name(const Subject& subject, const CaseResult& result) {
  std::string stem = std::string(subject.stack->name) + "-" + result.of->id;
  std::replace(stem.begin(), stem.end(), '/', '-');
  return stem + ".pcap";
}

std::string report_of(const Subject& subject, const std::vector<CaseResult>& results,
                      const Expected& expected, Format format) {
  switch (format) {
    case Format::text:
      return as_text(subject, results, expected);
    case Format::tap:
      return as_tap(results, expected);
    case Format::junit:
      return as_junit(subject, results, expected);
    case Format::jsonl:
      return as_jsonl(subject, results, expected);
    case Format::appendix_b:
      return appendix_b(subject, results);
  }
  return {};
}

std::set<std::string, std::less<>> read_known_failures(std::string_view text) {
  std::set<std::string, std::less<>> ids;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = line.substr(0, line.find('#'));
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) {
      line.remove_suffix(1);
    }
    if (!line.empty()) ids.emplace(line);
  }
  return ids;
}

bool read_known_failures(const std::string& path, std::set<std::string, std::less<>>& ids) {
  const bool is_folder = std::filesystem::is_directory(path);
  std::ifstream in(path, std::ios::binary);
  if (is_folder) errno = EISDIR;
  if (is_folder || !in) return false;
  const std::string text(std::istreambuf_iterator<char>(in), {});
  ids = read_known_failures(text);
  return true;
}

}  // namespace twomsl::harness
