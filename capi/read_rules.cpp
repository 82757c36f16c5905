// The language of misbehaviour: a rule a line.
#include <algorithm>

#include "capi/misbehaviour.hpp"
#include "oracle/words.hpp"

namespace twomsl::capi {
namespace {

using oracle::read_number;
using oracle::value_named;

constexpr std::uint64_t kLongestDelay_us = std::uint64_t{24} * 3'600'000'000;
constexpr std::string_view kBlanks = " \t\r";

// The words of one line, taken one after the other.
struct Words {
  std::string_view rest;

  [[nodiscard]] std::string_view take() {
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
    const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
    rest.remove_prefix(word.size());
    return word;
  }
};

// "3", "3-5" or "3-".
bool read_range(std::string_view word, Rule& rule) {
  const std::size_t dash = word.find('-');
  if (!read_number(word.substr(0, dash), rule.first) || rule.first == 0) return false;
  if (dash == std::string_view::npos) {
    rule.last = rule.first;
    return true;
  }
  const std::string_view last = word.substr(dash + 1);
  return last.empty() || (read_number(last, rule.last) && rule.first <= rule.last);
}

std::optional<Action> read_delay(std::string_view word) {
  struct Unit {
    std::string_view name;
    std::uint64_t us;
  };
  for (const Unit unit : {Unit{"us", 1}, Unit{"ms", 1000}, Unit{"s", 1'000'000}}) {
    if (!word.ends_with(unit.name)) continue;
    std::uint64_t amount = 0;
    if (!read_number(word.substr(0, word.size() - unit.name.size()), amount)) continue;
    if (amount > kLongestDelay_us / unit.us) return std::nullopt;
    return Delay{amount * unit.us};
  }
  return std::nullopt;
}

std::optional<Action> read_set(std::string_view field, std::string_view word) {
  const std::optional<Field> which = value_named<Field>(field);
  if (!which || word.empty()) return std::nullopt;
  SetField set{.field = *which};
  const bool is_less = word.front() == '-';
  set.is_added = is_less || word.front() == '+';
  if (!read_number(word.substr(set.is_added ? 1 : 0), set.value)) return std::nullopt;
  if (is_less) set.value = 0u - set.value;
  return set;
}

std::optional<Action> read_action(std::string_view verb, Words& words) {
  if (verb == "drop") return Drop{};
  if (verb == "damage") return Damage{};
  if (verb == "delay") return read_delay(words.take());
  if (verb == "set") {
    const std::string_view field = words.take();
    return read_set(field, words.take());
  }
  if (verb == "repeat") {
    Repeat repeat;
    const bool is_read = read_number(words.take(), repeat.copies);
    if (!is_read || repeat.copies == 0 || repeat.copies > kMostCopies) return std::nullopt;
    return repeat;
  }
  if (verb != "inject") return std::nullopt;
  const std::optional<PacketKind> kind = value_named<PacketKind>(words.take());
  const bool is_injected = kind == PacketKind::syn || kind == PacketKind::fin ||
                           kind == PacketKind::rst || kind == PacketKind::ack;
  return is_injected ? std::optional<Action>(Inject{*kind}) : std::nullopt;
}

// Empty, or what is wrong with the line.
std::string read_rule(std::string_view line, Rule& rule) {
  Words words{line};
  const std::string_view kind = words.take();
  const std::optional<PacketKind> read_kind = value_named<PacketKind>(kind);
  if (!read_kind) {
    return "'" + std::string(kind) + "' is none of syn, syn-ack, fin, rst, data, ack, any";
  }
  rule.kind = *read_kind;
  std::string_view word = words.take();
  if (!word.empty() && '0' <= word.front() && word.front() <= '9') {
    if (!read_range(word, rule)) {
      return "'" + std::string(word) + "' is none of 3, 3-5, 3-, from 1";
    }
    word = words.take();
  }
  const std::optional<Action> action = read_action(word, words);
  if (!action || !words.take().empty()) {
    return "after its packets a rule has one of: drop, damage, delay 250ms, repeat 3, "
           "set window 0, inject rst";
  }
  rule.action = *action;
  return {};
}

}  // namespace

ReadRules read_rules(std::string_view program) {
  ReadRules read;
  for (std::size_t number = 1; !program.empty(); ++number) {
    const std::size_t end = std::min(program.find('\n'), program.size());
    std::string_view line = program.substr(0, end);
    program.remove_prefix(std::min(end + 1, program.size()));
    line = line.substr(0, line.find('#'));
    if (line.find_first_not_of(kBlanks) == std::string_view::npos) continue;
    Rule rule;
    std::string wrong = read_rule(line, rule);
    if (wrong.empty() && read.rules.size() == kMostRules) wrong = "there are too many rules";
    if (!wrong.empty()) {
      read.error = "line " + std::to_string(number) + ": " + wrong;
      read.rules.clear();
      return read;
    }
    read.rules.push_back(rule);
  }
  return read;
}

}  // namespace twomsl::capi
