// The histories that the judge keeps against the truth of a simulated run: at each emission of a
// conforming host, seen at that host, the state that it is in is one of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "core/codec/decode.hpp"
#include "oracle/track/tracker.hpp"
#include "sim/program/conversations.hpp"
#include "sim/random.hpp"
#include "sim/tap.hpp"
#include "spec/laws/connection/time_wait_laws.hpp"

namespace twomsl::sim {
namespace {

constexpr std::uint64_t kConversations = 3'000;

// What a state has emitted and received. A machine is in FIN-WAIT-1, CLOSING and LAST-ACK from
// CLOSE on, with its FIN perhaps still unsent.
bool stands_for(State kept, State truth) {
  if (truth == State::listen) truth = State::closed;
  if (kept == truth) return true;
  if (truth == State::fin_wait_1) {
    return kept == State::established || kept == State::syn_received;
  }
  const bool may_owe_fin = truth == State::closing || truth == State::last_ack;
  return may_owe_fin && kept == State::close_wait;
}

struct Counts {
  std::uint64_t emissions = 0;
  std::uint64_t anything = 0;  // every history was possible
  std::uint64_t missing = 0;
  std::uint64_t hypotheses = 0;
  std::map<std::string, std::uint64_t> how{};
};

// What is followed, and how.
struct Run {
  Settings settings{};
  std::uint32_t lost = 0;  // by the capture, thousandths of its frames
};

void compare(Counts& counts, const oracle::EndHistory& history, State truth,
             const SegmentView& segment) {
  // An end that gives up at the very step in which it sends has not been seen to. A tuple from
  // which a RST comes has no control block, though its ISS floor may keep it from being free.
  if (truth == State::closed && !segment.flags.rst()) return;
  if (truth == State::time_wait && segment.flags.rst()) truth = State::closed;
  ++counts.emissions;
  if (history.is_anything) {
    ++counts.anything;
    return;
  }
  counts.hypotheses += history.candidates.size();
  const bool is_kept = std::ranges::any_of(history.candidates, [&](const auto& candidate) {
    return stands_for(candidate.is.state, truth);
  });
  if (is_kept) return;
  ++counts.missing;
  std::string kept;
  for (const auto& candidate : history.candidates) {
    kept += std::string(kept.empty() ? "" : ", ") + std::string(name(candidate.is.state));
  }
  ++counts.how[std::string(name(truth)) + " of {" + kept + "} after flags " +
               std::to_string(segment.flags.bits)];
}

// strict holds a tuple however its connection ended, and answers there as TIME-WAIT does.
bool holds_every_tuple(std::uint16_t policy) {
  const auto subjects = honest_subjects();
  return is_strict(subjects[policy % subjects.size()].policy.time_wait);
}

// Follows what a vantage saw, of which the capture loses so many in a thousand.
void follow(Counts& counts, const Tap& tap, Vantage vantage, const Run& run) {
  const std::uint32_t lost = run.lost;
  oracle::Tracker tracker{oracle::AuditOptions{}};
  std::uint64_t frame = 0;
  for (const Captured& captured : tap.captured(vantage)) {
    ++frame;
    if (lost != 0 && drawn(lost, "lost", frame) % 1000 < lost) continue;
    const Decoded decoded =
        decode_ip(captured.packet, static_cast<std::uint32_t>(captured.packet.size()));
    ASSERT_EQ(decoded.rejection, Rejection::none);
    tracker.observe(decoded.segment, 0, {static_cast<std::int64_t>(captured.at.us) * 1000, frame});
    if (!captured.sender) continue;
    const HostSetup& host = vantage == Vantage::a ? run.settings.a : run.settings.b;
    if (*captured.sender == State::time_wait && holds_every_tuple(host.policy)) continue;
    const oracle::EndHistory* history = tracker.history_of(decoded.segment, 0);
    if (history != nullptr) compare(counts, *history, *captured.sender, decoded.segment);
  }
}

// A quarter of the seeds has events that no packet shows; those are left out.
Counts counts_of_runs(std::uint32_t lost) {
  Counts counts;
  Coverage met;
  for (std::uint64_t seed = 1; met.conversations < kConversations; ++seed) {
    if (seed % 4 == 3) continue;
    Tap tap;
    const Program program = conversations_of_seed(seed);
    const auto breach = run_program(program, conversation_profile(seed), met, &tap);
    EXPECT_FALSE(breach) << "seed " << seed;
    for (const Vantage vantage : {Vantage::a, Vantage::b})
      follow(counts, tap, vantage, {program.settings, lost});
    if (breach) break;
  }
  std::printf(
      "seeds from 1, %u of 1000 frames lost: %llu emissions, %.2f hypotheses on average, "
      "%.2f %% anything, true state missing in %llu\n",
      lost, static_cast<unsigned long long>(counts.emissions),
      static_cast<double>(counts.hypotheses) /
          static_cast<double>(counts.emissions - counts.anything),
      100.0 * static_cast<double>(counts.anything) / static_cast<double>(counts.emissions),
      static_cast<unsigned long long>(counts.missing));
  for (const auto& [how, times] : counts.how) {
    std::printf("  %llu %s\n", static_cast<unsigned long long>(times), how.c_str());
  }
  return counts;
}

TEST(Histories, HoldTheTrueStateAtEachEmissionSeenAtTheHost) {
  const Counts counts = counts_of_runs(0);
  EXPECT_GT(counts.emissions, 10 * kConversations / 2);
  EXPECT_EQ(counts.missing, 0u);
}

}  // namespace
}  // namespace twomsl::sim
