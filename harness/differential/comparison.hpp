// What a stack did, beside what the core does with the same packets and calls at the same times.
//
// The core gets what the stack got, as the recording has it: acknowledgments are moved from the
// stack's ISS to the core's, and nothing of the core's is delivered to anybody. So both hear one
// conversation, and the first difference is not followed by others that it has caused: a tuple on
// which they differ, or on which the difference is the stack's to choose, is looked at no further.
// (Two whole stages, each with peers of its own, would drift apart at the first freedom: another
// segmentation, an ACK that rides elsewhere, a retransmission a moment later.)
//
// Free, and so not compared: ISS, timestamps, windows, how text is cut, when an ACK goes out within
// 500 ms, when and how often something is repeated, when a timer gives a connection up, refusing
// for want of memory, and TIME-WAIT within 2 s of its end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/conform/case.hpp"
#include "harness/stage/recording.hpp"
#include "harness/stage/stage.hpp"
#include "spec/model/policies.hpp"

namespace twomsl::harness {

/// In which respect they differ, the plainest first.
enum class Aspect : std::uint8_t {
  rst,
  syn,
  told_open,
  told_reset,
  told_close,
  told_text,
  ack,      // how far the peer's numbers are acknowledged
  sending,  // whether there is something in flight
  answer,   // whether a segment is answered at all
};

[[nodiscard]] constexpr std::string_view name(Aspect aspect) {
  switch (aspect) {
    case Aspect::rst:
      return "rst";
    case Aspect::syn:
      return "syn";
    case Aspect::told_open:
      return "told-open";
    case Aspect::told_reset:
      return "told-reset";
    case Aspect::told_close:
      return "told-close";
    case Aspect::told_text:
      return "told-text";
    case Aspect::ack:
      return "ack";
    case Aspect::sending:
      return "sending";
    case Aspect::answer:
      return "answer";
  }
  return "";
}

/// A policy of the core's, by its name.
struct CorePolicy {
  std::string_view name{};
  Policy<Concrete> policy{};
};

/// safe, strict and rfc9293.
[[nodiscard]] const std::vector<CorePolicy>& core_policies();

struct Difference {
  std::string name{};  // "ESTABLISHED-ack_missing-told-text": state, the core's reason, aspect
  Level level{};       // what it breaks; MAY: a choice, or nothing that the suite speaks of
  std::string words{};
  std::uint8_t tuple = 0;
  std::uint64_t shown_us = 0;  // when that came by which it shows
};

struct Comparison {
  std::vector<Difference> differences{};
  std::vector<std::uint8_t> core_capture{};  // what the core got and sent, as a pcap file
};

[[nodiscard]] Comparison compare(const Subject& subject, const Recording& recording,
                                 const CorePolicy& policy);

}  // namespace twomsl::harness
