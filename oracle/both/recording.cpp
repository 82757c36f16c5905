// See recording.hpp.
#include "oracle/both/recording.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/codec/bytes.hpp"
#include "oracle/capture/capture.hpp"
#include "oracle/capture/layers/opener.hpp"
#include "oracle/report/notation.hpp"

namespace twomsl::oracle::both {
namespace {

constexpr std::uint64_t kProgressEvery = 1u << 14;

bool is_lesser(const Socket& a, const Socket& b) {
  if (a.address.high != b.address.high) return a.address.high < b.address.high;
  if (a.address.low != b.address.low) return a.address.low < b.address.low;
  return a.port < b.port;
}

std::uint64_t hash_of(std::span<const std::uint8_t> text) {
  std::uint64_t hash = text.size();
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) hash = mix(hash, load_be64(&text[at]));
  for (; at < text.size(); ++at) hash = mix(hash, text[at]);
  return hash == 0 ? 1 : hash;
}

std::uint64_t kinds_in(std::span<const std::uint8_t> options) {
  std::uint64_t kinds = 0;
  for (std::size_t at = 0; at < options.size() && options[at] != 0;) {
    if (options[at] == 1) {
      ++at;
      continue;
    }
    if (options[at] < 64) kinds |= std::uint64_t{1} << options[at];
    if (at + 1 == options.size() || options[at + 1] < 2) break;
    at += options[at + 1];
  }
  return kinds;
}

std::uint8_t service_of(std::span<const std::uint8_t> packet) {
  const unsigned first = load_be16(packet.data());
  return static_cast<std::uint8_t>(packet[0] >> 4 == 6 ? first >> 4 : first);
}

Recorded recorded(const SegmentView& view, std::span<const std::uint8_t> packet) {
  Recorded made;
  made.seq = view.seq;
  made.ack = view.flags.ack() ? view.ack : 0;
  made.text_bytes = view.payload_bytes;
  const bool is_whole = view.payload.size() == view.payload_bytes;
  if (is_whole && view.payload_bytes != 0) made.text_hash = hash_of(view.payload);
  made.option_kinds = kinds_in(view.raw_options);
  made.ts_val = view.options.ts_val;
  made.ts_ecr = view.options.ts_ecr;
  made.window = view.window;
  made.ip_id = view.ip_id;
  made.mss_bytes = view.options.has_mss ? view.options.mss_bytes : std::uint16_t{0};
  made.scale = view.options.has_window_scale ? view.options.window_scale : std::uint8_t{0};
  made.flags = view.flags;
  made.hops = view.hops;
  made.service = service_of(packet);
  return made;
}

struct TupleKey {
  std::array<Socket, 2> sockets{};
  std::uint32_t scope = 0;
  friend bool operator==(const TupleKey&, const TupleKey&) = default;
};

struct TupleHash {
  std::size_t operator()(const TupleKey& key) const {
    std::uint64_t hash = key.scope;
    for (const Socket& socket : key.sockets) {
      hash = mix(mix(mix(hash, socket.address.high), socket.address.low), socket.port);
    }
    return hash;
  }
};

// Puts segments into connections: the one of a tuple that goes on, until a SYN begins another.
class Recorder {
 public:
  Recorder(Recording& recording, std::size_t most_segments)
      : recording_(recording), most_segments_(most_segments) {}

  [[nodiscard]] Recording& recording() { return recording_; }
  [[nodiscard]] bool is_full() const { return recording_.segments.size() == most_segments_; }

  void take(const SegmentView& view, std::uint32_t scope, Recorded made) {
    made.from = is_lesser(view.source, view.destination) ? 0 : 1;
    const TupleKey key{made.from == 0 ? std::array{view.source, view.destination}
                                      : std::array{view.destination, view.source},
                       scope};
    auto [tuple, is_new] = tuples_.try_emplace(key);
    if (is_new) tuple->second.flow = recording_.flows++;
    made.connection = find_or_make(key, tuple->second, made);
    RecordedConnection& connection = recording_.connections[made.connection];
    const auto place = static_cast<std::uint32_t>(recording_.segments.size());
    if (connection.segments++ == 0) connection.first = place;
    connection.last = place;
    if (made.flags.syn() && !connection.iss[made.from]) {
      connection.iss[made.from] = made.seq;
      by_iss_.try_emplace(iss_key(tuple->second, made), made.connection);
    }
    recording_.segments.push_back(made);
  }

 private:
  struct Tuple {
    std::uint32_t flow = 0;
    std::uint32_t last = 0;  // its connection that goes on
    bool has_connection = false;
  };

  // Flows are fewer than kMostSegments, which leaves room for the rest.
  static std::uint64_t iss_key(const Tuple& tuple, const Recorded& made) {
    return std::uint64_t{tuple.flow} << 33 | std::uint64_t{made.from} << 32 | made.seq;
  }

  std::uint32_t find_or_make(const TupleKey& key, Tuple& tuple, const Recorded& made) {
    const bool opens = made.flags.syn() && !made.flags.ack();
    if (tuple.has_connection) {
      if (!opens) return tuple.last;
      const auto known = by_iss_.find(iss_key(tuple, made));
      if (known != by_iss_.end()) return known->second;
      // The other SYN of a simultaneous open.
      const RecordedConnection& last = recording_.connections[tuple.last];
      if (last.opener && *last.opener != made.from && !last.iss[made.from]) return tuple.last;
    }
    const auto number = static_cast<std::uint32_t>(recording_.connections.size());
    recording_.connections.push_back({.sockets = key.sockets, .flow = tuple.flow});
    if (opens) recording_.connections.back().opener = made.from;
    tuple.last = number;
    tuple.has_connection = true;
    return number;
  }

  Recording& recording_;
  std::size_t most_segments_;
  std::unordered_map<TupleKey, Tuple, TupleHash> tuples_{};
  std::unordered_map<std::uint64_t, std::uint32_t> by_iss_{};  // the connection that it began
};

void take_frame(Recorder& recorder, Opener& opener, const Frame& frame) {
  if (!frame.has_time) return;
  Recording& recording = recorder.recording();
  const std::int64_t time_ns = std::clamp(frame.time_ns, -kFarthest_ns, kFarthest_ns);
  // What is not kept is not known: of then, nothing of the other capture can be said to be lost.
  if (!recorder.is_full()) {
    recording.first_ns = std::min(recording.first_ns, time_ns);
    recording.last_ns = std::max(recording.last_ns, time_ns);
  }
  const Opened opened = opener.open(frame);
  if (opened.packet.rejection != LinkRejection::none) return;
  if (opened.decoded.rejection != Rejection::none) return;
  if (recorder.is_full()) {
    ++recording.left;
    return;
  }
  Recorded made = recorded(opened.decoded.segment, opened.packet.bytes);
  made.time_ns = time_ns;
  made.frame = frame.number;
  recorder.take(opened.decoded.segment, opened.packet.scope, made);
}

Recording record(Capture capture, Progress progress, std::size_t most_segments) {
  Recording recording;
  Recorder recorder(recording, most_segments);
  Opener opener;
  Frame frame;
  ReadStatus status = ReadStatus::damaged;
  while (capture.ok() && (status = capture.next(frame)) == ReadStatus::frame) {
    ++recording.frames;
    take_frame(recorder, opener, frame);
    if (progress != nullptr && frame.number % kProgressEvery == 0 && !progress(frame.number)) break;
  }
  if (status == ReadStatus::damaged) recording.damage = capture.damage();
  recording.interrupted = status == ReadStatus::frame;
  if (recording.interrupted) recording.damage = interrupted_after(frame.number);
  recording.readable = status == ReadStatus::end || recording.frames != 0;
  return recording;
}

}  // namespace

const Recorded* Recording::at_frame(std::uint64_t frame) const {
  const auto found = std::ranges::lower_bound(segments, frame, {}, &Recorded::frame);
  return found == segments.end() || found->frame != frame ? nullptr : &*found;
}

Recording record_file(const std::string& file, Progress progress) {
  Recording recording = record(Capture(file), progress, kMostSegments);
  recording.file = file;
  return recording;
}

Recording record_bytes(std::span<const std::uint8_t> bytes, std::size_t most_segments) {
  return record(Capture(bytes), nullptr, most_segments);
}

}  // namespace twomsl::oracle::both
