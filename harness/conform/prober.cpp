#include "harness/conform/prober.hpp"

#include <algorithm>

namespace twomsl::harness {
namespace {

constexpr std::uint32_t kEarlyBytes = 5;
constexpr std::uint64_t kAtOnce_us = 1000;

// It acknowledges more than came before the probe, and not all of the probe.
bool is_ack_of_part(const Answer& answer, const Probe& probe, std::uint32_t nxt_then) {
  const std::uint32_t part = answer.view.ack - nxt_then;
  return answer.view.length() == 0 && answer.view.flags.ack() && !answer.view.flags.rst() &&
         part > 0 && part < probe.segment.seq.value + length(probe.segment) - nxt_then;
}

}  // namespace

Prober::Prober(const Subject& subject, Notebook notebook)
    : msl_us_(subject.stack->msl_us),
      stack_(*subject.stack, subject.connections, std::move(notebook)) {
  numbers.iss = numbers.nxt = 1'000'000;
}

void Prober::choose(std::uint8_t tuple) {
  tuple_ = tuple;
  stack_port_ = 0;
  numbers = {};
  numbers.iss = numbers.nxt = 1'000'000 + 10'000u * tuple;
}

void Prober::choose_closed_port() { stack_port_ = kServerPort + 1; }

Route Prober::route() const {
  Route route{peer_socket(tuple_), subject_socket(tuple_)};
  if (stack_port_ != 0) route.destination.port = stack_port_;
  return route;
}

bool Prober::expect(bool holds, const char* words) {
  if (!holds && trouble_.empty()) trouble_ = words;
  return holds;
}

void Prober::arrive(const Probe& probe) { stack_.packet_in(packet_of(probe, route())); }

void Prober::note(const Answer& answer) {
  const std::uint32_t end = answer.view.seq + answer.view.length();
  const bool is_first = answer.view.flags.syn() && numbers.sent_end == 0;
  if (is_first || static_cast<std::int32_t>(end - numbers.sent_end) > 0) numbers.sent_end = end;
  if (answer.view.options.has_timestamps) numbers.ts_recent = answer.view.options.ts_val;
}

std::vector<Answer> Prober::answers(std::uint64_t within_us) {
  std::vector<Answer> found;
  const std::uint64_t until_us = now_us_ + within_us;
  while (!stack_.is_blamed()) {
    for (std::vector<std::uint8_t>& packet : stack_.take_packets()) {
      Answer answer{std::move(packet)};
      const auto bytes = static_cast<std::uint32_t>(answer.packet.size());
      answer.view = decode_ip(answer.packet, bytes).segment;
      const Route to = route();
      if (answer.view.source != to.destination || answer.view.destination != to.source) {
        ++strangers_;
        continue;
      }
      const std::uint32_t end = answer.view.seq + answer.view.length();
      answer.is_again = answer.view.length() != 0 && numbers.sent_end != 0 &&
                        static_cast<std::int32_t>(end - numbers.sent_end) <= 0;
      answer.after_us = now_us_ + within_us - until_us;
      if (!answer.view.flags.rst()) note(answer);
      found.push_back(std::move(answer));
    }
    const std::uint64_t next_us = stack_.next_deadline_us();
    now_us_ = std::max(now_us_, std::min(next_us, until_us));
    stack_.set_time(now_us_);
    stack_.advance();
    if (next_us > until_us) break;
  }
  return found;
}

bool Prober::open() {
  choose(kFirstOfSubject);
  stack_.open(tuple_);
  bool has_syn = false;
  for (const Answer& answer : answers()) {
    if (!answer.view.flags.syn() || answer.view.flags.ack()) continue;
    has_syn = true;
    syn_had_mss_ = answer.view.options.has_mss;
  }
  return expect(has_syn, "open was called, and no SYN came");
}

bool Prober::handshake(bool with_timestamps) {
  Probe syn = next();
  syn.segment.has_ack = false;
  syn.segment.syn = true;
  syn.segment.has_mss = true;
  syn.segment.mss_bytes = 1460;
  syn.segment.has_ts = with_timestamps;
  syn.segment.ts_val = numbers.ts_val = 1'000'000;
  arrive(syn);
  numbers.nxt = numbers.iss + 1;
  for (const Answer& answer : answers()) {
    if (!answer.view.flags.syn() || !answer.view.flags.ack()) continue;
    numbers.has_timestamps = with_timestamps && answer.view.options.has_timestamps;
    numbers.acked = numbers.sent_end;
    return expect(!with_timestamps || numbers.has_timestamps, "the stack uses no timestamps");
  }
  return expect(false, "a SYN was not answered by a SYN-ACK");
}

std::size_t Prober::send_by_stack(std::size_t bytes) {
  return stack_.send(tuple_, some_text(bytes));
}

bool Prober::close_by_stack() {
  close();
  const std::uint32_t before = numbers.sent_end;
  (void)answers();
  return expect(numbers.sent_end == before + 1, "close was called, and no FIN came");
}

bool Prober::acknowledge_fin() {
  numbers.acked = numbers.sent_end;
  arrive(next());
  (void)answers();
  return true;
}

bool Prober::close_by_peer() {
  Probe fin = next();
  fin.segment.fin = true;
  arrive(fin);
  ++numbers.nxt;
  numbers.has_sent_fin = true;
  const auto seen = answers();
  return expect(std::any_of(seen.begin(), seen.end(),
                            [this](const Answer& answer) {
                              return answer.view.flags.ack() && answer.view.ack == numbers.nxt;
                            }),
                "the peer's FIN was not acknowledged");
}

bool Prober::reach(State state, bool with_timestamps) {
  if (state == State::closed) {
    choose_closed_port();
    return true;
  }
  if (state == State::listen) return true;
  if (state == State::syn_sent) return open();
  if (!handshake(with_timestamps)) return false;
  if (state == State::syn_received) return true;
  Probe early = next();
  early.text = some_text(kEarlyBytes);
  early.segment.text_bytes = kEarlyBytes;
  early.segment.psh = true;
  arrive(early);
  numbers.nxt += kEarlyBytes;
  (void)answers();
  if (!expect(user().received_bytes == kEarlyBytes, "the first text did not arrive")) return false;
  const bool peer_first = state == State::close_wait || state == State::last_ack;
  if (peer_first && !close_by_peer()) return false;
  if (state == State::established || state == State::close_wait) return true;
  if (!close_by_stack()) return false;
  if (state == State::fin_wait_1 || state == State::last_ack) return true;
  if (state != State::closing) (void)acknowledge_fin();
  return state == State::fin_wait_2 || close_by_peer();
}

Reactions Prober::reactions_to(const Probe& probe, const std::vector<Answer>& answers,
                               std::uint32_t nxt_then) const {
  Reactions reactions;
  bool has_part = false;  // its text and its FIN may be acknowledged one after the other
  const std::vector<std::uint8_t> packet = packet_of(probe, route());
  const SegmentView arrived = decode_ip(packet, static_cast<std::uint32_t>(packet.size())).segment;
  for (const Answer& answer : answers) {
    const bool is_by_timer = answer.is_again && answer.after_us > kAtOnce_us &&
                             answer.view.ack == nxt_then;  // or a late ACK rides on it
    const bool is_own_syn = answer.is_again && answer.view.flags.syn() && !answer.view.flags.ack();
    if (is_by_timer || is_own_syn) continue;
    const bool is_right = are_checksums_right(answer.packet, answer.view);
    const Reaction reaction =
        is_right ? reaction_of(answer.view, arrived, nxt_then) : Reaction::other;
    if (reaction == Reaction::other && is_right && is_ack_of_part(answer, probe, nxt_then)) {
      has_part = true;
    } else {
      reactions.insert(reaction);
    }
  }
  if (has_part && !reactions.contains(Reaction::ack_of_it)) reactions.insert(Reaction::other);
  return reactions;
}

bool Prober::is_alive() {
  Probe probe = next();
  if (numbers.has_sent_fin) {
    --probe.segment.seq.value;
    probe.segment.fin = true;
  } else {
    probe.text = some_text(1);
    probe.segment.text_bytes = 1;
    probe.segment.psh = true;
    ++numbers.nxt;
  }
  arrive(probe);
  const auto seen = answers();
  const bool is_there = std::any_of(seen.begin(), seen.end(), [this](const Answer& answer) {
    return !answer.view.flags.rst() && answer.view.flags.ack() && answer.view.ack == numbers.nxt;
  });
  has_missed_ = has_missed_ || !is_there;
  has_met_silence_ = has_met_silence_ || seen.empty();
  return is_there;
}

bool Prober::may_be_opened() {
  Probe syn_ack = next();
  syn_ack.segment.syn = true;
  syn_ack.segment.ack = {numbers.sent_end};
  arrive(syn_ack);
  numbers.nxt = numbers.iss + 1;
  (void)answers();
  has_missed_ = has_missed_ || !user().is_open;
  return user().is_open;
}

void Prober::come_and_go_on() {
  Probe syn = next();
  syn.segment.has_ack = false;
  syn.segment.syn = true;
  arrive(syn);
  numbers.nxt = numbers.iss + 1;
  for (const Answer& answer : answers(kAtOnce_us)) {
    if (!answer.view.flags.syn()) continue;
    numbers.acked = numbers.sent_end;
    arrive(next());
  }
}

bool Prober::is_listening() {
  const std::uint32_t nxt = numbers.nxt + 100'000;
  numbers = {};
  numbers.iss = numbers.nxt = nxt;
  const bool is_answered = handshake(false);
  trouble_.clear();  // that is an answer, too
  return is_answered;
}

}  // namespace twomsl::harness
