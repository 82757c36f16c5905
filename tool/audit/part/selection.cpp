// See selection.hpp.
#include "tool/audit/part/selection.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "oracle/report/notation.hpp"
#include "oracle/words.hpp"

namespace twomsl::tool {
namespace {

using oracle::StoryKind;

bool is_same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool is_named(const CloseRule& rule, std::string_view word) {
  return is_same_word(word, name(rule.rule)) || is_same_word(word, rule.law) ||
         std::ranges::any_of(rule.cites, [&](const Citation& citation) {
           return citation.rfc != 0 && is_same_word(word, citation.label);
         });
}

std::optional<SocketPattern> read_end(const std::string& word) {
  if (word == "*") return SocketPattern{};
  const std::size_t colon = word.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::string address = word.substr(0, colon);
  const std::string port = word.substr(colon + 1);
  SocketPattern end;
  if (address != "*") {
    end.address = oracle::read_address_in_brackets(address);
    if (!end.address) return std::nullopt;
  }
  if (port != "*") {
    std::uint16_t number = 0;
    if (!oracle::read_number(port, number)) return std::nullopt;
    end.port = number;
  }
  return end;
}

bool is_met(const SocketPattern& pattern, const Socket& end) {
  return (!pattern.address || *pattern.address == end.address) &&
         (!pattern.port || *pattern.port == end.port);
}

bool is_of_flows(const Selection& selection, const Socket& x, const Socket& y) {
  return selection.flows.empty() ||
         std::ranges::any_of(selection.flows, [&](const FlowPattern& flow) {
           return (is_met(flow.a, x) && is_met(flow.b, y)) ||
                  (is_met(flow.a, y) && is_met(flow.b, x));
         });
}

bool is_selected(const Selection& selection, const oracle::Story& story) {
  return (!selection.by_rule || selection.kinds.contains(story.kind)) &&
         (!story.has_flow || is_of_flows(selection, story.party, story.peer));
}

}  // namespace

bool add_rule(Selection& selection, const std::string& word) {
  selection.by_rule = true;
  bool is_known = false;
  for (const CloseRule& rule : kCloseRules) {
    if (!is_named(rule, word)) continue;
    selection.classes.insert(rule.rule);
    is_known = true;
  }
  for (const StoryKind kind : kValuesOf<StoryKind>) {
    if (!is_same_word(word, name(kind))) continue;
    selection.kinds.insert(kind);
    is_known = true;
  }
  return is_known;
}

std::vector<std::string> words_of_rules() {
  std::vector<std::string> words;
  const auto add = [&](std::string_view word) {
    if (std::ranges::find(words, word) == words.end()) words.emplace_back(word);
  };
  for (const CloseRule& rule : kCloseRules) add(name(rule.rule));
  for (const CloseRule& rule : kCloseRules) add(rule.law);
  for (const CloseRule& rule : kCloseRules) {
    for (const Citation& citation : rule.cites) {
      if (citation.rfc != 0) add(citation.label);
    }
  }
  for (const StoryKind kind : kValuesOf<StoryKind>) add(name(kind));
  return words;
}

std::optional<FlowPattern> read_flow_pattern(const std::string& word) {
  const std::size_t dash = word.find('-');
  if (dash == std::string::npos) return std::nullopt;
  const auto a = read_end(word.substr(0, dash));
  const auto b = read_end(word.substr(dash + 1));
  if (!a || !b) return std::nullopt;
  return FlowPattern{*a, *b};
}

bool is_selected(const Selection& selection, RuleClass rule, const Socket& party,
                 const Socket& peer) {
  return (!selection.by_rule || selection.classes.contains(rule)) &&
         is_of_flows(selection, party, peer);
}

void select(oracle::Audit& audit, const Selection& selection) {
  audit.summary.left_out.findings += std::erase_if(audit.findings, [&](const auto& finding) {
    return !is_selected(selection, finding.rule, finding.party, finding.peer);
  });
  audit.summary.left_out.stories += std::erase_if(
      audit.stories, [&](const auto& story) { return !is_selected(selection, story); });
}

}  // namespace twomsl::tool
