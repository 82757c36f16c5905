// A look at markup as a reader of XML has it: whether tags nest, and what may stand where.
#pragma once

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace twomsl::test {

[[nodiscard]] inline std::size_t count_in(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

[[nodiscard]] inline bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Every run of digits.
[[nodiscard]] inline std::vector<std::string> numbers_in(std::string_view text) {
  std::vector<std::string> numbers;
  std::string number;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      number += c;
    } else if (!number.empty()) {
      numbers.push_back(std::exchange(number, {}));
    }
  }
  return numbers;
}

/// The first fault of a page whose elements are all closed; empty if it has none: tags nest, values
/// are quoted, text has no bare "<" or "&", ids are told apart, and links lead to one of them.
class Markup {
 public:
  explicit Markup(std::string_view page) : rest_(page) {}

  std::string fault() {
    constexpr std::string_view kType = "<!DOCTYPE html>\n";
    if (!rest_.starts_with(kType)) return "no document type";
    rest_.remove_prefix(kType.size());
    while (!rest_.empty() && fault_.empty()) {
      if (rest_.front() == '<') {
        tag();
      } else {
        words(rest_.substr(0, rest_.find('<')));
      }
    }
    if (fault_.empty() && !open_.empty()) fault_ = "not closed: " + open_.back();
    for (const std::string& link : links_) {
      if (fault_.empty() && !ids_.contains(link)) fault_ = "a link leads nowhere: " + link;
    }
    return fault_;
  }

 private:
  void blame(const std::string& what) { fault_ = what + " at " + std::string(rest_.substr(0, 80)); }

  void words(std::string_view text) {
    entities(text);
    rest_.remove_prefix(text.size());
  }

  void entities(std::string_view text) {
    for (std::size_t at = text.find('&'); at != std::string_view::npos;
         at = text.find('&', at + 1)) {
      const std::string_view name = text.substr(at + 1, text.find(';', at) - at - 1);
      const bool is_known = name == "amp" || name == "lt" || name == "gt" || name == "quot" ||
                            (name.starts_with('#') && name.size() < 8);
      if (!is_known) blame("a bare ampersand");
    }
    for (const char c : text) {
      if (static_cast<unsigned char>(c) < 0x20 && c != '\n') blame("a control character");
    }
  }

  void tag() {
    const std::size_t end = rest_.find('>');
    if (end == std::string_view::npos) return blame("a tag without an end");
    std::string_view inside = rest_.substr(1, end - 1);
    if (inside.starts_with('/')) {
      if (open_.empty() || open_.back() != inside.substr(1)) return blame("closed out of turn");
      open_.pop_back();
      rest_.remove_prefix(end + 1);
      return;
    }
    const bool is_closed = inside.ends_with('/');
    if (is_closed) inside.remove_suffix(1);
    const std::string name(inside.substr(0, inside.find(' ')));
    if (name.empty() || !std::all_of(name.begin(), name.end(),
                                     [](unsigned char c) { return std::isalnum(c) != 0; })) {
      return blame("no name of an element");
    }
    attributes(inside.substr(name.size()));
    rest_.remove_prefix(end + 1);
    if (is_closed) return;
    open_.push_back(name);
    if (name == "script" || name == "style") {
      rest_.remove_prefix(std::min(rest_.find("</" + name), rest_.size()));
    }
  }

  void attributes(std::string_view text) {
    while (!text.empty() && fault_.empty()) {
      const std::size_t equals = text.find("=\"");
      const std::size_t quote =
          equals == std::string_view::npos ? equals : text.find('"', equals + 2);
      if (text.front() != ' ' || quote == std::string_view::npos) return blame("an attribute");
      const std::string name(text.substr(1, equals - 1));
      const std::string value(text.substr(equals + 2, quote - equals - 2));
      entities(value);
      if (name == "id" && !ids_.insert(value).second) return blame("an id twice: " + value);
      if (name == "href") {
        if (!value.starts_with('#')) return blame("a link away");
        links_.insert(value.substr(1));
      }
      text.remove_prefix(quote + 1);
    }
  }

  std::string_view rest_;
  std::vector<std::string> open_{};
  std::set<std::string> ids_{};
  std::set<std::string> links_{};
  std::string fault_{};
};

[[nodiscard]] inline std::string fault_of(std::string_view page) { return Markup(page).fault(); }

}  // namespace twomsl::test
