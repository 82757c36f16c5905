// A host under proof, seen through a window: the tuple that an event meets, one other tuple, and
// all the rest counted.
//
// The code is the Host's own. Its table has one slot for each of the two tuples, at its home; that
// other slots keep what look-ups see of them is INDUCTION of the table. Of the rest the window
// shows how many reserve, are held and are half-open. Listeners, credit and memory answer
// as they please, floors as they promise.
#pragma once

#include "core/host/view.hpp"
#include "proofs/host/window_floor.hpp"
#include "proofs/table/table_model.hpp"
#include "spec/laws/host/host_laws.hpp"

namespace twomsl::proof {

/// Two tuples, two homes.
template <class D>
struct HomesApart {
  KeyOf<D> met{};

  [[nodiscard]] typename D::U32 operator()(const KeyOf<D>& key) const {
    using U32 = typename D::U32;
    return select(key == met, U32(0u), U32(0x80000000u));
  }
};

/// The control block of the tuple that is met, and what is known of others.
template <class D>
struct OneBlock {
  KeyOf<D> met{};
  bool exists = false;
  Connection<D> block{};
  typename D::Bool is_full{};     // there is no memory for another one
  typename D::Bool has_others{};  // other tuples have some
  Connection<D> fresh{};

  [[nodiscard]] std::uint32_t size() const {
    return (exists ? 1u : 0u) + (static_cast<bool>(has_others) ? 1u : 0u);
  }
  [[nodiscard]] std::uint32_t find(const KeyOf<D>& key) const {
    return exists && static_cast<bool>(key == met) ? 0 : kNoBlock;
  }
  [[nodiscard]] Connection<D>& connection(std::uint32_t /*at*/) { return block; }
  [[nodiscard]] const Connection<D>& connection(std::uint32_t /*at*/) const { return block; }
  [[nodiscard]] Connection<D>& spare() { return fresh = {}; }
  std::uint32_t add(const KeyOf<D>& /*key*/, NoOrigin /*origin*/) {
    if (is_full) {
      return kNoBlock;
    }
    exists = true;
    block = fresh;
    return 0;
  }
  void remove(std::uint32_t /*at*/) { exists = false; }
  [[nodiscard]] NoOrigin origin(std::uint32_t /*at*/) const { return {}; }
  void note(std::uint32_t /*at*/) {}
  template <class F>
  void for_each(const F& visit) const {
    if (exists) visit(block);
  }
};

template <class D>
struct AnyListeners {
  typename D::Bool listens{};
  typename D::Bool full{};

  [[nodiscard]] bool has(const KeyOf<D>& /*end*/) const { return static_cast<bool>(listens); }
  [[nodiscard]] bool is_full() const { return static_cast<bool>(full); }
  void add(const KeyOf<D>& /*end*/) {}
  void remove(const KeyOf<D>& /*end*/) {}
};

/// The machine is the code, or answers by contract.
enum class Engine : std::uint8_t { code, contract };

template <class D, Engine engine>
struct WindowStores {
  using Domain = D;
  using Key = KeyOf<D>;
  using Table = TimeWaitTable<D, Key, std::array<Slot<D, Key>, 2>, HomesApart<D>>;
  using Blocks = OneBlock<D>;
  using Listeners = AnyListeners<D>;
  using Credits = std::array<AckCredit<D>, 1>;
  using Source = WindowSource<D>;
  static constexpr std::uint32_t kDefaultMssBytes = 536;
};

template <class D, Engine engine>
using Window = Host<WindowStores<D, engine>>;

/// These stand in for core/host/iss_floor.hpp (window_floor.hpp).
template <class D, Engine engine>
[[nodiscard]] InitialParameters<D> initial_parameters_of(
    HostStepContext<WindowStores<D, engine>>& t) {
  InitialParameters<D> initial = t.host.source.initial;
  initial.has_iss_floor = initial.has_iss_floor && typename D::Bool(t.host.policy.keeps_iss_floor);
  return initial;
}
template <class D, Engine engine>
[[nodiscard]] bool reserves_iss_floor(HostStepContext<WindowStores<D, engine>>& t) {
  auto& reserved = t.host.iss_floors.account.reserved;
  const bool has_floor = !static_cast<bool>(t.host.source.has_no_floor);
  if (has_floor) reserved = reserved + typename D::U32(1u);
  return has_floor;
}
template <class D, Engine engine>
void keep_iss_floor(HostStepContext<WindowStores<D, engine>>& t, NoOrigin /*origin*/,
                    const Seq<D>& sent, const Seq<D>& resumed) {
  auto& reserved = t.host.iss_floors.account.reserved;
  reserved = reserved - typename D::U32(1u);
  t.host.source.kept = {typename D::Bool(true), sent, t.event.now, t.host.policy.msl, resumed};
}

/// Stands in for the machine (host_contract.hpp).
void step_connection(HostStepContext<WindowStores<Symbolic, Engine::contract>>& t,
                     const twomsl::Event<Symbolic>& event, Connection<Symbolic>& c);
void step_connection_from(HostStepContext<WindowStores<Symbolic, Engine::contract>>& t,
                          const InitialParameters<Symbolic>& initial, Connection<Symbolic>& c);

/// What the window counts and does not show.
template <class D>
struct Rest {
  typename D::U32 reserved{};
  typename D::U32 held{};
  typename D::U32 half_open{};
  typename D::U32 floors{};  // reserved
};

/// A host, what happens to it, and the history of both tuples. `other_block` is not the host's to
/// touch: the window does not even show it.
template <class D, Engine engine>
struct HostGiven {
  Window<D, engine> host{};
  HostEvent<D, KeyOf<D>> event{};
  bool configures = false;
  HostSetting<D> setting{};
  Rest<D> rest{};
  HostHistory<D, KeyOf<D>> met{};
  HostHistory<D, KeyOf<D>> other{};
};

/// The same event as either tuple sees it.
template <class D, Engine engine>
struct HostTrial {
  Window<D, engine> after{};
  HostStep<D, KeyOf<D>> met{};
  HostStep<D, KeyOf<D>> other{};
};

/// How many of the tuple that is met reserve, are held and are half-open: one or none.
template <class D, Engine engine>
[[nodiscard]] auto own_reserved(const Window<D, engine>& host) {
  const OneBlock<D>& blocks = host.blocks;
  const bool may_wait = blocks.exists && may_enter_time_wait(host.policy.time_wait, blocks.block);
  return typename D::U32(may_wait ? 1u : 0u);
}
template <class D, Engine engine>
[[nodiscard]] auto own_half_open(const Window<D, engine>& host) {
  return typename D::U32(host.blocks.exists && is_half_open(host.blocks.block) ? 1u : 0u);
}
template <class Table>
[[nodiscard]] auto held_in_sight(const Table& table) {
  using U32 = typename Table::Domain::U32;
  U32 held(0u);
  for (const auto& slot : table.slots) {
    held = held + select(is_empty(slot), U32(0u), U32(1u));
  }
  return held;
}

/// What is seen of the host, the rest counted. That look-ups see what a scan does is ABSTRACTION.
template <class D, Engine engine>
[[nodiscard]] HostView<D> whole_view(const Window<D, engine>& host, const Rest<D>& rest,
                                     const KeyOf<D>& key, const Instant<D>& now) {
  HostView<D> seen;
  seen.waits = {scan(host.waits, key, now), host.waits.account, host.waits.policy};
  seen.block = block_view(host, key);
  seen.policy = host.policy;
  seen.reserving = rest.reserved + own_reserved(host);
  seen.half_open = rest.half_open + own_half_open(host);
  seen.half_open_capacity = host.half_open_capacity;
  seen.quiet_until = host.quiet_until;
  return seen;
}

/// The host's own step or setting.
struct HostCode {
  template <class D, Engine engine>
  void operator()(const HostGiven<D, engine>& given, Window<D, engine>& host,
                  HostOutcome<D>& out) const {
    if (given.configures) {
      out.result = configure(host, given.setting).result;
    } else {
      step(host, given.event, out);
    }
  }
};

template <class D, Engine engine, class Code>
[[nodiscard]] HostTrial<D, engine> run(const Code& code, const HostGiven<D, engine>& given) {
  const Instant<D>& now = given.event.now;
  HostTrial<D, engine> trial;
  trial.after = given.host;
  HostOutcome<D> out;
  code(given, trial.after, out);
  const auto see = [&](HostStep<D, KeyOf<D>>& step, const HostHistory<D, KeyOf<D>>& history) {
    step.history_before = history;
    step.before = whole_view(given.host, given.rest, history.wait.key, now);
    step.event = given.event;
    step.out = out;
    step.configures = given.configures;
    step.setting = given.setting;
    step.after = whole_view(trial.after, given.rest, history.wait.key, now);
    step.ended = record_of(trial.after.blocks.block);  // which stays as it was when it was removed
    step.history_after = update_ghost(step);
  };
  see(trial.met, given.met);
  see(trial.other, given.other);
  return trial;
}

template <class D>
[[nodiscard]] bool reopens(const BlockView<D>& block) {
  return block.exists && interrupts_wait(block.state, block.origin);
}

/// A tuple that waits has no control block but one that reopens it, as the rules permit; and that
/// interrupts a wait.
template <class D>
[[nodiscard]] auto is_apart(const HostHistory<D, KeyOf<D>>& history, const BlockView<D>& block,
                            const TimeWaitRules& rules, const Instant<D>& now) {
  using Truth = typename D::Bool;
  return Truth(rules.reopens || !reopens(block)) && history.wait.frozen == Truth(reopens(block)) &&
         implies(is_waiting(history.wait, now), Truth(!block.exists || reopens(block)));
}

/// The account counts the control blocks that may enter TIME-WAIT, and the slots, and fits the
/// capacity; half-open connections are counted, too; and each control block has reserved a floor.
template <class D, Engine engine>
[[nodiscard]] auto counts_are_true(const Window<D, engine>& host, const Rest<D>& rest) {
  const TableAccount<D>& account = host.waits.account;
  return account.reserved == rest.reserved + own_reserved(host) &&
         account.held == rest.held + held_in_sight(host.waits) &&
         host.half_open == rest.half_open + own_half_open(host) &&
         host.iss_floors.account.reserved ==
             rest.floors + typename D::U32(host.blocks.exists ? 1u : 0u) &&
         D::widen(account.reserved) + D::widen(account.held) <=
             D::widen(host.waits.policy.capacity);
}

/// The table follows the policy, and knows no museum.
template <class D, Engine engine>
[[nodiscard]] auto table_is_in_step(const Window<D, engine>& host) {
  const TablePolicy<D>& policy = host.waits.policy;
  const TablePolicy<D> due = table_policy(host.policy, policy.capacity);
  return same_rules(policy, due) && policy.msl == due.msl && msl_is_sane(host.waits);
}

/// In quiet time there is no connection and no wait, of any tuple.
template <class D, Engine engine>
[[nodiscard]] auto is_empty_while_quiet(const Window<D, engine>& host, const Rest<D>& rest,
                                        const Instant<D>& now) {
  using U32 = typename D::U32;
  const auto none = rest.reserved == U32(0u) && rest.held == U32(0u) && rest.half_open == U32(0u);
  return implies(now < host.quiet_until, none && typename D::Bool(!host.blocks.exists) &&
                                             !host.blocks.has_others &&
                                             held_in_sight(host.waits) == U32(0u));
}

/// The floors were told how the last connection of the tuple ended. While the tuple waits, what was
/// resumed then is what the wait remembers; and so is what a block that reopens it has kept.
template <class D, Engine engine>
[[nodiscard]] auto remembers_end(const Window<D, engine>& host, const HostHistory<D, KeyOf<D>>& met,
                                 const Instant<D>& now) {
  using Truth = typename D::Bool;
  const KeptFloor<D>& kept = host.source.kept;
  const Seq<D>& waits_with = met.wait.record.snd_nxt;
  const auto is_told = kept.used == met.used && kept.sent == met.sent &&
                       kept.ended_at == met.ended_at && kept.msl == met.msl;
  const Truth reopens(host.blocks.exists && interrupts_wait(host.blocks.block));
  return is_told && implies(is_waiting(met.wait, now) && kept.used, kept.resumed == waits_with) &&
         implies(reopens, host.blocks.block.old.record.snd_nxt == waits_with);
}

/// What is true of a host between two steps, at `now`, and of the history of the tuple that is met.
template <class D, Engine engine>
[[nodiscard]] auto is_sound(const Window<D, engine>& host, const Rest<D>& rest,
                            const HostHistory<D, KeyOf<D>>& met, const Instant<D>& now) {
  return counts_are_true(host, rest) && table_is_in_step(host) && waits_have_ends(host.waits) &&
         is_empty_while_quiet(host, rest, now) && remembers_end(host, met, now) &&
         is_faithful(host.waits, met.wait, now) &&
         is_apart(met, block_view(host, met.wait.key), host.policy.time_wait, now);
}

}  // namespace twomsl::proof
