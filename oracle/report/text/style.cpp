// See style.hpp.
#include "oracle/report/text/style.hpp"

namespace twomsl::oracle {
namespace {

// Select Graphic Rendition, ECMA-48: bold red, yellow, magenta, cyan, faint.
constexpr std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::violation:
      return "\x1b[1;31m";
    case Verdict::conditional:
      return "\x1b[33m";
    case Verdict::deviation:
      return "\x1b[35m";
    case Verdict::hazard:
      return "\x1b[36m";
    case Verdict::undetermined:
      return "\x1b[2m";
  }
  return "";
}

}  // namespace

std::string painted(std::string text, std::string_view word, Verdict verdict) {
  const std::size_t at = text.find(word);
  if (at == std::string::npos) return text;
  text.insert(at + word.size(), "\x1b[0m");
  return text.insert(at, colour_of(verdict));
}

}  // namespace twomsl::oracle
