// See deeds.hpp.
#include "tool/seed/deeds.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace twomsl::tool {
namespace {

// Of one end of one tuple, in its present incarnation.
struct Sender {
  bool is_known = false;
  bool is_open = false;
  bool is_closed = false;
  std::uint32_t iss = 0;
  std::uint32_t nxt = 0;  // behind what it has sent
  std::uint32_t acknowledged = 0;
};

bool is_before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(b - a) > 0; }

class DeedReader {
 public:
  explicit DeedReader(Deeds& deeds) : out_(deeds) {}

  void read(const CapturedSegment& segment) {
    Sender& own = senders_[segment.from.tuple][segment.from.end];
    Sender& peer = senders_[segment.from.tuple][1 - segment.from.end];
    if (segment.flags.ack() && peer.is_open && is_before(peer.acknowledged, segment.ack)) {
      peer.acknowledged = segment.ack;
    }
    if (segment.flags.rst()) return reset(segment, own, peer);
    if (segment.flags.syn()) return synchronize(segment, own, peer);
    if (!own.is_known) return refuse(segment, "the connection begins before the capture does");
    if (own.is_open) text_and_fin(segment, own);
  }

 private:
  void refuse(const CapturedSegment& segment, std::string_view why) {
    if (out_.refusal.empty()) out_.refusal = fmt::format("frame {}: {}", segment.frame, why);
  }

  void add(const CapturedSegment& segment, DeedKind kind) {
    out_.deeds.push_back({.kind = kind,
                          .at = segment.from,
                          .time_ns = segment.time_ns,
                          .seq = segment.seq,
                          .bytes = segment.text_bytes,
                          .arrived_ns = segment.time_ns});
  }

  // A RST in answer to what nobody waits for is no call of the user's.
  void reset(const CapturedSegment& segment, Sender& own, Sender& peer) {
    ++out_.tally.resets;
    if (!own.is_known && peer.is_open) {
      return refuse(segment, "a connection is refused, and hosts of the simulation listen always");
    }
    if (own.is_open && !(own.is_closed && peer.is_closed)) add(segment, DeedKind::abort);
    own.is_open = peer.is_open = false;
  }

  void synchronize(const CapturedSegment& segment, Sender& own, Sender& peer) {
    if (own.is_open && own.iss == segment.seq) return repeat(segment, own);
    if (segment.text_bytes != 0 || segment.flags.fin()) {
      return refuse(segment, "a SYN bears text or FIN");
    }
    const bool is_answer = segment.flags.ack();
    if (is_answer && !peer.is_open) {
      return refuse(segment, "the connection begins before the capture does");
    }
    if (!is_answer && peer.is_open && !own.is_known) {
      return refuse(segment, "both ends open at once, which is not read");
    }
    own = {true, true, false, segment.seq, segment.seq + 1, segment.seq};
    if (!is_answer) {
      peer = {};
      ++out_.tally.opens;
    }
    add(segment, is_answer ? DeedKind::answer : DeedKind::open);
  }

  void text_and_fin(const CapturedSegment& segment, Sender& own) {
    const std::uint32_t fin = segment.flags.fin() ? 1u : 0u;
    const std::uint32_t end = segment.seq + segment.text_bytes + fin;
    if (segment.text_bytes + fin == 0) return;
    if (!is_before(own.nxt, end)) return repeat(segment, own);
    if (is_before(own.nxt, segment.seq)) {
      return refuse(segment, "the capture lacks text that was sent before");
    }
    CapturedSegment fresh = segment;
    fresh.text_bytes = end - own.nxt - fin;
    fresh.seq = own.nxt;
    if (fresh.text_bytes != 0) add(fresh, DeedKind::send);
    out_.tally.text_bytes += fresh.text_bytes;
    if (fin != 0) {
      fresh.seq = end - 1;
      fresh.text_bytes = 0;
      add(fresh, DeedKind::close);
      ++out_.tally.closes;
      own.is_closed = true;
    }
    own.nxt = end;
  }

  // What was sent before, once more: unless it was acknowledged, the copy before was lost. A probe
  // of one octet below is none.
  void repeat(const CapturedSegment& segment, const Sender& own) {
    ++out_.tally.repeated;
    const auto from =
        std::ranges::find_if(out_.deeds.rbegin(), out_.deeds.rend(), [&segment](const Deed& deed) {
          return deed.at == segment.from && !is_before(segment.seq, deed.seq);
        });
    if (from == out_.deeds.rend() || is_before(from->seq, own.acknowledged)) return;
    ++from->lost;
    from->arrived_ns = segment.time_ns;
  }

  Deeds& out_;
  std::array<std::array<Sender, 2>, sim::kTuples> senders_{};
};

}  // namespace

Deeds deeds_of(const std::vector<CapturedSegment>& segments) {
  Deeds deeds;
  DeedReader reader(deeds);
  for (const CapturedSegment& segment : segments) reader.read(segment);
  // A SYN that nobody answers did not arrive.
  for (auto deed = deeds.deeds.begin(); deed != deeds.deeds.end(); ++deed) {
    if (deed->kind != DeedKind::open) continue;
    const auto next = std::find_if(deed + 1, deeds.deeds.end(), [&deed](const Deed& other) {
      return other.at.tuple == deed->at.tuple;
    });
    deed->arrives = next != deeds.deeds.end() && next->kind == DeedKind::answer;
  }
  return deeds;
}

std::string describe(const Tally& tally) {
  return fmt::format("opens {}, closes {}, RSTs {}, bytes of text {}, repeated segments {}",
                     tally.opens, tally.closes, tally.resets, tally.text_bytes, tally.repeated);
}

}  // namespace twomsl::tool
