// The endpoint of one address family: the running host, and round it the bytes of its streams, the
// segments that wait to be sent, and what its users are to be told.
//
// Every event of the host goes through step(), which brings the rest in line with what came of it.
#pragma once

#include "core/codec/decode_icmp.hpp"
#include "net/buffer/bounded_queue.hpp"
#include "net/entry.hpp"
#include "net/half_open.hpp"
#include "net/sockets.hpp"

namespace twomsl {

/// Sees each step of the host, before and after: how the laws are checked where the endpoint runs.
/// What no user and no packet says of an event, `before` may add.
template <class Stores>
struct StepObserver {
  using Running = RunningHost<Stores>;
  using Event = typename Running::Event;

  void* context = nullptr;
  void (*before)(void* context, Running& host, Event& event) = nullptr;
  void (*after)(void* context, Running& host, const Event& event,
                const HostOutcome<Concrete>& out) = nullptr;
};

/// A segment that waits for poll(). Its text stays in the ring of the connection that sends it.
template <class Key>
struct Outgoing {
  Key key{};
  Handle handle{};
  bool is_news = false;     // it acknowledges or offers other than the packet before it
  bool may_be_cut = false;  // into fragments
  Segment<Concrete> segment{};
};

/// An ACK that waits, until `due` or for a segment that says the same. It is made when it is sent:
/// whatever changes what it would say is answered, and stands in for it.
struct OwedAck {
  Handle handle{};
  std::uint32_t serial = 0;  // of its connection's
  Instant<Concrete> due{};
};

/// A packet that has arrived: what it is to the host, or why it was refused.
template <class Event>
struct Parsed {
  Admission why = Admission::taken;
  Rejection rejection = Rejection::none;
  std::uint32_t block = kNoBlock;  // of its tuple
  Event event{.event = {.kind = EventKind::segment_arrives}};
  std::span<const std::uint8_t> text{};
};

/// A step of a synchronized connection that gave no signal.
[[nodiscard]] constexpr bool is_quiet(const HostOutcome<Concrete>& out) {
  return out.result == HostResult::stepped && out.before >= State::established &&
         std::bit_cast<std::uint8_t>(out.outcome.signals) == 0;
}

template <class Stores>
class FamilyEndpoint {
 public:
  using Key = typename Stores::Key;
  using Event = typename RunningHost<Stores>::Event;
  using Observer = StepObserver<Stores>;
  static constexpr Family kFamily =
      std::is_same_v<Key, Ipv4Tuple<Concrete>> ? Family::ipv4 : Family::ipv6;

  FamilyEndpoint() = default;

  /// REQUIRES: valid options (make_endpoint).
  explicit FamilyEndpoint(const EndpointOptions& options);

  /// Time is first told, or again: quiet time begins with it.
  void begin(Instant<Concrete> now);
  [[nodiscard]] bool has_begun() const { return has_begun_; }
  [[nodiscard]] Instant<Concrete> quiet_until() const { return running_.host.quiet_until; }

  /// What Endpoint offers, for this family (net/endpoint.hpp).
  ArrivalResult receive(std::span<const std::uint8_t> packet, Instant<Concrete> now,
                        std::uint32_t zone = 0);
  [[nodiscard]] Packet poll(Instant<Concrete> now);

  /// Whether poll() has anything to do.
  [[nodiscard]] bool may_send() const { return !outgoing_.is_empty() || !senders_.is_empty(); }
  [[nodiscard]] Instant<Concrete> next_deadline();
  void advance(Instant<Concrete> now);
  Opened open(const OpenOptions& options, Instant<Concrete> now);
  Opened listen(const ListenOptions& options, Instant<Concrete> now);
  Opened accept(Handle listener, UserPointer user);
  Sent send(Handle handle, std::span<const std::uint8_t> text, Instant<Concrete> now, bool urgent);
  Received receive(Handle handle, std::span<std::uint8_t> into, Instant<Concrete> now);
  [[nodiscard]] Peeked peek(Handle handle) const;
  Consumed consume(Handle handle, std::uint32_t bytes, Instant<Concrete> now);
  Called close(Handle handle, Instant<Concrete> now);
  Called abort(Handle handle, Instant<Concrete> now);
  Called set_switches(Handle handle, const ConnectionSwitches& switches, Instant<Concrete> now);
  [[nodiscard]] Status status(Handle handle, Instant<Concrete> now) const;
  [[nodiscard]] State state_between(const SocketPair& pair, Instant<Concrete> now) const;
  [[nodiscard]] Occupancy occupancy() const;
  Called release(Handle handle, Instant<Concrete> now);
  [[nodiscard]] bool next_notice(Notice& notice);
  [[nodiscard]] bool has_notices() const { return !noticed_.is_empty(); }  // or had
  HostConfigured configure(const HostSetting<Concrete>& setting);
  [[nodiscard]] std::uint64_t dropped_packets() const { return dropped_packets_; }
  [[nodiscard]] std::uint64_t dropped_half_open() const { return dropped_half_open_; }
  [[nodiscard]] std::uint64_t dropped_early_text() const { return dropped_early_text_; }
  [[nodiscard]] std::uint64_t count_of(HostResult result) const {
    return results_[static_cast<std::size_t>(result)];
  }

  /// One event of RFC 9293 section 3.10 by itself, as tests and tools put it. A connection that it
  /// begins gets a handle, and needs no accept; `text` is that of an arriving segment.
  HostOutcome<Concrete> step(const Event& event, std::span<const std::uint8_t> text = {});

  /// From now on each step is seen. REQUIRES: the context outlives the endpoint.
  void observe(const Observer& observer) { observer_ = observer; }

  [[nodiscard]] const RunningHost<Stores>& host() const { return running_; }
  [[nodiscard]] RunningHost<Stores>& host() { return running_; }

  /// The handle of the tuple's connection, if it has a control block. Calls but STATUS refuse it
  /// until accept has given it.
  [[nodiscard]] Handle find_handle(const Key& key) const;

 private:
  using EntryOf = Entry<Key>;

  [[nodiscard]] Handle name_of(std::uint32_t at) const;
  [[nodiscard]] std::uint32_t find(Handle handle) const;
  [[nodiscard]] std::uint32_t find_users(Handle handle) const;
  [[nodiscard]] Peeked text_on_hand(const EntryOf& entry) const;
  [[nodiscard]] std::uint32_t allocate(EntryKind kind);
  [[gnu::noinline]] void free(std::uint32_t at);
  void fit_entry(EntryOf& entry, const Address& local) const;
  [[nodiscard]] Admission prepare(const Key& key, std::uint32_t& at);
  [[nodiscard]] Newcomer newcomer_of(const Key& key, std::uint32_t listener) const;
  bool drop_half_open(HalfOpenQueue::Room room, const Newcomer& newcomer, std::uint32_t most);
  [[nodiscard]] bool is_memory_short(std::uint32_t listener) const;
  void make_room(const Key& key, std::uint32_t listener);
  [[nodiscard, gnu::noinline]] bool make_way(const Key& key, std::uint32_t listener, bool waits);
  [[nodiscard]] std::uint32_t find_listener(const Key& key);
  [[nodiscard]] std::uint32_t find_block(const Key& key);
  void tick(Instant<Concrete> now);

  [[nodiscard]] bool is_ours(const Address& address) const;
  [[nodiscard]] Admission admit(const Key& key) const;
  /// Flattened: each part of a header is looked at once.
  [[gnu::flatten]] void parse(std::span<const std::uint8_t> packet, std::uint32_t zone);
  /// Flattened: it takes a SYN, and longer than a segment of a connection.
  [[gnu::noinline, gnu::flatten]] ArrivalResult arrive_unbound();
  void cut_fin_behind_lost_text();
  [[nodiscard]] Event& event_of(std::uint32_t at, EventKind kind);
  HostOutcome<Concrete> step_as(const Event& event, std::span<const std::uint8_t> text,
                                std::uint32_t at);
  /// Nobody watches, and the policy's settings count.
  [[nodiscard]] bool steps_plainly(const EntryOf& entry) const {
    return observer_.before == nullptr && !entry.has_settings();
  }
  void step_host(const Event& event, std::uint32_t at, HostOutcome<Concrete>& out);
  [[gnu::noinline]] void observed_step(const Event& event, std::uint32_t at,
                                       HostOutcome<Concrete>& out);
  /// Flattened: CLOSE takes as long as a segment.
  [[gnu::flatten]] Called call_machine(const Event& event, std::uint32_t at);
  /// Flattened: it takes as long as a segment.
  [[gnu::flatten]] Called call_send(std::uint32_t at, std::uint32_t bytes, bool urgent);
  void step_entry(const Event& event, std::uint32_t at, HostOutcome<Concrete>& out);
  Called call(Handle handle, EventKind kind);
  void abort_entry(std::uint32_t at);
  [[gnu::noinline]] void take(std::uint32_t at, std::uint32_t bytes);
  Called close_listener(std::uint32_t at);
  ArrivalResult receive_icmp(std::span<const std::uint8_t> packet, std::uint32_t zone);
  [[nodiscard]] bool is_believed(const IcmpError& error, std::uint32_t block) const;
  void narrow_path(std::uint32_t at, std::uint32_t told_bytes);
  [[nodiscard]] bool note_path(std::uint32_t at, const IcmpError& error);
  void judge_path(std::uint32_t at);
  void end_unaccepted(std::uint32_t listener);

  void settle_call(const Event& event, const HostOutcome<Concrete>& out, std::uint32_t at);
  void settle_plain(const Outcome<Concrete>& outcome, std::span<const std::uint8_t> text,
                    std::uint32_t at);
  void settle_state(const Event& event, const HostOutcome<Concrete>& out,
                    std::span<const std::uint8_t> text, std::uint32_t at);
  void adopt(std::uint32_t at, const Key& key, std::uint32_t block);
  void store(EntryOf& entry, const Intake<Concrete>& intake, std::span<const std::uint8_t> text);
  bool update_streams(EntryOf& entry, const Outcome<Concrete>& outcome, std::uint32_t block,
                      std::span<const std::uint8_t> text);
  bool update_acknowledged(EntryOf& entry, const Connection<Concrete>& c);
  bool update_room(EntryOf& entry, const Connection<Concrete>& c);
  void end(std::uint32_t at, const HostOutcome<Concrete>& out);
  void note_signals(EntryOf& entry, const Outcome<Concrete>& outcome);
  void offer(std::uint32_t at);
  [[gnu::always_inline]] void put_notice(std::uint32_t at);
  [[gnu::always_inline]] void ask_to_send(EntryOf& entry, std::uint32_t at);
  void queue(const Key& key, const Segment<Concrete>& segment);
  void queue(std::uint32_t at, const Segment<Concrete>& segment);
  [[nodiscard, gnu::noinline]] Outgoing<Key>* last_that_says_no_more(
      Handle handle, const Segment<Concrete>& segment);
  [[gnu::noinline]] void transmit_next(Instant<Concrete> now);
  void answer_text(std::uint32_t at, const Outcome<Concrete>& outcome);
  void stand_in_for_owed(EntryOf& entry, Outgoing<Key>& outgoing);
  [[nodiscard]] const OwedAck* first_owed();
  void send_owed();
  [[nodiscard]] bool refresh(Outgoing<Key>& outgoing);
  [[nodiscard]] std::span<const std::uint8_t> text_of(const Outgoing<Key>& outgoing);

  RunningHost<Stores> running_{};
  SettingsInForce of_policy_{};  // which count for entries that have none
  Observer observer_{};
  Instant<Concrete> now_{};
  // Large, and mostly the same from one to the next: so they are not made anew.
  Parsed<Event> parsed_{};
  Event call_{};
  std::vector<Address> addresses_{};
  std::vector<LinkMtu> links_{};
  Checksums checksums_ = Checksums::ours;
  bool has_begun_ = false;
  std::vector<EntryOf> entries_{};
  std::uint32_t entry_count_ = 0;
  std::uint32_t first_free_ = kNoIndex;
  std::vector<std::uint32_t> entry_of_block_{};
  KeyIndex<Key> listeners_{};                 // from local ends to entries
  Key recent_end_{};                          // the local end that was looked for last
  std::uint32_t recent_listener_ = kNoIndex;  // what takes its SYNs; kNoIndex if it is not known
  BoundedQueue<Outgoing<Key>> outgoing_{};
  BoundedQueue<OwedAck> owed_{};  // in the order in which they are due
  bool delays_acks_ = false;
  BoundedQueue<std::uint32_t> senders_{};
  BoundedQueue<std::uint32_t> noticed_{};
  std::uint16_t identification_ = 0;  // of the last packet that may be cut
  std::vector<std::uint8_t> packet_{};
  std::vector<std::uint8_t> text_{};
  HalfOpenQueue half_open_{};
  std::uint64_t dropped_packets_ = 0;
  std::uint64_t dropped_half_open_ = 0;
  std::uint64_t dropped_early_text_ = 0;
  std::array<std::uint64_t, kHostResultCount> results_{};  // of steps that were not plain
};

extern template class FamilyEndpoint<Ipv4Stores>;
extern template class FamilyEndpoint<Ipv6Stores>;

}  // namespace twomsl
