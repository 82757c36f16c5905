// FLOOR: while a host keeps no floor under a tuple's next ISS, it needs none.
#include "core/host/iss_floor.hpp"
#include "proofs/host/host_theorems.hpp"
#include "proofs/table/table_model.hpp"

namespace twomsl::proof {
namespace {

using Span = Duration<Symbolic>;

Span msl() { return {any_quad("msl_us")}; }
Seq<Symbolic> sent() { return {any_word("sent")}; }
Seq<Symbolic> offered_at(const char* moment) {
  return {Symbolic::narrow(any_quad(moment) >> 2) + any_word("hash")};
}

// From the end of a floor that lasts for `lasts` until 2*MSL after `now`, RFC 6528's clock is ahead
// of what was sent.
Bool clock_is_ahead_after(const Span& lasts) {
  const Instant<Symbolic> now{any_quad("now_us")};
  const Instant<Symbolic> later{any_quad("later_us")};
  const Bool sane = now <= later && later.us < Symbolic::U64(kLastInstantUs) &&
                    Symbolic::U64(0u) < msl().us && msl().us <= Symbolic::U64(kLongestMslUs);
  const Bool is_meant = now + lasts <= later && later - now < msl() + msl();
  return implies(sane && is_meant, is_before(sent(), offered_at("later_us")));
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

template <Span (*lasts)()>
Refutation refute_floor(const Mutant& /*mutant*/) {
  Explorer explorer;
  return find_counterexample(
      explorer, [] { return !clock_is_ahead_after(lasts()); }, is_not_replayed);
}

constexpr Mutant broken(std::string_view name, Refutation (*refutation)(const Mutant&)) {
  return {"FLOOR", "FLOOR", "host", name, "-", refutation, false};
}

constexpr std::array<Mutant, 2> kMutants = {{
    broken("ahead now is enough", refute_floor<lasts_unless_ahead>),
    broken("a tick too short", refute_floor<lasts_a_tick_less>),
}};

}  // namespace

void prove_floor(Report& report, const Wanted& /*wanted*/) {
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
    is_met = is_met && (!overtakes || explorer.model_of(is_short).has_value());
    return good;
  });
  good = good && is_met && explorer.solver_stats().paths > 1;
  good = good && explorer.solver_stats().unknowns == 0;
  report.add({"FLOOR", "the clock of RFC 6528", "-", explorer.solver_stats().paths,
              processor_seconds() - begun, good, good ? "proved" : "not proved"});
}

std::span<const Mutant> floor_mutants() { return kMutants; }

}  // namespace twomsl::proof
