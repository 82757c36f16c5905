// See suggestion.hpp.
#include "oracle/suggestion.hpp"

#include <algorithm>
#include <cctype>

namespace twomsl::oracle {
namespace {

constexpr std::size_t kMostSuggested = 2;
constexpr std::size_t kMostCompared = 64;  // letters of a word; the distance takes their square

std::string lower(std::string_view word) {
  std::string out(word.substr(0, kMostCompared));
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string_view without_dashes(std::string_view word) {
  return word.substr(std::min(word.find_first_not_of('-'), word.size()));
}

// 0 for the word itself, 1 for one that it begins or is begun by, and the more the farther;
// kMostCompared is far.
std::size_t farness(std::string_view word, std::string_view known) {
  const std::string a = lower(word);
  const std::string b = lower(known);
  const std::size_t letters = std::max(without_dashes(a).size(), without_dashes(b).size());
  const std::size_t distance = edit_distance(a, b);
  const bool begins = std::min(without_dashes(a).size(), without_dashes(b).size()) >= 3 &&
                      (b.starts_with(a) || a.starts_with(b));
  if (distance > 1 && begins) return 1;
  return distance <= std::max<std::size_t>(letters / 3, 1) && distance < letters ? distance
                                                                                 : kMostCompared;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> cost((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return cost[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        at(i, j) = i + j;
        continue;
      }
      const std::size_t changed = at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
      at(i, j) = std::min({changed, at(i - 1, j) + 1, at(i, j - 1) + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
      }
    }
  }
  return cost.back();
}

std::vector<std::string> nearest(std::string_view word, std::span<const std::string> known) {
  std::size_t least = kMostCompared;
  std::vector<std::string> out;
  for (const std::string& one : known) {
    const std::size_t far = farness(word, one);
    if (far < least) out.clear();
    if (far >= kMostCompared || far > least) continue;
    least = far;
    if (out.size() < kMostSuggested) out.push_back(one);
  }
  return out;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
  std::string words;
  for (const std::string& one : nearest(word, known)) {
    words += (words.empty() ? "; did you mean " : " or ") + one;
  }
  return words.empty() ? words : words + "?";
}

}  // namespace twomsl::oracle
