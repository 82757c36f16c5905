#include "oracle/track/party.hpp"

#include <algorithm>

namespace twomsl::oracle {

void note_held(Parties& parties, const Address& address, const HeldSlot& held) {
  auto& slots = parties[address].held;
  const auto known = slots.find(held.entry_frame);
  if (known != slots.end()) {
    known->second.alive_frame = held.alive_frame;
    known->second.held_ns = std::max(known->second.held_ns, held.held_ns);
  } else if (slots.size() < kHeldPerParty) {
    slots.emplace(held.entry_frame, held);
  }
}

}  // namespace twomsl::oracle
