#include "harness/stage/stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/codec/decode.hpp"
#include "harness/program/forged.hpp"
#include "sim/random.hpp"

namespace twomsl::harness {
namespace {

// A run ends once so many packets were sent: two stacks that answer each other's ACKs never do.
constexpr std::uint64_t kMostPackets = 20'000;

// So long the packets of a command are waited for.
constexpr std::uint64_t kSettle_us = 100'000;

// An ACK may be owed for 500 ms (RFC 9293 section 3.8.6.3). The rest keeps what is forged away from
// timers of whole seconds.
constexpr std::uint64_t kOwed_us = 507'000;

constexpr std::uint32_t kIpHeaderBytes = 20;

std::size_t text_bytes(const Command& command) { return 1 + command.amount % 4096u; }

}  // namespace

Stage::Stage(const Subject& subject, const Settings& settings, Notebook notebook)
    : msl_us_(subject.stack->msl_us),
      settings_(settings),
      link_(link_of(settings)),
      notebook_(std::move(notebook)),
      stack_(*subject.stack, subject.connections, notebook_),
      peer_(msl_us_) {}

void Stage::play(const Program& program) {
  for (std::size_t i = 0; i < program.commands.size() && !stack_.is_blamed(); ++i) {
    notebook_({NoteKind::command, i, {}});
    play(program.commands[i]);
  }
}

void Stage::play_to_end(const Program& program) {
  play(program);
  pass(now_us_ + 1'000'000, false);
  notebook_({NoteKind::ended, now_us_, {}});
}

void Stage::play(const Command& command) {
  act(command);
  collect();
  if (!command.is_lazy) pass(now_us_ + kSettle_us, true);
}

void Stage::act(const Command& command) {
  const bool is_subject = command.by == End::subject;
  Way& way = ways_[command.tuple];
  NextPacket& next = way.next[static_cast<std::size_t>(command.by)];
  switch (command.kind) {
    case CommandKind::open:
      if (is_subjects_to_open(command.tuple)) return stack_.open(command.tuple);
      return peer_.open(command.tuple, {now_us_});
    case CommandKind::send:
      if (!is_subject) return peer_.send(command.tuple, text_bytes(command), {now_us_});
      return send_by_subject(command.tuple, text_bytes(command));
    case CommandKind::close:
      if (is_subject) return stack_.close(command.tuple);
      return peer_.close(command.tuple, {now_us_});
    case CommandKind::abort:
      if (is_subject) return stack_.abort(command.tuple);
      return peer_.abort(command.tuple, {now_us_});
    case CommandKind::wait:
      return pass(now_us_ + wait_us(command, msl_us_), false);
    case CommandKind::fin_again:
      return arrive_again(way.fin);
    case CommandKind::syn_again:
      if (now_us_ - way.syn.sent_us <= msl_us_) arrive_again(way.syn);
      return;
    case CommandKind::lose:
      next.is_lost = true;
      return;
    case CommandKind::repeat:
      next.is_repeated = true;
      return;
    case CommandKind::delay:
      next.delay_us = 1000 * (1 + command.amount % 2000u);
      return;
    case CommandKind::forge:
      return forge(command);
  }
}

void Stage::send_by_subject(std::uint8_t tuple, std::size_t bytes) {
  const std::uint64_t sent_bytes = stack_.user(tuple).sent_bytes;
  static_cast<void>(stack_.send(tuple, text_of({tuple, End::subject}, sent_bytes, bytes)));
}

// Once; and nobody knows what a forger has put in.
void Stage::compare_text() {
  if (is_text_garbled_ || is_text_forged_) return;
  const bool is_subjects = stack_.misplaced().has_value();
  const std::optional<Misplaced>& found = is_subjects ? stack_.misplaced() : peer_.misplaced();
  if (!found) return;
  is_text_garbled_ = true;
  note_words(
      notebook_, NoteKind::garbled,
      fmt::format("between 10.0.0.1:{} and 10.0.0.2:{} the user of {} received other bytes than "
                  "were sent, from byte {} of the stream on",
                  subject_socket(found->tuple).port, peer_socket(found->tuple).port,
                  is_subjects ? "the stack" : "its peer", found->offset));
}

// The answer is lost: the peer that would have sent the packet again is not in this state, and
// would end the wait by a RST.
void Stage::arrive_again(const Kept& kept) {
  if (kept.packet.empty()) return;
  subject_is_unheard_ = true;
  stack_.packet_in(kept.packet);
  collect();
  subject_is_unheard_ = false;
}

// Apart from what else goes on, so that what the subject sends is its answer; the peer, which sent
// nothing, does not hear it.
void Stage::forge(const Command& command) {
  is_text_forged_ = true;
  pass(now_us_ + kOwed_us, false);
  const Route route{peer_socket(command.tuple), subject_socket(command.tuple)};
  const Probe probe = probe_of(stimulus_of(command.amount), ways_[command.tuple].numbers);
  const Kept one{packet_of(probe, route)};
  arrive_again(one);
  pass(now_us_ + kOwed_us, false);
}

void Stage::set_time(std::uint64_t now_us) {
  now_us_ = std::max(now_us_, now_us);
  stack_.set_time(now_us_);
}

void Stage::pass(std::uint64_t until_us, bool until_quiet) {
  while (!stack_.is_blamed() && packets_ < kMostPackets) {
    if (until_quiet && in_flight_.empty()) return;
    const std::uint64_t arrival_us = in_flight_.empty() ? UINT64_MAX : in_flight_.begin()->first;
    const std::uint64_t next_us =
        std::min({arrival_us, stack_.next_deadline_us(), peer_.next_deadline().us});
    set_time(std::min(next_us, until_us));
    deliver_due();
    stack_.advance();
    peer_.advance({now_us_});
    collect();
    if (next_us > until_us) return;
  }
}

void Stage::deliver_due() {
  while (!in_flight_.empty() && in_flight_.begin()->first <= now_us_) {
    const auto first = in_flight_.extract(in_flight_.begin());
    deliver(first.mapped());
    collect();
  }
}

void Stage::deliver(const InFlight& arriving) {
  if (arriving.from == End::peer) return stack_.packet_in(arriving.packet);
  const Admission admission = peer_.receive(arriving.packet, {now_us_});
  if (admission == Admission::bad_checksum && !arriving.is_damaged) {
    stack_.blame(
        "packet_out: a packet has a wrong checksum; if the stack leaves checksums to "
        "hardware, its file has to make them");
  }
}

void Stage::collect() {
  for (const std::vector<std::uint8_t>& packet : stack_.take_packets()) {
    ++packets_of_subject_;
    if (!subject_is_unheard_) transmit(End::subject, packet);
  }
  for (auto packet = peer_.poll({now_us_}); !packet.empty(); packet = peer_.poll({now_us_})) {
    transmit(End::peer, packet);
  }
  compare_text();
}

void Stage::keep(Way& way, std::span<const std::uint8_t> packet, const Flags& flags) {
  if (flags.fin()) way.fin = {{packet.begin(), packet.end()}, now_us_};
  if (!flags.syn()) return;
  way.syn = {{packet.begin(), packet.end()}, now_us_};
  way.fin = {};  // of an earlier connection
}

// The numbers of a connection, as its peer would know them.
void Stage::follow(Way& way, End from, const SegmentView& segment) {
  Numbers& numbers = way.numbers;
  const bool is_subject = from == End::subject;
  if (segment.flags.rst()) return;
  if (segment.flags.syn()) {
    const Options& options = segment.options;
    way.scale[static_cast<std::size_t>(from)] =
        options.has_window_scale ? std::optional(options.window_scale) : std::nullopt;
  }
  if (!is_subject) {
    numbers.has_timestamps = segment.options.has_timestamps;
    numbers.ts_val = segment.options.ts_val;
    if (segment.flags.ack()) numbers.acked = segment.ack;
    return;
  }
  const std::uint32_t end = segment.seq + segment.length();
  if (segment.flags.syn() || static_cast<std::int32_t>(end - numbers.sent_end) > 0) {
    numbers.sent_end = end;
  }
  numbers.ts_recent = segment.options.ts_val;
  if (!segment.flags.ack()) return;
  numbers.nxt = segment.ack;
  const bool is_scaled = !segment.flags.syn() && way.scale[0] && way.scale[1];
  numbers.wnd_unit_bytes = std::uint32_t{1} << (is_scaled ? *way.scale[0] : 0);
  numbers.wnd_bytes = segment.window * numbers.wnd_unit_bytes;
}

void Stage::transmit(End from, std::span<const std::uint8_t> packet) {
  ++packets_;
  const Decoded decoded = decode_ip(packet, static_cast<std::uint32_t>(packet.size()));
  const Socket& source = decoded.segment.source;
  const Socket& destination = decoded.segment.destination;
  const auto tuple = from == End::subject ? tuple_between(source, destination)
                                          : tuple_between(destination, source);
  NextPacket next;
  if (tuple) {
    Way& way = ways_[*tuple];
    if (from == End::peer) keep(way, packet, decoded.segment.flags);
    follow(way, from, decoded.segment);
    next = std::exchange(way.next[static_cast<std::size_t>(from)], {});
  }
  const sim::LinkEffect effect =
      sim::draw_effect(link_, [this] { return sim::drawn(settings_.seed, "link", ++draws_); });
  if (next.is_lost || effect.is_lost) return;
  const std::uint64_t arrives_us = now_us_ + link_.latency_us + effect.delay_us + next.delay_us;
  InFlight one{from, false, {packet.begin(), packet.end()}};
  if (next.is_repeated) in_flight_.emplace(arrives_us + link_.latency_us, one);
  if (effect.repeated_after_us) in_flight_.emplace(arrives_us + *effect.repeated_after_us, one);
  if (effect.damaged_at && packet.size() > kIpHeaderBytes) {
    one.is_damaged = true;
    sim::damage_bit(std::span(one.packet).subspan(kIpHeaderBytes), *effect.damaged_at);
  }
  in_flight_.emplace(arrives_us, std::move(one));
}

}  // namespace twomsl::harness
