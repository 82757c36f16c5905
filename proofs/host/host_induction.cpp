// See host_induction.hpp.
#include "proofs/host/host_induction.hpp"

#include "proofs/engine/decode.hpp"
#include "proofs/engine/known/cases.hpp"

namespace twomsl::proof {
namespace {

HostHistory<Symbolic, Key> any_host_history(const std::string& name) {
  return {any_history(name),
          any_bool(name + ".used"),
          {any_quad(name + ".ended_us")},
          {any_quad(name + ".ended_msl_us")},
          {any_word(name + ".sent")}};
}

bool is_reopened(const HostCase& of) {
  return of.has_block && interrupts_wait(of.place.first, of.place.second);
}

// Every connection of the host's, and none.
std::vector<HostCase> every_place(const Policy<Concrete>& policy) {
  HostCase none;
  none.policy = policy;
  none.next = policy;
  std::vector<HostCase> all{none};
  for (const StateOf& place : every_state_of_a_host()) {
    HostCase one = none;
    one.has_block = true;
    one.place = place;
    if (!needs_no_block(place.first) && (!is_reopened(one) || policy.time_wait.reopens)) {
      all.push_back(one);
    }
  }
  return all;
}

void add_events(std::vector<HostCase>& all, HostCase at) {
  for (const twomsl::Event<Concrete>& event :
       every_event(at.has_block ? at.place.first : State::closed)) {
    at.event = event;
    at.kind = HostEventKind::connection;
    all.push_back(at);
    at.kind = HostEventKind::listen;
    if (event.kind == EventKind::open_passive) all.push_back(at);
  }
  for (const auto kind : {HostEventKind::unlisten, HostEventKind::expire}) {
    at.kind = kind;
    all.push_back(at);
  }
}

// The museum is no setting here: theorems assume that there is none (NO-MUSEUM).
void add_settings(std::vector<HostCase>& all, HostCase at) {
  at.configures = true;
  for (const auto setting :
       {HostSettingKind::policy, HostSettingKind::capacity, HostSettingKind::half_open_capacity}) {
    at.setting = setting;
    all.push_back(at);
  }
  at.setting = HostSettingKind::policy;
  for (const NamedPolicy& next : proved_policies()) {
    at.next = next.policy;
    if (at.next.time_wait != at.policy.time_wait) all.push_back(at);
  }
}

HostEvent<Concrete, KeyOf<Concrete>> decoded(const Decoder& decode,
                                             const HostEvent<Symbolic, Key>& event,
                                             const twomsl::Event<Concrete>& of_connection) {
  return {event.kind, decode(event.now), decode(event.key), of_connection, {}};
}

HostHistory<Concrete, KeyOf<Concrete>> decoded(const Decoder& decode,
                                               const HostHistory<Symbolic, Key>& history) {
  return {decode(history.wait),
          decode(history.used),
          decode(history.ended_at),
          {decode(history.msl.us)},
          {decode(history.sent.value)}};
}

}  // namespace

std::string name_of(const HostCase& of) {
  const auto& [state, origin] = of.place;
  std::string name = std::string(twomsl::name(state)) + " " + std::string(twomsl::name(origin));
  for (const bool choice : {of.has_block, of.configures}) name += choice ? " 1" : " 0";
  for (const std::string& digest :
       {digest_of_bytes(of.policy), digest_of_bytes(of.kind), digest_of_bytes(of.event),
        digest_of_bytes(of.setting), digest_of_bytes(of.next)}) {
    name += " " + digest;
  }
  return name;
}

std::vector<HostCase> every_host_case(const Policy<Concrete>& policy) {
  std::vector<HostCase> all;
  for (const HostCase& at : every_place(policy)) {
    add_events(all, at);
    add_settings(all, at);
  }
  return all;
}

void step_connection(HostStepContext<WindowStores<Symbolic, Engine::contract>>& t,
                     const twomsl::Event<Symbolic>& event, Connection<Symbolic>& c) {
  StepContext<Symbolic> ctx{t.host.policy, event, t.event.now, c, t.out.outcome};
  answer_by_contract(ctx);
}

void step_connection_from(HostStepContext<WindowStores<Symbolic, Engine::contract>>& t,
                          const InitialParameters<Symbolic>& initial, Connection<Symbolic>& c) {
  twomsl::Event<Symbolic> event = t.event.event;
  event.initial = initial;
  step_connection(t, event, c);
}

template <Engine engine>
HostGiven<Symbolic, engine> any_host(const HostCase& of, const Timeline& timeline) {
  const auto parts = any_given<Symbolic>({of.policy, of.place.first, of.place.second, of.event});
  HostGiven<Symbolic, engine> given;
  given.met = any_host_history("met");
  given.met.wait.frozen = Bool(is_reopened(of));  // as is_apart() has it
  given.other = any_host_history("other");
  given.rest = {any_word("rest.reserved"), any_word("rest.held"), any_word("rest.half_open"),
                any_word("rest.floors")};
  const Key& met = given.met.wait.key;
  Window<Symbolic, engine>& host = given.host;
  host.policy = parts.policy;
  host.blocks = {met, of.has_block, parts.before, any_bool("blocks.full"),
                 any_bool("blocks.others")};
  host.listeners = {any_bool("listens"), any_bool("listeners.full")};
  host.credits[0] = {{any_quad("credit.of_retransmissions_us")}, {any_quad("credit.of_others_us")}};
  // As remembers_end() has it.
  host.source = {parts.event.initial,
                 any_bool("no_iss_floor"),
                 {given.met.used,
                  given.met.sent,
                  given.met.ended_at,
                  given.met.msl,
                  {any_word("floor.resumed")}}};
  host.waits.policy = table_policy(parts.policy, any_word("capacity"));
  host.waits.hash.met = met;
  host.waits.slots = {any_slot("slot.met"), any_slot("slot.other")};
  host.waits.slots[0].key = met;
  host.waits.slots[1].key = given.other.wait.key;
  // As counts_are_true() has it, told in sums of what is counted: those Z3 decides at once.
  host.waits.account = {given.rest.reserved + own_reserved(host),
                        given.rest.held + held_in_sight(host.waits)};
  host.half_open = given.rest.half_open + own_half_open(host);
  host.iss_floors.account.reserved =
      given.rest.floors + Symbolic::U32(host.blocks.exists ? 1u : 0u);
  host.half_open_capacity = any_word("half_open_capacity");
  host.quiet_until = {any_quad("quiet_until_us")};
  given.event = {of.kind, timeline.now, met, parts.event, {}};
  given.configures = of.configures;
  given.setting = {of.setting,
                   any_given<Symbolic>({of.next, {}, {}, {}}).policy,
                   any_word("setting.capacity"),
                   {}};
  for_each_field(NameApart{"setting."}, given.setting.policy);
  return given;
}

template <Engine engine>
void assume_sound(Explorer& explorer, const HostGiven<Symbolic, engine>& given,
                  const Timeline& timeline) {
  const Symbolic::U32 many(0x80000000u);
  const Rest<Symbolic>& rest = given.rest;
  explorer.assume(!(given.met.wait.key == given.other.wait.key));
  explorer.assume(is_sane(timeline) && is_possible(given.event.event));
  explorer.assume(implies(given.met.wait.entered, given.met.wait.restarted <= timeline.clock));
  explorer.assume(rest.reserved < many && rest.held < many && rest.half_open < many &&
                  rest.floors < many);
  explorer.assume(is_sound(given.host, rest, given.met, timeline.now));
  const WindowSource<Symbolic>& source = given.host.source;
  explorer.assume(keeps_promise(source.kept, source.initial, timeline.now));
}

template HostGiven<Symbolic, Engine::code> any_host(const HostCase&, const Timeline&);
template HostGiven<Symbolic, Engine::contract> any_host(const HostCase&, const Timeline&);
template void assume_sound(Explorer&, const HostGiven<Symbolic, Engine::code>&, const Timeline&);
template void assume_sound(Explorer&, const HostGiven<Symbolic, Engine::contract>&,
                           const Timeline&);

HostGiven<Concrete, Engine::code> decoded(const z3::model& model,
                                          const HostGiven<Symbolic, Engine::code>& given) {
  const Decoder decode(model);
  const auto& host = given.host;
  const ConnectionGiven<Concrete> parts =
      decoded(model, {host.policy, host.blocks.block, given.event.event, given.event.now, {}});
  HostGiven<Concrete, Engine::code> values;
  values.met = decoded(decode, given.met);
  values.other = decoded(decode, given.other);
  values.rest = {decode(given.rest.reserved), decode(given.rest.held), decode(given.rest.half_open),
                 decode(given.rest.floors)};
  const KeyOf<Concrete>& met = values.met.wait.key;
  Window<Concrete, Engine::code>& out = values.host;
  out.policy = parts.policy;
  out.blocks = {met, host.blocks.exists, parts.before, decode(host.blocks.is_full),
                decode(host.blocks.has_others)};
  out.listeners = {decode(host.listeners.listens), decode(host.listeners.full)};
  out.credits[0] = {decode(host.credits[0].of_retransmissions), decode(host.credits[0].of_others)};
  const HostHistory<Concrete, KeyOf<Concrete>>& last = values.met;
  out.source = {
      parts.event.initial,
      decode(host.source.has_no_floor),
      {last.used, last.sent, last.ended_at, last.msl, {decode(host.source.kept.resumed.value)}}};
  out.waits.policy = decode(host.waits.policy);
  out.waits.hash.met = met;
  out.waits.slots = {decode(host.waits.slots[0]), decode(host.waits.slots[1])};
  out.waits.account = {decode(host.waits.account.reserved), decode(host.waits.account.held)};
  out.half_open = decode(host.half_open);
  out.iss_floors.account.reserved = decode(host.iss_floors.account.reserved);
  out.half_open_capacity = decode(host.half_open_capacity);
  out.quiet_until = decode(host.quiet_until);
  values.event = decoded(decode, given.event, parts.event);
  values.configures = given.configures;
  values.setting.kind = given.setting.kind;
  values.setting.capacity = decode(given.setting.capacity);
  values.setting.policy =
      decoded(model, ConnectionGiven<Symbolic>{given.setting.policy, {}, {}, {}, {}}).policy;
  return values;
}

}  // namespace twomsl::proof
