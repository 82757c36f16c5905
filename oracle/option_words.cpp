#include "oracle/option_words.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <sstream>
#include <string_view>

#include "oracle/report/notation.hpp"
#include "oracle/words.hpp"

namespace twomsl::oracle {

namespace {

// The words between commas. One that is empty stays; spaces part words, too, and leave none empty.
std::vector<std::string> split(const std::string& words) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at <= words.size();) {
    const std::size_t comma = std::min(words.find(',', at), words.size());
    std::istringstream part(words.substr(at, comma - at));
    const std::size_t before = all.size();
    for (std::string word; part >> word;) all.push_back(word);
    if (all.size() == before) all.emplace_back();
    at = comma + 1;
  }
  return all;
}

bool take(std::string_view word, Assumptions& granted) {
  if (word == "all" || word == "none") {
    granted = word == "all" ? Assumptions::all() : Assumptions{};
    return true;
  }
  const bool is_removed = word.starts_with('-');
  if (is_removed) word.remove_prefix(1);
  const std::optional<Assumption> assumption = value_named<Assumption>(word);
  if (!assumption) return false;
  if (is_removed) {
    granted = granted.without(*assumption);
  } else {
    granted.insert(*assumption);
  }
  return true;
}

}  // namespace

bool read_profile(const std::string& word, AuditOptions& options) {
  std::string lower = word;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::optional<Profile> profile = value_named<Profile>(lower);
  if (profile) options.profile = *profile;
  return profile.has_value();
}

bool read_vantage(const std::string& word, AuditOptions& options) {
  if (word == "auto") return true;
  if (word == "middle") {
    options.vantage = Vantage::middle;
    return true;
  }
  const bool host = word.rfind("host:", 0) == 0;
  if (!host && word.rfind("peer:", 0) != 0) return false;
  options.vantage = host ? Vantage::host : Vantage::peer;
  const std::optional<Address> address = read_address_in_brackets(word.substr(5));
  if (address) options.vantage_address = *address;
  return address.has_value();
}

bool read_assumptions(const std::string& words, AuditOptions& options) {
  const std::vector<std::string> all = split(words);
  Assumptions granted = all.front().starts_with('-') ? Assumptions::all() : Assumptions{};
  for (const std::string& word : all) {
    if (!take(word, granted)) return false;
  }
  options.granted = granted;
  return true;
}

std::string unknown_assumption(const std::string& words) {
  Assumptions ignored;
  for (const std::string& word : split(words)) {
    if (!take(word, ignored)) return word;
  }
  return {};
}

AuditOptions completed(AuditOptions options) {
  if (!options.msl_s) options.msl_s = msl_of(options.profile);
  return options;
}

}  // namespace twomsl::oracle
