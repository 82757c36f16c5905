// See connection_record.hpp. A line: policy; state; origin; event; facts; numbers; state after;
// why; flags; what changed. Numbers are hexadecimal, those of held ranges the last.
#include "proofs/connection/connection_record.hpp"

#include <charconv>
#include <sstream>
#include <vector>

#include "spec/model/policies.hpp"

namespace twomsl::proof {
namespace {

std::uint64_t number_of(bool member) { return member ? 1 : 0; }
std::uint64_t number_of(std::uint32_t member) { return member; }
std::uint64_t number_of(const Seq<Concrete>& member) { return member.value; }
std::uint64_t number_of(const Instant<Concrete>& member) { return member.us; }
std::uint64_t number_of(const Duration<Concrete>& member) { return member.us; }

void take_number(std::uint64_t number, bool& member) { member = number != 0; }
void take_number(std::uint64_t number, std::uint32_t& member) {
  member = static_cast<std::uint32_t>(number);
}
void take_number(std::uint64_t number, Seq<Concrete>& member) { take_number(number, member.value); }
void take_number(std::uint64_t number, Instant<Concrete>& member) { member.us = number; }
void take_number(std::uint64_t number, Duration<Concrete>& member) { member.us = number; }

std::string hex(std::uint64_t number) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, 16).ptr;
  return {digits, end};
}

template <class Member>
inline constexpr bool kIsHeld = std::is_same_v<Member, HeldRanges<Concrete>>;

// Every number that a step starts from, held ranges aside.
template <class Given, class F>
void for_each_number(Given& given, const F& visit) {
  for_each_field(visit, given.policy);
  for_each_field(
      [&visit](const char* name, auto& member) {
        if constexpr (!kIsHeld<std::remove_cvref_t<decltype(member)>>) visit(name, member);
      },
      given.before);
  for_each_field(visit, given.event);
  for_each_field(visit, given.event.segment);
  visit("now", given.now);
  visit("wait.restarted", given.wait.restarted);
  visit("wait.msl", given.wait.msl);
}

std::string facts_of(const twomsl::Event<Concrete>& event) {
  std::string facts;
  for (const auto fact : kFacts<Concrete>) {
    facts += event.*fact ? '1' : '0';
  }
  return facts;
}

std::string flags_of(const Outcome<Concrete>& out) {
  const Signals& s = out.signals;
  std::string flags;
  for (const bool flag : {out.replies, out.spends_credit, s.opened, s.peer_closing, s.reset,
                          s.refused, s.aborted, s.closed, s.soft_error, s.calls_cancelled}) {
    flags += flag ? '1' : '0';
  }
  return flags;
}

template <class Member>
std::string text_of(const Member& member) {
  return hex(number_of(member));
}

std::string text_of(const HeldRanges<Concrete>& held) {
  std::string text;
  for (const Range<Concrete>& range : held) {
    text += (text.empty() ? "" : ",") + hex(range.begin.value) + '-' + hex(range.end.value);
  }
  return text;
}

// What the step changed, and what it answered, member by member.
std::string changes_of(const Connection<Concrete>& before, const StepResult<Concrete>& stepped) {
  std::string changes;
  const auto add = [&changes](const char* name, const auto& is) {
    changes += (changes.empty() ? "" : " ") + std::string(name) + '=' + text_of(is);
  };
  for_each_field(
      [&add](const char* name, const auto& was, const auto& is) {
        if (!(was == is)) {
          add(name, is);
        }
      },
      before, stepped.connection);
  const auto add_some = [&add](const char* name, const auto& is) {
    if (number_of(is) != 0) {
      add(name, is);
    }
  };
  for_each_field(add_some, stepped.outcome);
  for_each_field(add_some, stepped.outcome.segment);
  return changes;
}

template <class Names>
std::optional<std::size_t> index_of(const Names& names, const std::string& wanted) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == wanted) {
      return i;
    }
  }
  return std::nullopt;
}

std::optional<Policy<Concrete>> policy_named(const std::string& name) {
  if (name == "rfc9293") return rfc9293<Concrete>();
  if (name == "safe") return safe<Concrete>();
  if (name == "strict") return strict<Concrete>();
  return std::nullopt;
}

}  // namespace

std::string recorded(std::string_view policy, const ConnectionGiven<Concrete>& given,
                     const StepResult<Concrete>& stepped) {
  std::ostringstream line;
  line << policy << ';' << name(given.before.state) << ';' << name(given.before.origin) << ';'
       << name(given.event.kind) << ';' << facts_of(given.event) << ';';
  const char* separator = "";
  for_each_number(given, [&](const char*, const auto& member) {
    line << separator << hex(number_of(member));
    separator = " ";
  });
  for (const Range<Concrete>& range : given.before.held) {
    line << ' ' << hex(range.begin.value) << ' ' << hex(range.end.value);
  }
  line << ';' << name(stepped.connection.state) << ';' << name(stepped.outcome.why) << ';'
       << flags_of(stepped.outcome) << ';' << changes_of(given.before, stepped);
  return line.str();
}

std::optional<Record> read_record(const std::string& line) {
  std::istringstream columns(line);
  std::array<std::string, 6> column;
  for (std::string& text : column) {
    std::getline(columns, text, ';');
  }
  const auto policy = policy_named(column[0]);
  const auto state = index_of(kStateNames, column[1]);
  const auto origin = index_of(kOriginNames, column[2]);
  const auto kind = index_of(kEventKindNames, column[3]);
  if (!policy || !state || !origin || !kind || column[4].size() != kFactCount) {
    return std::nullopt;
  }
  Record record{column[0], {}};
  record.given.policy = *policy;
  record.given.before.state = static_cast<State>(*state);
  record.given.before.origin = static_cast<Origin>(*origin);
  record.given.event.kind = static_cast<EventKind>(*kind);
  for (std::size_t i = 0; i < kFactCount; ++i) {
    record.given.event.*kFacts<Concrete>[i] = column[4][i] == '1';
  }
  std::istringstream numbers(column[5]);
  for_each_number(record.given, [&numbers](const char*, auto& member) {
    std::uint64_t number = 0;
    numbers >> std::hex >> number;
    take_number(number, member);
  });
  if (!numbers) return std::nullopt;
  Range<Concrete> range;
  while (numbers >> range.begin.value >> range.end.value) {
    if (!hold_range(record.given.before.held, range)) return std::nullopt;
  }
  return record;
}

}  // namespace twomsl::proof
