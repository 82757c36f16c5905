// See host_museum_capture.hpp.
#include "tests/historical/host_museum_capture.hpp"

#include <utility>

#include "core/codec/encode.hpp"

namespace twomsl {
namespace {

using Key = Ipv4Tuple<Concrete>;
using Out = HostOutcome<Concrete>;

constexpr Duration<Concrete> kDelay{10'000};  // from end to end

// An honest peer. The peer that reopens towards no_return has no timestamps, so that its SYN
// qualifies by its sequence number, of which MAY-2 speaks.
Policy<Concrete> peer_of(std::string_view exhibit) {
  Policy<Concrete> policy = safe<Concrete>();
  policy.offers_timestamps = exhibit != "no_return";
  return policy;
}

// Two hosts; what A emits, and what reaches A, is captured. A is the client, except under
// no_return, where the peer must reopen.
class CapturedHosts {
 public:
  explicit CapturedHosts(std::string_view exhibit)
      : a_(museum_host(host_exhibit(exhibit), {8, 4, kMuseumWaits, 8, 1})),
        b_(make_host<Ipv4Stores>(peer_of(exhibit), {}, {3, 4})) {
    listen(a_, 0x0a040001);
    listen(b_, 0x0a040002);
  }

  // A call, and every answer to and fro. The key is the tuple as A sees it.
  void call_a(const Key& key, EventKind kind) { from_a(key, put(a_, key, {.kind = kind})); }
  void call_b(const Key& key, EventKind kind) {
    from_b(key, put(b_, mirrored(key), {.kind = kind}));
  }

  // The next segment from A is captured and then lost.
  void lose_next_from_a() { loses_from_a_ = true; }

  void pass(std::uint64_t ms) { now_ = now_ + Duration<Concrete>{ms * 1000}; }

  // B's retransmission timer of the connection expires.
  void expire_at_b(const Key& key) {
    const std::uint32_t at = b_.host.blocks.find(mirrored(key));
    if (at == kNoBlock) return;
    now_ = larger(now_, b_.host.blocks.connection(at).rtx.at);
    from_b(key, put(b_, mirrored(key), {.kind = EventKind::retransmission_timeout}));
  }

  // A copy of what A or B sent last with these bits arrives late.
  void arrive_again_at_a(const Key& key, bool (*which)(const Segment<Concrete>&)) {
    from_b_again(key, last(sent_by_b_, which));
  }
  void arrive_again_at_b(const Key& key, bool (*which)(const Segment<Concrete>&)) {
    arrive_at_b(key, last(sent_by_a_, which));
  }

  // B calls OPEN and, before A's answer is there, ABORT.
  void open_and_abort_at_b(const Key& key) {
    const Out opened = put(b_, mirrored(key), {.kind = EventKind::open_active});
    static_cast<void>(put(b_, mirrored(key), {.kind = EventKind::abort}));
    from_b(key, opened);
  }

  [[nodiscard]] test::Bytes capture() const {
    return test::pcap_file(packets_, {.link_type = 101});
  }

 private:
  void listen(Ipv4Host& host, std::uint32_t address) {
    static_cast<void>(host.step({HostEventKind::listen, now_, {address, 0, 80u << 16}}));
  }

  Out put(Ipv4Host& host, const Key& key, const Event<Concrete>& event) {
    return host.step({.now = now_, .key = key, .event = event, .adversary = {victim(), true}});
  }

  // The adversary's choice of a victim: the first wait in A's table.
  [[nodiscard]] std::uint32_t victim() const {
    const auto& slots = a_.host.waits.slots;
    std::uint64_t at = 0;
    while (at + 1 < slots.size() && is_empty(slots[at])) ++at;
    return static_cast<std::uint32_t>((at << 32) / slots.size() + 1);
  }

  void from_a(const Key& key, const Out& out) {
    if (!out.outcome.replies) return;
    const Segment<Concrete>& segment = out.outcome.segment;
    sent_by_a_.push_back(segment);
    tap(key, segment);
    if (std::exchange(loses_from_a_, false)) return;
    now_ = now_ + kDelay;
    arrive_at_b(key, segment);
  }

  void arrive_at_b(const Key& key, const Segment<Concrete>& segment) {
    from_b(key, put(b_, mirrored(key), {.kind = EventKind::segment_arrives, .segment = segment}));
  }

  void from_b(const Key& key, const Out& out) {
    if (!out.outcome.replies) return;
    sent_by_b_.push_back(out.outcome.segment);
    now_ = now_ + kDelay;
    from_b_again(key, out.outcome.segment);
  }

  void from_b_again(const Key& key, const Segment<Concrete>& segment) {
    tap(mirrored(key), segment);
    from_a(key, put(a_, key, {.kind = EventKind::segment_arrives, .segment = segment}));
  }

  static Segment<Concrete> last(const std::vector<Segment<Concrete>>& sent,
                                bool (*which)(const Segment<Concrete>&)) {
    for (auto at = sent.rbegin(); at != sent.rend(); ++at) {
      if (which(*at)) return *at;
    }
    return {};
  }

  void tap(const Key& key, const Segment<Concrete>& segment) {
    const auto endpoint = [](std::uint32_t address, std::uint32_t port) {
      return Socket{
          test::ipv4(static_cast<std::uint8_t>(address >> 24),
                     static_cast<std::uint8_t>(address >> 16),
                     static_cast<std::uint8_t>(address >> 8), static_cast<std::uint8_t>(address)),
          static_cast<std::uint16_t>(port)};
    };
    const Route route{endpoint(key.local, key.ports >> 16), endpoint(key.remote, key.ports)};
    test::Bytes packet(kMostHeaderBytes);
    packet.resize(encode_ip(segment, route, {}, packet));
    packets_.push_back({static_cast<std::int64_t>(now_.us) * 1000, packet});
  }

  Ipv4Host a_;
  Ipv4Host b_;
  Instant<Concrete> now_{1'000'000};
  bool loses_from_a_ = false;
  std::vector<Segment<Concrete>> sent_by_a_{};
  std::vector<Segment<Concrete>> sent_by_b_{};
  std::vector<test::Packet> packets_{};
};

bool is_fin(const Segment<Concrete>& segment) { return segment.fin; }
bool is_bare_ack(const Segment<Concrete>& segment) {
  return segment.has_ack && !segment.syn && !segment.fin && !segment.rst;
}

constexpr Key kFirst = trace_tuple(0);
constexpr Key kSecond = trace_tuple(1);

// A opens and closes; B closes too. What A then sends enters TIME-WAIT.
void open_and_close(CapturedHosts& hosts, const Key& key, bool is_last_ack_lost) {
  hosts.call_a(key, EventKind::open_active);
  hosts.pass(50);
  hosts.call_a(key, EventKind::close);
  hosts.pass(50);
  if (is_last_ack_lost) hosts.lose_next_from_a();
  hosts.call_b(key, EventKind::close);
}

// Before the peer's FIN comes again, A opens and closes another connection. A table that gives way
// to this pressure answers the first FIN by RST; the second wait lasts in any table.
void capture_pressure(CapturedHosts& hosts) {
  open_and_close(hosts, kFirst, true);
  hosts.pass(100);
  open_and_close(hosts, kSecond, true);
  hosts.expire_at_b(kFirst);
  hosts.expire_at_b(kSecond);
}

// The second wait is refused, as a copy of B's FIN shows; the first lasts.
void capture_refusal(CapturedHosts& hosts) {
  open_and_close(hosts, kFirst, true);
  open_and_close(hosts, kSecond, true);
  hosts.pass(300);
  hosts.arrive_again_at_a(kSecond, is_fin);
  hosts.expire_at_b(kFirst);
}

void capture_bind(CapturedHosts& hosts) {
  open_and_close(hosts, kFirst, false);
  hosts.pass(100);
  hosts.call_a(kFirst, EventKind::open_active);
}

void capture_no_wait(CapturedHosts& hosts) {
  open_and_close(hosts, kFirst, true);
  hosts.expire_at_b(kFirst);
}

// A copy of A's last acknowledgement reaches B after it has closed, and provokes a RST; then a copy
// of B's FIN comes.
void capture_assassination(CapturedHosts& hosts) {
  open_and_close(hosts, kFirst, false);
  hosts.pass(1000);
  hosts.arrive_again_at_b(kFirst, is_bare_ack);
  hosts.pass(100);
  hosts.arrive_again_at_a(kFirst, is_fin);
}

// A serves and closes first. B opens again from the same port, aborts before A's answer arrives,
// and answers it by RST; then a copy of B's old FIN comes.
void capture_no_return(CapturedHosts& hosts) {
  const Key key{kFirst.local, kFirst.remote, 80u << 16 | 50'000u};
  hosts.call_b(key, EventKind::open_active);
  hosts.pass(50);
  hosts.call_a(key, EventKind::close);
  hosts.pass(50);
  hosts.call_b(key, EventKind::close);
  hosts.pass(500);
  hosts.open_and_abort_at_b(key);
  hosts.pass(100);
  hosts.arrive_again_at_a(key, is_fin);
}

}  // namespace

std::string capture_name(std::string_view exhibit) {
  std::string name = "museum-" + std::string(exhibit) + ".pcap";
  for (char& letter : name) letter = letter == '_' ? '-' : letter;
  return name;
}

test::Bytes capture_of_host(std::string_view exhibit) {
  CapturedHosts hosts(exhibit);
  if (exhibit == "refuse_newcomer") {
    capture_refusal(hosts);
  } else if (exhibit == "bind_reuse") {
    capture_bind(hosts);
  } else if (exhibit == "no_time_wait") {
    capture_no_wait(hosts);
  } else if (exhibit == "assassinated") {
    capture_assassination(hosts);
  } else if (exhibit == "no_return") {
    capture_no_return(hosts);
  } else {
    capture_pressure(hosts);
  }
  return hosts.capture();
}

}  // namespace twomsl
