// FLOOR: where a host keeps no floor under a tuple's next ISS, it needs none.
#include "core/host/iss_floor.hpp"
#include "proofs/host/host_theorems.hpp"
#include "proofs/table/table_model.hpp"

namespace twomsl::proof {
namespace {

// Throughout the 2*MSL after `now`, RFC 6528's clock is ahead of what was sent, if at `now` it is
// far enough ahead; for a host that is content with `ahead` of it.
Bool clock_stays_ahead(const Bool& ahead, const Seq<Symbolic>& sent) {
  const Instant<Symbolic> now{any_quad("now_us")};
  const Instant<Symbolic> later{any_quad("later_us")};
  const Duration<Symbolic> msl{any_quad("msl_us")};
  const Seq<Symbolic> offered{Symbolic::narrow(later.us >> 2) + any_word("hash")};
  const Bool sane = now <= later && later.us < Symbolic::U64(kLastInstantUs) &&
                    Symbolic::U64(0u) < msl.us && msl.us <= Symbolic::U64(kLongestMslUs) &&
                    later - now < msl + msl;
  return implies(sane && ahead, is_before(sent, offered));
}

Seq<Symbolic> offered() { return {Symbolic::narrow(any_quad("now_us") >> 2) + any_word("hash")}; }

// Takes a clock that is ahead now for one that stays ahead.
Refutation refute_floor(const Mutant& /*mutant*/) {
  const Seq<Symbolic> sent{any_word("sent")};
  Explorer explorer;
  return find_counterexample(
      explorer, [&] { return !clock_stays_ahead(is_before(sent, offered()), sent); },
      is_not_replayed);
}

constexpr std::array<Mutant, 1> kMutants = {
    {{"FLOOR", "FLOOR", "host", "ahead now is enough", "-", refute_floor, false}}};

}  // namespace

void prove_floor(Report& report, const Wanted& /*wanted*/) {
  report.working_on("the floor under the next ISS");
  const double begun = processor_seconds();
  const Seq<Symbolic> sent{any_word("sent")};
  const Bool spared = !needs_iss_floor(sent, offered(), Duration<Symbolic>{any_quad("msl_us")});
  Explorer explorer;
  bool good = false;
  explorer.explore([&] {
    good =
        explorer.proves(clock_stays_ahead(spared, sent)) && explorer.model_of(spared).has_value();
    return true;
  });
  good = good && explorer.solver_stats().unknowns == 0;
  report.add({"FLOOR", "the clock of RFC 6528", "-", 1, processor_seconds() - begun, good,
              good ? "proved" : "not proved"});
}

std::span<const Mutant> floor_mutants() { return kMutants; }

}  // namespace twomsl::proof
