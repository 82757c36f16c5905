// Conversations of which stories are told, and the stories in short.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "oracle/report/story_text.hpp"
#include "tests/oracle/conversation.hpp"

namespace twomsl::test {

using Words = std::vector<std::string>;
inline constexpr std::uint32_t kNewer = kIsnP + 1'000'000;

// "S kind", "P kind", or "kind" of nobody's, in the order of frames.
inline Words stories_of(const Conversation& conversation) {
  Words words;
  for (const oracle::Story& story : audit_of(conversation).stories) {
    const bool is_s = story.party.address == address_of(End::s);
    words.push_back((!story.has_party ? "" : is_s ? "S " : "P ") + std::string(name(story.kind)));
    EXPECT_NE("", words_of(story));
  }
  return words;
}

// A new SYN of P, and how often.
inline Conversation& syns_of_p(Conversation& c, int times, std::uint32_t seq = kNewer) {
  for (int i = 0; i < times; ++i) c.p({.flags = kSyn, .seq = seq, .ack = 0});
  return c;
}

// The old ACK of S, which its TIME-WAIT answers with.
inline constexpr std::uint32_t kOldEndS = kIsnS + 2, kOldEndP = kIsnP + 2;
inline Say old_ack() { return {.seq = kOldEndS, .ack = kOldEndP}; }
inline Say syn_ack() { return {.flags = kSyn | kAck, .seq = kIsnS + 900'000, .ack = kNewer + 1}; }

}  // namespace twomsl::test
