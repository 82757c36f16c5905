// The theorems of the Host, as the registry lists them.
#pragma once

#include <array>
#include <span>

#include "proofs/scopes.hpp"

namespace twomsl::proof {

/// HOST and the laws of a host, by induction over every event and setting that it can meet.
void prove_hosts(Report& report, const Wanted& wanted);

/// FLOOR: where a host keeps no floor, RFC 6528's clock stays ahead for 2*MSL; where it does, it is
/// found.
void prove_floor(Report& report, const Wanted& wanted);

/// MUSEUM: nt4_sp4 breaks nothing under the scripts that convict the other hosts.
void prove_museum_hosts(Report& report, const Wanted& wanted);

/// Broken hosts, one for each of these theorems at least; and the hosts of history.
[[nodiscard]] std::span<const Mutant> host_mutants();
[[nodiscard]] std::span<const Mutant> machine_mutants();
[[nodiscard]] std::span<const Mutant> floor_mutants();
[[nodiscard]] std::span<const Mutant> museum_hosts();

/// Writes the counterexamples of the hosts of history into `folder`, one CSV file each.
[[nodiscard]] bool write_museum_hosts(std::string_view folder);

inline constexpr std::string_view kByAnyMachine =
    "CLK, MEM, HOST, FLOOR, POLICY, NO-MUSEUM, IN-SIGHT, STORES, FEW";

inline constexpr std::array<Theorem, 11> kHostTheorems = {{
    {.id = "HOST",
     .subject = "host",
     .cases = "3 policies; state, event",
     .scope = kOfMachineContract,
     .stated = "proofs/host/host_contract.hpp keeps_contract",
     .sentence = "the machine answers a host's event with one of about 550 answers (where it "
                 "leads, why, whether it replies, and on credit), derived from the code; TIME-WAIT "
                 "is left and restarted as the policy permits, and otherwise left alone; a "
                 "connection begins after what its tuple has sent, and ends with its own SND.NXT",
     .assumes = "CLK, MEM, POLICY, WELL-FORMED, ANY-SLOT",
     .witness = "each answer is a path",
     .prove = prove_hosts,
     .seconds = 15},
    {.id = "HOST",
     .law = "INDUCTION",
     .subject = "host",
     .cases = "3 policies; event, setting",
     .scope = kOfHost,
     .stated = "proofs/host/host_window.hpp is_sound",
     .sentence =
         "the account counts the control blocks that may enter TIME-WAIT, the slots held and the "
         "half-open; the table follows the policy; the slot of a tuple is as its history tells; a "
         "tuple that waits has no control block but one that reopens it; each block has reserved "
         "a floor, and floors were told how the last one ended. True of the empty host, "
         "kept by time, every event and every setting, for the tuple that is met and for any other",
     .assumes = kByAnyMachine,
     .witness = "a connection begins",
     .prove = prove_hosts,
     .seconds = 20},
    {.id = "HOST",
     .law = "INV-TW-1",
     .subject = "host",
     .cases = "strict; event, setting",
     .scope = kOfHost,
     .stated = "spec/laws/host/host_laws.hpp host_inv_tw_1",
     .sentence = "strict: until 2*MSL from the last restart the slot stays, and no control block "
                 "is created on the tuple",
     .assumes = kByAnyMachine,
     .witness = "a RST during the wait",
     .prove = prove_hosts,
     .seconds = 10},
    {.id = "HOST",
     .law = "INV-TW-2",
     .subject = "host",
     .cases = "3 policies; event, setting",
     .scope = kOfHost,
     .stated = "spec/laws/host/host_laws.hpp host_inv_tw_2",
     .sentence = "a slot is given up early only by an event of its own tuple that the policy lets "
                 "end it; a control block is created on a waiting tuple only by a SYN that may",
     .assumes = kByAnyMachine,
     .witness = "a reopening, or an ABORT, during the wait",
     .prove = prove_hosts,
     .seconds = 10},
    {.id = "HOST",
     .law = "INV-TW-3",
     .subject = "host",
     .cases = "3 policies; event, setting",
     .scope = kOfHost,
     .stated = "spec/laws/host/host_laws.hpp host_inv_tw_3",
     .sentence = "reserved + held <= capacity; who may enter TIME-WAIT has reserved, and who "
                 "enters finds its slot",
     .assumes = kByAnyMachine,
     .witness = "a tuple enters",
     .prove = prove_hosts,
     .seconds = 10},
    {.id = "HOST",
     .law = "INV-TW-4",
     .subject = "host",
     .cases = "3 policies; event, setting",
     .scope = kOfHost,
     .stated = "spec/laws/host/host_laws.hpp host_inv_tw_4",
     .sentence = "a wait is seen exactly until 2*MSL after its last restart, and restarts on an "
                 "answered retransmission",
     .assumes = kByAnyMachine,
     .witness = "a restart",
     .prove = prove_hosts,
     .seconds = 10},
    {.id = "HOST",
     .law = "INV-TW-7",
     .subject = "host",
     .cases = "3 policies; event, setting",
     .scope = kOfHost,
     .stated = "spec/laws/host/host_laws.hpp host_inv_tw_7",
     .sentence =
         "a host that has lost its memory sends nothing and has neither connection nor wait "
         "for MSL, which nothing makes shorter",
     .assumes = kByAnyMachine,
     .witness = "a segment in quiet time",
     .prove = prove_hosts,
     .seconds = 10},
    {.id = "HOST",
     .law = "INV-TW-9",
     .subject = "host",
     .cases = "3 policies; event, setting",
     .scope = kOfHost,
     .stated = "spec/laws/host/host_laws.hpp host_inv_tw_9",
     .sentence = "the configuration changes by settings alone; a capacity below the claims is "
                 "refused",
     .assumes = kByAnyMachine,
     .witness = "a capacity is refused",
     .prove = prove_hosts,
     .seconds = 10},
    {.id = "HOST",
     .law = "INV-ISS",
     .subject = "host",
     .cases = "3 policies; event, setting",
     .scope = kOfHost,
     .stated = "spec/laws/host/host_laws.hpp host_inv_iss",
     .sentence = "a new incarnation begins after all that this end has sent on a tuple that waits "
                 "and, where the policy keeps a floor, by the last connection, if it ended less "
                 "than 2*MSL ago",
     .assumes = kByAnyMachine,
     .witness = "during a wait, or above a floor",
     .prove = prove_hosts,
     .seconds = 10},
    {.id = "FLOOR",
     .subject = "host",
     .cases = "any hash",
     .scope = kOfFloors,
     .stated = "core/host/iss_floor.hpp iss_floor_lasts",
     .sentence =
         "within 2*MSL of a connection's end: while the host keeps no floor under the "
         "tuple's next ISS, or none any more, RFC 6528's clock is ahead of all that was sent; and "
         "the next OPEN finds the floor that was to be kept",
     .assumes = "CLK, MEM, IN-SIGHT, FEW",
     .witness = "a connection that needs none, and one that needs it for less than MSL",
     .prove = prove_floor,
     .seconds = 200},
    {.id = "MUSEUM",
     .subject = "host",
     .cases = "3 waits, 2 blocks; script",
     .scope = kOfHostScripts,
     .stated = "spec/laws/host/host_laws.hpp kHostLaws",
     .sentence = "each host of history, the tables' five strict and the connections' beside safe, "
                 "breaks the law named at the last event of a script from the empty host on "
                 "(`RESULTS.md`); nt4_sp4 none, at any event of these scripts",
     .assumes = "CLK, MEM, SCRIPTS, KNOWN",
     .witness = "each host of history is one",
     .prove = prove_museum_hosts,
     .seconds = 25},
}};

}  // namespace twomsl::proof
