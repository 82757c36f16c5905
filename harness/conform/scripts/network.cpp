// What comes from the network and is no segment of a peer: ICMP errors, and addresses that no end
// has. And what LISTEN and OPEN leave alone.
#include <algorithm>
#include <array>

#include "harness/conform/scripts/steps.hpp"
#include "harness/packet_forge.hpp"

namespace twomsl::harness {
namespace {

constexpr Address kBroadcast{0, 0xffffffff, Family::ipv4};
constexpr Address kMulticast{0, 0xe0000001, Family::ipv4};

// Nothing comes back to a SYN on this route.
bool is_silent_to_syn(Prober& prober, const Route& route) {
  const std::size_t before = prober.strangers();
  prober.arrive(packet_of(syn_of(prober), route));
  return prober.answers().empty() && prober.strangers() == before;
}

std::string is_silent_from(Prober& prober, Address Socket::*address, Socket Route::*end) {
  for (const Address& impossible : {kBroadcast, kMulticast}) {
    Route route = prober.route();
    (route.*end).*address = impossible;
    if (!is_silent_to_syn(prober, route)) return "it was answered";
  }
  return unless(prober.is_listening(), "afterwards a SYN was not answered");
}

std::string ignores_impossible_source(Prober& prober) {
  return is_silent_from(prober, &Socket::address, &Route::source);
}

std::string ignores_broadcast(Prober& prober) {
  return is_silent_from(prober, &Socket::address, &Route::destination);
}

std::string opens_to_no_group(Prober& prober) {
  for (const Address& impossible : {kBroadcast, kMulticast}) {
    if (prober.can_open({impossible, 80}))
      return "an OPEN to a broadcast or multicast was not refused";
  }
  return {};
}

// --- ICMP ------------------------------------------------------------------------------------

struct Error {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
};

constexpr Error kPortUnreachable{3, 3};

// What the stack has sent on the tuple last, or would.
std::vector<std::uint8_t> quoted(const Prober& prober, std::uint16_t peer_port) {
  Probe sent;
  sent.segment.seq = {prober.numbers.sent_end - 1};
  sent.segment.ack = {prober.numbers.nxt};
  sent.segment.has_ack = prober.numbers.nxt != prober.numbers.iss;
  sent.segment.syn = !sent.segment.has_ack;
  const Route from_peer = prober.route();
  return packet_of(sent, {from_peer.destination, {from_peer.source.address, peer_port}});
}

void arrive_error(Prober& prober, Error error) {
  prober.arrive(forge_icmp(error.type, error.code, 0, quoted(prober, prober.route().source.port)));
  prober.wait(kMoment_us);
}

// Text is under way when the error comes.
std::string stands(Prober& prober, std::span<const Error> errors) {
  if (!reach(prober, State::established)) return kNotReached;
  for (const Error& error : errors) {
    prober.send_by_stack(10);
    prober.wait(kMoment_us);
    arrive_error(prober, error);
    prober.numbers.acked = prober.numbers.sent_end;
    if (prober.user().has_ended || !prober.is_alive()) return "the connection was gone";
  }
  return {};
}

std::string ignores_source_quench(Prober& prober) {
  constexpr std::array kErrors{Error{4, 0}};
  return stands(prober, kErrors);
}

std::string stands_soft_errors(Prober& prober) {
  constexpr std::array kErrors{Error{3, 0}, Error{3, 1}, Error{3, 5}, Error{11, 0}, Error{12, 0}};
  return stands(prober, kErrors);
}

std::string ends_by_hard_error(Prober& prober) {
  if (!prober.open()) return kNotReached;
  arrive_error(prober, {3, 2});
  return unless(prober.user().has_ended, "its user was not told that the open has failed");
}

std::string finds_the_connection(Prober& prober) {
  if (!prober.open()) return kNotReached;
  const auto other = static_cast<std::uint16_t>(prober.route().source.port + 1);
  prober.arrive(forge_icmp(kPortUnreachable.type, kPortUnreachable.code, 0, quoted(prober, other)));
  prober.wait(kMoment_us);
  return unless(!prober.user().has_ended && prober.may_be_opened(),
                "an error of another connection has ended it");
}

// --- calls -----------------------------------------------------------------------------------

std::string listens_beside_connections(Prober& prober) {
  if (!reach(prober, State::established)) return kNotReached;
  (void)prober.listen_again();  // it may be refused
  return unless(prober.is_alive(), "LISTEN was called again, and the connection was gone");
}

std::string listens_while_others_open(Prober& prober) {
  if (!reach(prober, State::syn_received)) return kNotReached;
  const Numbers half_open = prober.numbers;
  (void)prober.listen_again();
  prober.choose(1);
  if (!prober.handshake(false)) return "while one connection was half open another was not taken";
  prober.choose(0);
  prober.numbers = half_open;
  return unless(prober.is_alive(), "LISTEN was called again, and the half open one was gone");
}

std::string tells_fin_from_rst(Prober& prober) {
  if (!reach(prober, State::established)) return kNotReached;
  if (!prober.close_by_peer()) return kNotReached;
  if (!prober.user().peer_has_closed) return "its user was not told of the FIN";
  prober.choose(1);
  if (!reach(prober, State::established)) return kNotReached;
  Probe rst = prober.next();
  rst.segment.rst = true;
  prober.arrive(rst);
  prober.wait(kMoment_us);
  const SubjectUser& user = prober.user();
  if (user.peer_has_closed) return "of a RST its user was told as if it were a FIN";
  return unless(user.has_ended && user.how == TWOMSL_END_RESET, "its user was not told of the RST");
}

constexpr Level kMust = Level::must;

constexpr std::array kScripts = {
    Script{"network/syn-from-nowhere", kMust, "3.9.2.3", "MUST-63", ignores_impossible_source},
    Script{"network/syn-to-everybody", kMust, "3.9.2.3", "MUST-57", ignores_broadcast},
    Script{"network/open-to-a-group", kMust, "3.9.1.1", "MUST-46", opens_to_no_group},
    Script{"network/source-quench", kMust, "3.9.2.2", "MUST-55", ignores_source_quench, false,
           false, State::established},
    Script{"network/soft-errors", kMust, "3.9.2.2", "MUST-56", stands_soft_errors, false, false,
           State::established},
    Script{"network/hard-error", Level::should, "3.9.2.2", "SHLD-26", ends_by_hard_error},
    Script{"network/error-finds-its-connection", kMust, "3.9.2.2", "MUST-54", finds_the_connection,
           false, false, State::syn_sent},
    Script{"calls/listen-beside-connections", kMust, "3.9.1.1", "MUST-41",
           listens_beside_connections, false, false, State::established},
    Script{"calls/listen-while-others-open", kMust, "3.9.1.1", "MUST-42", listens_while_others_open,
           false, false, State::syn_received},
    Script{"calls/fin-is-told-from-rst", kMust, "3.6", "MUST-12", tells_fin_from_rst},
};

}  // namespace

std::span<const Script> network_scripts() { return kScripts; }

}  // namespace twomsl::harness
