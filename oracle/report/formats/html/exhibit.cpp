#include "oracle/report/formats/html/exhibit.hpp"

namespace twomsl::oracle::html {

std::string_view words_of(Role role) {
  switch (role) {
    case Role::party_fin:
      return "the party's FIN";
    case Role::party_fin_acked:
      return "acknowledges the party's FIN";
    case Role::peer_fin:
      return "the peer's FIN";
    case Role::entered:
      return "enters TIME-WAIT";
    case Role::entered_closing:
      return "enters TIME-WAIT by CLOSING";
    case Role::restarted:
      return "restarts the wait";
    case Role::peer_rst:
      return "the peer's RST";
    case Role::fin_again:
      return "the FIN again";
    case Role::old_syn:
      return "a SYN that is not newer";
    case Role::new_syn:
      return "a SYN that may reopen";
    case Role::syn_again:
      return "opens the same tuple again";
    case Role::answer_rst:
      return "answers with a RST";
    case Role::answer_syn_ack:
      return "answers with a SYN-ACK";
    case Role::text_after_fin:
      return "numbers at or after its FIN";
    case Role::last_ack:
      return "the ACK of its FIN";
    case Role::unanswered:
      return "no answer was captured";
    case Role::trigger:
      return "finds no connection";
    case Role::consequence:
      return "a RST again";
    case Role::spoke_on:
      return "goes on";
  }
  return "";
}

Exhibit exhibit_of(const Finding& finding) {
  Exhibit exhibit{finding.party, finding.peer, {}, {}, {}};
  for (const Evidence& evidence : finding.shown()) {
    exhibit.marks.push_back({evidence.at, words_of(evidence.role)});
  }
  if (finding.has_age && !finding.in_fin_wait_2) {
    exhibit.entry = finding.entry;
    exhibit.gone = finding.at;
  }
  return exhibit;
}

Exhibit exhibit_of(const Story& story) {
  Exhibit exhibit{story.party, story.peer, {}, {}, {}};
  if (story.before.happened() && story.before.frame != story.at.frame) {
    exhibit.marks.push_back({story.before, "what it rests on"});
  }
  exhibit.marks.push_back({story.at, "what is told"});
  return exhibit;
}

}  // namespace twomsl::oracle::html
