#include "oracle/close/plain_close.hpp"

namespace twomsl::oracle {
namespace {

// What comes later than this after the segment before it may have its reasons, and has a story.
constexpr std::int64_t kInStride_ns = 1'000'000'000;

// Frames that a segment may stand behind the first FIN: a record has room for so many.
constexpr std::uint64_t kFrames = 1u << 30;

constexpr unsigned kPlain = Flags::kAck | Flags::kPsh | Flags::kFin;

// Its options are timestamps alone where its sender has them, and none else, and they do not go
// back.
bool has_usual_options(const Options& options, const Side& mine, std::uint32_t ts_val) {
  return !options.malformed && !options.cut && !options.is_signed &&
         options.has_timestamps == mine.timestamps && options.ts_val - ts_val < 1u << 31;
}

// It says what any segment of an open connection may, of its sender's own accord, and offers room.
bool is_usual(const Connection& connection, const Sent& sent, std::uint32_t ts_val) {
  const SegmentView& segment = sent.segment;
  const Side& mine = connection.side[sent.from];
  return segment.flags.ack() && (segment.flags.bits & ~kPlain) == 0 && segment.window != 0 &&
         segment.hops == mine.hops && sent.at.time_ns >= connection.last.at.time_ns &&
         has_usual_options(segment.options, mine, ts_val);
}

bool is_open(const Side& side) { return side.sent && side.syn_seen && side.has_acked; }

// One past the highest number that the side has emitted, up to `count` segments of the close.
std::uint32_t next_of(const PlainClose& close, const Connection& connection, unsigned side,
                      std::size_t count) {
  std::uint32_t next = connection.side[side].next;
  for (std::size_t i = 0; i < count; ++i) {
    const PlainSegment& written = close.segment[i];
    if (written.from != side) continue;
    next += (i == 0 ? close.text_bytes : 0u) + ((written.flags & Flags::kFin) != 0 ? 1u : 0u);
  }
  return next;
}

std::uint32_t newest_ts_of(const PlainClose& close, const Connection& connection, unsigned side) {
  std::uint32_t newest = connection.side[side].ts_val;
  for (std::size_t i = 0; i < close.count; ++i) {
    if (close.segment[i].from == side) newest = close.segment[i].ts_val;
  }
  return newest;
}

}  // namespace

bool begins_plainly(const Connection& connection, const Sent& sent) {
  const SegmentView& segment = sent.segment;
  const Side& mine = connection.side[sent.from];
  const Side& theirs = connection.side[1 - sent.from];
  const bool goes_on = segment.seq == mine.next && segment.ack == theirs.next;
  const bool is_offered = mine.next + segment.payload_bytes - theirs.acked < theirs.window_bytes;
  return segment.flags.fin() && is_open(mine) && is_open(theirs) && !connection.reset &&
         (connection.last.flags & kEvents) == 0 && goes_on && is_offered &&
         segment.payload_bytes <= UINT16_MAX && theirs.window_bytes < kInFlight &&
         is_usual(connection, sent, mine.ts_val);
}

bool goes_on_plainly(const PlainClose& close, const Connection& connection, const Sent& sent) {
  const SegmentView& segment = sent.segment;
  const unsigned other = 1 - sent.from;
  // The closer speaks again once the other has closed as well, which then says no more.
  const bool both_closed =
      close.count > 1 && (close.segment[close.count - 1].flags & Flags::kFin) != 0;
  const bool is_its_turn =
      both_closed ? sent.from == close.closer() && !segment.flags.fin()
                  : sent.from != close.closer() && (segment.flags.fin() || close.count == 1);
  return is_its_turn && !close.is_whole() && segment.payload_bytes == 0 &&
         sent.at.time_ns - connection.last.at.time_ns <= kInStride_ns &&
         segment.seq == next_of(close, connection, sent.from, close.count) &&
         segment.ack == next_of(close, connection, other, close.count) &&
         sent.at.frame - close.first.frame < kFrames &&
         is_usual(connection, sent, newest_ts_of(close, connection, sent.from));
}

void write_down(PlainClose& close, const Connection& connection, const Sent& sent) {
  const SegmentView& segment = sent.segment;
  if (close.count == 0) {
    close.first = sent.at;
    close.before = connection.last;
    close.other_ns = connection.other_ns;
    close.text_bytes = static_cast<std::uint16_t>(segment.payload_bytes);
  }
  close.segment[close.count++] = {static_cast<std::uint32_t>(sent.at.time_ns - close.first.time_ns),
                                  static_cast<std::uint32_t>(sent.at.frame - close.first.frame),
                                  segment.options.ts_val,
                                  segment.window,
                                  segment.ip_id,
                                  segment.flags.bits,
                                  static_cast<std::uint8_t>(sent.from),
                                  connection.twice};
}

SegmentView segment_at(const PlainClose& close, const Connection& connection, std::size_t place) {
  const PlainSegment& written = close.segment[place];
  const Side& mine = connection.side[written.from];
  SegmentView segment;
  segment.source = endpoint(connection.key, written.from);
  segment.destination = endpoint(connection.key, 1u - written.from);
  segment.seq = next_of(close, connection, written.from, place);
  segment.ack = next_of(close, connection, 1u - written.from, place);
  segment.window = written.window;
  segment.flags = {written.flags};
  segment.hops = mine.hops;
  segment.ip_id = written.ip_id;
  segment.payload_bytes = place == 0 ? close.text_bytes : 0u;
  segment.options.has_timestamps = mine.timestamps;
  segment.options.ts_val = written.ts_val;
  return segment;
}

Moment moment_at(const PlainClose& close, std::size_t place) {
  const PlainSegment& written = close.segment[place];
  return {close.first.time_ns + written.after_ns, close.first.frame + written.after_frames};
}

}  // namespace twomsl::oracle
