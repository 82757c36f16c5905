// The fields of what a share holds, by name. A member that is added and not listed here does not
// compile.
#pragma once

#include "oracle/finding.hpp"
#include "oracle/story/story.hpp"

namespace twomsl::oracle {

/// Calls visit(name, member) for each member of a finding, or of a const one.
template <class F, class Visit>
void each_field_of_finding(F& finding, Visit&& visit) {
  auto& [rule, verdict, cause, reason, needs, evidence_used, has_age, convicts_itself,
         in_fin_wait_2, by_rst, at_most_deviation, party, peer, at, entry, age_ns, held_ns,
         party_hops, party_hops_then, clock_jumped, has_timestamps, habit, evidence] = finding;
  visit("rule", rule);
  visit("verdict", verdict);
  visit("cause", cause);
  visit("reason", reason);
  visit("needs", needs);
  visit("evidence_used", evidence_used);
  visit("has_age", has_age);
  visit("convicts_itself", convicts_itself);
  visit("in_fin_wait_2", in_fin_wait_2);
  visit("by_rst", by_rst);
  visit("at_most_deviation", at_most_deviation);
  visit("party", party);
  visit("peer", peer);
  visit("at", at);
  visit("entry", entry);
  visit("age_ns", age_ns);
  visit("held_ns", held_ns);
  visit("party_hops", party_hops);
  visit("party_hops_then", party_hops_then);
  visit("clock_jumped", clock_jumped);
  visit("has_timestamps", has_timestamps);
  static_cast<void>(habit);  // settled when all shares are known
  visit("evidence", evidence);
}

/// The same of a story.
template <class S, class Visit>
void each_field_of_story(S& story, Visit&& visit) {
  auto& [kind, has_party, has_flow, syn_is_known, by_number, by_timestamp, party, peer, at, before,
         age_ns, count, since_ns] = story;
  visit("kind", kind);
  visit("has_party", has_party);
  visit("has_flow", has_flow);
  visit("syn_is_known", syn_is_known);
  visit("by_number", by_number);
  visit("by_timestamp", by_timestamp);
  visit("party", party);
  visit("peer", peer);
  visit("at", at);
  visit("before", before);
  visit("age_ns", age_ns);
  visit("count", count);
  visit("since_ns", since_ns);
}

}  // namespace twomsl::oracle
