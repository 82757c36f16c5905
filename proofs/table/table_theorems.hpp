// The theorems of the TIME-WAIT table, as the registry lists them.
#pragma once

#include <array>
#include <span>

#include "proofs/scopes.hpp"

namespace twomsl::proof {

/// TIME: deadlines and elapsed time agree.
void prove_time(Report& report, const Wanted& wanted);

/// LOOKUP: the search is right, at 2, 4 and under any hash.
void prove_lookups(Report& report, const Wanted& wanted);

/// ABSTRACTION: a scan sees what the history tells.
void prove_abstraction(Report& report, const Wanted& wanted);

/// INDUCTION and the laws, at 2, 4, and on the slot that a search names in a table of any
/// capacity.
void prove_table(Report& report, const Wanted& wanted);

/// EIGHT: all of these at 8 slots.
void prove_eight(Report& report, const Wanted& wanted);
void prove_lookup_of_eight(Report& report);

/// MUSEUM: nt4_sp4 breaks nothing under the scripts that convict the other tables.
void prove_museum_table(Report& report, const Wanted& wanted);

/// Broken tables, one for each theorem at least; and the tables of history.
[[nodiscard]] std::span<const Mutant> table_mutants();
[[nodiscard]] std::span<const Mutant> museum_tables();

/// Writes the counterexamples of the tables of history as CSV, one file a policy, into an existing
/// folder. Returns false, and says why on stderr, if one cannot be written.
[[nodiscard]] bool write_museum_tables(std::string_view folder);

inline constexpr std::array<Theorem, 11> kTableTheorems = {{
    {.id = "TIME",
     .subject = "table",
     .cases = "all 64-bit words",
     .scope = kOfTime,
     .stated = "proofs/engine/timeline.hpp time_lemma",
     .sentence =
         "\"the deadline has come\" is \"2*MSL have elapsed since the last restart\"; waits only "
         "end, deadlines only come, nothing overflows, flags and deadline do not touch",
     .assumes = "CLK",
     .witness = "the lemma's own premises",
     .prove = prove_time,
     .seconds = 2},
    {.id = "LOOKUP",
     .subject = "table",
     .cases = "2, 4 slots, any hash",
     .scope = kOfLookup,
     .stated = "core/table/table_invariant.hpp is_correct_result",
     .sentence = "the search says where a key is, or that it is nowhere and where it belongs; "
                 "`look_up` answers as a look at every slot does",
     .assumes = "MEM, WELL-FORMED",
     .witness = "a key away from its home is found",
     .prove = prove_lookups,
     .seconds = 24},
    {.id = "ABSTRACTION",
     .subject = "table",
     .cases = "2, 4, any slots",
     .scope = kOfScan,
     .stated = "proofs/table/table_model.hpp is_faithful",
     .sentence = "a look at every slot sees what the tuple's history tells, now and at any later "
                 "time; and the table stays faithful while time passes",
     .assumes = "CLK, MEM, WELL-FORMED",
     .witness = "a tuple still waiting",
     .prove = prove_abstraction,
     .seconds = 3},
    {.id = "INDUCTION",
     .subject = "table",
     .cases = "2, 4, any slots; event",
     .scope = kOfTable,
     .stated = "core/table/table_invariant.hpp is_well_formed",
     .sentence = "the empty table is well-formed and faithful to every tuple; any event leaves it "
                 "so (of any number of slots: faithful)",
     .assumes = "CLK, MEM, LOOKUP, ABSTRACTION, NO-MUSEUM, IN-SIGHT",
     .witness = "a tuple enters",
     .prove = prove_table,
     .seconds = 100},
    {.id = "INV-TW-1",
     .subject = "table",
     .cases = "2, 4, any slots; event",
     .scope = kOfTable,
     .stated = "spec/laws/table/table_laws.hpp inv_tw_1",
     .sentence = "under a strict policy, from the last restart until 2*MSL the slot stays, and all "
                 "that it remembers",
     .assumes = "CLK, MEM, LOOKUP, ABSTRACTION, INDUCTION, NO-MUSEUM, IN-SIGHT",
     .witness = "a strict sweep passes a waiting tuple",
     .prove = prove_table,
     .seconds = 20},
    {.id = "INV-TW-2",
     .subject = "table",
     .cases = "2, 4, any slots; event",
     .scope = kOfTable,
     .stated = "spec/laws/table/table_laws.hpp inv_tw_2",
     .sentence = "under any policy a slot is given up early only by an enabled licence whose RFC "
                 "condition held, and a reopening begins only with a SYN that RFC 6191, or the "
                 "sequence rule, accepts",
     .assumes = "CLK, MEM, LOOKUP, ABSTRACTION, INDUCTION, NO-MUSEUM, IN-SIGHT",
     .witness = "a tuple is released",
     .prove = prove_table,
     .seconds = 50},
    {.id = "INV-TW-3",
     .subject = "table",
     .cases = "2, 4, any slots; event",
     .scope = kOfTable,
     .stated = "spec/laws/table/table_laws.hpp inv_tw_3",
     .sentence = "reserved + held <= capacity, each event moves the account as it should, a "
                 "reservation is refused only at capacity, entering on one finds its slot",
     .assumes = "CLK, MEM, LOOKUP, ABSTRACTION, INDUCTION, NO-MUSEUM, IN-SIGHT",
     .witness = "a tuple enters",
     .prove = prove_table,
     .seconds = 50},
    {.id = "INV-TW-4",
     .subject = "table",
     .cases = "2, 4, any slots; event",
     .scope = kOfTable,
     .stated = "spec/laws/table/table_laws.hpp inv_tw_4",
     .sentence = "a wait ends at the first look at or after 2*MSL from its last restart; a restart "
                 "owed is granted",
     .assumes = "CLK, MEM, LOOKUP, ABSTRACTION, INDUCTION, NO-MUSEUM, IN-SIGHT, CALLER",
     .witness = "a restarted wait, over later",
     .prove = prove_table,
     .seconds = 40},
    {.id = "INV-TW-9",
     .subject = "table",
     .cases = "2, 4, any slots; event",
     .scope = kOfTable,
     .stated = "spec/laws/table/table_laws.hpp inv_tw_9",
     .sentence = "MSL, capacity and rules change only by their own event; a capacity below the "
                 "claims is refused; no wait under way changes",
     .assumes = "CLK, MEM, LOOKUP, ABSTRACTION, INDUCTION, NO-MUSEUM, IN-SIGHT",
     .witness = "a capacity is refused",
     .prove = prove_table,
     .seconds = 15},
    {.id = "EIGHT",
     .subject = "table",
     .cases = "8 slots; event",
     .scope = kOfTable,
     .stated = "spec/laws/table/table_laws.hpp kTableLaws",
     .sentence = "LOOKUP, ABSTRACTION, INDUCTION and all laws at 8 slots",
     .assumes = "CLK, MEM, NO-MUSEUM",
     .witness = "that of each law",
     .prove = prove_eight,
     .seconds = 50},
    {.id = "MUSEUM",
     .subject = "table",
     .cases = "4 slots; script",
     .scope = kOfTableScripts,
     .stated = "spec/laws/table/table_laws.hpp kTableLaws",
     .sentence = "each table of history breaks the law named, from the empty table on; nt4_sp4, "
                 "under the same scripts, none",
     .assumes = "CLK, MEM, SCRIPTS",
     .witness = "each table of history is one",
     .prove = prove_museum_table,
     .seconds = 2},
}};

}  // namespace twomsl::proof
