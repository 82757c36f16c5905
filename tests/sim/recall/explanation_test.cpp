// What a finding takes for granted not to have happened is played: the host conforms, and that does
// happen, at one moment of those that the finding leaves. Then the capture is, frame by frame up to
// the one that convicts, that of the rule breaker: so the finding has to take it for granted.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <utility>

#include "oracle/report/explain.hpp"
#include "tests/sim/recall/rule_breakers.hpp"
#include "tests/sim/recall/seen_at.hpp"

namespace twomsl::sim {
namespace {

using oracle::Finding;

Vantage vantage_of(std::uint32_t end) { return end == 0 ? Vantage::a : Vantage::b; }

// What is found at the rule breaker's own host, first to last.
std::vector<Finding> findings_at_host(const BrokenRun& run, std::uint32_t end) {
  oracle::AuditOptions options{.msl_s = static_cast<double>(run.msl_us) / 1e6};
  options.vantage = oracle::Vantage::host;
  options.vantage_address = address_of(end, Family::ipv4);
  oracle::Tracker tracker{options};
  show(tracker, run.tap.captured(vantage_of(end)));
  std::vector<Finding> findings = tracker.judge().findings;
  std::erase_if(findings, [&](const Finding& finding) {
    const bool accuses = finding.verdict != Verdict::undetermined;
    return !accuses || !(finding.party.address == options.vantage_address);
  });
  return findings;
}

std::uint32_t tuple_of_finding(const Finding& finding, std::uint32_t end) {
  std::uint32_t tuple = 0;
  while (tuple < kTuples && (!(sockets_of(key_of({end, tuple})).local == finding.party) ||
                             !(sockets_of(key_of({end, tuple})).remote == finding.peer))) {
    ++tuple;
  }
  EXPECT_LT(tuple, kTuples) << "the party of a finding is not simulated";
  return tuple;
}

// What may have happened, one of them: ABORT, which ends TIME-WAIT without a word, or a user
// timeout, as FIN-WAIT-2; before any of the frames since was looked at, or after, the last ones
// first.
std::vector<UnseenEvent> explanations_of(const BrokenRun& run, const Finding& finding,
                                         std::uint32_t end) {
  constexpr std::array<std::pair<Assumption, EventKind>, 2> kEvents = {
      {{Assumption::no_abort, EventKind::abort},
       {Assumption::no_user_timeout, EventKind::user_timeout}}};
  const Place at{end, tuple_of_finding(finding, end)};
  std::vector<UnseenEvent> explanations;
  const std::vector<Captured> captured = run.tap.captured(vantage_of(end));
  const std::uint64_t first = std::max<std::uint64_t>(finding.entry.frame, 1);
  for (std::uint64_t frame = finding.at.frame; frame >= first; --frame) {
    const Instant<Concrete> before = captured[frame - 1].at;
    for (const auto& [assumption, kind] : kEvents) {
      if (!finding.needs.contains(assumption)) continue;
      explanations.push_back({at, kind, before});
      explanations.push_back({at, kind, before + Duration<Concrete>{1}});
    }
  }
  return explanations;
}

// The host has done nothing before that it should not have, and lost no wait unnoticed.
bool is_first(const BrokenRun& run, const Finding& finding) {
  const auto at_us = static_cast<std::uint64_t>(finding.at.time_ns / 1000);
  const auto is_before = [&](const Offence& offence) { return offence.at.us < at_us; };
  return run.log.licensed() == 0 && std::ranges::none_of(run.log.offences(), is_before);
}

bool is_same(const Captured& a, const Captured& b) {
  return a.at == b.at && std::ranges::equal(a.packet, b.packet);
}

// The frames up to the one that convicts are the same, one by one.
bool is_explained(const BrokenRun& run, const Tap& played, const Finding& finding,
                  std::uint32_t end) {
  const std::vector<Captured> then = run.tap.captured(vantage_of(end));
  const std::vector<Captured> now = played.captured(vantage_of(end));
  const std::uint64_t frames = finding.at.frame;
  return frames <= now.size() &&
         std::equal(then.begin(), then.begin() + static_cast<std::ptrdiff_t>(frames), now.begin(),
                    is_same);
}

struct Tally {
  std::uint64_t explained = 0;
  std::uint64_t left = 0;
};

using Tallies = std::map<std::string, Tally>;

// One of its explanations, played by the host as it claims to be, leads to the same capture.
bool has_explanation(const BrokenRun& run, const BrokenProgram& broken, const Subject& claimed,
                     const Finding& finding) {
  BrokenProgram innocent = broken;
  innocent.profile.policies_under_test[0] = claimed;
  const auto leads_to_it = [&](std::vector<UnseenEvent> events) {
    innocent.profile.unseen = std::move(events);
    Tap tap;
    Coverage unused;
    static_cast<void>(run_program(innocent.program, innocent.profile, unused, &tap));
    return is_explained(run, tap, finding, broken.end);
  };
  EXPECT_FALSE(leads_to_it({})) << "nothing is to be explained";
  return std::ranges::any_of(explanations_of(run, finding, broken.end),
                             [&](const UnseenEvent& event) { return leads_to_it({event}); });
}

void judge_first(Tallies& tallies, const Subject& breaker, std::uint64_t seed) {
  BrokenRun run;
  play(run, breaker, seed);
  const BrokenProgram broken = program_of(breaker, seed);
  const std::vector<Finding> findings = findings_at_host(run, broken.end);
  if (findings.empty() || !is_first(run, findings.front())) return;
  const Finding& finding = findings.front();
  Tally& tally = tallies[std::string(name(finding.rule))];
  if (has_explanation(run, broken, claimed_by(breaker), finding)) {
    ++tally.explained;
    return;
  }
  ++tally.left;
  std::printf("left: %s, seed %llu, frame %llu: %s\n", std::string(breaker.name).c_str(),
              static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(finding.at.frame),
              oracle::summary_of(finding).c_str());
}

// Two are left: the frame that convicts and another came at the same instant, and what explains
// them happens between the two. Left out are who sends no RST, who sends one of the wrong form and
// who sends text behind its FIN: nothing that befalls a conforming host leads to that.
TEST(Explanations, ArePlayedAndLeadToTheCaptureThatConvicts) {
  Tallies tallies;
  for (const Subject& breaker : rule_breakers()) {
    if (breaker.sends_no_rst || breaker.acks_with_rst || breaker.talks_after_fin) continue;
    for (std::uint64_t seed = 1; seed <= 120; ++seed) {
      if (seed % 4 != 3) judge_first(tallies, breaker, seed);
    }
  }
  Tally all;
  for (const auto& [rule, tally] : tallies) {
    std::printf("%-20s %4llu explained, %llu left\n", rule.c_str(),
                static_cast<unsigned long long>(tally.explained),
                static_cast<unsigned long long>(tally.left));
    all.explained += tally.explained;
    all.left += tally.left;
  }
  EXPECT_GE(all.explained, 200u);
  EXPECT_LE(all.left, 2u);
}

}  // namespace
}  // namespace twomsl::sim
