// Conversations as RapidCheck makes and shrinks them, and beginnings to put before them.
#pragma once

#include <rapidcheck.h>

#include <cstdlib>
#include <ostream>

#include "tests/network/network_record.hpp"

namespace rc {

/// Bytes below `limit`, evenly: RapidCheck's own favour small ones.
inline Gen<std::uint8_t> even_byte(int limit) {
  return gen::map(gen::resize(kNominalSize, gen::inRange(0, limit)),
                  [](int value) { return static_cast<std::uint8_t>(value); });
}

template <>
struct Arbitrary<twomsl::Conversation> {
  static Gen<twomsl::Conversation> arbitrary() {
    return gen::build<twomsl::Conversation>(
        gen::set(&twomsl::Conversation::opening, gen::container<twomsl::Opening>(even_byte(256))),
        gen::set(&twomsl::Conversation::records,
                 gen::container<std::vector<twomsl::Turnout>>(
                     gen::container<twomsl::Turnout>(even_byte(256)))));
  }
};

}  // namespace rc

namespace twomsl {

/// Found by RapidCheck, which prints what it generated.
inline void showValue(const Conversation& conversation, std::ostream& out) {
  rc::show(write_conversation(conversation), out);
}

/// A record of the verb, for the end, with the operand.
[[nodiscard]] inline Turnout tell(Verb verb, unsigned end = 0, unsigned operand = 0) {
  return {static_cast<std::uint8_t>(static_cast<unsigned>(verb) | end << 4),
          static_cast<std::uint8_t>(operand)};
}

/// Puts `beginning` before what was generated.
[[nodiscard]] inline Conversation after(const std::vector<Turnout>& beginning,
                                        Conversation conversation) {
  conversation.records.insert(conversation.records.begin(), beginning.begin(), beginning.end());
  return conversation;
}

}  // namespace twomsl
