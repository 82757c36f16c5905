// MUSEUM: the hosts of history, from the empty host on.
//
// For each exhibit a script of events is run: what happens, to which connection, with which control
// bits, and the state that it leads to. Moments, numbers, windows, options and whims are open; Z3
// finds those that break the law at the last event and none before, and the running host must break
// it too. Under the same scripts the repaired host breaks no law at all.
#include <fstream>
#include <string>
#include <vector>

#include "proofs/engine/decode.hpp"
#include "proofs/host/host_script.hpp"
#include "proofs/theorems.hpp"

namespace twomsl::proof {
namespace {

// Runs a script; every step as the exhibit's judge sees it, up to the first that leads elsewhere.
template <class D, class HostOf>
std::vector<HostStepOf<D>> run(HostOf& host, const TimeWaitRules& judge, const Script& script,
                               const std::vector<HostEventOf<D>>& events) {
  std::vector<HostStepOf<D>> steps;
  HostHistory<D, KeyOf<D>> claim;
  claim.wait.key = tuple<D>(script.victim);
  for (std::size_t i = 0; i < events.size(); ++i) {
    steps.push_back(judged_by(judge, observed_step(host, events[i], claim)));
    claim = steps.back().history_after;
    const ScriptStep& scripted = script.steps[i];
    if (scripted.kind == HostEventKind::connection && steps.back().out.after != scripted.leads_to)
      break;
  }
  return steps;
}

template <class D>
typename D::Bool keeps(const HostStepOf<D>& step, std::string_view law = {}) {
  typename D::Bool kept(true);
  for (const auto& candidate : kHostLaws<D, KeyOf<D>>) {
    if (law.empty() || candidate.id == law) kept = kept && candidate.holds(step);
  }
  return kept;
}

// The whole script is played, its last step breaks the law, and none before breaks any.
template <class D>
typename D::Bool is_guilty(const std::vector<HostStepOf<D>>& steps, std::size_t length,
                           std::string_view law) {
  typename D::Bool guilty(steps.size() == length);
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) guilty = guilty && keeps<D>(steps[i]);
  return guilty && !keeps<D>(steps.back(), law);
}

using Steps = std::vector<HostStepOf<Symbolic>>;
using Charges = std::vector<Bool>;

Bool simplified(const Bool& charge) { return Bool(charge.term().simplify()); }

// That some step breaks some law, one by one. Most are false as they stand.
Charges any_breach(const Steps& steps) {
  Charges charges;
  for (const auto& step : steps) {
    for (const auto& law : kHostLaws<Symbolic, KeyOf<Symbolic>>) {
      charges.push_back(simplified(!law.holds(step)));
    }
  }
  return charges;
}

Segment<Concrete> decoded(const Decoder& decode, const Segment<Symbolic>& seg) {
  Segment<Concrete> out;
  for_each_field(
      [&](const char*, const auto& from, auto& to) {
        if constexpr (requires { from.value; }) {
          to = {decode(from.value)};
        } else {
          to = decode(from);
        }
      },
      seg, out);
  return out;
}

HostEventOf<Concrete> decoded(const Decoder& decode, const HostEventOf<Symbolic>& event) {
  HostEventOf<Concrete> out;
  out.kind = event.kind;
  out.now = decode(event.now);
  out.key = decode(event.key);
  out.event.kind = event.event.kind;
  out.event.segment = decoded(decode, event.event.segment);
  out.adversary = {decode(event.adversary.victim), decode(event.adversary.write_back)};
  return out;
}

struct Hearing {
  unsigned paths = 0;
  bool known = true;
  std::vector<HostEventOf<Concrete>> events{};  // empty: nothing was found
};

// Values for which one of the charges is true, on the current path.
std::optional<z3::model> find(Explorer& explorer, const Charges& charges) {
  std::optional<z3::model> model;
  for (const Bool& charge : charges) {
    if (!model && !charge.term().is_false()) model = explorer.model_of(charge);
  }
  return model;
}

// Every path, until one makes one of the charges true that `accuse` finds in its steps.
template <class AddFinding>
Hearing try_script(const Script& script, const HostExhibit<Symbolic>& exhibit,
                   const AddFinding& add_finding) {
  Explorer explorer;
  const auto events = events_of(script.steps);
  assume_times(explorer, events);
  Hearing hearing;
  explorer.explore([&] {
    auto host = symbolic_host(exhibit);
    const auto model = find(explorer, add_finding(run(host, exhibit.judge, script, events)));
    if (model) {
      for (const auto& event : events) hearing.events.push_back(decoded(Decoder(*model), event));
    }
    return !model;
  });
  hearing.paths = explorer.solver_stats().paths;
  hearing.known = explorer.solver_stats().unknowns == 0;
  return hearing;
}

Hearing convict(const Script& script, const HostExhibit<Symbolic>& exhibit) {
  return try_script(script, exhibit, [&](const Steps& steps) {
    return Charges{simplified(is_guilty<Symbolic>(steps, script.steps.size(), exhibit.law))};
  });
}

template <class D>
HostExhibit<D> exhibit_of(std::string_view name) {
  for (const auto& exhibit : host_museum<D>()) {
    if (exhibit.name == name) return exhibit;
  }
  return {};
}

bool replays(const Script& script, const Hearing& hearing) {
  const auto exhibit = exhibit_of<Concrete>(script.exhibit);
  auto running = museum_host(exhibit);
  const auto steps = run(running.host, exhibit.judge, script, hearing.events);
  return !hearing.events.empty() && is_guilty<Concrete>(steps, script.steps.size(), exhibit.law);
}

void visit(Report& report, const Script& script) {
  const auto exhibit = exhibit_of<Symbolic>(script.exhibit);
  report.working_on(script.exhibit);
  const double begun = processor_seconds();
  const Hearing hearing = convict(script, exhibit);
  const bool convicted = replays(script, hearing);
  report.add({"MUSEUM", "host " + std::string(exhibit.name) + " breaks " + std::string(exhibit.law),
              std::to_string(script.steps.size()) + " events", hearing.paths,
              processor_seconds() - begun, convicted && hearing.known,
              convicted                ? "refuted, replayed"
              : hearing.events.empty() ? "not refuted"
                                       : "does not replay"});
}

// No event of these scripts breaks any law.
void acquit(Report& report, std::string_view name, const std::vector<Script>& charges) {
  report.working_on(name);
  const double begun = processor_seconds();
  const auto exhibit = exhibit_of<Symbolic>(name);
  unsigned paths = 0;
  bool innocent = true;
  for (const Script& script : charges) {
    const Hearing hearing = try_script(script, exhibit, any_breach);
    paths += hearing.paths;
    innocent = innocent && hearing.events.empty() && hearing.known;
  }
  report.add({"MUSEUM", "host " + std::string(name) + " breaks nothing",
              std::to_string(charges.size()) + (charges.size() == 1 ? " script" : " scripts"),
              paths, processor_seconds() - begun, innocent, innocent ? "proved" : "refuted"});
}

// One line an event: what, when, to which tuple, whims, and every member of its segment.
bool write(const std::string& path, const Script& script, const Hearing& hearing) {
  std::ofstream file(path);
  file << "# " << script.exhibit << " breaks " << exhibit_of<Concrete>(script.exhibit).law
       << " of tuple " << script.victim
       << " at the last event\nevent,now_us,tuple,victim,write_back";
  for_each_field([&](const char* field, const auto&) { file << ',' << field; },
                 hearing.events.front().event.segment);
  file << '\n';
  for (std::size_t i = 0; i < hearing.events.size(); ++i) {
    const auto& event = hearing.events[i];
    const bool collects = event.kind == HostEventKind::expire;
    file << (collects ? "expire" : name(event.event.kind)) << ',' << event.now.us << ','
         << script.steps[i].tuple << ',' << event.adversary.victim << ','
         << event.adversary.write_back;
    for_each_field(
        [&](const char*, const auto& member) {
          if constexpr (requires { member.value; }) {
            file << ',' << member.value;
          } else {
            file << ',' << member;
          }
        },
        event.event.segment);
    file << '\n';
  }
  return static_cast<bool>(file);
}

}  // namespace

void visit_host_museum(Report& report, std::string_view wanted) {
  if (!is_wanted("MUSEUM", wanted)) return;
  const std::vector<Script> all = scripts();
  const std::vector<Script> told = distinct(all);
  for (const Script& script : all) {
    if (!exhibit_of<Symbolic>(script.exhibit).law.empty()) visit(report, script);
  }
  acquit(report, "assassinated_rfc9293", {all.back()});
  acquit(report, "nt4_sp4", told);
  acquit(report, "nt4_sp4_safe", told);
}

bool write_host_museum(std::string_view folder) {
  for (const Script& script : scripts()) {
    const auto exhibit = exhibit_of<Symbolic>(script.exhibit);
    if (exhibit.law.empty()) continue;
    const Hearing hearing = convict(script, exhibit);
    const std::string path = std::string(folder) + "/host_" + std::string(script.exhibit) + ".csv";
    if (hearing.events.empty() || !write(path, script, hearing)) {
      std::fprintf(stderr, "prove: cannot write %s\n", path.c_str());
      return false;
    }
  }
  return true;
}

}  // namespace twomsl::proof
