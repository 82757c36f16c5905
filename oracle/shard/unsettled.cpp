#include "oracle/shard/unsettled.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace twomsl::oracle {
namespace {

void add_counts(std::map<std::string, std::uint64_t>& all,
                const std::map<std::string, std::uint64_t>& more) {
  for (const auto& [reason, frames] : more) all[reason] += frames;
}

template <class T>
void append(std::vector<T>& all, std::vector<T>&& more) {
  all.insert(all.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
}

// One run keeps those that answered first.
void keep_first_held(Party& party) {
  std::vector<HeldSlot> slots;
  for (const auto& [entry_frame, held] : party.held) slots.push_back(held);
  std::sort(slots.begin(), slots.end(),
            [](const HeldSlot& a, const HeldSlot& b) { return a.first_frame < b.first_frame; });
  for (std::size_t i = kHeldPerParty; i < slots.size(); ++i) {
    party.held.erase(slots[i].entry_frame);
  }
}

void add_parties(Parties& all, Parties&& more) {
  for (auto& [address, other] : more) {
    Party& party = all[address];
    party.routed |= other.routed;
    party.held.merge(other.held);
    keep_first_held(party);
  }
}

void add_checksums(Checksums& all, const Checksums& more) {
  for (const auto& [sender, verified] : more.by_sender()) all.add(sender, verified);
  all.doubt_too(more);
}

void add_facts(CaptureFacts& all, CaptureFacts&& more) {
  append(all.reuse_ages_ns, std::move(more.reuse_ages_ns));
  all.holes += more.holes;
  all.untold += more.untold;
}

}  // namespace

Audit settled(Unsettled&& unsettled) {
  Judge& judge = unsettled.judge;
  Summary& summary = unsettled.summary;
  settle(judge);
  conclude(unsettled.stories, summary.facts, judge.clock_runs, unsettled.looks);
  add_counts(summary.skipped, unsettled.skipped_of_tuples);
  summary.wrong_checksums = judge.checksums.wrong_ones();
  summary.clock_steps = judge.clock_steps;
  return {std::move(summary), std::move(judge.findings), std::move(unsettled.stories)};
}

void add(Unsettled& all, Unsettled&& more) {
  append(all.judge.findings, std::move(more.judge.findings));
  add_parties(all.judge.parties, std::move(more.judge.parties));
  add_checksums(all.judge.checksums, more.judge.checksums);
  add_counts(all.skipped_of_tuples, more.skipped_of_tuples);
  add_facts(all.summary.facts, std::move(more.summary.facts));
  append(all.stories, std::move(more.stories));
  all.summary.connections += more.summary.connections;
  all.summary.closes += more.summary.closes;
  all.looks += more.looks;
}

bool is_same_capture(const Unsettled& a, const Unsettled& b) {
  return a.summary.file == b.summary.file && a.summary.packets == b.summary.packets &&
         a.summary.skipped == b.summary.skipped && a.summary.damage == b.summary.damage &&
         a.summary.readable == b.summary.readable && a.digest == b.digest;
}

}  // namespace twomsl::oracle
