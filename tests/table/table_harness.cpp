// One step of a table under test: the laws, the twin, and what is said of a failure.
#include "tests/table/table_harness.hpp"

namespace twomsl {
namespace {

std::string words(const TableView<Concrete>& view) {
  return std::string(view.answer.frozen ? "frozen"
                     : view.answer.held ? "held"
                                        : "free") +
         ", reserved " + std::to_string(view.account.reserved) + ", held " +
         std::to_string(view.account.held) + ", capacity " + std::to_string(view.policy.capacity) +
         ", MSL " + std::to_string(view.policy.msl.us) + " us";
}

std::string words(const TableStep<Concrete, TestKey>& step) {
  const TupleHistory<Concrete, TestKey>& history = step.history_before;
  std::string text = describe(step.event) + " -> " + std::string(name(step.result));
  text += "\n  for key " + std::to_string(history.key.remote & 0xffu);
  text += history.entered
              ? ", which entered or restarted " +
                    std::to_string((step.event.now - history.restarted).us) + " us ago under MSL " +
                    std::to_string(history.msl.us) + " us" + (history.frozen ? ", frozen" : "")
              : ", not in TIME-WAIT";
  return text + "\n  before: " + words(step.before) + "\n  after:  " + words(step.after);
}

}  // namespace

std::string describe(const TestEvent& event) {
  std::string text = "at " + std::to_string(event.now.us) +
                     " us: " + std::string(name(event.verb)) + " key " +
                     std::to_string(event.key.remote & 0xffu);
  if (event.verb == TableVerb::release) {
    text += " by " + std::string(name(event.licence));
  }
  if (event.verb == TableVerb::set_msl) {
    text += " " + std::to_string(event.policy.msl.us) + " us";
  }
  if (event.verb == TableVerb::set_capacity) {
    text += " " + std::to_string(event.policy.capacity);
  }
  return text;
}

std::optional<Breach> first_breach(const TableStep<Concrete, TestKey>& step) {
  for (const TableLaw<Concrete, TestKey>& law : kTableLaws<Concrete, TestKey>) {
    if (!law.holds(step)) {
      return Breach{law.id, words(step)};
    }
  }
  return std::nullopt;
}

std::optional<Breach> difference(const TableStep<Concrete, TestKey>& step, const NaiveTable& twin) {
  const NaiveWait* wait = twin.look_up(step.history_before.key, step.event.now);
  const TableAnswer<Concrete>& answer = step.after.answer;
  const bool held_agrees = answer.held == (wait != nullptr);
  const bool wait_agrees =
      wait == nullptr || !answer.held ||
      (answer.frozen == wait->frozen && static_cast<bool>(answer.record == wait->record));
  const TableAccount<Concrete>& account = step.after.account;
  if (held_agrees && wait_agrees && account.reserved == twin.reserved &&
      account.held == twin.held()) {
    return std::nullopt;
  }
  return Breach{"twin", words(step) + "\n  twin:   " +
                            (wait == nullptr ? "free"
                             : wait->frozen  ? "frozen"
                                             : "held") +
                            ", reserved " + std::to_string(twin.reserved) + ", held " +
                            std::to_string(twin.held())};
}

}  // namespace twomsl
