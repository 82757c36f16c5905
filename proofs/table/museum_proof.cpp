// MUSEUM: the tables of history, from the empty table on.
//
// For each exhibit a script of verbs is run with every moment and every whim open; Z3 finds those
// that break the law, and the concrete table must break it too. What nt4_sp4 says, no script
// breaks; that none can is what the theorems say, since it is a strict policy without a museum.
#include <fstream>
#include <vector>

#include "core/table/tuple_hash.hpp"
#include "historical/table_policies.hpp"
#include "proofs/engine/decode.hpp"
#include "proofs/theorems.hpp"

namespace twomsl::proof {
namespace {

// As in fuzz_slots, so that its programs can tell the same stories.
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
  bool is_outlived;      // tuple 0 is held on, and ten seconds older: the party convicts itself
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

// The events of a script, their moments and whims open. A whim is what one byte can say.
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
    const Symbolic::U32 byte = any_word(name + ".whim") & Symbolic::U32(0xffu);
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

// Runs a script; what the last step did to the tuple that is followed.
template <class D>
struct Story {
  ExhibitTable<D> table{};
  TableStep<D, KeyOf<D>> last{};
};

template <class D>
Story<D> tell(const TablePolicy<D>& policy, const std::vector<ExhibitEvent<D>>& events,
              std::uint32_t followed) {
  Story<D> story;
  story.table.policy = policy;
  TupleHistory<D, KeyOf<D>> claim;
  claim.key = tuple<D>(followed);
  for (const auto& event : events) {
    const auto seen = [&] {
      return TableView<D>{scan(story.table, claim.key, event.now), story.table.account,
                          story.table.policy};
    };
    story.last = {claim, seen(), event, TableResult::done, {}, {}};
    story.last.result = step(story.table, event);
    story.last.after = seen();
    claim = update_ghost(claim, event, story.last.result, story.last.before);
    story.last.history_after = claim;
  }
  return story;
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
Bool is_outlived(const Story<Symbolic>& story, const std::vector<ExhibitEvent<Symbolic>>& events) {
  const Instant<Symbolic>& now = story.last.event.now;
  const Duration<Symbolic> ten_seconds{Symbolic::U64(std::uint64_t{10'000'000})};
  Instant<Symbolic> entered = events.front().now;
  for (const auto& event : events) {
    if (event.verb == TableVerb::hold) {
      entered = event.now;
      break;
    }
  }
  return scan(story.table, tuple<Symbolic>(0), now).held &&
         entered + ten_seconds <= story.last.history_before.restarted;
}

struct Conviction {
  unsigned paths = 0;
  bool known = true;
  std::vector<ExhibitEvent<Concrete>> events{};  // empty: none found
};

Conviction convict(const Exhibit& exhibit, const TablePolicy<Symbolic>& policy) {
  Explorer explorer;
  const auto events = events_of(exhibit.script);
  assume_times(explorer, events);
  Conviction conviction;
  explorer.explore([&] {
    const auto story = tell(policy, events, exhibit.victim);
    Bool guilty = breaks(story.last, exhibit.law);
    if (exhibit.is_outlived) {
      guilty = guilty && is_outlived(story, events);
    }
    const auto model = explorer.model_of(guilty);
    if (model) {
      const Decoder decode(*model);
      for (const auto& event : events) {
        conviction.events.push_back(decode(event));
      }
    }
    return !model;
  });
  conviction.paths = explorer.solver_stats().paths;
  conviction.known = explorer.solver_stats().unknowns == 0;
  return conviction;
}

void visit(Report& report, const Exhibit& exhibit) {
  report.working_on(exhibit.name);
  const double begun = processor_seconds();
  const Conviction conviction = convict(exhibit, exhibit.symbolic());
  const bool replays =
      !conviction.events.empty() &&
      breaks(tell(exhibit.concrete(), conviction.events, exhibit.victim).last, exhibit.law);
  report.add({"MUSEUM", std::string(exhibit.name) + " breaks " + exhibit.law,
              std::to_string(kSlots), conviction.paths, processor_seconds() - begun,
              replays && conviction.known,
              replays                     ? "refuted, replayed"
              : conviction.events.empty() ? "not refuted"
                                          : "does not replay"});
}

// The same scripts leave the repaired table unconvicted, and it is a policy of the theorems.
void acquit(Report& report) {
  const double begun = processor_seconds();
  const TablePolicy<Symbolic> policy = nt4_sp4<Symbolic>();
  unsigned paths = 0;
  bool innocent = true;
  for (const Exhibit& exhibit : kExhibits) {
    const Conviction conviction = convict(exhibit, policy);
    paths += conviction.paths;
    innocent = innocent && conviction.events.empty() && conviction.known;
  }
  const TablePolicy<Concrete> concrete = nt4_sp4<Concrete>();
  innocent = innocent && is_strict(concrete) && same(concrete.museum, Museum<Concrete>{});
  report.add({"MUSEUM", "nt4_sp4 breaks nothing", std::to_string(kSlots), paths,
              processor_seconds() - begun, innocent, innocent ? "proved" : "refuted"});
}

bool write(const std::string& path, const Exhibit& exhibit, const Conviction& conviction) {
  std::ofstream file(path);
  file << "# " << exhibit.name << " breaks " << exhibit.law << " of tuple " << exhibit.victim
       << " at the last event; " << kSlots << " slots, threshold " << kThreshold << "\n"
       << "verb,now_us,tuple,whim\n";
  for (const auto& event : conviction.events) {
    file << name(event.verb) << ',' << event.now.us << ',' << event.key.remote << ','
         << (event.adversary.victim >> 24) << '\n';
  }
  return static_cast<bool>(file);
}

}  // namespace

void visit_museum(Report& report, std::string_view wanted) {
  if (!is_wanted("MUSEUM", wanted)) {
    return;
  }
  for (const Exhibit& exhibit : kExhibits) {
    visit(report, exhibit);
  }
  acquit(report);
}

bool write_museum(std::string_view folder) {
  for (const Exhibit& exhibit : kExhibits) {
    const Conviction conviction = convict(exhibit, exhibit.symbolic());
    const std::string path = std::string(folder) + "/" + exhibit.name + ".csv";
    if (conviction.events.empty() || !write(path, exhibit, conviction)) {
      std::fprintf(stderr, "prove: cannot write %s\n", path.c_str());
      return false;
    }
  }
  return true;
}

}  // namespace twomsl::proof
