#include "harness/conform/conform.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/conform/prober.hpp"

namespace twomsl::harness {
namespace {

// Begins the verdict of a case that did not come about.
constexpr std::string_view kUnreached = "not reached: ";

// Begins the verdict of a case that looked for the connection and did not find it.
constexpr std::string_view kMissed = "missed: ";

void conclude(const Notebook& notebook, std::string_view words) {
  note_words(notebook, NoteKind::verdict, words);
}

std::string objection_to(Reactions reactions, const Case& one) {
  if (reactions == Reactions{}) reactions.insert(Reaction::none);
  if (reactions.is_within(one.allowed)) return {};
  return fmt::format("it was answered by {}; expected: {}", words_of(reactions, " or "),
                     words_of(one.allowed, " or "));
}

// What the stack's user was told.
std::string objection_to(const SubjectUser& before, const SubjectUser& after, const Case& one) {
  const std::uint64_t told_bytes = after.received_bytes - before.received_bytes;
  if (told_bytes != one.told_bytes) {
    return fmt::format("its user was told of {} bytes of text; expected: {}", told_bytes,
                       one.told_bytes);
  }
  const bool tells_close = after.peer_has_closed && !before.peer_has_closed;
  if (one.tells_close && !tells_close) return "its user was not told that the peer has closed";
  if (!one.tells_close && tells_close && one.after == After::alive) {
    return "its user was told that the peer has closed";
  }
  return {};
}

// The peer has sent this, and it was taken.
void go_on(Prober& prober, const Probe& probe) {
  prober.numbers.nxt = probe.segment.seq.value + length(probe.segment);
  prober.numbers.acked = prober.numbers.sent_end;
  prober.numbers.has_sent_fin = prober.numbers.has_sent_fin || probe.segment.fin;
}

std::string look_after(Prober& prober, const Case& one) {
  switch (one.after) {
    case After::any:
      return {};
    case After::alive:
      if (one.state == State::syn_sent ? prober.may_be_opened() : prober.is_alive()) return {};
      return "afterwards the connection was gone";
    case After::gone:
      if (one.state == State::syn_sent ? !prober.may_be_opened() : !prober.is_alive()) return {};
      return "afterwards the connection was still there";
    case After::listening:
      return prober.is_listening() ? "" : "afterwards a SYN on the same tuple was not answered";
  }
  return {};
}

// The case, played in a process of its own.
Act act_of(const Subject& subject, const Case& one) {
  return [subject, &one](const Notebook& notebook) {
    std::string words = obstacle_to(subject, one);
    if (!words.empty()) return conclude(notebook, std::string(kUnreached) + words);
    Prober prober(subject, notebook);
    bool is_reached = false;
    words = play_case(one, prober, is_reached);
    const std::string_view begin = !is_reached ? kUnreached : prober.has_missed() ? kMissed : "";
    conclude(notebook, std::string(begin) + words);
  };
}

// Says why the connection cannot be looked for in this state, though nothing has arrived there, if
// it cannot be. A stack that does not wait at all answers by a RST: the scripts may say so of it.
Act control_of(const Subject& subject, const Case& one) {
  return [subject, &one](const Notebook& notebook) {
    Prober prober(subject, notebook);
    if (!prober.reach(one.state, one.has_timestamps)) return;
    prober.wait(Prober::kPatience_us);  // as behind a segment: timers do what they did there
    if (one.state == State::syn_sent ? prober.may_be_opened() : prober.is_alive()) return;
    const bool is_silent = prober.has_met_silence();
    if (one.script != nullptr && one.state == State::time_wait && !is_silent) return;
    conclude(notebook, fmt::format("whether the connection is there cannot be seen in {}: what "
                                   "looks for it is answered by {} even if nothing came before",
                                   name(one.state), is_silent ? "nothing" : "no ACK"));
  };
}

// The case looked for the connection, and did not find it.
bool has_missed(const Run& run) {
  return run.recording.verdict && run.recording.verdict->starts_with(kMissed);
}

// A stack that says of itself what is not so fails whichever case shows it.
CaseResult with_contradictions(CaseResult result) {
  if (result.outcome != Outcome::passed && result.outcome != Outcome::failed) return result;
  for (const Contradicted& one : result.recording.contradictions) {
    result.outcome = Outcome::failed;
    if (!result.words.empty()) result.words += "; and ";
    result.words += fmt::format("by its own words ({}): {}", name(one.kind), one.words);
  }
  return result;
}

CaseResult result_of(const Case& one, const Run& run) {
  CaseResult result{&one, Outcome::crashed, words_of(run), run.recording};
  if (!run.recording.fault.empty()) {
    result.outcome = Outcome::fault;
    result.words = run.recording.fault;
  } else if (run.end == RunEnd::finished) {
    result.words = run.recording.verdict.value_or("");
    if (has_missed(run)) result.words.erase(0, kMissed.size());
    const bool is_unreached = result.words.starts_with(kUnreached);
    result.outcome = result.words.empty() ? Outcome::passed
                     : is_unreached       ? Outcome::unreached
                                          : Outcome::failed;
  }
  return with_contradictions(std::move(result));
}

// What the control of a case that failed says of it.
CaseResult seen_with(CaseResult result, const Run& control) {
  const std::string words = control.recording.verdict.value_or("");
  if (words.empty()) return result;
  result.outcome = Outcome::unreached;
  result.words = words;
  return result;
}

}  // namespace

std::string_view words_of(Reaction reaction) {
  switch (reaction) {
    case Reaction::none:
      return "nothing";
    case Reaction::ack:
      return "an ACK of what came before it";
    case Reaction::ack_of_it:
      return "an ACK of it";
    case Reaction::syn_ack:
      return "a SYN-ACK";
    case Reaction::rst_of_ack:
      return "a RST with SEQ = SEG.ACK";
    case Reaction::rst_with_ack:
      return "a RST with SEQ = SEG.ACK, and an ACK of its own";
    case Reaction::rst_of_none:
      return "a RST with SEQ = 0 and ACK = SEG.SEQ + SEG.LEN";
    case Reaction::other:
      return "something else";
  }
  return "";
}

std::string words_of(Reactions reactions, std::string_view between) {
  std::string words;
  for (const Reaction reaction : kValuesOf<Reaction>) {
    if (!reactions.contains(reaction)) continue;
    if (!words.empty()) words += between;
    words += words_of(reaction);
  }
  return words;
}

std::string play_case(const Case& one, Prober& prober, bool& is_reached) {
  is_reached = true;
  if (one.script != nullptr) {
    const std::string words = one.script(prober);
    is_reached = prober.trouble().empty();
    return is_reached ? words : prober.trouble();
  }
  is_reached = prober.reach(one.state, one.has_timestamps);
  if (!is_reached) return prober.trouble();
  const Probe probe = prober.probe_of(one.stimulus);
  const std::uint32_t nxt_then = prober.numbers.nxt;
  const SubjectUser user_then = prober.user();
  prober.arrive(probe);
  const Reactions reactions = prober.reactions_to(probe, prober.answers(), nxt_then);
  if (std::string words = objection_to(reactions, one); !words.empty()) return words;
  if (std::string words = objection_to(user_then, prober.user(), one); !words.empty()) return words;
  if (reactions.contains(Reaction::ack_of_it)) go_on(prober, probe);
  return look_after(prober, one);
}

std::string obstacle_to(const Subject& subject, const Case& one) {
  if (one.takes_hours && has_trait(*subject.stack, TWOMSL_STACK_REAL_TIME)) {
    return "it takes half an hour or more, and time is real";
  }
  constexpr std::uint64_t kLeastMsl_us = 3'000'000;
  const bool waits = one.script == nullptr ? one.state == State::time_wait
                                           : std::string_view(one.id).starts_with("wait/");
  if (!waits || kLeastMsl_us <= subject.stack->msl_us) return {};
  return "the stack states an MSL below 3 s, too short for this";
}

CaseResult run_case(const Subject& subject, const Case& one) {
  CaseResult result;
  const Case* const only = &one;
  run_cases(subject, std::span(&only, 1), {.most_seconds = most_seconds_of(subject)},
            [&result](std::size_t, CaseResult ended) { result = std::move(ended); });
  return result;
}

void run_cases(const Subject& subject, std::span<const Case* const> cases, const SideBySide& how,
               const std::function<void(std::size_t, CaseResult)>& ended) {
  std::vector<Act> acts;
  for (const Case* one : cases) acts.push_back(act_of(subject, *one));
  std::reverse(acts.begin(), acts.end());
  std::vector<std::pair<std::size_t, CaseResult>> doubtful;
  run_apart(acts, how, [&](std::size_t begun, const Run& run) {
    const std::size_t number = cases.size() - 1 - begun;
    CaseResult result = result_of(*cases[number], run);
    if (!has_missed(run)) return ended(number, std::move(result));
    doubtful.emplace_back(number, std::move(result));
  });
  std::vector<Act> controls;
  for (const auto& [number, result] : doubtful) {
    controls.push_back(control_of(subject, *cases[number]));
  }
  run_apart(controls, how, [&](std::size_t begun, const Run& run) {
    auto& [number, result] = doubtful[begun];
    ended(number, seen_with(std::move(result), run));
  });
}

bool is_wanted(std::string_view id, std::span<const std::string> wanted) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](std::string_view word) {
           return word.ends_with('*') ? id.starts_with(word.substr(0, word.size() - 1))
                                      : id == word;
         });
}

}  // namespace twomsl::harness
