// Faulty steps of a small TIME-WAIT table, as table_law_test draws them.
#include "tests/mutants/faulty/weak_laws.hpp"
#include "tests/support/faults.hpp"
#include "tests/table/table_program.hpp"

namespace twomsl::mutants {
namespace {

constexpr unsigned kPrograms = 20'000;
constexpr unsigned kFaultsOfAStep = 20;

using Step = TableStep<Concrete, TestKey>;

void visit(Faults& see, TableView<Concrete>& after) {
  see("held", after.answer.held);
  see("frozen", after.answer.frozen);
  see("record.snd_nxt", after.answer.record.snd_nxt);
  see("record.rcv_nxt", after.answer.record.rcv_nxt);
  see("record.ts_on", after.answer.record.ts_on);
  see("record.ts_recent", after.answer.record.ts_recent);
  see("record.fin_received", after.answer.record.fin_received);
  see("reserved", after.account.reserved);
  see("held", after.account.held);
  see("msl", after.policy.msl);
  see("capacity", after.policy.capacity);
  for (bool& licence : after.policy.licences) see("licence", licence);
}

// The step with its history, which is the law's.
Step told(Step step) {
  step.history_after = update_ghost(step.history_before, step.event, step.result, step.before);
  return step;
}

void ask(WeakLaws& laws, std::mt19937& random, Step step) {
  const TableResult result = step.result;
  Faults faults(random);
  visit(faults, step.after);
  faults.lend(step.event.policy.capacity);
  faults.lend(step.event.policy.msl.us);
  bool is_done = step.result == TableResult::done;
  faults("result", is_done);
  for (unsigned i = 0; i < kFaultsOfAStep && !laws.is_done(); ++i) {
    faults.with_one([&](const char* wrong) {
      const bool was_done = result == TableResult::done;
      step.result = is_done == was_done ? result : is_done ? TableResult::done : TableResult::full;
      const std::string fault = std::string(name(step.event.verb)) + ": " + wrong;
      for (const auto& law : kTableLaws<Concrete, TestKey>) {
        laws.ask(law.id, fault, [&] { return law.holds(told(step)); });
      }
      step.result = result;
    });
  }
}

}  // namespace

void ask_of_tables(WeakLaws& laws) {
  std::mt19937 random(1);
  const TablePolicies policies = honest_policies();
  for (unsigned i = 0; i < kPrograms && !laws.is_done(); ++i) {
    ProgramHarness harness = make_harness<kProgramSlots>(policies[random() % policies.size()],
                                                         static_cast<TestHashKind>(random() % 4));
    for (auto records = 1 + random() % 30; records > 0; --records) {
      const Record record{static_cast<std::uint8_t>(random()),
                          static_cast<std::uint8_t>(random() % 12),
                          static_cast<std::uint8_t>(random())};
      const TestEvent event = resolve(record, harness, policies);
      const auto followed =
          random() % 4 != 0 ? (record.verb_and_key >> 4) % kTestKeys : random() % kTestKeys;
      Step step;
      step.event = event;
      step.history_before = harness.histories[followed];
      step.before = view(harness.table, step.history_before.key, event.now);
      ProgramHarness::Table table = harness.table;
      step.result = twomsl::step(table, event);
      step.after = view(table, step.history_before.key, event.now);
      ask(laws, random, step);
      static_cast<void>(advance(harness, event));
    }
  }
}

}  // namespace twomsl::mutants
