// See host_script.hpp.
#include "proofs/host/host_script.hpp"

#include <algorithm>
#include <string>

namespace twomsl::proof {
namespace {

constexpr ScriptStep call(EventKind event, std::uint32_t tuple, State leads_to) {
  return {HostEventKind::connection, event, tuple, Control::none, leads_to};
}

constexpr ScriptStep segment(Control control, std::uint32_t tuple, State leads_to) {
  return {HostEventKind::connection, EventKind::segment_arrives, tuple, control, leads_to};
}

constexpr ScriptStep open(std::uint32_t tuple) {
  return call(EventKind::open_active, tuple, State::syn_sent);
}

constexpr ScriptStep accept(std::uint32_t tuple) {
  return segment(Control::syn_ack, tuple, State::established);
}

// An active open and an active close, as far as TIME-WAIT.
ScriptSteps life(std::uint32_t tuple) {
  return {open(tuple), accept(tuple), call(EventKind::close, tuple, State::fin_wait_1),
          segment(Control::fin_ack, tuple, State::time_wait)};
}

ScriptSteps operator+(ScriptSteps steps, const ScriptSteps& more) {
  steps.insert(steps.end(), more.begin(), more.end());
  return steps;
}

// Whatever the wire can say with these control bits, without text.
Segment<Symbolic> any_segment(const std::string& name, Control control) {
  Segment<Symbolic> seg;
  const Symbolic::U32 half(0xffffu);
  for_each_field(
      [&](const std::string& field, auto& member) {
        using Member = std::remove_reference_t<decltype(member)>;
        if constexpr (std::is_same_v<Member, Bool>) {
          member = any_bool(name + "." + field);
        } else if constexpr (std::is_same_v<Member, Seq<Symbolic>>) {
          member = {any_word(name + "." + field)};
        } else {
          member = any_word(name + "." + field);
        }
      },
      seg);
  for (auto* narrow : {&seg.wnd, &seg.mss_bytes}) *narrow = *narrow & half;
  seg.scale = seg.scale & Symbolic::U32(0xffu);
  seg.text_bytes = seg.up = Symbolic::U32(0u);
  seg.urg = seg.psh = Bool(false);
  seg.syn = Bool(control == Control::syn || control == Control::syn_ack);
  seg.fin = Bool(control == Control::fin_ack);
  seg.rst = Bool(control == Control::rst);
  seg.has_ack = Bool(control == Control::syn_ack || control == Control::fin_ack);
  return seg;
}

}  // namespace

std::vector<Script> scripts() {
  const ScriptStep syn = segment(Control::syn, 0, State::syn_received);
  const ScriptStep rst = segment(Control::rst, 0, State::closed);
  const ScriptStep expire{HostEventKind::expire};
  const ScriptSteps evicted = life(0) + ScriptSteps{open(1)};
  const ScriptSteps killed = life(0) + ScriptSteps{rst};
  return {{"nt4", evicted, 0},
          {"nt4_hotfix", evicted, 0},
          {"nt4_overstay", ScriptSteps{open(1), accept(1)} + life(0) + ScriptSteps{expire}, 0},
          {"evict_oldest", evicted, 0},
          {"refuse_newcomer", life(0) + life(1), 1},
          {"bind_reuse", life(0) + ScriptSteps{open(0)}, 0},
          {"no_time_wait", life(0), 0},
          {"no_return", life(0) + ScriptSteps{syn, rst}, 0},
          {"assassinated", killed, 0},
          {"assassinated_strict", killed, 0},
          {"assassinated_rfc9293", killed, 0}};
}

std::vector<Script> distinct(const std::vector<Script>& scripts) {
  std::vector<Script> kept;
  for (const Script& script : scripts) {
    const bool is_beginning = std::any_of(scripts.begin(), scripts.end(), [&](const Script& other) {
      return other.victim == script.victim && other.steps.size() > script.steps.size() &&
             std::equal(script.steps.begin(), script.steps.end(), other.steps.begin());
    });
    const bool again = std::any_of(kept.begin(), kept.end(), [&](const Script& other) {
      return other.victim == script.victim && other.steps == script.steps;
    });
    if (!is_beginning && !again) kept.push_back(script);
  }
  return kept;
}

std::vector<HostEventOf<Symbolic>> events_of(const ScriptSteps& steps) {
  std::vector<HostEventOf<Symbolic>> events;
  for (const ScriptStep& scripted : steps) {
    const std::string name = "event" + std::to_string(events.size());
    HostEventOf<Symbolic> event;
    event.kind = scripted.kind;
    event.now = {any_quad(name + ".now_us")};
    event.key = tuple<Symbolic>(scripted.tuple);
    event.event.kind = scripted.event;
    if (scripted.control != Control::none)
      event.event.segment = any_segment(name, scripted.control);
    event.adversary = {any_word(name + ".victim"), any_bool(name + ".write_back")};
    events.push_back(event);
  }
  return events;
}

void assume_times(Explorer& explorer, const std::vector<HostEventOf<Symbolic>>& events) {
  const auto ms = [](std::uint64_t count) {
    return Duration<Symbolic>{Symbolic::U64(count * 1000)};
  };
  Instant<Symbolic> before{Symbolic::U64(std::uint64_t{1'000'000})};
  for (const auto& event : events) {
    const bool waits = event.kind == HostEventKind::expire;
    explorer.assume(before + ms(1) <= event.now && event.now < before + ms(waits ? 600'000 : 500));
    before = event.now;
  }
}

}  // namespace twomsl::proof
