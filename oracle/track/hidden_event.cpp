#include "oracle/track/hidden_event.hpp"

#include <algorithm>

namespace twomsl::oracle {

bool HiddenEvents::add(const HiddenEvent& event) {
  if (count_ == kHiddenEvents) return false;
  ++count_;
  of_party_[event.party.address].push_back(event);
  return true;
}

bool HiddenEvents::contradict(const Finding& finding) const {
  const auto of_party = of_party_.find(finding.party.address);
  if (of_party == of_party_.end()) return false;
  std::int64_t first_ns = finding.at.time_ns;
  std::int64_t last_ns = finding.at.time_ns;
  for (const Evidence& evidence : finding.shown()) {
    first_ns = std::min(first_ns, evidence.at.time_ns);
    last_ns = std::max(last_ns, evidence.at.time_ns);
  }
  const auto contradicts = [&](const HiddenEvent& event) {
    const bool is_same = event.denied == Assumption::no_reboot ||
                         (event.party == finding.party && event.peer == finding.peer);
    return is_same && finding.needs.contains(event.denied) &&
           first_ns - kToldAmiss_ns <= event.time_ns && event.time_ns <= last_ns + kToldAmiss_ns;
  };
  return std::any_of(of_party->second.begin(), of_party->second.end(), contradicts);
}

}  // namespace twomsl::oracle
