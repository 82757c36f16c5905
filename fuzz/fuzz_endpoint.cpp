// An endpoint among hostile packets: raw bytes, and forged segments and ICMP errors whose checksums
// are right and whose numbers lie near those that the endpoint uses; calls and time in between. It
// talks to itself as well, over a link that loses, repeats and damages.
//
//   input = opening command*;  opening 2 bytes: policy, sizes
//   command = 1 byte (what, and how much is sent after it), and what that reads
//
// Asserted: poll() comes to an end, and what it gives decodes, is whole, has right checksums and
// comes from our address; handles are known until they are given back, and never after; notices
// speak of handles that the user has; RECEIVE says exactly one thing; positions and acknowledged
// bytes agree with what SEND has accepted; after advance() no deadline has come already.
#include "fuzz/support/endpoint_under_attack.hpp"
#include "harness/packet_forge.hpp"

namespace twomsl {
namespace {

// The policy, buffers and tables, small enough to fill up.
Policy<Concrete> policy_of(Fuzzed& f) {
  const std::array<Policy<Concrete>, 3> policies = {safe<Concrete>(), strict<Concrete>(),
                                                    rfc9293<Concrete>()};
  return policies[f.input.byte("policy") % policies.size()];
}

EndpointOptions options_of(Fuzzed& f) {
  EndpointOptions options;
  options.policy = policy_of(f);
  const std::uint8_t sizes = f.input.byte("sizes");
  options.size = {2u + sizes % 8u, 1u + sizes % 4u, 1u + sizes % 16u, 2u + sizes % 16u, 3};
  options.queued_packets = 1u + (sizes >> 4);
  options.secret = {1, 2};
  if (sizes != 0xff) options.quiet_time = QuietTime::nothing_was_sent;
  options.ports = {kOurPort, 90};
  options.addresses = {kOurs[0], kOurs[1]};
  f.most_handles = 2 * (2 * options.size.connections + options.size.listeners);
  return options;
}

ConnectionSizes sizes_of(Fuzzed& f) {
  const std::uint8_t bits = f.input.byte("sizes");
  return {(bits & 1) != 0 ? 64u + bits * 300u : 0, (bits & 2) != 0 ? 1u << bits % 18 : 0,
          (bits & 4) != 0 ? 1u + bits * 7u : 0};
}

void arrive(Fuzzed& f, std::span<const std::uint8_t> packet) {
  const ArrivalResult result = f.endpoint.receive(packet, f.now, 0);
  require(result.ok == (result.why == Admission::taken), "ok beside a refusal");
}

// A segment near the numbers of the connection with one of the peers.
void forge_segment(Fuzzed& f) {
  const std::uint8_t where = f.input.byte("where");
  const bool is_ipv6 = (where & 1) != 0;
  const std::size_t peer = (where >> 1) % kPeers;
  const SegmentView& last = f.overheard[is_ipv6][peer];
  const std::uint8_t flags = f.input.byte("flags");
  const auto near = [&f] {
    const auto offset = static_cast<std::int8_t>(f.input.byte("offset"));
    return static_cast<std::uint32_t>(offset > 96 ? offset << 8 : offset / 16);
  };
  const std::vector<std::uint8_t> text = f.input.bytes(f.input.byte("text_bytes") % 64);
  Segment<Concrete> segment;
  segment.seq = {last.ack + near()};
  segment.has_ack = (flags & Flags::kAck) != 0;
  segment.ack = {segment.has_ack ? last.seq + last.length() + near() : 0};
  segment.syn = (flags & Flags::kSyn) != 0;
  segment.fin = (flags & Flags::kFin) != 0;
  segment.rst = (flags & Flags::kRst) != 0;
  segment.urg = (flags & Flags::kUrg) != 0;
  segment.up = segment.urg ? f.input.byte("up") : 0u;
  segment.wnd = f.input.word("window");
  segment.has_ts = (flags & Flags::kEce) != 0;
  segment.ts_ecr = last.options.ts_val;
  segment.ts_val = last.options.ts_ecr + f.input.byte("ts_val") % 4u;
  const bool is_known = last.destination.port != 0;
  const Socket ours{kOurs[is_ipv6], is_known ? last.source.port : kOurPort};
  const auto port = static_cast<std::uint16_t>(kTheirPort + peer);
  const Socket theirs{kTheirs[is_ipv6], is_known ? last.destination.port : port};
  const auto options = f.input.bytes((flags & Flags::kCwr) != 0 ? 40 : 0);
  arrive(f, forge(segment, {theirs, ours}, text, options));
}

// An ICMP error about a packet like the last to one of the peers, which quotes a number near it.
void forge_error(Fuzzed& f) {
  const std::uint8_t where = f.input.byte("where");
  const SegmentView& last = f.overheard[where & 1u][(where >> 1) % kPeers];
  if (last.source.port == 0) return;
  Segment<Concrete> segment;
  segment.seq = {last.seq + f.input.byte("offset") / 16u};
  const auto type = f.input.byte("type");
  const auto code = f.input.byte("code");
  const std::vector<std::uint8_t> text(f.input.word("text_bytes") % 1500);
  const auto quoted = forge(segment, {last.source, last.destination}, text, {});
  std::vector<std::uint8_t> error =
      forge_icmp(type % 16, code % 8, f.input.word("mtu_bytes"), quoted);
  if ((where & 0x80) != 0) error.back() ^= where;  // on the way
  arrive(f, error);
}

void raw_packet(Fuzzed& f, bool fixes) {
  std::vector<std::uint8_t> packet = f.input.bytes(f.input.byte("packet_bytes"));
  if (fixes) fix_checksums(packet);
  arrive(f, packet);
}

// What is in flight to ourselves arrives: the oldest or the next, once or again, damaged or not.
void deliver(Fuzzed& f) {
  if (f.in_flight.empty()) return;
  const std::uint8_t how = f.input.byte("how");
  const std::size_t at = (how & 3u) % f.in_flight.size();
  std::vector<std::uint8_t> packet = f.in_flight[at];
  if ((how & 4u) == 0) f.in_flight.erase(f.in_flight.begin() + static_cast<std::ptrdiff_t>(at));
  if ((how & 0x38u) == 0x38u)
    packet[f.input.word("damaged_byte") % packet.size()] ^= 1u << (how >> 6);
  if ((how & 0xf0u) != 0xc0u) arrive(f, packet);
}

void send(Fuzzed& f, Known& to) {
  static const std::vector<std::uint8_t> kText(0x10000, 'x');
  const std::uint16_t bytes = f.input.word("bytes");
  const Sent sent =
      f.endpoint.send(to.handle, std::span(kText).first(bytes), f.now, bytes % 7 == 0);
  require(sent.accepted_bytes <= bytes, "more was accepted than was offered");
  require(sent.ok || sent.accepted_bytes == 0, "accepted, and not ok");
  require(!sent.ok || sent.position == to.accepted_bytes, "a wrong position");
  to.accepted_bytes += sent.accepted_bytes;
}

void receive(Fuzzed& f, const Known& from) {
  std::vector<std::uint8_t> into(1u + f.input.word("bytes") % 5000u);
  const Received got = f.endpoint.receive(from.handle, into, f.now);
  const int said = (got.bytes != 0 ? 1 : 0) + (got.end_of_stream ? 1 : 0) +
                   (got.would_wait ? 1 : 0) + (got.ok ? 0 : 1);
  require(said == 1, "RECEIVE says not exactly one thing");
  require(got.bytes <= into.size(), "more was received than there was room for");
  std::uint32_t sum = 0;
  for (std::uint32_t at = 0; at < got.bytes; ++at) sum += into[at];
  require(sum <= got.bytes * 255u, "bytes that cannot be read");
}

void open(Fuzzed& f) {
  const std::uint8_t where = f.input.byte("where");
  const bool is_ipv6 = (where & 1) != 0;
  OpenOptions options;
  options.remote.address = (where & 2) != 0 ? kOurs[is_ipv6] : kTheirs[is_ipv6];
  options.remote.port =
      (where & 2) != 0 ? kOurPort : static_cast<std::uint16_t>(kTheirPort + (where >> 2) % kPeers);
  options.local.address.family = is_ipv6 ? Family::ipv6 : Family::ipv4;
  options.local.port = (where & 0x80) != 0 ? kOurPort : 0;
  options.sizes = sizes_of(f);
  f.add(f.endpoint.open(options, f.now), false);
}

void listen(Fuzzed& f) {
  const std::uint8_t where = f.input.byte("where");
  ListenOptions options;
  options.local.address = (where & 2) != 0 ? kOurs[where & 1u] : Address{};
  options.local.address.family = (where & 1) != 0 ? Family::ipv6 : Family::ipv4;
  options.local.port = static_cast<std::uint16_t>(kOurPort + (where >> 2) % 2);
  options.sizes = sizes_of(f);
  options.backlog = where >> 5;
  f.add(f.endpoint.listen(options, f.now), true);
}

void give_back(Fuzzed& f, const Known& gone) {
  require(f.endpoint.release(gone.handle, f.now).ok, "release is refused");
  f.take_back(gone);
}

void end_handle(Fuzzed& f, const Known& ends, bool aborts) {
  const Called called =
      aborts ? f.endpoint.abort(ends.handle, f.now) : f.endpoint.close(ends.handle, f.now);
  if (ends.is_listener) {
    require(called.ok, "a listener does not close");
    f.take_back(ends);
  }
}

void pass_time(Fuzzed& f) {
  const std::uint8_t how = f.input.byte("how");
  const Instant<Concrete> due = f.endpoint.next_deadline();
  if ((how & 1) != 0 && due.us < kNeverUs) f.now = larger(f.now, due);
  f.now.us += std::uint64_t{1} << (how >> 2) % 32;
  f.endpoint.advance((how & 2) != 0 ? f.now : Instant<Concrete>{f.now.us / 2});
  f.endpoint.advance(f.now);
  require(f.now < f.endpoint.next_deadline(), "a deadline that advance() leaves in the past");
}

void call(Fuzzed& f, std::uint8_t what) {
  Known* user = f.pick();
  if (user == nullptr) return;
  if (what == 0) send(f, *user);
  if (what == 1) receive(f, *user);
  if (what == 2) f.add(f.endpoint.accept(user->handle), false);
  if (what == 3) end_handle(f, *user, false);
  if (what == 4) end_handle(f, *user, true);
  if (what == 5) give_back(f, *user);
}

void command(Fuzzed& f) {
  const std::uint8_t byte = f.input.byte("command");
  const std::uint8_t what = byte % 24;
  if (what < 6) call(f, what);
  if (what == 6 || what == 7) open(f);
  if (what == 8) listen(f);
  if (what == 9) pass_time(f);
  if (what == 10) raw_packet(f, false);
  if (what == 11) raw_packet(f, true);
  if (what == 12) read_notices(f);
  if (what >= 13 && what < 18) forge_segment(f);
  if (what >= 18 && what < 22) deliver(f);
  if (what == 22) f.endpoint.configure(policy_of(f));
  if (what == 23) forge_error(f);
  // Whoever polls may be late: packets wait, and are joined or overtaken.
  if (byte < 6 * 24) drain(f, kMostPackets);
  if (byte >= 9 * 24) drain(f, 1);
}

void run(std::span<const std::uint8_t> bytes) {
  Fuzzed f{{bytes}};
  Made made = make_endpoint(options_of(f));
  require(made.ok, "the options are valid");
  f.endpoint = std::move(made.endpoint);
  f.add(f.endpoint.listen({.local = {kOurs[0], kOurPort}}, f.now), true);
  f.add(f.endpoint.listen({.local = {{0, 0, Family::ipv6}, kOurPort}}, f.now), true);
  while (!f.input.left.empty()) {
    command(f);
    check_handles(f);
  }
  drain(f, kMostPackets);
  while (!f.known.empty()) give_back(f, f.known.back());
  drain(f, kMostPackets);
  check_handles(f);
}

}  // namespace
}  // namespace twomsl

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  twomsl::run({data, size});
  return 0;
}
