// Rules on the close itself: text after a FIN, and silence in TIME-WAIT.
#include <optional>

#include "oracle/judge/judge.hpp"
#include "oracle/judge/release.hpp"
#include "oracle/judge/verdict.hpp"
#include "spec/model/sequence.hpp"

namespace twomsl::oracle {
namespace {

using Number = Seq<Concrete>;

// How many FINs in a row must go unanswered before silence says anything.
constexpr std::uint8_t kProbes = 3;

// The segment belongs to this incarnation: it acknowledges what the peer has sent in it.
bool is_of_this_incarnation(const Event& event) {
  const SegmentView& segment = event.segment;
  return segment.flags.ack() && event.peer().sent &&
         is_at_or_before(Number{segment.ack}, Number{event.peer().next}) &&
         event.peer().next - segment.ack < kInFlight;
}

void judge_silence_of(Judge& judge, const Event& event, unsigned holder) {
  const Wait& wait = event.closing.wait[holder];
  if (!is_waiting(wait) || wait.release != 0 || wait.unanswered_count == 0) return;
  if (!verdict_on_wait(judge.options, wait.unanswered.time_ns - wait.entry.time_ns)) return;
  Finding* finding = add_finding(judge, event, RuleClass::early_release_silence, holder);
  if (finding == nullptr) return;
  finding->entry = wait.entry;
  show_close(*finding, event.closing, holder);
  finding->show(Role::peer_rst, event.closing.fin[1 - holder].rst);
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
    if (wait.clock_steps != judge.clock_steps) {
      finding->verdict = Verdict::undetermined;
      finding->reason = Reason::clock_went_back;
    }
  }
}

}  // namespace

void judge_silence(Judge& judge, Connection& connection, Closing& closing) {
  constexpr SegmentView kNothing{};
  for (unsigned holder = 0; holder < 2; ++holder) {
    const Event event{connection, closing, kNothing, closing.wait[holder].unanswered, 1 - holder};
    judge_silence_of(judge, event, holder);
  }
}

void judge_text(Judge& judge, const Event& event) {
  const SegmentView& segment = event.segment;
  const Fin& fin = event.sender_fin();
  if (fin.emissions == 0 || !is_of_this_incarnation(event)) return;
  const std::uint32_t beyond = segment.seq + segment.payload_bytes - fin.seq;
  const bool used_beyond = beyond != 0 && beyond < kInFlight && segment.length() != 0;
  // A keep-alive may carry one octet at SND.NXT-1, which after a FIN is the FIN's own number. Who
  // has the peer's FIN sends none.
  const bool keep_alive =
      !event.peer_fin().acked.happened() && segment.length() == 1 && segment.seq == fin.seq;
  if (!used_beyond || keep_alive) return;
  if (Finding* finding = add_finding(judge, event, RuleClass::data_after_fin, event.from)) {
    //= rfc9293#3.10.4 RFC9293-3.10.4-D1
    finding->verdict = Verdict::violation;
    finding->show(Role::party_fin, fin.first);
    finding->show(Role::text_after_fin, event.at);
  }
}

}  // namespace twomsl::oracle
