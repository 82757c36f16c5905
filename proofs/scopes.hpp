// What the theorems speak of, and what they do not: one text for all that speak of the same.
#pragma once

#include "proofs/theorem.hpp"

namespace twomsl::proof {

inline constexpr std::string_view kNoStandIn = "nothing";

inline constexpr Scope kOfTime{"all words: moments, deadlines, MSL, flags", kNoStandIn,
                               "clocks that run backwards"};
inline constexpr Scope kOfLookup{"the slots, the key that is sought, the moment",
                                 "the hash: by any function of the key",
                                 "tables of more than 8 slots: there the invariant, which speaks "
                                 "of neighbours, is the argument"};
inline constexpr Scope kOfScan{"the slots, the tuple, its history, the moment and a later one",
                               kNoStandIn, "how a search finds the slot: LOOKUP"};
inline constexpr Scope kOfTable{
    "slots, account, MSL, capacity; a tuple and its history; the event, its tuple, moment and "
    "numbers; a moment later",
    "the search: by any that LOOKUP permits; the hash: by any function; comparisons of times: by "
    "truth values, TIME",
    "more than 8 slots, but for the one in sight; whole rounds of a sweep, but one step at a time; "
    "threads"};
inline constexpr Scope kOfTableScripts{"moments and the adversary's choices", kNoStandIn,
                                       "other scripts; that no other table is as bad"};

inline constexpr Scope kOfPolicies{"all numbers of a policy", kNoStandIn, "switches: any is valid"};
inline constexpr Scope kOfContracts{"all arguments that meet what is required", kNoStandIn,
                                    "that steps call them so: each step proves it on its path"};
inline constexpr Scope kOfRanges{
    "all lists of ranges, of any length and with or without room; all numbers",
    "words: by integers modulo 2^32, of which they are the residues; four ranges, wherever else "
    "steps are proved: by any two of a list, its new one and the ends of what that joined",
    "that the list halves and moves as it says: the standard library and tests; the bytes of text: "
    "rings and tests"};
inline constexpr Scope kOfSteps{
    "all numbers of connection, policy, event and segment; the moment; the history of the wait",
    "nine functions: by any that keeps its contract, CONTRACT and RANGES",
    "two ends and the network between them; what comes in time (liveness); bytes of text; switches "
    "that none of the three policies has, but by SWITCHES"};
inline constexpr Scope kOfExpansion{"all numbers of a wait, and of a slot", kNoStandIn,
                                    "that the slot is found: HOST and the table"};
inline constexpr Scope kOfSwitches{
    kOfSteps.over, kOfSteps.stands_in,
    "two switches flipped at once; states whose code and laws do not read the switch"};
inline constexpr Scope kOfPaths{"nothing: one model of each path", kNoStandIn,
                                "other values on the same path"};
inline constexpr Scope kOfOldConnections{"all numbers of the step that breaks the law", kNoStandIn,
                                         "that the state is reached: hosts of history"};

inline constexpr Scope kOfJudge{
    "all numbers of connection, policy, event and segment; of the hypothesis; what the judge is "
    "told, as far as TOLD leaves it open; the moment",
    kOfSteps.stands_in,
    "steps from FIN-WAIT-1, not yet tried to the end; another stack that conforms: tests; frames "
    "that were not captured, emissions unseen, what "
    "lies in flight between capture and host: simulation; the search (16 hypotheses, 14 segments, "
    "unseen changes tried last, merging) and its evidence: tests, simulation; ACKs of a wait that "
    "began with a RST: there the end may be anywhere"};
inline constexpr Scope kOfJudgedWaits{
    kOfJudge.over, kOfSteps.stands_in,
    "waits entered from CLOSING, or by a FIN that came ahead of text; restarts by other "
    "retransmissions than a bare FIN; a change of MSL during the wait; recall where the judge is "
    "told less: simulation"};

inline constexpr Scope kOfMachine{
    "all numbers of connection, event and segment; the moment; of policies the switches, with "
    "their "
    "own numbers",
    kNoStandIn, "the guards of rows: rows that share state, event, next state and reply are one"};

inline constexpr Scope kOfMachineContract{
    "all numbers of connection, policy, event and segment; the moment", kNoStandIn,
    "numbers of the answer, but for the end of a wait, SND.NXT at the end and the first ISS"};
inline constexpr Scope kOfHost{
    "numbers of the connection, its policy, the next policy, the event, two slots, two histories, "
    "all counts and capacities; two moments",
    "the machine: by any answer in HOST; slots out of sight: by their number, INDUCTION of the "
    "table; floors and the clock of RFC 6528: by any that keep FLOOR's promise; credit, "
    "listeners: by any answer; control blocks: by one that is found, which tests show",
    "ports, timers and sweeping of the host that runs; settings of the museum"};
inline constexpr Scope kOfFloors{
    "the hash, the moment of the end and a later one, MSL, what was sent; two slots, all counts",
    "the tuple's hash: by any word; slots out of sight: by their number, INDUCTION of the table",
    "how many floors out of sight a sweep frees; threads"};
inline constexpr Scope kOfHostScripts{"moments, numbers of segments and the adversary's choices",
                                      kNoStandIn, "other scripts; text"};

}  // namespace twomsl::proof
