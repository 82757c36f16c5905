#include "oracle/option_words.hpp"

#include <algorithm>
#include <charconv>

#include "oracle/report/notation.hpp"
#include "oracle/words.hpp"

namespace twomsl::oracle {

bool read_profile(const std::string& word, AuditOptions& options) {
  const std::optional<Profile> profile = value_named<Profile>(word);
  if (profile) options.profile = *profile;
  return profile.has_value();
}

bool read_msl(const std::string& word, AuditOptions& options) {
  double seconds = 0;
  const char* end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, seconds, std::chars_format::fixed);
  if (read.ec != std::errc{} || read.ptr != end) return false;
  if (!is_msl(seconds)) return false;
  options.msl_s = seconds;
  return true;
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
  options.granted = {};
  if (words == "none") return true;
  for (std::size_t at = 0; at <= words.size();) {
    const std::size_t comma = std::min(words.find(',', at), words.size());
    const std::string_view word = std::string_view(words).substr(at, comma - at);
    const std::optional<Assumption> assumption = value_named<Assumption>(word);
    if (!assumption) return false;
    options.granted.insert(*assumption);
    at = comma + 1;
  }
  return true;
}

AuditOptions completed(AuditOptions options) {
  if (!options.msl_s) options.msl_s = msl_of(options.profile);
  return options;
}

}  // namespace twomsl::oracle
