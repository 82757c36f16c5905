// FLOOR: where a host keeps no floor under a tuple's next ISS, it needs none.
#include "core/host/iss_floor.hpp"
#include "proofs/engine/explorer.hpp"
#include "proofs/table/table_model.hpp"
#include "proofs/theorems.hpp"

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

}  // namespace

void prove_floor(Report& report, std::string_view wanted) {
  if (!is_wanted("FLOOR", wanted)) {
    return;
  }
  report.working_on("the floor under the next ISS");
  const double begun = processor_seconds();
  const Seq<Symbolic> sent{any_word("sent")};
  const Seq<Symbolic> offered{Symbolic::narrow(any_quad("now_us") >> 2) + any_word("hash")};
  const Bool spared = !needs_iss_floor(sent, offered, Duration<Symbolic>{any_quad("msl_us")});
  Explorer explorer;
  bool valid = false;
  bool reached = false;
  bool refuted = false;
  double proving_s = 0;
  explorer.explore([&] {
    valid = explorer.proves(clock_stays_ahead(spared, sent));
    reached = explorer.model_of(spared).has_value();
    proving_s = processor_seconds() - begun;
    refuted = explorer.model_of(!clock_stays_ahead(is_before(sent, offered), sent)).has_value();
    return true;
  });
  const bool known = explorer.solver_stats().unknowns == 0;
  const double refuting_s = processor_seconds() - begun - proving_s;
  const bool proved = valid && reached && known;
  report.add({"FLOOR", "the clock of RFC 6528", "-", 1, proving_s, proved,
              proved ? "proved" : "not proved"});
  report.add({"FLOOR", "content with being ahead now", "-", 1, refuting_s, refuted && known,
              refuted ? "refuted" : "not refuted"});
}

}  // namespace twomsl::proof
