// FLOOR: while a host keeps no floor under a tuple's next ISS, it needs none; and the code that
// keeps and finds floors is as a window of HOST has it.
#include "core/host/iss_floor.hpp"
#include "proofs/host/host_theorems.hpp"
#include "proofs/host/host_window.hpp"

namespace twomsl::proof {
namespace {

using Span = Duration<Symbolic>;

Span msl() { return {any_quad("msl_us")}; }
Seq<Symbolic> sent() { return {any_word("sent")}; }
Seq<Symbolic> resumed_in_fact() { return {any_word("resumed")}; }
Instant<Symbolic> at(const char* moment) { return {any_quad(moment)}; }

// RFC 6528 for the tuple that is met.
Seq<Symbolic> offered_at(const Instant<Symbolic>& now) {
  return {Symbolic::narrow(now.us >> 2) + any_word("hash")};
}
Seq<Symbolic> offered_at(const char* moment) { return offered_at(at(moment)); }

// Two moments in order, and an MSL.
Bool is_sane_time() {
  return at("now_us") <= at("later_us") &&
         at("later_us") < Instant<Symbolic>{Symbolic::U64(kLastInstantUs)} &&
         Symbolic::U64(0u) < msl().us && msl().us <= Symbolic::U64(kLongestMslUs);
}

// From the end of a floor that lasts for `lasts` until 2*MSL after `now`, RFC 6528's clock is ahead
// of what was sent.
Bool clock_is_ahead_after(const Span& lasts, const Seq<Symbolic>& number = sent()) {
  const Instant<Symbolic> later = at("later_us");
  const Bool is_meant = at("now_us") + lasts <= later && later - at("now_us") < msl() + msl();
  return implies(is_sane_time() && is_meant, is_before(number, offered_at("later_us")));
}

Span lasts_in_fact() { return iss_floor_lasts(sent(), offered_at("now_us"), msl()); }

// Takes a clock that is ahead now for one that stays ahead.
Span lasts_unless_ahead() {
  return select(is_before(sent(), offered_at("now_us")), Span{}, lasts_in_fact());
}

// Gives the floor up when the clock has reached the last number, and not passed it.
Span lasts_a_tick_less() {
  const Span tick{Symbolic::U64(4u)};
  return {select(tick <= lasts_in_fact(), lasts_in_fact().us - tick.us, Symbolic::U64(0u))};
}

struct ClockSource {
  using Origin = NoOrigin;

  [[nodiscard]] Origin origin(const Key& /*key*/) const { return {}; }
  [[nodiscard]] Seq<Symbolic> iss(Origin /*origin*/, const Instant<Symbolic>& now) const {
    return offered_at(now);
  }
  [[nodiscard]] Symbolic::U32 ts_offset(Origin /*origin*/) const { return any_word("ts_offset"); }
  [[nodiscard]] Symbolic::U32 word(const Key& /*key*/) const { return any_word("word"); }
};

// A host whose floors are a table, two slots of which are seen.
struct FloorStores : WindowStores<Symbolic, Engine::code> {
  using Source = ClockSource;
};

Host<FloorStores> any_floors() {
  Host<FloorStores> host;
  host.policy = safe<Symbolic>();
  host.policy.msl = msl();
  host.iss_floors.policy =
      iss_floor_policy<Symbolic>({any_quad("last_msl_us")}, any_word("capacity"));
  host.iss_floors.hash.met = any_key("met");
  host.iss_floors.slots = {any_slot("slot.met"), any_slot("slot.other")};
  host.iss_floors.slots[0].key = any_key("met");
  host.iss_floors.slots[1].key = any_key("other");
  host.iss_floors.account = {any_word("reserved"),
                             any_word("rest.held") + held_in_sight(host.iss_floors)};
  return host;
}

// No floor is frozen, and each has an end.
Bool are_kept_well(const Host<FloorStores>& host) {
  Bool well = waits_have_ends(host.iss_floors);
  for (const auto& slot : host.iss_floors.slots) well = well && !is_frozen(slot.deadline_word);
  return well;
}

// A connection has reserved a floor, as each that ends has.
Bool has_reserved(const Host<FloorStores>& host) {
  return Symbolic::U32(0u) < host.iss_floors.account.reserved;
}

// All that is assumed; what is counted is few.
Bool are_sound(const Host<FloorStores>& host) {
  const Symbolic::U32 many(0x80000000u);
  const Bool few = host.iss_floors.account.reserved < many && any_word("rest.held") < many;
  return !(any_key("met") == any_key("other")) && few && are_kept_well(host) && is_sane_time();
}

// What an OPEN of the tuple finds later.
InitialParameters<Symbolic> found_later(Host<FloorStores>& host, HostEvent<Symbolic, Key> event) {
  event.key = any_key("met");
  event.now = at("later_us");
  HostOutcome<Symbolic> out;
  HostStepContext<FloorStores> ctx{host, event, out};
  return initial_parameters_of(ctx);
}

// A claim, and a case in which it says something.
struct Kept {
  Bool claim;
  Bool witness;
};

// The connection of the tuple ends: the promise holds of what was told. `resumed` is told aside.
Kept end_is_found(const Seq<Symbolic>& resumed) {
  Host<FloorStores> host = any_floors();
  const Bool may_end = has_reserved(host);
  HostEvent<Symbolic, Key> event;
  event.key = any_key("met");
  event.now = at("now_us");
  HostOutcome<Symbolic> out;
  HostStepContext<FloorStores> ctx{host, event, out};
  keep_iss_floor(ctx, {}, sent(), resumed);
  const KeptFloor<Symbolic> kept{Bool(true), sent(), event.now, msl(), resumed_in_fact()};
  const InitialParameters<Symbolic> found = found_later(host, event);
  const Instant<Symbolic> later = at("later_us");
  return {implies(may_end, keeps_promise(kept, found, later) && are_kept_well(host)),
          may_end && is_recent(kept, later) && found.has_iss_floor};
}

// What else may happen to the floors, between that end and an OPEN.
enum class Between : std::uint8_t { reserves, gives_back, sweeps, another_ends };

// A promise that holds of a later moment still does when that has happened: to another tuple, where
// a connection ends.
Kept stays_found(Between what, const char* of_key = "other") {
  Host<FloorStores> host = any_floors();
  const Bool may_happen = what == Between::another_ends || what == Between::gives_back
                              ? has_reserved(host)
                              : Bool(true);
  HostEvent<Symbolic, Key> event;
  event.key = any_key(what == Between::another_ends ? of_key : "met");
  event.now = at("now_us");
  HostOutcome<Symbolic> out;
  HostStepContext<FloorStores> ctx{host, event, out};
  const KeptFloor<Symbolic> kept{
      any_bool("used"), sent(), at("ended_us"), {any_quad("kept_us")}, resumed_in_fact()};
  const Instant<Symbolic> later = at("later_us");
  const InitialParameters<Symbolic> found = found_later(host, event);
  const Bool before = may_happen && keeps_promise(kept, found, later);
  switch (what) {
    case Between::reserves:
      static_cast<void>(reserves_iss_floor(ctx));
      break;
    case Between::gives_back:
      give_back(host.iss_floors);
      break;
    case Between::sweeps:
      step(host.iss_floors, table_event(ctx, TableVerb::expire));
      break;
    case Between::another_ends:
      keep_iss_floor(ctx, {}, {any_word("another.sent")}, {any_word("another.resumed")});
      break;
  }
  const Bool after = keeps_promise(kept, found_later(host, event), later) && are_kept_well(host);
  return {implies(before, after), before && is_recent(kept, later) && found.has_iss_floor};
}

// Forgets the wait to which the connection returns.
Kept forgets_the_wait() { return end_is_found(sent()); }

// Takes the floor of one connection for another's.
Kept mixes_tuples_up() { return stays_found(Between::another_ends, "met"); }

template <Kept (*broken)()>
Refutation refute_keeping(const Mutant& /*mutant*/) {
  Explorer explorer;
  explorer.assume(are_sound(any_floors()));
  return find_counterexample(
      explorer, [] { return !broken().claim; }, needs_no_replay);
}

template <Span (*lasts)()>
Refutation refute_floor(const Mutant& /*mutant*/) {
  Explorer explorer;
  return find_counterexample(
      explorer, [] { return !clock_is_ahead_after(lasts()); }, needs_no_replay);
}

constexpr Mutant broken(std::string_view name, Refutation (*refutation)(const Mutant&)) {
  return {"FLOOR", "FLOOR", "host", name, "-", refutation, false};
}

constexpr std::array<Mutant, 4> kMutants = {{
    broken("ahead now is enough", refute_floor<lasts_unless_ahead>),
    broken("a tick too short", refute_floor<lasts_a_tick_less>),
    broken("forgets the older wait", refute_keeping<forgets_the_wait>),
    broken("mixes tuples up", refute_keeping<mixes_tuples_up>),
}};

// `claim` on each path, and its witness on some, from any sound floors and by what prove_clock()
// has proved.
template <class Claim>
void prove_keeping(Report& report, const char* what, const Claim& claim) {
  const double begun = processor_seconds();
  Explorer explorer;
  explorer.assume(are_sound(any_floors()));
  for (const Seq<Symbolic>& number : {sent(), resumed_in_fact()}) {
    const Span lasts = iss_floor_lasts(number, offered_at("now_us"), msl());
    explorer.assume(clock_is_ahead_after(lasts, number));
  }
  bool good = true;
  bool is_met = false;
  explorer.explore([&] {
    const Kept kept = claim();
    good = good && explorer.proves_with_all(kept.claim);
    is_met = is_met || explorer.can_be(kept.witness);
    return good;
  });
  good = good && is_met && explorer.solver_stats().unknowns == 0;
  report.add({"FLOOR", what, "2", explorer.solver_stats().paths, processor_seconds() - begun, good,
              good ? "proved" : "not proved"});
}

void prove_clock(Report& report) {
  report.working_on("the floor under the next ISS");
  const double begun = processor_seconds();
  const Bool is_none = lasts_in_fact() == Span{};
  const Bool is_short = !is_none && lasts_in_fact() < msl();
  Explorer explorer;
  bool good = true;
  bool is_met = true;
  explorer.explore([&] {
    // Case by case, for each is decided much sooner.
    const bool lasts = !static_cast<bool>(is_none);
    const bool overtakes = lasts && static_cast<bool>(is_before(offered_at("now_us"), sent()));
    good = good && explorer.proves(clock_is_ahead_after(lasts_in_fact()));
    is_met = is_met && (!overtakes || explorer.can_be(is_short));
    return good;
  });
  good = good && is_met && explorer.solver_stats().paths > 1;
  good = good && explorer.solver_stats().unknowns == 0;
  report.add({"FLOOR", "the clock of RFC 6528", "-", explorer.solver_stats().paths,
              processor_seconds() - begun, good, good ? "proved" : "not proved"});
}

}  // namespace

void prove_floor(Report& report, const Wanted& /*wanted*/) {
  prove_clock(report);
  prove_keeping(report, "kept at the end, and found",
                [] { return end_is_found(resumed_in_fact()); });
  for (const auto& [what, between] : {std::pair{"when a connection begins", Between::reserves},
                                      std::pair{"when one cannot begin", Between::gives_back},
                                      std::pair{"when floors are swept", Between::sweeps},
                                      std::pair{"when another ends", Between::another_ends}}) {
    prove_keeping(report, what, [then = between] { return stays_found(then); });
  }
}

std::span<const Mutant> floor_mutants() { return kMutants; }

}  // namespace twomsl::proof
