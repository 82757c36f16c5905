// See audit.hpp.
#include "sim/checkers/audit.hpp"

#include "core/codec/decode.hpp"
#include "oracle/judge/wait_verdict.hpp"
#include "sim/program/setup.hpp"
#include "sim/tuples.hpp"

namespace twomsl::sim {

using oracle::Assumption;
using oracle::Verdict;

std::string SelfAudit::words_of(Vantage vantage, Judging judging) const {
  std::string words;
  for (const Assumption assumption : kValuesOf<Assumption>) {
    if (granted_.contains(assumption)) {
      words += (words.empty() ? "" : ",") + std::string(twomsl::name(assumption));
    }
  }
  words = granted_ == oracle::Assumptions::all() ? "" : "--assume " + words;
  if (judging == Judging::by_default) return words;
  words += (words.empty() ? "--msl " : " --msl ") + std::to_string(static_cast<int>(msl_s_));
  if (judging == Judging::with_msl) return words;
  constexpr std::array<std::array<const char*, 3>, 2> kVantageWords = {
      {{"host:10.0.0.1", "host:10.0.0.2", "middle"},
       {"host:2001:db8::a00:1", "host:2001:db8::a00:2", "middle"}}};
  return words + " --vantage " +
         kVantageWords[family_ == Family::ipv6 ? 1 : 0][static_cast<std::size_t>(vantage)];
}

SelfAudit::SelfAudit(const SeededRun& run, const Coverage& met)
    : msl_s_(static_cast<double>(run.profile.msl_us) / 1e6),
      family_(family_of(run.program.settings)),
      assassinations_(met.assassinations) {
  const auto withdraw = [this](Assumption assumption, std::uint64_t events) {
    if (events != 0) granted_.erase(assumption);
  };
  withdraw(Assumption::no_abort, met.aborts);
  withdraw(Assumption::no_user_timeout, met.user_timeouts);
  withdraw(Assumption::no_reboot, met.reboots);
  withdraw(Assumption::no_duplicate, met.repetitions);
}

oracle::AuditOptions SelfAudit::options(Vantage vantage, Judging judging) const {
  oracle::AuditOptions options{.granted = granted_};
  if (judging == Judging::by_default) return options;
  options.msl_s = msl_s_;
  if (judging == Judging::with_msl) return options;
  if (vantage == Vantage::middle) {
    options.vantage = oracle::Vantage::middle;
  } else {
    options.vantage = oracle::Vantage::host;
    options.vantage_address = address_of(static_cast<std::uint32_t>(vantage), family_);
  }
  return options;
}

// Each hazard that is true uses up one of the waits that a RST did end.
bool SelfAudit::is_true(const oracle::Finding& finding, std::uint64_t& assassinations) const {
  const auto wait_ns = static_cast<std::int64_t>(2e9 * msl_s_);
  const bool is_over = finding.has_age && finding.age_ns >= wait_ns - oracle::slack_ns(wait_ns);
  switch (finding.verdict) {
    case Verdict::violation:
      return false;
    case Verdict::conditional:
      return is_over;
    case Verdict::hazard:
      return !is_over && assassinations != 0 && assassinations-- != 0;
    case Verdict::deviation:
    case Verdict::undetermined:
      return true;
  }
  return false;
}

void show(oracle::Tracker& tracker, const FaultyCapture& capture) {
  std::uint64_t frame = 0;
  for (const FaultyFrame& seen : capture.frames) {
    const auto kept = seen.packet.first(seen.kept_bytes);
    const auto bytes = static_cast<std::uint32_t>(seen.packet.size());
    const SegmentView segment = decode_ip(kept, bytes).segment;
    tracker.observe(segment, seen.scope, {seen.at_us * 1000, ++frame}, kept);
  }
  tracker.finish();
}

std::vector<Accusation> SelfAudit::findings(const FaultyCapture& capture) const {
  std::vector<Accusation> findings;
  for (const Judging judging : {Judging::by_default, Judging::with_msl_and_vantage}) {
    oracle::AuditOptions how = options(capture.vantage, judging);
    for (const Assumption broken : kValuesOf<Assumption>) {
      if (capture.broken.contains(broken)) how.granted.erase(broken);
    }
    oracle::Tracker tracker{how};
    show(tracker, capture);
    std::uint64_t assassinations = assassinations_;
    for (const oracle::Finding& finding : tracker.judge().findings) {
      findings.push_back({capture.vantage, judging, finding, words_of(capture.vantage, judging),
                          !is_true(finding, assassinations)});
    }
  }
  return findings;
}

std::vector<Accusation> SelfAudit::judge(const FaultyCapture& capture) const {
  std::vector<Accusation> accusations = findings(capture);
  std::erase_if(accusations, [](const Accusation& said) { return !said.is_false; });
  return accusations;
}

std::vector<Accusation> SelfAudit::judge(const Tap& tap) const {
  std::vector<Accusation> accusations;
  for (const Vantage vantage : {Vantage::a, Vantage::b, Vantage::middle}) {
    const std::vector<std::uint8_t> capture = tap.capture(vantage);
    for (const Judging judging :
         {Judging::by_default, Judging::with_msl, Judging::with_msl_and_vantage}) {
      const oracle::Audit audit = oracle::audit_bytes(capture, options(vantage, judging));
      std::uint64_t assassinations = assassinations_;
      for (const oracle::Finding& finding : audit.findings) {
        if (is_true(finding, assassinations)) continue;
        accusations.push_back({vantage, judging, finding, words_of(vantage, judging)});
      }
    }
  }
  return accusations;
}

}  // namespace twomsl::sim
