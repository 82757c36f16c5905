// See connection_model.hpp.
#include "proofs/connection/connection_model.hpp"

#include <algorithm>
#include <iterator>

namespace twomsl::proof {
namespace {

using ConcreteEvent = twomsl::Event<Concrete>;

// The ranges that are held, as the list that runs has them.
void decode_held(const Decode& decode, const HeldRanges<Symbolic>& from, HeldRanges<Concrete>& to) {
  for (const Range<Symbolic>& range : from) {
    Range<Concrete> held;
    decode("begin", range.begin, held.begin);
    decode("end", range.end, held.end);
    (void)hold_range(to, held);
  }
}

// The same number, said as an offset from `base`.
template <class D>
void count_from(const Seq<D>& base, Seq<D>& number) {
  number = base + number.value;
}

template <class D>
Connection<D> any_connection(State state, Origin origin) {
  Connection<D> c;
  for_each_field(Name{}, c);
  c.state = state;
  c.origin = origin;
  for (Seq<D>* number : {&c.snd.nxt, &c.snd.end, &c.snd.up, &c.rtx.recover, &c.rtx.timed}) {
    count_from(c.snd.una, *number);
  }
  for (Seq<D>* number : {&c.rcv.consumed, &c.rcv.fin, &c.rcv.up}) {
    count_from(c.rcv.nxt, *number);
  }
  for (Range<D>& range : c.held) {
    count_from(c.rcv.nxt, range.begin);
    count_from(c.rcv.nxt, range.end);
  }
  return c;
}

// The switches of a policy, with numbers of another domain.
template <class D, class From>
Policy<D> with_switches(const Policy<From>& from) {
  Policy<D> policy;
  policy.time_wait = from.time_wait;
  policy.offers_timestamps = from.offers_timestamps;
  policy.offers_scale = from.offers_scale;
  policy.keeps_iss_floor = from.keeps_iss_floor;
  policy.nagle = from.nagle;
  policy.keeps_alive = from.keeps_alive;
  policy.binds_over_time_wait = from.binds_over_time_wait;
  return policy;
}

// Where a SYN may be sent or answered.
bool may_open_in(State state) { return state <= State::syn_received || state == State::time_wait; }

// TIME-WAIT, a SYN-RECEIVED that interrupts it, and what leads to it.
bool may_wait_in(State state) {
  return state == State::syn_received || state == State::fin_wait_1 || state == State::fin_wait_2 ||
         state == State::closing || state == State::time_wait;
}

// A switch of a policy.
struct Switch {
  const char* name;
  void (*flip)(Policy<Concrete>& policy);
  bool (*is_read_in)(State state);
};

template <bool TimeWaitRules::*rule>
void flip_rule(Policy<Concrete>& policy) {
  policy.time_wait.*rule = !(policy.time_wait.*rule);
}

void flip_reopening(Policy<Concrete>& policy) {
  Reopening& rule = policy.time_wait.reopening;
  rule = rule == Reopening::rfc6191 ? Reopening::by_sequence_or_timestamp : Reopening::rfc6191;
}

template <bool Policy<Concrete>::*offer>
void flip_offer(Policy<Concrete>& policy) {
  policy.*offer = !(policy.*offer);
}

// Where text and its ACKs are on their way.
bool may_send_in(State state) { return state >= State::syn_received && state != State::time_wait; }

constexpr std::array<Switch, 11> kSwitches = {{
    {"timestamps", flip_offer<&Policy<Concrete>::offers_timestamps>, may_open_in},
    {"scale", flip_offer<&Policy<Concrete>::offers_scale>, may_open_in},
    {"nagle", flip_offer<&Policy<Concrete>::nagle>, may_send_in},
    {"keeps_alive", flip_offer<&Policy<Concrete>::keeps_alive>, may_send_in},
    {"accepts_rst", flip_rule<&TimeWaitRules::accepts_rst>, may_wait_in},
    {"reopens", flip_rule<&TimeWaitRules::reopens>, may_wait_in},
    {"reopening", flip_reopening, may_wait_in},
    {"challenges_syn", flip_rule<&TimeWaitRules::challenges_syn>, may_wait_in},
    {"answers_only_retransmissions", flip_rule<&TimeWaitRules::answers_only_retransmissions>,
     may_wait_in},
    {"ends_on_abort", flip_rule<&TimeWaitRules::ends_on_abort>, may_wait_in},
    {"ends_on_user_timeout", flip_rule<&TimeWaitRules::ends_on_user_timeout>, may_wait_in},
}};

// With each set of facts against it that `kind` reads.
void add_events(std::vector<ConcreteEvent>& all, EventKind kind) {
  for (unsigned against = 0; against < kFactSets; ++against) {
    if ((against & ~facts_read_by(kind)) == 0) {
      all.push_back({.kind = kind});
      set_facts_against(all.back(), against);
    }
  }
}

}  // namespace

std::vector<ConcreteEvent> every_event(State state) {
  std::vector<ConcreteEvent> all;
  for (std::size_t i = 0; i < kEventKindCount; ++i) {
    const auto kind = static_cast<EventKind>(i);
    const bool begins = kind == EventKind::open_active || kind == EventKind::open_passive ||
                        kind == EventKind::send;
    if (begins && is_live(state)) {
      all.push_back({.kind = kind});  // there is a connection already: it reads no fact
    } else {
      add_events(all, kind);
    }
  }
  return all;
}

std::vector<StateOf> every_state() {
  std::vector<StateOf> all;
  for (std::size_t i = 0; i < kStateCount * kOriginCount; ++i) {
    const auto state = static_cast<State>(i / kOriginCount);
    const auto origin = static_cast<Origin>(i % kOriginCount);
    if (admits_origin(state, origin)) {
      all.emplace_back(state, origin);
    }
  }
  return all;
}

std::vector<StateOf> every_state_of_a_host() {
  std::vector<StateOf> all;
  for (const StateOf& at : every_state()) {
    const bool is_first = all.empty() || all.back().first != at.first;
    if (is_first || at.first == State::syn_received) {
      all.push_back(at);
    }
  }
  return all;
}

std::vector<NamedPolicy> proved_policies() {
  const std::vector<StateOf> all = every_state();
  return {{"rfc9293", rfc9293<Concrete>(), all},
          {"safe", safe<Concrete>(), all},
          {"strict", strict<Concrete>(), all}};
}

std::vector<NamedPolicy> flipped_policies() {
  std::vector<NamedPolicy> all;
  for (const NamedPolicy& from : proved_policies()) {
    for (const Switch& one : kSwitches) {
      NamedPolicy flipped{from.name + ", " + one.name, from.policy, {}};
      one.flip(flipped.policy);
      std::copy_if(from.states.begin(), from.states.end(), std::back_inserter(flipped.states),
                   [&](const StateOf& at) { return one.is_read_in(at.first); });
      all.push_back(flipped);
    }
  }
  return all;
}

template <class D>
ConnectionGiven<D> any_given(const ConnectionCase& of) {
  ConnectionGiven<D> given;
  given.policy = with_switches<D>(of.policy);
  for_each_field(Name{}, given.policy);
  given.before = any_connection<D>(of.state, of.origin);
  const ConcreteEvent& event = of.event;
  given.event.kind = event.kind;
  set_facts_against(given.event, facts_against(event));
  for_each_field(Name{}, given.event);
  for_each_field(Name{}, given.event.segment);
  count_from(given.before.rcv.nxt, given.event.segment.seq);
  count_from(given.before.snd.una, given.event.segment.ack);
  given.now = {any_quad("now_us")};
  given.wait = {{any_quad("wait.restarted_us")}, {any_quad("wait.msl_us")}};
  return given;
}

template <class D>
Bool is_valid(const Policy<D>& p) {
  using U32 = Symbolic::U32;
  using U64 = Symbolic::U64;
  const auto is_time = [](const Duration<D>& t, std::uint64_t longest_us) {
    return U64(0u) < t.us && t.us <= U64(longest_us);
  };
  const auto is_size = [](const U32& size) {
    return U32(0u) < size && size <= U32(kLargestWindow);
  };
  Bool valid = is_time(p.msl, kLongestMslUs);
  const Timeouts<D>& t = p.timeouts;
  for (const Duration<D>& timeout :
       {t.rto_min, t.rto_max, t.r1, t.r2, t.r2_syn, t.fin_wait_2, t.last_ack, t.keep_alive,
        t.keep_alive_interval, t.keep_alive_r2, p.ack_interval}) {
    valid = valid && is_time(timeout, kLongestTimeoutUs);
  }
  return valid && t.keep_alive_interval < t.keep_alive_r2 &&
         U32(kSmallestMss) <= p.path_mss_bytes && p.path_mss_bytes <= U32(0xffffu) &&
         t.rto_min <= t.rto_initial && t.rto_initial <= t.rto_max && t.rto_min <= t.rto_max &&
         p.ack_interval <= p.ack_burst && p.ack_burst.us <= U64(kLongestTimeoutUs) &&
         is_size(p.snd_buffer_bytes) && is_size(p.rcv_buffer_bytes) &&
         U32(kSmallestMss) <= p.mss_bytes && p.mss_bytes <= U32(0xffffu) && p.scale <= U32(14u) &&
         implies(U32(0u) < p.scale, U32(2u) <= D::scale_down(p.rcv_buffer_bytes, p.scale));
}

template <class D>
Bool is_sound(const ConnectionGiven<D>& given) {
  return is_valid(given.policy) && is_possible(given.event) &&
         given.now < Instant<D>{Symbolic::U64(kLastInstantUs)} &&
         is_well_formed(given.before, given.now) &&
         deadline_matches_ghost(given.before, given.wait, given.now);
}

template ConnectionGiven<Symbolic> any_given(const ConnectionCase&);
template ConnectionGiven<ByContract> any_given(const ConnectionCase&);
template Bool is_valid(const Policy<Symbolic>&);
template Bool is_sound(const ConnectionGiven<Symbolic>&);
template Bool is_sound(const ConnectionGiven<ByContract>&);

ConnectionGiven<Concrete> decoded(const z3::model& model, const ConnectionGiven<Symbolic>& given) {
  const Decode decode{model};
  ConnectionGiven<Concrete> values;
  values.policy = with_switches<Concrete>(given.policy);
  for_each_field(decode, given.policy, values.policy);
  values.before.state = given.before.state;
  values.before.origin = given.before.origin;
  for_each_field(decode, given.before, values.before);
  decode_held(decode, given.before.held, values.before.held);
  const twomsl::Event<Symbolic>& event = given.event;
  values.event.kind = event.kind;
  set_facts_against(values.event, facts_against(event));
  for_each_field(decode, event, values.event);
  for_each_field(decode, event.segment, values.event.segment);
  decode("now", given.now, values.now);
  decode("restarted", given.wait.restarted, values.wait.restarted);
  decode("msl", given.wait.msl, values.wait.msl);
  return values;
}

StepResult<Concrete> decoded(const z3::model& model, const StepResult<Symbolic>& stepped) {
  const Decode decode{model};
  StepResult<Concrete> values;
  values.connection.state = stepped.connection.state;
  values.connection.origin = stepped.connection.origin;
  for_each_field(decode, stepped.connection, values.connection);
  decode_held(decode, stepped.connection.held, values.connection.held);
  const Outcome<Symbolic>& out = stepped.outcome;
  values.outcome.why = out.why;
  values.outcome.signals = out.signals;
  values.outcome.replies = out.replies;
  values.outcome.spends_credit = out.spends_credit;
  for_each_field(decode, out, values.outcome);
  for_each_field(decode, out.segment, values.outcome.segment);
  return values;
}

}  // namespace twomsl::proof
