// The theorems of one connection, as the registry lists them.
#pragma once

#include <array>
#include <span>

#include "proofs/theorem.hpp"

namespace twomsl::proof {

/// POLICY: which policies are valid.
void prove_validity(Report& report, const Wanted& wanted);

/// CONTRACT: the code that judges segments, cuts them, opens the window and measures keeps the
/// contracts that steps are proved against.
void prove_contracts(Report& report, const Wanted& wanted);

/// RANGES: so does the code that merges held text.
void prove_ranges(Report& report, const Wanted& wanted);

/// INV-DATA: the ranges ahead of RCV.NXT.
void prove_reassembly(Report& report, const Wanted& wanted);

/// INDUCTION and the laws of one connection, on every path of every step.
void prove_connection(Report& report, const Wanted& wanted);

/// EXPANSION: a slot stands for the wait that was put into it.
void prove_expansion(Report& report, const Wanted& wanted);

/// SWITCHES: all laws under the named policies with one switch flipped.
void prove_switches(Report& report, const Wanted& wanted);

/// PATHS: a model of every path of a step does on the machine what Z3 says.
void replay_paths(Report& report, const Wanted& wanted);

/// Broken connections, one for each law at least; code that breaks its contract; and the museum's
/// entries that one connection shows.
[[nodiscard]] std::span<const Mutant> connection_mutants();
[[nodiscard]] std::span<const Mutant> policy_mutants();
[[nodiscard]] std::span<const Mutant> contract_mutants();
[[nodiscard]] std::span<const Mutant> reassembly_mutants();
[[nodiscard]] std::span<const Mutant> expansion_mutants();
[[nodiscard]] std::span<const Mutant> path_mutants();
[[nodiscard]] std::span<const Mutant> museum_connections();

/// Writes the models of PATHS and what they come to, a file a policy, into an existing folder.
/// Returns false, and says why on stderr, if one cannot be written or does not agree.
[[nodiscard]] bool write_paths(std::string_view folder);

inline constexpr std::string_view kByContract = "CLK, MEM, NO-MUSEUM, POLICY, CONTRACT, RANGES";

inline constexpr std::array<Theorem, 22> kConnectionTheorems = {{
    {.id = "POLICY",
     .subject = "connection",
     .cases = "any numbers",
     .stated = "spec/model/policy.hpp invalid_field",
     .sentence = "the predicate that steps assume of a policy is `invalid_field()`'s verdict",
     .assumes = "nothing",
     .witness = "a valid policy",
     .prove = prove_validity,
     .seconds = 1},
    {.id = "CONTRACT",
     .subject = "connection",
     .cases = "six functions",
     .stated = "proofs/connection/contract/connection_contract.hpp trims_by_contract",
     .sentence =
         "which segments are acceptable, what is taken of them, where a FIN is noted, which "
         "answers are awaited, how the window opens and what a measurement makes of the timer keep "
         "the contracts in "
         "`connection_contract.hpp`",
     .assumes = "REQUIRED",
     .witness = "a FIN is taken; one is noted; the window opens",
     .prove = prove_contracts,
     .seconds = 9},
    {.id = "RANGES",
     .subject = "connection",
     .cases = "4 ranges; hold, absorb",
     .stated = "proofs/connection/contract/connection_contract.hpp holds_by_contract",
     .sentence = "holding and absorbing ranges keep theirs, as integers modulo 2^32",
     .assumes = "REQUIRED",
     .witness = "such ranges",
     .prove = prove_ranges,
     .seconds = 3},
    {.id = "INDUCTION",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/time_wait_laws.hpp deadline_matches_ghost",
     .sentence = "a connection that nothing has happened to is well-formed, time leaves it so, the "
                 "deadline of a wait stays what its history says",
     .assumes = "CLK, MEM, NO-MUSEUM, POLICY, CONTRACT, RANGES, INV-TOTAL",
     .witness = "TIME-WAIT is entered",
     .prove = prove_connection,
     .seconds = 12,
     .batch = 1},
    {.id = "INV-TOTAL",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/total_law.hpp inv_total",
     .sentence = "every event has an outcome, the connection is well-formed after it, the answer "
                 "can be sent, refused calls change nothing",
     .assumes = kByContract,
     .witness = "an answer",
     .prove = prove_connection,
     .seconds = 80,
     .batch = 1},
    {.id = "INV-OPT",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/option_law.hpp inv_opt",
     .sentence = "what our SYN offered, and the peer's, is what is used afterwards, whatever the "
                 "policy says by then: scale, segment size, timestamps, the windows announced",
     .assumes = kByContract,
     .witness = "the policy has changed since the SYN",
     .prove = prove_connection,
     .seconds = 30,
     .batch = 2},
    {.id = "INV-SEQ",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/sequence_laws.hpp inv_seq",
     .sentence = "numbers only advance, the window is never taken back, nothing is sent beyond the "
                 "peer's but probes, text is taken and delivered in order",
     .assumes = kByContract,
     .witness = "RCV.NXT advances",
     .prove = prove_connection,
     .seconds = 30,
     .batch = 2},
    {.id = "WINDOW",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/window_law.hpp window_is_newest",
     .sentence = "of INV-SEQ: the peer's window is that of the newest segment that was acceptable. "
                 "Not in `./run prove`, but in `./run test --full` and `./run prove WINDOW`",
     .assumes = kByContract,
     .witness = "a window is taken",
     .prove = prove_connection,
     .seconds = 110,
     .is_long = true},
    {.id = "INV-ISS",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/sequence_laws.hpp inv_iss",
     .sentence = "a new control block's SYN bears its ISS, strictly after the floor, or after the "
                 "old SND.NXT",
     .assumes = kByContract,
     .witness = "the floor decides",
     .prove = prove_connection,
     .seconds = 10,
     .batch = 2},
    {.id = "INV-ACC",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/acceptability.hpp inv_acc",
     .sentence = "the four rows and the zero window decide: what lies outside changes nothing but "
                 "credit, what is inside counts: a new ACK, and text at RCV.NXT before a FIN",
     .assumes = kByContract,
     .witness = "an ACK of what lies outside",
     .prove = prove_connection,
     .seconds = 40,
     .batch = 2},
    {.id = "INV-ACK",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/acknowledgment_laws.hpp inv_ack",
     .sentence = "nothing acknowledged that did not come (asked of an arbitrary number), nothing "
                 "believed that was not sent, each answer to the unacceptable raises the credit by "
                 "an interval and stays within the burst",
     .assumes = kByContract,
     .witness = "credit is spent",
     .prove = prove_connection,
     .seconds = 25,
     .batch = 2},
    {.id = "CREDIT",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/acknowledgment_laws.hpp credit_is_of_its_class",
     .sentence =
         "of INV-ACK: an answer to what may be a retransmission or a probe (class R) is paid "
         "from a bucket that nothing else touches. Not in `./run prove`, but in `./run test "
         "--full` and `./run prove CREDIT`",
     .assumes = kByContract,
     .witness = "credit is spent",
     .prove = prove_connection,
     .seconds = 300,
     .is_long = true},
    {.id = "INV-TW-1",
     .subject = "connection",
     .cases = "strict; state, event",
     .stated = "spec/laws/connection/time_wait_laws.hpp inv_tw_1",
     .sentence = "strict: until 2*MSL from the last restart TIME-WAIT stays",
     .assumes = kByContract,
     .witness = "a RST during the wait",
     .prove = prove_connection,
     .seconds = 6,
     .batch = 1},
    {.id = "INV-TW-2",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/time_wait_laws.hpp inv_tw_2",
     .sentence = "TIME-WAIT is left by an enabled licence alone; a reopening that fails returns to "
                 "the same wait; who closes first enters it",
     .assumes = kByContract,
     .witness = "it is left",
     .prove = prove_connection,
     .seconds = 12,
     .batch = 1},
    {.id = "INV-TW-4",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/time_wait_laws.hpp inv_tw_4",
     .sentence = "the timeout ends a wait exactly if 2*MSL have passed since the last answered "
                 "retransmission",
     .assumes = kByContract,
     .witness = "a restart",
     .prove = prove_connection,
     .seconds = 14,
     .batch = 1},
    {.id = "INV-TW-8",
     .subject = "connection",
     .cases = "strict; state, event",
     .stated = "spec/laws/connection/time_wait_laws.hpp inv_tw_8",
     .sentence = "strict: TIME-WAIT answers retransmissions alone, and a peer that missed the RST "
                 "with which the wait began, and then waits 2*MSL anew",
     .assumes = kByContract,
     .witness = "a restart",
     .prove = prove_connection,
     .seconds = 6,
     .batch = 1},
    {.id = "INV-TW-10",
     .subject = "connection",
     .cases = "3 policies; state, event",
     .stated = "spec/laws/connection/time_wait_laws.hpp inv_tw_10",
     .sentence = "a retransmission during the wait gets its ACK; where the wait began with a RST, "
                 "that RST again",
     .assumes = kByContract,
     .witness = "a restart",
     .prove = prove_connection,
     .seconds = 12,
     .batch = 1},
    {.id = "INV-DATA",
     .subject = "connection",
     .cases = "4 ranges; hold, absorb",
     .stated = "spec/laws/connection/reassembly_laws.hpp inv_data_holds",
     .sentence = "text that finds a place is held and nothing else changes; RCV.NXT moves over "
                 "held numbers alone, all of them, and what lies beyond stays (asked of an "
                 "arbitrary number)",
     .assumes = "REQUIRED",
     .witness = "a number that is held",
     .prove = prove_reassembly,
     .seconds = 4},
    {.id = "EXPANSION",
     .subject = "connection",
     .cases = "any wait; any slot",
     .stated = "core/connection/enter_time_wait.hpp time_wait_connection",
     .sentence = "a wait that is put into a slot and taken out again is the same connection, field "
                 "by field; and every slot remembers what its connection shows",
     .assumes = "CLK, POLICY",
     .witness = "a wait without a FIN",
     .prove = prove_expansion,
     .seconds = 1},
    {.id = "SWITCHES",
     .subject = "connection",
     .cases = "9 switches, 3 policies; event",
     .stated = "proofs/connection/law_by_id.hpp law_holds",
     .sentence = "all laws above hold under each policy with one switch flipped, in the states in "
                 "which code or law reads it. Not in `./run prove`, but in `./run test --full` and "
                 "`./run prove SWITCHES`",
     .assumes = kByContract,
     .witness = "that of some law",
     .prove = prove_switches,
     .seconds = 400,
     .is_long = true},
    {.id = "PATHS",
     .subject = "connection",
     .cases = "3 policies; every path",
     .stated = "proofs/connection/connection_record.hpp recorded",
     .sentence = "one model of every path, decoded, does on the machine what Z3 says",
     .assumes = "WELL-FORMED",
     .witness = "each is one",
     .prove = replay_paths,
     .seconds = 25},
    {.id = "MUSEUM",
     .subject = "connection",
     .cases = "one step",
     .stated = "spec/laws/connection/time_wait_laws.hpp inv_tw_2",
     .sentence = "each connection of history breaks the law named, as safe is judged",
     .assumes = "CLK, MEM, WELL-FORMED",
     .witness = "each is one",
     .seconds = 2},
}};

}  // namespace twomsl::proof
