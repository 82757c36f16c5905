// Faulty steps of a small host: any events of two tuples, of which one is followed.
#include "core/host/concrete/concrete_host.hpp"
#include "core/host/quiet.hpp"
#include "core/host/view.hpp"
#include "sim/subject.hpp"
#include "sim/tuples.hpp"
#include "spec/laws/host/host_laws.hpp"
#include "tests/mutants/faulty/weak_laws.hpp"
#include "tests/support/faults.hpp"

namespace twomsl::mutants {
namespace {

constexpr unsigned kHosts = 10'000;
constexpr unsigned kEvents = 60;
constexpr unsigned kFaultsOfAStep = 60;

using Key = Ipv4Tuple<Concrete>;
using Step = HostStep<Concrete, Key>;
using Event = HostEvent<Concrete, Key>;

void visit(Faults& see, Step& step) {
  HostView<Concrete>& after = step.after;
  see("held", after.waits.answer.held);
  see("frozen", after.waits.answer.frozen);
  see("record.snd_nxt", after.waits.answer.record.snd_nxt);
  see("record.rcv_nxt", after.waits.answer.record.rcv_nxt);
  see("record.ts_on", after.waits.answer.record.ts_on);
  see("record.ts_recent", after.waits.answer.record.ts_recent);
  see("record.fin_received", after.waits.answer.record.fin_received);
  see("reserved", after.waits.account.reserved);
  see("held", after.waits.account.held);
  see("capacity", after.waits.policy.capacity);
  see("table's msl", after.waits.policy.msl);
  see("block", after.block.exists);
  see("block.state", after.block.state);
  see("block.iss", after.block.iss);
  see("block.snd_nxt", after.block.snd_nxt);
  see("reserving", after.reserving);
  see("half_open", after.half_open);
  see("half_open_capacity", after.half_open_capacity);
  see("quiet_until", after.quiet_until);
  see("policy.offers_timestamps", after.policy.offers_timestamps);
  for_each_field(see, after.policy);
  see("replies", step.out.outcome.replies);
  see("spends_credit", step.out.outcome.spends_credit);
  see("segment.rst", step.out.outcome.segment.rst);
}

// What the law says, with the history that is the law's, too.
bool holds(const HostLaw<Concrete, Key>& law, Step& step) {
  step.history_after = update_ghost(step);
  return law.holds(step);
}

void ask(WeakLaws& laws, std::mt19937& random, Step step) {
  std::vector<HostLaw<Concrete, Key>> asked;
  for (const auto& law : kHostLaws<Concrete, Key>) {
    if (laws.come_by([&] { return holds(law, step); })) asked.push_back(law);
  }
  Faults faults(random);
  visit(faults, step);
  faults.lend(step.before.block.snd_nxt);
  faults.lend(step.history_before.sent);
  faults.lend(step.history_before.wait.record.snd_nxt);
  faults.lend(step.setting.capacity);
  for (unsigned i = 0; i < kFaultsOfAStep && !asked.empty() && !laws.is_done(); ++i) {
    faults.with_one([&](const char* wrong) {
      const std::string fault =
          std::string(step.configures ? "setting" : name(step.event.event.kind)) + ": " + wrong;
      for (const auto& law : asked) laws.ask(law.id, fault, [&] { return holds(law, step); });
    });
  }
}

// A segment that the peer of `c` may send, or nobody.
Segment<Concrete> drawn_segment(std::mt19937& random, const Connection<Concrete>& c) {
  Segment<Concrete> seg;
  const auto bits = static_cast<std::uint32_t>(random());
  seg.seq = c.rcv.nxt + (random() % 4 == 0 ? static_cast<std::uint32_t>(random() % 3) - 1 : 0u);
  seg.ack = random() % 4 == 0 ? c.snd.una : c.snd.nxt;
  seg.syn = (bits & 3u) == 0;
  seg.has_ack = (bits & 4u) != 0 || !seg.syn;
  seg.fin = !seg.syn && (bits & 24u) != 0;
  seg.rst = (bits & 224u) == 0;
  seg.text_bytes = (bits & 256u) != 0 ? 10 : 0;
  seg.wnd = 1000;
  seg.has_ts = c.ts.on;
  seg.ts_val = c.ts.recent + (bits >> 9) % 3;
  return seg;
}

struct Drawn {
  Ipv4Host host;
  std::mt19937& random;
  Instant<Concrete> now{1'000'000};
  HostHistory<Concrete, Key> history{};
  Connection<Concrete> last{};  // of the followed tuple: what its wait or its peer may know

  Event event() {
    Event event{.now = now, .key = sim::key_of({0, random() % 4 == 0 ? 1u : 0u})};
    const auto kind = random() % 16;
    event.kind = kind == 0   ? HostEventKind::listen
                 : kind == 1 ? HostEventKind::expire
                             : HostEventKind::connection;
    if (kind == 0) event.key = {event.key.local, 0, event.key.ports & 0xffff0000u};
    const auto what = random() % 26;
    event.event.kind =
        what < kEventKindCount ? static_cast<EventKind>(what) : EventKind::segment_arrives;
    event.event.segment = drawn_segment(random, last);
    event.event.bytes = 10;
    return event;
  }

  HostSetting<Concrete> setting(const sim::PoliciesUnderTest& subjects) {
    HostSetting<Concrete> setting;
    setting.kind = static_cast<HostSettingKind>(random() % 3);
    setting.policy = subjects[random() % subjects.size()].policy;
    setting.policy.msl = {1'000'000u * (1 + random() % 3)};
    setting.capacity = random() % 4;
    return setting;
  }

  void pass_time() {
    const Instant<Concrete> ends_at{history.wait.restarted.us + 2 * history.wait.msl.us};
    const auto choice = random() % 8;
    if (choice == 0) now.us += random() % 3'000'000;
    if (choice == 1 && now < ends_at) now = {ends_at.us - random() % 2};
    if (choice == 2 && host.host.blocks.find(history.wait.key) != kNoBlock) {
      const auto& c = host.host.blocks.connection(host.host.blocks.find(history.wait.key));
      const Instant<Concrete> due = smaller(c.rtx.at, c.closes_at);
      if (due.us != kNeverUs) now = larger(now, due);
    }
  }
};

void ask_of_host(WeakLaws& laws, std::mt19937& random, const sim::PoliciesUnderTest& subjects) {
  Policy<Concrete> policy = subjects[random() % subjects.size()].policy;
  policy.msl = {2'000'000};
  Drawn drawn{make_host<Ipv4Stores>(policy, {2, 1, 2, 2, 2}, {}), random};
  if (random() % 8 == 0) begin_without_memory(drawn.host.host, drawn.now);
  drawn.history.wait.key = sim::key_of({0, 0});
  for (unsigned i = 0; i < kEvents && !laws.is_done(); ++i) {
    drawn.pass_time();
    const Step step =
        random() % 12 == 0
            ? observed_setting(drawn.host.host, drawn.setting(subjects), drawn.now, drawn.history)
            : observed_step(drawn.host.host, drawn.event(), drawn.history);
    ask(laws, random, step);
    drawn.history = step.history_after;
    const std::uint32_t at = drawn.host.host.blocks.find(drawn.history.wait.key);
    if (at != kNoBlock) drawn.last = drawn.host.host.blocks.connection(at);
  }
}

}  // namespace

void ask_of_hosts(WeakLaws& laws) {
  std::mt19937 random(1);
  const auto subjects = sim::honest_subjects();
  for (unsigned i = 0; i < kHosts && !laws.is_done(); ++i) ask_of_host(laws, random, subjects);
}

}  // namespace twomsl::mutants
