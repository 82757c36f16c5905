// MUSEUM: the hosts of history, from the empty host on.
//
// For each exhibit a script of events is run: what happens, to which connection, with which control
// bits, and the state that it leads to. Moments, numbers, windows, options and the adversary's
// choices are open; Z3 finds those that break the law at the last event and none before, and the
// running host must break it too. Under the same scripts the repaired host breaks no law at all.
#include <fstream>
#include <string>
#include <vector>

#include "proofs/engine/decode.hpp"
#include "proofs/host/host_script.hpp"
#include "proofs/host/host_theorems.hpp"

namespace twomsl::proof {
namespace {

// Runs a script; every step as the exhibit's judge sees it, up to the first that leads elsewhere.
template <class D, class HostOf>
std::vector<HostStepOf<D>> run(HostOf& host, const TimeWaitRules& judge, const Script& script,
                               const std::vector<HostEventOf<D>>& events) {
  std::vector<HostStepOf<D>> steps;
  HostHistory<D, KeyOf<D>> history;
  history.wait.key = tuple<D>(script.victim);
  for (std::size_t i = 0; i < events.size(); ++i) {
    steps.push_back(judged_by(judge, observed_step(host, events[i], history)));
    history = steps.back().history_after;
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

// The whole script was run, its last step breaks the law, and none before breaks any.
template <class D>
typename D::Bool breaks_at_end(const std::vector<HostStepOf<D>>& steps, std::size_t length,
                               std::string_view law) {
  typename D::Bool kept_before(steps.size() == length);
  for (std::size_t i = 0; i + 1 < steps.size(); ++i)
    kept_before = kept_before && keeps<D>(steps[i]);
  return kept_before && !keeps<D>(steps.back(), law);
}

using Steps = std::vector<HostStepOf<Symbolic>>;

Bool simplified(const Bool& term) { return Bool(term.term().simplify()); }

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

template <class D>
HostExhibit<D> exhibit_of(std::string_view name) {
  for (const auto& exhibit : host_museum<D>()) {
    if (exhibit.name == name) return exhibit;
  }
  return {};
}

using Events = std::vector<HostEventOf<Concrete>>;

Events decoded(const Decoder& decode, const std::vector<HostEventOf<Symbolic>>& events) {
  Events values;
  for (const auto& event : events) values.push_back(decoded(decode, event));
  return values;
}

// What a script on the host of its exhibit came to.
struct Attempt {
  Refutation refutation{};
  Events events{};  // of the counterexample, if there is one
};

bool replays(const Script& script, const Events& events) {
  const auto exhibit = exhibit_of<Concrete>(script.exhibit);
  auto running = museum_host(exhibit);
  const auto steps = run(running.host, exhibit.judge, script, events);
  return breaks_at_end<Concrete>(steps, script.steps.size(), exhibit.law);
}

// Looks for moments, numbers, windows, options and choices with which the exhibit breaks its law.
Attempt attempt(const Script& script) {
  const auto exhibit = exhibit_of<Symbolic>(script.exhibit);
  Explorer explorer;
  const auto events = events_of(script.steps);
  assume_times(explorer, events);
  Attempt attempt;
  Refutation& refutation = attempt.refutation;
  explorer.explore([&] {
    // Which values Z3 finds depends on the terms that live: the run must, for the files to stay.
    auto host = symbolic_host(exhibit);
    const Steps steps = run(host, exhibit.judge, script, events);
    const Bool broken =
        simplified(breaks_at_end<Symbolic>(steps, script.steps.size(), exhibit.law));
    std::optional<z3::model> model;
    if (!broken.term().is_false()) {
      model = explorer.model_of(broken);
    }
    if (model) {
      attempt.events = decoded(Decoder(*model), events);
    }
    return !model;
  });
  refutation.paths = explorer.solver_stats().paths;
  refutation.is_known = explorer.solver_stats().unknowns == 0;
  refutation.is_found = !attempt.events.empty();
  refutation.replays = refutation.is_found && replays(script, attempt.events);
  refutation.cases = std::to_string(script.steps.size()) + " events";
  return attempt;
}

// Some step breaks some law, in some case that this path covers. They are asked for one by one:
// most are false as they stand.
bool may_break_a_law(Explorer& explorer, const Steps& steps) {
  for (const auto& step : steps) {
    for (const auto& law : kHostLaws<Symbolic, KeyOf<Symbolic>>) {
      const Bool broken = simplified(!law.holds(step));
      if (!broken.term().is_false() && explorer.model_of(broken)) return true;
    }
  }
  return false;
}

// No event of these scripts breaks any law on the host of this exhibit, on any path.
void prove_control(Report& report, std::string_view name, const std::vector<Script>& scripts) {
  report.working_on(name);
  const double begun = processor_seconds();
  const auto exhibit = exhibit_of<Symbolic>(name);
  unsigned paths = 0;
  bool holds = true;
  for (const Script& script : scripts) {
    Explorer explorer;
    const auto events = events_of(script.steps);
    assume_times(explorer, events);
    explorer.explore([&] {
      auto host = symbolic_host(exhibit);
      holds = !may_break_a_law(explorer, run(host, exhibit.judge, script, events)) && holds;
      return holds;
    });
    paths += explorer.solver_stats().paths;
    holds = holds && explorer.solver_stats().unknowns == 0;
  }
  report.add({"MUSEUM", "host " + std::string(name) + " breaks nothing",
              std::to_string(scripts.size()) + (scripts.size() == 1 ? " script" : " scripts"),
              paths, processor_seconds() - begun, holds, holds ? "proved" : "refuted"});
}

// One line an event: what, when, to which tuple, choices, and every member of its segment.
bool write(const std::string& path, const Script& script, const Events& events) {
  std::ofstream file(path);
  file << "# " << script.exhibit << " breaks " << exhibit_of<Concrete>(script.exhibit).law
       << " of tuple " << script.victim
       << " at the last event\nevent,now_us,tuple,victim,write_back";
  for_each_field([&](const char* field, const auto&) { file << ',' << field; },
                 events.front().event.segment);
  file << '\n';
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
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

Script script_of(std::string_view exhibit) {
  for (const Script& script : scripts()) {
    if (script.exhibit == exhibit) return script;
  }
  return {};
}

Refutation refute(const Mutant& mutant) { return attempt(script_of(mutant.name)).refutation; }

constexpr std::size_t kConvicted = 10;

// Every exhibit that breaks a law, as the museum lists them.
constexpr std::array<Mutant, kConvicted> mutants() {
  std::array<Mutant, kConvicted> all;
  std::size_t count = 0;
  for (const auto& exhibit : host_museum<Concrete>()) {
    if (!exhibit.law.empty()) {
      all[count++] = {"MUSEUM", exhibit.law, "host", exhibit.name, "", refute};
    }
  }
  return all;
}

constexpr std::array<Mutant, kConvicted> kMutants = mutants();

}  // namespace

std::span<const Mutant> museum_hosts() { return kMutants; }

void prove_museum_hosts(Report& report, const Wanted& /*wanted*/) {
  const std::vector<Script> all = distinct(scripts());
  prove_control(report, "assassinated_rfc9293", {script_of("assassinated_rfc9293")});
  prove_control(report, "nt4_sp4", all);
  prove_control(report, "nt4_sp4_safe", all);
}

bool write_museum_hosts(std::string_view folder) {
  for (const Mutant& exhibit : kMutants) {
    const Script script = script_of(exhibit.name);
    const Events events = attempt(script).events;
    const std::string path = std::string(folder) + "/host_" + std::string(exhibit.name) + ".csv";
    if (events.empty() || !write(path, script, events)) {
      std::fprintf(stderr, "prove: cannot write %s\n", path.c_str());
      return false;
    }
  }
  return true;
}

}  // namespace twomsl::proof
