// See parse.hpp.
#include "tool/line/parse.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "tool/command.hpp"
#include "tool/line/commands.hpp"
#include "tool/line/numbers.hpp"
#include "tool/line/usage_error.hpp"

namespace twomsl::tool {
namespace {

// An option, as it stands before the "=" of its value.
bool has_option(const CLI::App& app, const std::string& word) {
  return app.get_option_no_throw(word.substr(0, word.find('='))) != nullptr;
}

bool means_audit(const CLI::App& app, const std::string& first) {
  const CLI::App* audit = find_command(app, "audit");
  if (audit == nullptr || find_command(app, first) != nullptr) return false;
  if (first == "--" || first == "-") return true;
  if (first.starts_with('-')) return !has_option(app, first) && has_option(*audit, first);
  return looks_like_a_file(first);
}

int print(const std::string& text, const CLI::App& app) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return static_cast<int>(is_written(app.get_name().c_str()) ? Exit::clean : Exit::unwritable);
}

}  // namespace

std::vector<std::string> as_meant(const CLI::App& app, std::vector<std::string> words) {
  if (!words.empty() && means_audit(app, words.front())) words.insert(words.begin(), "audit");
  std::replace(words.begin(), words.end(), std::string("++"), std::string("./++"));
  const auto mark = std::find(words.begin(), words.end(), "--");
  if (mark == words.end()) return words;
  for (auto word = words.erase(mark); word != words.end(); ++word) {
    if (word->size() > 1 && word->front() == '-') word->insert(0, "./");
  }
  return words;
}

std::optional<int> parse(CLI::App& app, std::vector<std::string> words) {
  words = as_meant(app, std::move(words));
  const auto refuse = [&](const CLI::ParseError& error) {
    complain(app.get_name(), words_of(error, app, words));
    return static_cast<int>(Exit::usage);
  };
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::Success& asked) {
    if (names_no_command(app)) return refuse(asked);
    std::ostringstream text;
    app.exit(asked, text, text);
    return print(text.str(), app);
  } catch (const CLI::ParseError& error) {
    return refuse(error);
  }
  return std::nullopt;
}

std::vector<std::string> words_of(int argc, char** argv) {
  return {argv + std::min(argc, 1), argv + argc};
}

}  // namespace twomsl::tool
