#include "oracle/report/formats/html/diagram/drawing.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "oracle/report/formats/html/escape.hpp"

namespace twomsl::oracle::html {

std::string flags_of(const DrawnSegment& segment) {
  constexpr std::array<std::pair<std::uint8_t, const char*>, 6> kWords{{{Flags::kSyn, "SYN"},
                                                                        {Flags::kFin, "FIN"},
                                                                        {Flags::kRst, "RST"},
                                                                        {Flags::kPsh, "PSH"},
                                                                        {Flags::kAck, "ACK"},
                                                                        {Flags::kUrg, "URG"}}};
  std::string words;
  for (const auto& [bit, word] : kWords) {
    if ((segment.flags.bits & bit) == 0) continue;
    if (!words.empty()) words += ' ';
    words += word;
  }
  return words.empty() ? "no flags" : words;
}

unsigned party_of(const Drawing& drawing) {
  return drawing.flow.end[0] == drawing.exhibit.party ? 0 : 1;
}

std::vector<WaitSpan> waits_of(const Drawing& drawing) {
  return waits_in(drawing.flow, drawing.wait_ns,
                  {party_of(drawing), drawing.exhibit.entry, drawing.exhibit.gone});
}

std::string due_words(const Drawing& drawing) {
  const std::string wait = brief(drawing.wait_ns);
  return drawing.is_msl_given ? wait + " (2*MSL)" : wait + " (2*MSL, if MSL is 30 s)";
}

}  // namespace twomsl::oracle::html
