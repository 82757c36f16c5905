// MUSEUM: the tables of history, from the empty table on.
//
// For each exhibit a script of verbs is run, its moments and the adversary's choices open; Z3 finds
// those that break the law, and the concrete table must break it too. nt4_sp4 breaks no law under
// any of these scripts; that it breaks none under any script is what the theorems say, since it is
// a strict policy without a museum.
#include <fstream>
#include <vector>

#include "core/table/tuple_hash.hpp"
#include "historical/table_policies.hpp"
#include "proofs/engine/decode.hpp"
#include "proofs/table/table_theorems.hpp"

namespace twomsl::proof {
namespace {

// As in fuzz_slots, so that these counterexamples can be its seeds.
constexpr std::uint32_t kSlots = 4;
constexpr std::uint32_t kThreshold = 3;
constexpr std::uint32_t kTuples = 5;

// Homes of the tuples: any function will do, and this one is fuzz_slots's.
template <class D>
struct SpreadOut {
  [[nodiscard]] constexpr typename D::U32 operator()(const KeyOf<D>& key) const {
    using U32 = typename D::U32;
    U32 hash(0u);
    for (std::uint32_t i = 0; i < kTuples; ++i) {
      hash = select(key.remote == U32(i), U32(i * (0xffffffffu / kTuples)), hash);
    }
    return hash;
  }
};

template <class D>
using ExhibitTable =
    TimeWaitTable<D, KeyOf<D>, std::array<Slot<D, KeyOf<D>>, kSlots>, SpreadOut<D>, RunSearch>;

template <class D>
using ExhibitEvent = TableEvent<D, KeyOf<D>>;

template <class D>
using PolicyMaker = TablePolicy<D> (*)();

struct Exhibit {
  const char* name;
  const char* law;       // that its last verb breaks
  const char* script;    // r reserve, h hold the next tuple, x expire
  std::uint32_t victim;  // the tuple that is followed
  bool is_outlived;      // tuple 0, ten seconds older, is still held: no shorter MSL explains it
  PolicyMaker<Symbolic> symbolic;
  PolicyMaker<Concrete> concrete;
};

template <class D>
TablePolicy<D> nt4() {
  return nt4_policy<D>(typename D::U32(kSlots), typename D::U32(kThreshold));
}
template <class D>
TablePolicy<D> nt4_hotfix() {
  return nt4_hotfix_policy<D>(typename D::U32(kSlots), typename D::U32(kThreshold));
}
template <class D>
TablePolicy<D> nt4_overstay() {
  return nt4_overstay_policy<D>(typename D::U32(kSlots), typename D::U32(kThreshold));
}
template <class D>
TablePolicy<D> evict_oldest() {
  return evict_oldest_policy<D>(typename D::U32(kSlots), typename D::U32(kThreshold));
}
template <class D>
TablePolicy<D> refuse_newcomer() {
  return refuse_newcomer_policy<D>(typename D::U32(kSlots), typename D::U32(kThreshold));
}
template <class D>
TablePolicy<D> nt4_sp4() {
  return nt4_sp4_policy<D>(typename D::U32(kSlots));
}

constexpr std::array<Exhibit, 5> kExhibits = {{
    {"nt4", "INV-TW-1", "rrhhrr", 1, true, nt4<Symbolic>, nt4<Concrete>},
    {"nt4_hotfix", "INV-TW-1", "rrhhrr", 1, true, nt4_hotfix<Symbolic>, nt4_hotfix<Concrete>},
    {"nt4_overstay", "INV-TW-4", "rrrrhx", 0, false, nt4_overstay<Symbolic>,
     nt4_overstay<Concrete>},
    {"evict_oldest", "INV-TW-1", "rrrhr", 0, false, evict_oldest<Symbolic>, evict_oldest<Concrete>},
    {"refuse_newcomer", "INV-TW-1", "rhrhrhrh", 3, false, refuse_newcomer<Symbolic>,
     refuse_newcomer<Concrete>},
}};

template <class D>
KeyOf<D> tuple(std::uint32_t index) {
  using U32 = typename D::U32;
  return {U32(0xc0000201u), U32(index), U32(443u << 16 | 50000u)};
}

// The events of a script, their moments and the adversary's choices open; a choice (the column
// "adversary" of the CSV) is what one byte can say.
std::vector<ExhibitEvent<Symbolic>> events_of(const char* script) {
  std::vector<ExhibitEvent<Symbolic>> events;
  std::uint32_t held = 0;
  for (const char* verb = script; *verb != '\0'; ++verb) {
    const std::string name = "event" + std::to_string(events.size());
    ExhibitEvent<Symbolic> event;
    event.now = {any_quad(name + ".now_us")};
    event.verb = *verb == 'h'   ? TableVerb::hold
                 : *verb == 'x' ? TableVerb::expire
                                : TableVerb::reserve;
    event.key = tuple<Symbolic>(*verb == 'h' ? held++ : 0);
    const Symbolic::U32 byte = any_word(name + ".adversary") & Symbolic::U32(0xffu);
    event.adversary.victim = Symbolic::narrow(Symbolic::widen(byte) << 24);
    event.adversary.write_back = (byte & Symbolic::U32(1u)) == Symbolic::U32(1u);
    events.push_back(event);
  }
  return events;
}

// The clock starts after one second, moves on in steps of a second or more, and for ten minutes at
// most.
void assume_times(Explorer& explorer, const std::vector<ExhibitEvent<Symbolic>>& events) {
  const Duration<Symbolic> second{Symbolic::U64(std::uint64_t{1'000'000})};
  const Instant<Symbolic> end{Symbolic::U64(std::uint64_t{600'000'000})};
  Instant<Symbolic> before{Symbolic::U64(0u)};
  for (const auto& event : events) {
    explorer.assume(before + second <= event.now && event.now < end);
    before = event.now;
  }
}

// A script, run: the table at its end, and what its last event did to the tuple that is followed.
template <class D>
struct ScriptRun {
  ExhibitTable<D> table{};
  TableStep<D, KeyOf<D>> last{};
};

template <class D>
ScriptRun<D> run(const TablePolicy<D>& policy, const std::vector<ExhibitEvent<D>>& events,
                 std::uint32_t followed) {
  ScriptRun<D> outcome;
  outcome.table.policy = policy;
  TupleHistory<D, KeyOf<D>> history;
  history.key = tuple<D>(followed);
  for (const auto& event : events) {
    const auto seen = [&] {
      return TableView<D>{scan(outcome.table, history.key, event.now), outcome.table.account,
                          outcome.table.policy};
    };
    outcome.last = {history, seen(), event, TableResult::done, {}, {}};
    outcome.last.result = step(outcome.table, event);
    outcome.last.after = seen();
    history = update_ghost(history, event, outcome.last.result, outcome.last.before);
    outcome.last.history_after = history;
  }
  return outcome;
}

template <class D>
typename D::Bool breaks(const TableStep<D, KeyOf<D>>& step, std::string_view law) {
  typename D::Bool broken(false);
  for (const auto& candidate : kTableLaws<D, KeyOf<D>>) {
    if (candidate.id == law) {
      broken = !candidate.holds(step);
    }
  }
  return broken;
}

// Tuple 0 is still held, and has been for ten seconds longer than the victim.
Bool is_outlived(const ScriptRun<Symbolic>& outcome,
                 const std::vector<ExhibitEvent<Symbolic>>& events) {
  const Instant<Symbolic>& now = outcome.last.event.now;
  const Duration<Symbolic> ten_seconds{Symbolic::U64(std::uint64_t{10'000'000})};
  Instant<Symbolic> entered = events.front().now;
  for (const auto& event : events) {
    if (event.verb == TableVerb::hold) {
      entered = event.now;
      break;
    }
  }
  return scan(outcome.table, tuple<Symbolic>(0), now).held &&
         entered + ten_seconds <= outcome.last.history_before.restarted;
}

using Events = std::vector<ExhibitEvent<Concrete>>;

// What a script came to under some policy.
struct Attempt {
  Refutation refutation{};
  Events events{};  // of the counterexample, if there is one
};

// Looks for moments and choices for which the script's last event breaks the exhibit's law.
Attempt attempt(const Exhibit& exhibit, const TablePolicy<Symbolic>& policy) {
  Explorer explorer;
  const auto events = events_of(exhibit.script);
  assume_times(explorer, events);
  Attempt attempt;
  Refutation& refutation = attempt.refutation;
  explorer.explore([&] {
    const auto outcome = run(policy, events, exhibit.victim);
    Bool broken = breaks(outcome.last, exhibit.law);
    if (exhibit.is_outlived) {
      broken = broken && is_outlived(outcome, events);
    }
    // Which values Z3 finds depends on the terms that live: the run must, for the files to stay.
    const auto model = explorer.model_of(broken);
    if (model) {
      const Decoder decode(*model);
      for (const auto& event : events) {
        attempt.events.push_back(decode(event));
      }
    }
    return !model;
  });
  refutation.paths = explorer.solver_stats().paths;
  refutation.is_known = explorer.solver_stats().unknowns == 0;
  refutation.is_found = !attempt.events.empty();
  refutation.replays =
      refutation.is_found &&
      breaks(run(exhibit.concrete(), attempt.events, exhibit.victim).last, exhibit.law);
  return attempt;
}

template <std::size_t exhibit>
constexpr Mutant mutant_of() {
  constexpr const Exhibit& kExhibit = kExhibits[exhibit];
  return {
      "MUSEUM", kExhibit.law,
      "table",  kExhibit.name,
      "4",      [](const Mutant&) {
            return attempt(kExhibit, kExhibit.symbolic()).refutation; }};
}

constexpr std::array<Mutant, 5> kMutants = {
    {mutant_of<0>(), mutant_of<1>(), mutant_of<2>(), mutant_of<3>(), mutant_of<4>()}};

bool write(const std::string& path, const Exhibit& exhibit, const Events& events) {
  std::ofstream file(path);
  file << "# " << exhibit.name << " breaks " << exhibit.law << " of tuple " << exhibit.victim
       << " at the last event; " << kSlots << " slots, threshold " << kThreshold << "\n"
       << "verb,now_us,tuple,adversary\n";
  for (const auto& event : events) {
    file << name(event.verb) << ',' << event.now.us << ',' << event.key.remote << ','
         << (event.adversary.victim >> 24) << '\n';
  }
  return static_cast<bool>(file);
}

}  // namespace

std::span<const Mutant> museum_tables() { return kMutants; }

// The same scripts break no law of the repaired table; and it is a policy of the theorems.
void prove_museum_table(Report& report, const Wanted& /*wanted*/) {
  const double begun = processor_seconds();
  const TablePolicy<Symbolic> policy = nt4_sp4<Symbolic>();
  unsigned paths = 0;
  bool holds = true;
  for (const Exhibit& exhibit : kExhibits) {
    const Refutation refutation = attempt(exhibit, policy).refutation;
    paths += refutation.paths;
    holds = holds && !refutation.is_found && refutation.is_known;
  }
  const TablePolicy<Concrete> concrete = nt4_sp4<Concrete>();
  holds = holds && is_strict(concrete) && same(concrete.museum, Museum<Concrete>{});
  report.add({"MUSEUM", "nt4_sp4 breaks nothing", std::to_string(kSlots), paths,
              processor_seconds() - begun, holds, holds ? "proved" : "refuted"});
}

bool write_museum_tables(std::string_view folder) {
  for (const Exhibit& exhibit : kExhibits) {
    const Events events = attempt(exhibit, exhibit.symbolic()).events;
    const std::string path = std::string(folder) + "/" + exhibit.name + ".csv";
    if (events.empty() || !write(path, exhibit, events)) {
      std::fprintf(stderr, "prove: cannot write %s\n", path.c_str());
      return false;
    }
  }
  return true;
}

}  // namespace twomsl::proof
