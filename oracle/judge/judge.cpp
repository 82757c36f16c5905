#include "oracle/judge/judge.hpp"

namespace twomsl::oracle {

Finding* add_finding(Judge& judge, const Emission& emission, RuleClass rule, unsigned party) {
  EnumSet<RuleClass>& found = emission.close.found[party];
  if (found.contains(rule)) return nullptr;
  found.insert(rule);
  if (judge.findings.size() == kFindings) {
    ++judge.findings_dropped;
    return nullptr;
  }
  Finding& finding = judge.findings.emplace_back();
  finding.rule = rule;
  finding.party = endpoint(emission.connection.key, party);
  finding.peer = endpoint(emission.connection.key, 1 - party);
  finding.at = emission.at;
  // Only a conviction by the party's own slots needs to know that they are one stack's.
  finding.needs = rule_of(rule).assumptions.without(Assumption::one_stack);
  finding.by_rst = emission.from == party && emission.segment.flags.rst();
  finding.party_hops = emission.connection.side[party].hops;
  finding.party_hops_then = emission.from == party ? emission.segment.hops : finding.party_hops;
  return &finding;
}

void show_close(Finding& finding, const CloseRecord& close, unsigned holder) {
  const Wait& wait = close.wait[holder];
  finding.show(Role::party_fin, close.fin[holder].first);
  if (!wait.through_closing) finding.show(Role::party_fin_acked, close.fin[holder].acked);
  finding.show(Role::peer_fin, close.fin[1 - holder].first);
  finding.show(wait.through_closing ? Role::entered_closing : Role::entered, wait.entry);
}

}  // namespace twomsl::oracle
