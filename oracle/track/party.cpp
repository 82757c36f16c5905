#include "oracle/track/party.hpp"

#include <algorithm>

namespace twomsl::oracle {

void note_held(Parties& parties, const Address& address, const HeldSlot& held) {
  std::vector<HeldSlot>& known = parties[address].held;
  // A slot probed again is mostly the one noted last.
  if (!known.empty() && known.back().entry_frame == held.entry_frame) {
    known.back().alive_frame = held.alive_frame;
    known.back().held_ns = std::max(known.back().held_ns, held.held_ns);
  } else if (known.size() < kHeldPerParty) {
    known.push_back(held);
  }
}

}  // namespace twomsl::oracle
