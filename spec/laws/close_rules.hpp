// The registry of the audit: every rule on closing and on TIME-WAIT that packets can show broken.
//
// A finding of `twomsl audit` is of one of these classes. Each has a row: the law that it falls
// under (the id that proof, property, fuzzer and oracle share), the verdicts that it may end in,
// what these take for granted, what it asks, and the requirements that it rests on, by their labels
// in spec/requirements.csv. The schema of the reports and the table of oracle/README.md are made
// from the rows.
//
// A new class is an enumerator, its name and its row. The compiler asks for the name
// (-Wswitch-enum) and for the row (static_assert), and then for the sentence of its findings
// (oracle/report).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "spec/laws/verdict.hpp"
#include "spec/model/domain.hpp"
#include "spec/model/enumeration.hpp"

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
  rst_ignored,
};

/// The id of a class, as reports print it.
[[nodiscard]] constexpr std::string_view name(RuleClass rule) {
  switch (rule) {
    case RuleClass::early_release_rst:
      return "early-release-rst";
    case RuleClass::early_release_silence:
      return "early-release-silence";
    case RuleClass::active_reuse:
      return "active-reuse";
    case RuleClass::passive_reuse:
      return "passive-reuse";
    case RuleClass::reopen_isn:
      return "reopen-isn";
    case RuleClass::assassination:
      return "assassination";
    case RuleClass::rst_inexact:
      return "rst-inexact";
    case RuleClass::no_return:
      return "no-return";
    case RuleClass::wait_not_restarted:
      return "wait-not-restarted";
    case RuleClass::fin_wait_2_lost:
      return "fin-wait-2-lost";
    case RuleClass::data_after_fin:
      return "data-after-fin";
    case RuleClass::last_ack_abandoned:
      return "last-ack-abandoned";
    case RuleClass::rst_form:
      return "rst-form";
    case RuleClass::rst_ignored:
      return "rst-ignored";
  }
  return "";
}

/// A requirement: the RFC's number, the section, the label in spec/requirements.csv.
struct Citation {
  int rfc = 0;
  std::string_view section{};
  std::string_view label{};
};

struct CloseRule {
  RuleClass rule{};
  std::string_view law{};           // its id
  Verdicts verdicts{};              // that it may end in beside undetermined, open to every rule
  Assumptions assumptions{};        // that its findings may rest on
  std::string_view demand{};        // what it asks, as a sentence without its full stop
  std::array<Citation, 2> cites{};  // the second may be empty (rfc 0)
};

inline constexpr Citation kMust13{9293, "3.6.1", "MUST-13"};
inline constexpr Citation kMay2{9293, "3.6.1", "MAY-2"};
inline constexpr Citation kRestart{9293, "3.10.7.4", "RFC9293-3.10.7.4-D5"};

/// One row a class, in the order of RuleClass.
inline constexpr std::array<CloseRule, kCountOf<RuleClass>> kCloseRules{{
    {RuleClass::early_release_rst,
     "INV-TW-2",
     {Verdict::violation, Verdict::conditional, Verdict::deviation},
     kAnyExplanation,
     "who closed actively stays in TIME-WAIT for 2*MSL and acknowledges a retransmitted FIN",
     {kMust13, kRestart}},
    {RuleClass::early_release_silence,
     "INV-TW-10",
     {Verdict::violation, Verdict::conditional},
     kNothingHidden.with(Assumption::one_stack),
     "TIME-WAIT acknowledges a retransmitted FIN, and who is not there answers it with a RST",
     {kMust13, kRestart}},
    {RuleClass::active_reuse,
     "INV-TW-2",
     {Verdict::violation, Verdict::conditional, Verdict::deviation},
     kAnyExplanation,
     "who closed actively stays in TIME-WAIT for 2*MSL and so cannot open the same tuple",
     {kMust13, {}}},
    {RuleClass::passive_reuse,
     "INV-TW-2",
     {Verdict::violation, Verdict::conditional, Verdict::deviation},
     kAnyExplanation,
     "TIME-WAIT is left early only for a SYN that is newer than the old connection",
     {Citation{6191, "2", "RFC6191-2-1"}, kMay2}},
    {RuleClass::reopen_isn,
     "INV-ISS",
     {Verdict::violation, Verdict::conditional},
     kAnyExplanation,
     "who reopens from TIME-WAIT starts above every sequence number it used before",
     {kMay2, Citation{1122, "4.2.2.13", "RFC1122-4.2.2.13-D1"}}},
    {RuleClass::assassination,
     "INV-TW-2",
     {Verdict::violation, Verdict::conditional, Verdict::hazard},
     kAnyExplanation,
     "a RST at RCV.NXT may end TIME-WAIT, and RFC 1337 advises to ignore it",
     {Citation{1337, "3", "RFC1337-3-D1"}, Citation{9293, "3.10.7.4", "RFC9293-3.10.7.4-U1"}}},
    {RuleClass::rst_inexact,
     "INV-ACC",
     {Verdict::deviation},
     kAnyExplanation,
     "a RST inside the window but not at RCV.NXT draws a challenge ACK and ends nothing",
     {Citation{5961, "3.2", "RFC5961-3.2-3"}, Citation{9293, "3.10.7.4", "RFC9293-3.10.7.4-U2"}}},
    {RuleClass::no_return,
     "INV-TW-2",
     {Verdict::violation, Verdict::conditional},
     kAnyExplanation,
     "a connection reopened by a SYN that proves an old duplicate returns to TIME-WAIT",
     {kMay2, Citation{1122, "4.2.2.13", "RFC1122-4.2.2.13-D2"}}},
    {RuleClass::wait_not_restarted,
     "INV-TW-4",
     {Verdict::conditional, Verdict::deviation},
     kAnyExplanation,
     "a retransmitted FIN that TIME-WAIT acknowledges restarts the 2*MSL wait",
     {kRestart, {}}},
    {RuleClass::fin_wait_2_lost,
     "INV-FSM",
     {Verdict::violation, Verdict::deviation},
     kAnyExplanation,
     "FIN-WAIT-2 waits for the peer's FIN, acknowledges it and enters TIME-WAIT",
     {Citation{9293, "3.10.7.4", "RFC9293-3.10.7.4-D6"}, kMust13}},
    {RuleClass::data_after_fin,
     "INV-SEQ",
     {Verdict::violation},
     {Assumption::all_captured, Assumption::no_forger, Assumption::in_order},
     "a FIN is the last sequence number that its sender uses: no text lies at or after it",
     {Citation{9293, "3.10.4", "RFC9293-3.10.4-D1"}, {}}},
    {RuleClass::last_ack_abandoned,
     "INV-FSM",
     {},
     kNothingHidden.with(Assumption::no_duplicate),
     "the acknowledgement of its FIN takes LAST-ACK to CLOSED and is not answered with a RST",
     {Citation{9293, "3.5.2", "RFC9293-3.5.2-D2"}, {}}},
    {RuleClass::rst_form,
     "INV-FSM",
     {Verdict::deviation},
     {Assumption::no_abort, Assumption::no_forger},
     "from CLOSED a RST carries SEQ = SEG.ACK and no ACK, or SEQ = 0 and ACK = SEG.SEQ + SEG.LEN",
     {Citation{9293, "3.5.2", "RFC9293-3.5.2-D3"}, {}}},
    {RuleClass::rst_ignored,
     "INV-ACC",
     {Verdict::violation},
     {Assumption::all_captured, Assumption::no_forger, Assumption::rsts_arrived,
      Assumption::in_order, Assumption::clock_steady},
     "a RST at RCV.NXT ends a connection, unless it is in TIME-WAIT",
     {Citation{9293, "3.10.7.4", "RFC9293-3.10.7.4-U1"}, Citation{5961, "3.2", "RFC5961-3.2-2"}}},
}};

/// The rule of a class.
[[nodiscard]] constexpr const CloseRule& rule_of(RuleClass rule) {
  return kCloseRules[static_cast<std::size_t>(rule)];
}

/// A row is complete. Who may end in "conditional" may also be convicted by another slot that the
/// same address held for longer, which takes one stack behind it for granted.
[[nodiscard]] constexpr bool is_complete(const CloseRule& row) {
  const bool says_all = !row.law.empty() && !row.demand.empty() && row.cites[0].rfc != 0;
  return says_all && !row.verdicts.contains(Verdict::undetermined) &&
         implies(row.verdicts.contains(Verdict::conditional),
                 row.assumptions.contains(Assumption::one_stack));
}

static_assert(
    [] {
      for (const RuleClass rule : kValuesOf<RuleClass>) {
        if (rule_of(rule).rule != rule || !is_complete(rule_of(rule))) return false;
      }
      return true;
    }(),
    "each RuleClass has its row, in order, and nothing in it is left out");

}  // namespace twomsl
