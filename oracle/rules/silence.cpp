// early-release-silence: FINs that TIME-WAIT, or FIN-WAIT-2, would have acknowledged, and no
// answer.
#include "oracle/judge/wait_verdict.hpp"
#include "oracle/rules/rules.hpp"

namespace twomsl::oracle {
namespace {

// How many FINs in a row must go unanswered before silence says anything.
constexpr std::uint8_t kProbes = 3;

void judge_silence_of(Judge& judge, const Emission& emission, unsigned holder) {
  const Wait& wait = emission.close.wait[holder];
  if (!is_waiting(wait) || wait.is_shown_gone || wait.unanswered_count == 0) return;
  if (!verdict_on_wait(judge.options, wait.unanswered.time_ns - wait.entry.time_ns)) return;
  Finding* finding = add_finding(judge, emission, RuleClass::early_release_silence, holder);
  if (finding == nullptr) return;
  finding->entry = wait.entry;
  show_close(*finding, emission.close, holder);
  finding->show(Role::peer_rst, emission.close.fin[1 - holder].rst);
  finding->show(Role::unanswered, wait.unanswered);
  finding->reason = Reason::vantage_not_host;
  if (wait.unanswered_count < kProbes) {
    finding->reason = Reason::too_few_probes;
  } else if (is_at_host(judge.options, finding->party.address)) {
    const std::int64_t age = wait.unanswered_third.time_ns - wait.entry.time_ns;
    const auto verdict = verdict_on_wait(judge.options, age);
    finding->verdict = verdict ? verdict->verdict : Verdict::undetermined;
    finding->reason = verdict ? verdict->reason : Reason::too_few_probes;
    finding->has_age = verdict.has_value();
    finding->age_ns = age;
    finding->show(Role::unanswered, wait.unanswered_third);
    if (wait.clock_went_back) {
      finding->verdict = Verdict::undetermined;
      finding->reason = Reason::clock_went_back;
    }
  }
}

// FIN-WAIT-2 would have acknowledged it, and CLOSED would have reset it: silence is never right.
void judge_silence_of_fin_wait_2(Judge& judge, const Emission& emission, unsigned holder) {
  const Wait& wait = emission.close.wait[holder];
  const Fin& mine = emission.close.fin[holder];
  const Address address = endpoint(emission.connection.key, holder).address;
  if (wait.entry.happened() || !mine.acked.happened() || wait.unanswered_count < kProbes) return;
  if (!is_at_host(judge.options, address)) return;
  Finding* finding = add_finding(judge, emission, RuleClass::early_release_silence, holder);
  if (finding == nullptr) return;
  finding->verdict = Verdict::violation;
  finding->in_fin_wait_2 = true;
  finding->entry = mine.acked;
  finding->show(Role::party_fin, mine.first);
  finding->show(Role::party_fin_acked, mine.acked);
  finding->show(Role::peer_fin, emission.close.fin[1 - holder].first);
  finding->show(Role::unanswered, wait.unanswered);
  finding->show(Role::unanswered, wait.unanswered_third);
}

}  // namespace

void judge_silence(Judge& judge, Connection& connection, CloseRecord& close, unsigned holder) {
  constexpr SegmentView kNothing{};
  const Emission emission{connection, close, kNothing, close.wait[holder].unanswered, 1 - holder};
  judge_silence_of(judge, emission, holder);
  judge_silence_of_fin_wait_2(judge, emission, holder);
}

}  // namespace twomsl::oracle
