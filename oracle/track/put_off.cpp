// Closes that go as most do: written down, and judged when something else follows.
#include <utility>

#include "oracle/track/incarnation.hpp"

namespace twomsl::oracle {

bool Incarnations::writes_down(Connection& connection, const Sent& sent) {
  if (!connection.closes_plainly) {
    if (connection.close_index != 0 || connection.has_chronicle) return false;
    if (!begins_plainly(connection, sent)) return false;
    connection.close_index = plain_closes_.add() + 1;
    connection.closes_plainly = true;
    plain_closes_[connection.close_index - 1].clock_steps = judge_.clock_steps;
  }
  PlainClose& close = plain_closes_[connection.close_index - 1];
  if (close.count != 0 && !goes_on_plainly(close, connection, sent)) return false;
  if (close.clock_steps != judge_.clock_steps) return false;
  write_down(close, connection, sent);
  if (close.is_whole()) ++tally_.closes;
  ++judge_.histories.emissions;
  ++judge_.histories.hypotheses;
  ++judge_.histories.put_off;
  return true;
}

// Takes the steps that were put off, as they would have been taken then.
void Incarnations::recall(Connection& connection) {
  if (!connection.closes_plainly) return;
  const std::uint32_t index = connection.close_index - 1;
  const PlainClose close = plain_closes_[index];
  plain_closes_.remove(index);
  if (close.is_whole()) --tally_.closes;
  judge_.histories.emissions -= close.count;
  judge_.histories.hypotheses -= close.count;
  judge_.histories.put_off -= close.count;
  ++judge_.histories.recalled;
  const std::uint8_t twice = connection.twice;
  connection.close_index = 0;
  connection.closes_plainly = false;
  connection.last = close.before;
  connection.other_ns = close.other_ns;
  const Connection before = connection;
  const std::uint32_t clock_steps = std::exchange(judge_.clock_steps, close.clock_steps);
  for (std::size_t i = 0; i < close.count; ++i) {
    const SegmentView segment = segment_at(close, before, i);
    const unsigned from = close.segment[i].from;
    const Moment at = moment_at(close, i);
    connection.twice = close.segment[i].twice;
    step(connection, segment, from, at);
    note_last(connection, last_of(segment, at, from));
  }
  judge_.clock_steps = clock_steps;
  connection.twice = twice;
}

}  // namespace twomsl::oracle
