#include "tests/connection/harness/connection_machine.hpp"

namespace twomsl {
namespace {

void open(Machine& m) {
  if (m.setup.origin == Origin::active) {
    m.call(EventKind::open_active);
    ConcreteSegment answer = m.syn(m.setup.peer_iss);
    answer.has_ack = true;
    answer.ack = m.c.snd.nxt;
    m.arrive(answer);
  } else {
    m.call(EventKind::open_passive);
    m.arrive(m.syn(m.setup.peer_iss));
    m.arrive(m.ack_all());
  }
  if (m.setup.sends_bytes != 0) {
    m.call(EventKind::send, m.setup.sends_bytes);
  }
  if (m.setup.receives_bytes != 0) {
    m.arrive(m.text(m.setup.receives_bytes));
  }
}

// What comes after ESTABLISHED.
void close(Machine& m, State state) {
  const bool passively = state == State::close_wait || state == State::last_ack;
  if (passively) {
    m.arrive(m.fin());
    if (state == State::last_ack) {
      m.call(EventKind::close);
    }
    return;
  }
  m.call(EventKind::close);
  if (state == State::closing) {
    m.arrive(m.fin());
  }
  if (state == State::fin_wait_2 || state == State::time_wait) {
    m.arrive(m.ack_all());
  }
  if (state == State::time_wait) {
    m.arrive(m.fin());
  }
}

void half_open(Machine& m) {
  switch (m.setup.origin) {
    case Origin::active:
      m.call(EventKind::open_active);
      break;
    case Origin::passive:
      m.call(EventKind::open_passive);
      break;
    case Origin::reopened:
      open(m);
      close(m, State::time_wait);
      m.arrive(m.syn(m.c.rcv.nxt.value + 100'000));
      return;
  }
  m.arrive(m.syn(m.setup.peer_iss));
}

void add(std::string& words, bool present, std::string_view word) {
  if (present) {
    words += (words.empty() ? "" : " ") + std::string(word);
  }
}

}  // namespace

const Outcome<Concrete>& Machine::take(const ConcreteEvent& event) {
  ConcreteEvent complete = event;
  complete.initial = {{setup.iss}, false, {}, 7, 536};
  const StepResult<Concrete> stepped = step<Concrete>(policy, c, complete, now);
  c = stepped.connection;
  out = stepped.outcome;
  now = now + Duration<Concrete>{1000};
  return out;
}

const Outcome<Concrete>& Machine::call(EventKind kind, std::uint32_t bytes) {
  return take(calling(kind, bytes));
}

const Outcome<Concrete>& Machine::arrive(const ConcreteSegment& segment) {
  return take(arriving(segment));
}

ConcreteSegment Machine::ack() const {
  ConcreteSegment segment;
  segment.seq = c.rcv.nxt;
  segment.ack = c.snd.una;
  segment.has_ack = true;
  segment.wnd = 10'000;
  segment.has_ts = c.ts.on;
  segment.ts_val = c.ts.recent + 1;
  return segment;
}

ConcreteSegment Machine::ack_all() const {
  ConcreteSegment segment = ack();
  segment.ack = c.snd.nxt;
  return segment;
}

ConcreteSegment Machine::text(std::uint32_t bytes) const {
  ConcreteSegment segment = ack();
  segment.text_bytes = bytes;
  return segment;
}

ConcreteSegment Machine::fin() const {
  ConcreteSegment segment = ack();
  segment.fin = true;
  return segment;
}

ConcreteSegment Machine::rst() const {
  ConcreteSegment segment = ack();
  segment.has_ack = false;
  segment.has_ts = false;
  segment.rst = true;
  return segment;
}

ConcreteSegment Machine::syn(std::uint32_t seq) const {
  ConcreteSegment segment;
  segment.seq = {seq};
  segment.syn = true;
  segment.wnd = 10'000;
  segment.has_ts = setup.timestamps;
  segment.ts_val = c.ts.recent + 1;
  return segment;
}

ConcreteEvent calling(EventKind kind, std::uint32_t bytes) {
  return {.kind = kind, .bytes = bytes};
}

ConcreteEvent arriving(const ConcreteSegment& segment) {
  return {.kind = EventKind::segment_arrives, .segment = segment};
}

Machine machine_in(State state, const Setup& setup) {
  Machine m{.setup = setup};
  if (state == State::listen) {
    m.call(EventKind::open_passive);
  } else if (state == State::syn_sent) {
    m.call(EventKind::open_active);
  } else if (state == State::syn_received) {
    half_open(m);
  } else if (state != State::closed) {
    open(m);
    if (state != State::established) {
      close(m, state);
    }
  }
  return m;
}

std::string describe_step(const ConcreteConnection& c, const Outcome<Concrete>& out) {
  const ConcreteSegment& seg = out.segment;
  std::string words = std::string(name(c.state)) + ", " + std::string(name(reply_of(out)));
  if (out.replies) {
    words += " seq=" + std::to_string(seg.seq.value) + " ack=" + std::to_string(seg.ack.value) +
             " bytes=" + std::to_string(seg.text_bytes);
  }
  return words + ", why " + std::string(name(out.why)) + ", signals '" + signals_of(out) + "'";
}

std::string signals_of(const Outcome<Concrete>& out) {
  std::string words;
  add(words, out.signals.opened, "opened");
  add(words, out.signals.peer_closing, "peer_closing");
  add(words, out.signals.reset, "reset");
  add(words, out.signals.refused, "refused");
  add(words, out.signals.aborted, "aborted");
  add(words, out.signals.closed, "closed");
  add(words, out.signals.soft_error, "soft_error");
  add(words, out.signals.calls_cancelled, "calls_cancelled");
  add(words, out.delivery.bytes != 0, "data");
  add(words, out.urgent, "urgent");
  add(words,
      (out.why >= Why::error_exists && out.why <= Why::error_address) || out.why == Why::queued,
      name(out.why));
  return words;
}

}  // namespace twomsl
