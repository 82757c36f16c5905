// See fsm_proof.hpp.
#include <fstream>
#include <sstream>

#include "proofs/connection/connection_model.hpp"
#include "proofs/fsm/fsm_proof.hpp"
#include "spec/laws/connection/connection_invariant.hpp"
#include "spec/laws/connection/connection_laws.hpp"

namespace twomsl::proof {
namespace {

using Block = Connection<Symbolic>;
using TraceEvent = twomsl::Event<Symbolic>;

Block any_connection(State state, Origin origin) {
  Block c;
  for_each_field(Name{}, c);
  c.state = state;
  c.origin = origin;
  return c;
}

// An event with some facts of the environment against it.
TraceEvent any_event(EventKind kind, unsigned against) {
  TraceEvent event;
  for_each_field(Name{}, event);
  for_each_field(Name{}, event.segment);
  event.kind = kind;
  set_facts_against(event, against);
  return event;
}

struct Case {
  Place place{};
  EventKind kind{};
  unsigned against = 0;
};

// A timeout that is off does nothing at all.
bool is_sound(const ConnectionStep<Symbolic>& step, Explorer& explorer) {
  return !is_no_event(step.event.kind, step.outcome.why) ||
         (!step.outcome.replies && step.after.state == step.before.state &&
          explorer.proves(is_same<Symbolic>(step.before, step.after)));
}

void derive_case(const Case& given, const Policy<Symbolic>& policy, Machine machine,
                 Derivation& derived) {
  const Block before = any_connection(given.place.state, given.place.origin);
  const TraceEvent event = any_event(given.kind, given.against);
  const Instant<Symbolic> now{Word<64>(context().bv_const("now", 64))};
  Explorer explorer;
  explorer.assume(now.us < Word<64>(kLastInstantUs));
  explorer.assume(is_possible(event));
  explorer.assume(is_well_formed(before, now));
  explorer.explore([&] {
    Block after = before;
    Outcome<Symbolic> out;
    StepContext<Symbolic> ctx{policy, event, now, after, out};
    machine(ctx);
    const Transition made{before.state, table_event(given.kind), after.state, reply_of(out)};
    if (!is_no_event(given.kind, out.why)) {
      derived.transitions.insert(made);
      derived.reasons.insert({made, out.why});
      derived.reached.insert(place_of(after));
      derived.steps.insert({given.place, place_of(after)});
    }
    if (!is_sound({policy, event, now, before, after, out, {}}, explorer)) {
      derived.faults.push_back("a timeout that is off does " + to_string(made));
    }
    return true;
  });
  derived.paths += explorer.solver_stats().paths;
  derived.unknowns += explorer.solver_stats().unknowns;
}

}  // namespace

void derive_from(const Place& place, const Policy<Symbolic>& policy, Machine machine,
                 Derivation& derived) {
  for (std::size_t kind = 0; kind < kEventKindCount; ++kind) {
    for (unsigned against = 0; against < kFactSets; ++against) {
      if ((against & ~facts_read_by(EventKind(kind))) == 0) {
        derive_case({place, EventKind(kind), against}, policy, machine, derived);
      }
    }
  }
}

Derivation derive(const Policy<Symbolic>& policy, Machine machine) {
  Derivation derived;
  derived.reached.insert(Place{});
  std::set<Place> done;
  while (done.size() < derived.reached.size()) {
    for (const Place& place : std::set<Place>(derived.reached)) {
      if (done.insert(place).second) {
        derive_from(place, policy, machine, derived);
      }
    }
  }
  return derived;
}

bool holds_in(State state, Bool (*claim)(const Connection<Symbolic>& c)) {
  const Block c = any_connection(state, Origin::active);
  const Instant<Symbolic> now{Word<64>(context().bv_const("now", 64))};
  Explorer explorer;
  explorer.assume(is_well_formed(c, now));
  return explorer.proves(claim(c)) && explorer.can_be(Bool(true));
}

std::string read_source(const std::string& path) {
  std::ifstream in(std::string(TWOMSL_SOURCE) + "/" + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace twomsl::proof
