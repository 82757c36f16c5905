#include "oracle/judge/release.hpp"

#include <algorithm>
#include <optional>

#include "oracle/judge/verdict.hpp"
#include "spec/model/sequence.hpp"

namespace twomsl::oracle {
namespace {

// In the order of how much they excuse.
enum class Licence : std::uint8_t { none, window_unknown, in_window, exact };

// What the peer's RST may have done to the slot. RCV.NXT of the holder is one past the FIN.
Licence licence_by_rst(const Event& event, unsigned holder) {
  const Fin& peer_fin = event.closing.fin[1 - holder];
  const Wait& wait = event.closing.wait[holder];
  if (peer_fin.emissions == 0 || !peer_fin.rst.happened()) return Licence::none;
  if (peer_fin.rst.frame < wait.alive.frame) return Licence::none;
  const std::uint32_t offset = peer_fin.rst_seq - (peer_fin.seq + 1);
  if (offset == 0) return Licence::exact;
  const Side& side = event.connection.side[holder];
  const bool scale_known = side.syn_seen && event.connection.side[1 - holder].syn_seen;
  if (scale_known) return offset < side.window_bytes ? Licence::in_window : Licence::none;
  // Unscaled, the window is only known to be at most 2^30.
  if (offset < side.window_bytes) return Licence::in_window;
  return offset < (1u << 30) ? Licence::window_unknown : Licence::none;
}

struct Charge {
  RuleClass rule{};
  WaitVerdict verdict{};
  std::int64_t age_ns = 0;
};

std::optional<Charge> charge(const Judge& judge, const Event& event, RuleClass rule,
                             unsigned holder) {
  const Wait& wait = event.closing.wait[holder];
  const std::int64_t age = std::max<std::int64_t>(event.at.time_ns - wait.entry.time_ns, 0);
  if (const auto verdict = verdict_on_wait(judge.options, age)) return Charge{rule, *verdict, age};
  if (!wait.restarted.happened()) return std::nullopt;
  const std::int64_t since = std::max<std::int64_t>(event.at.time_ns - wait.restarted.time_ns, 0);
  if (const auto verdict = verdict_on_wait(judge.options, since)) {
    return Charge{RuleClass::wait_not_restarted, *verdict, since};
  }
  return std::nullopt;
}

void apply_licence(Charge& charged, Licence licence, const AuditOptions& options) {
  const bool within_wait = charged.verdict.verdict != Verdict::undetermined;
  switch (licence) {
    case Licence::none:
      if (charged.rule == RuleClass::wait_not_restarted &&
          charged.verdict.verdict == Verdict::violation) {
        charged.verdict.verdict = Verdict::deviation;
      }
      return;
    case Licence::exact:
      charged.rule = RuleClass::assassination;
      if (within_wait && options.profile != Profile::strict) {
        charged.verdict.verdict = Verdict::hazard;
      }
      return;
    case Licence::in_window:
      charged.rule = RuleClass::rst_inexact;
      if (within_wait) charged.verdict.verdict = Verdict::deviation;
      return;
    case Licence::window_unknown:
      charged.rule = RuleClass::rst_inexact;
      charged.verdict = {Verdict::undetermined, Reason::window_unknown};
      return;
  }
}

// A SYN accepted against a SHOULD, where no probe has shown that the slot was gone.
bool is_mere_should(const Charge& charged, const Wait& wait) {
  return charged.rule == RuleClass::passive_reuse && wait.release == 0;
}

}  // namespace

void note_reset(const Event& event) {
  Fin& fin = event.sender_fin();
  const Fin before = fin;
  const Licence stood = licence_by_rst(event, event.other());
  fin.rst = event.at;
  fin.rst_seq = event.segment.seq;
  if (licence_by_rst(event, event.other()) < stood) fin = before;
}

bool may_be_reset(const Event& event, unsigned holder) {
  return licence_by_rst(event, holder) != Licence::none;
}

bool is_waiting(const Wait& wait) { return wait.entry.happened() && !wait.over; }

void show_close(Finding& finding, const Closing& closing, unsigned holder) {
  const Wait& wait = closing.wait[holder];
  finding.show(Role::party_fin, closing.fin[holder].first);
  if (!wait.by_closing) finding.show(Role::party_fin_acked, closing.fin[holder].acked);
  finding.show(Role::peer_fin, closing.fin[1 - holder].first);
  finding.show(wait.by_closing ? Role::entered_closing : Role::entered, wait.entry);
}

Finding* release(Judge& judge, const Event& event, RuleClass rule, unsigned holder) {
  Wait& wait = event.closing.wait[holder];
  std::optional<Charge> charged = charge(judge, event, rule, holder);
  if (!charged) return nullptr;
  const Licence licence = licence_by_rst(event, holder);
  apply_licence(*charged, licence, judge.options);
  if (wait.clock_steps != judge.clock_steps) {
    charged->verdict = {Verdict::undetermined, Reason::clock_went_back};
  }
  const bool should = is_mere_should(*charged, wait);
  Finding* finding = add_finding(judge, event, charged->rule, holder);
  if (finding == nullptr) return nullptr;
  finding->at_most_deviation = should || charged->rule == RuleClass::wait_not_restarted;
  finding->verdict = should && charged->verdict.verdict == Verdict::violation
                         ? Verdict::deviation
                         : charged->verdict.verdict;
  finding->reason = charged->verdict.reason;
  finding->has_age = true;
  finding->age_ns = charged->age_ns;
  finding->entry = wait.entry;
  show_close(*finding, event.closing, holder);
  if (charged->rule == RuleClass::wait_not_restarted) {
    finding->show(Role::restarted, wait.restarted);
  }
  if (licence != Licence::none) finding->show(Role::peer_rst, event.closing.fin[1 - holder].rst);
  return finding;
}

}  // namespace twomsl::oracle
