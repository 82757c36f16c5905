// A host: many connections and listeners, the waits of those that closed, and one configuration.
//
// Memory for TIME-WAIT, and for the floor under the next ISS, is reserved before it is needed, so
// pressure never ends a wait: an OPEN that finds no slot is refused. The template is the same under
// Z3, over one or two control blocks, and at run time.
#pragma once

#include "core/connection/step.hpp"
#include "core/table/table_step.hpp"
#include "spec/model/host_event.hpp"
#include "spec/model/policies.hpp"

namespace twomsl {

/// What Blocks answers where there is no control block.
inline constexpr std::uint32_t kNoBlock = ~std::uint32_t{0};

/// `Stores` names the domain, the key and the memory of a host:
/// - Table: a TimeWaitTable;
/// - Blocks: find(key) gives an index or kNoBlock; spare() is a fresh connection, which
///   add(key, origin) makes a control block: its index, or kNoBlock; connection(at) the control
///   block, origin(at) what it was added with; remove(at); note(at) after each change of one but
///   the first; size(); for_each(visit), for the laws;
/// - Listeners: has(key), add(key), remove(key), is_full();
/// - Credits: an array, the credit of ACKs that TIME-WAIT sends;
/// - Source: origin(key), an Origin, from which follow iss(origin, now) by RFC 6528 and
///   ts_offset(origin); word(key), any keyed hash;
/// - kDefaultMssBytes of the address family (MUST-15).
template <class Stores>
struct Host {
  using Domain = typename Stores::Domain;
  using Key = typename Stores::Key;

  Policy<Domain> policy{};
  typename Stores::Table waits{};       // its policy follows from `policy`; configure() sets both
  typename Stores::Table iss_floors{};  // SND.NXT of connections that ended (iss_floor.hpp)
  typename Stores::Blocks blocks{};
  typename Stores::Listeners listeners{};
  typename Stores::Credits credits{};
  typename Stores::Source source{};
  bool was_of_museum = false;     // its table may have given slots away since
  Instant<Domain> quiet_until{};  // as quiet.hpp has it; zero: nothing was forgotten
  typename Domain::U32 half_open{};
  typename Domain::U32 half_open_capacity{};
};

/// What every part of one host step works on. The outcome starts out empty.
template <class Stores>
struct HostStepContext {
  using Domain = typename Stores::Domain;
  using Key = typename Stores::Key;

  Host<Stores>& host;
  const HostEvent<Domain, Key>& event;
  HostOutcome<Domain>& out;
  typename Stores::Source::Origin origin{};  // of the tuple, where a control block may begin
};

template <class Stores>
[[nodiscard]] constexpr auto table_event(const HostStepContext<Stores>& ctx, TableVerb verb) {
  TableEvent<typename Stores::Domain, typename Stores::Key> event;
  event.verb = verb;
  event.now = ctx.event.now;
  event.key = ctx.event.key;
  event.adversary = ctx.event.adversary;
  return event;
}

/// What a control block on the tuple would start from.
template <class Stores>
[[nodiscard]] constexpr auto initial_parameters_of(HostStepContext<Stores>& ctx) {
  using D = typename Stores::Domain;
  const Host<Stores>& host = ctx.host;
  ctx.origin = host.source.origin(ctx.event.key);
  const Seq<D> iss = host.source.iss(ctx.origin, ctx.event.now);
  const typename D::U32 ts_offset = host.source.ts_offset(ctx.origin);
  const TableAnswer<D> floor = look_up(host.iss_floors, ctx.event.key, ctx.event.now);
  return InitialParameters<D>{iss, floor.held && typename D::Bool(host.policy.keeps_iss_floor),
                              floor.record.snd_nxt, ts_offset,
                              typename D::U32(Stores::kDefaultMssBytes)};
}

/// One connection step on `c`: a control block, or what stands for none (CLOSED, a listener, a
/// slot of TIME-WAIT).
template <class Stores>
constexpr void step_connection(HostStepContext<Stores>& ctx,
                               const Event<typename Stores::Domain>& event,
                               Connection<typename Stores::Domain>& c) {
  StepContext<typename Stores::Domain> context{ctx.host.policy, event, ctx.event.now, c,
                                               ctx.out.outcome};
  step_in_place(context);
}

/// The same of the event as it came, which may begin a control block from these numbers.
template <class Stores>
constexpr void step_connection_from(HostStepContext<Stores>& ctx,
                                    const InitialParameters<typename Stores::Domain>& initial,
                                    Connection<typename Stores::Domain>& c) {
  StepContext<typename Stores::Domain> context{ctx.host.policy, ctx.event.event, ctx.event.now, c,
                                               ctx.out.outcome, initial};
  step_in_place(context);
}

}  // namespace twomsl
