// INV-FSM: what the machine does, as a set of (state, event, next state, kind of reply), is what
// the rows of spec/transitions.csv say under the policy's profiles, minus and plus the departures
// of spec/departures.csv, each of which has its reason.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "spec/laws/fsm/csv.hpp"
#include "spec/laws/fsm/transitions.hpp"
#include "spec/model/policy.hpp"

namespace twomsl {

struct Transition {
  State from{};
  EventKind event{};  // OPEN is open_active
  State to{};
  Reply reply{};

  friend constexpr bool operator<(const Transition& a, const Transition& b) {
    return std::tie(a.from, a.event, a.to, a.reply) < std::tie(b.from, b.event, b.to, b.reply);
  }
};

using Transitions = std::set<Transition>;

/// Two ways to OPEN are one event of the table.
[[nodiscard]] constexpr EventKind table_event(EventKind kind) {
  return kind == EventKind::open_passive ? EventKind::open_active : kind;
}

/// A timeout that came although its timer is off or set to a later time, or where there is no
/// connection: nothing happened, so it is no transition.
[[nodiscard]] constexpr bool is_no_event(EventKind kind, Why why) {
  return EventKind::user_timeout <= kind && (why == Why::not_due || why == Why::no_connection);
}

/// A policy by name, with the profiles of the table that apply to it besides the common ones.
template <class D>
struct ProfiledPolicy {
  std::string_view name;
  Policy<D> (*policy)();
  std::string_view profiles;
};

[[nodiscard]] inline std::string to_string(const Transition& t) {
  return std::string(name(t.from)) + "," + std::string(table_name(t.event)) + "," +
         std::string(name(t.to)) + "," + '"' + std::string(name(t.reply)) + '"';
}

/// `word` stands in a list parted by '|'.
[[nodiscard]] inline bool lists(std::string_view list, std::string_view word) {
  const std::vector<std::string_view> words = split(list, '|');
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <class Names>
[[nodiscard]] std::optional<std::size_t> index_of(const Names& names, std::string_view wanted) {
  const auto found = std::find(names.begin(), names.end(), wanted);
  return found == names.end() ? std::nullopt : std::optional(std::size_t(found - names.begin()));
}

/// The transitions of one line: one for each kind of reply that it leaves open. None if a name in
/// it is not known.
[[nodiscard]] inline Transitions transitions_of(const Cells& row) {
  const std::string& event = row.at("event");
  const auto from = index_of(kStateNames, row.at("state"));
  const auto kind =
      event == "OPEN" ? std::optional<std::size_t>(0) : index_of(kEventKindNames, event);
  const auto to = index_of(kStateNames, row.at("next_state"));
  Transitions all;
  for (const std::string_view word : split(row.at("reply"), '|')) {
    const auto reply = index_of(kReplyNames, word);
    if (!from || !kind || !to || !reply) {
      return {};
    }
    all.insert({State(*from), EventKind(*kind), State(*to), Reply(*reply)});
  }
  return all;
}

/// What a policy is expected to do, and what in the tables contradicts itself.
struct Expectation {
  Transitions transitions;
  std::vector<std::string> faults;
};

/// The rows of the profiles that apply to `policy`.
template <class D>
[[nodiscard]] Transitions rows_of(const ProfiledPolicy<D>& policy,
                                  const std::vector<Cells>& table) {
  Transitions all;
  for (const Cells& row : table) {
    const std::string& profile = row.at("profile");
    if (row.at("status") == "exercised" &&
        (lists("all|RFC5961|RFC7323", profile) || lists(policy.profiles, profile))) {
      all.merge(transitions_of(row));
    }
  }
  return all;
}

/// The rows, minus and plus the departures. A departure that changes nothing is a fault.
template <class D>
[[nodiscard]] Expectation expectation(const ProfiledPolicy<D>& policy,
                                      const std::vector<Cells>& table,
                                      const std::vector<Cells>& departures) {
  Expectation expected{rows_of(policy, table), {}};
  for (const Cells& row : departures) {
    if (row.at("policies") != "all" && !lists(row.at("policies"), policy.name)) {
      continue;
    }
    const Transitions changed = transitions_of(row);
    const bool adds = row.at("sign") == "plus";
    if (changed.empty() || row.at("reason").empty()) {
      expected.faults.push_back("cannot read: " + row.at("reason"));
    }
    for (const Transition& one : changed) {
      const bool took =
          adds ? expected.transitions.insert(one).second : expected.transitions.erase(one) == 1;
      if (!took) {
        expected.faults.push_back("changes nothing: " + row.at("sign") + " " + to_string(one));
      }
    }
  }
  return expected;
}

}  // namespace twomsl
