// The rules of closing and of TIME-WAIT that packets can show broken: the classes of findings.
//
// Each names the law it falls under (the id that proof, property, fuzzer and oracle share) and the
// requirements it rests on, by their labels in spec/requirements.csv.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace twomsl {

enum class RuleClass : std::uint8_t {
  early_release_rst,
  early_release_silence,
  active_reuse,
  passive_reuse,
  reopen_isn,
  assassination,
  rst_inexact,
  no_return,
  wait_not_restarted,
  fin_wait_2_lost,
  data_after_fin,
  last_ack_abandoned,
  rst_form,
};

inline constexpr std::size_t kRuleClasses = 13;

/// A requirement: the RFC's number, the section, the label in spec/requirements.csv.
struct Citation {
  int rfc = 0;
  std::string_view section{};
  std::string_view label{};
};

struct CloseRule {
  RuleClass rule{};
  std::string_view name{};          // as reports print it
  std::string_view law{};           // its id
  std::string_view demand{};        // what it asks, as a sentence without its full stop
  std::array<Citation, 2> cites{};  // the second may be empty (rfc 0)
};

inline constexpr Citation kMust13{9293, "3.6.1", "MUST-13"};
inline constexpr Citation kMay2{9293, "3.6.1", "MAY-2"};
inline constexpr Citation kRestart{9293, "3.10.7.4", "RFC9293-3.10.7.4-D5"};

/// In the order of RuleClass.
inline constexpr std::array<CloseRule, kRuleClasses> kCloseRules{{
    {RuleClass::early_release_rst,
     "early-release-rst",
     "INV-TW-2",
     "who closed actively stays in TIME-WAIT for 2*MSL and acknowledges a retransmitted FIN",
     {kMust13, kRestart}},
    {RuleClass::early_release_silence,
     "early-release-silence",
     "INV-TW-10",
     "TIME-WAIT acknowledges a retransmitted FIN, and who is not there answers it with a RST",
     {kMust13, kRestart}},
    {RuleClass::active_reuse,
     "active-reuse",
     "INV-TW-2",
     "who closed actively stays in TIME-WAIT for 2*MSL and so cannot open the same tuple",
     {kMust13, {}}},
    {RuleClass::passive_reuse,
     "passive-reuse",
     "INV-TW-2",
     "TIME-WAIT is left early only for a SYN that is newer than the old connection",
     {Citation{6191, "2", "RFC6191-2-1"}, kMay2}},
    {RuleClass::reopen_isn,
     "reopen-isn",
     "INV-ISS",
     "who reopens from TIME-WAIT starts above every sequence number it used before",
     {kMay2, Citation{1122, "4.2.2.13", "RFC1122-4.2.2.13-D1"}}},
    {RuleClass::assassination,
     "assassination",
     "INV-TW-2",
     "a RST at RCV.NXT may end TIME-WAIT, and RFC 1337 advises to ignore it",
     {Citation{1337, "3", "RFC1337-3-D1"}, Citation{9293, "3.10.7.4", "RFC9293-3.10.7.4-U1"}}},
    {RuleClass::rst_inexact,
     "rst-inexact",
     "INV-ACC",
     "a RST inside the window but not at RCV.NXT draws a challenge ACK and ends nothing",
     {Citation{5961, "3.2", "RFC5961-3.2-3"}, Citation{9293, "3.10.7.4", "RFC9293-3.10.7.4-U2"}}},
    {RuleClass::no_return,
     "no-return",
     "INV-TW-2",
     "a connection reopened by a SYN that proves an old duplicate returns to TIME-WAIT",
     {kMay2, Citation{1122, "4.2.2.13", "RFC1122-4.2.2.13-D2"}}},
    {RuleClass::wait_not_restarted,
     "wait-not-restarted",
     "INV-TW-4",
     "a retransmitted FIN that TIME-WAIT acknowledges restarts the 2*MSL wait",
     {kRestart, {}}},
    {RuleClass::fin_wait_2_lost,
     "fin-wait-2-lost",
     "INV-FSM",
     "FIN-WAIT-2 waits for the peer's FIN, acknowledges it and enters TIME-WAIT",
     {Citation{9293, "3.10.7.4", "RFC9293-3.10.7.4-D6"}, kMust13}},
    {RuleClass::data_after_fin,
     "data-after-fin",
     "INV-SEQ",
     "a FIN is the last sequence number that its sender uses: no text lies at or after it",
     {Citation{9293, "3.10.4", "RFC9293-3.10.4-D1"}, {}}},
    {RuleClass::last_ack_abandoned,
     "last-ack-abandoned",
     "INV-FSM",
     "the acknowledgement of its FIN takes LAST-ACK to CLOSED and is not answered with a RST",
     {Citation{9293, "3.5.2", "RFC9293-3.5.2-D2"}, {}}},
    {RuleClass::rst_form,
     "rst-form",
     "INV-FSM",
     "from CLOSED a RST carries SEQ = SEG.ACK and no ACK, or SEQ = 0 and ACK = SEG.SEQ + SEG.LEN",
     {Citation{9293, "3.5.2", "RFC9293-3.5.2-D3"}, {}}},
}};

/// The rule of a class.
[[nodiscard]] constexpr const CloseRule& rule_of(RuleClass rule) {
  return kCloseRules[static_cast<std::size_t>(rule)];
}

static_assert([] {
  for (std::size_t i = 0; i < kRuleClasses; ++i) {
    if (static_cast<std::size_t>(kCloseRules[i].rule) != i) return false;
  }
  return true;
}());

}  // namespace twomsl
