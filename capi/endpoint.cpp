// The endpoint of libtwomsl: its options, its packets and its time.
#include "capi/endpoint.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "oracle/option_words.hpp"
#include "oracle/report/notation.hpp"

using namespace twomsl;
using capi::on;

namespace {

constexpr double kMicro = 1e6;

std::optional<Policy<Concrete>> policy_named(std::string_view name) {
  if (name == "safe") return safe<Concrete>();
  if (name == "strict") return strict<Concrete>();
  if (name == "rfc9293") return rfc9293<Concrete>();
  return std::nullopt;
}

// Empty, or what is wrong.
std::string read_addresses(std::string_view words, std::vector<Address>& addresses) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(','), words.size());
    const std::string word(words.substr(0, end));
    const std::optional<Address> address = oracle::read_address_in_brackets(word);
    if (!address) return "'" + word + "' is no address";
    addresses.push_back(*address);
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return {};
}

// "size.waits" is "waits" here.
std::string word_of(std::string_view field) {
  const std::size_t dot = field.rfind('.');
  return std::string(field.substr(dot == std::string_view::npos ? 0 : dot + 1));
}

std::string read(const twomsl_endpoint_options& given, EndpointOptions& how) {
  if (given.policy != nullptr) {
    const std::optional<Policy<Concrete>> policy = policy_named(given.policy);
    if (!policy) {
      return std::string("'") + given.policy + "' is no policy: there are safe, strict and rfc9293";
    }
    how.policy = *policy;
  }
  if (given.msl_s != 0) {
    if (!oracle::is_msl(given.msl_s)) return capi::kNoMsl;
    how.policy.msl = {static_cast<std::uint64_t>(std::llround(given.msl_s * kMicro))};
  }
  const auto bound = [](std::uint32_t wanted, std::uint32_t& size) {
    if (wanted != 0) size = wanted;
  };
  bound(given.connections, how.size.connections);
  bound(given.half_open, how.size.half_open);
  bound(given.waits, how.size.waits);
  bound(given.listeners, how.size.listeners);
  bound(given.iss_floors, how.size.floors);
  how.secret = {given.secret[0], given.secret[1]};
  if (given.nothing_was_sent != 0) how.quiet_time = QuietTime::nothing_was_sent;
  how.delays_acks = given.acks_at_once == 0;
  return given.addresses == nullptr ? std::string{}
                                    : read_addresses(given.addresses, how.addresses);
}

}  // namespace

twomsl_endpoint* twomsl_endpoint_new(const twomsl_endpoint_options* options) {
  const auto make = [&]() -> twomsl_endpoint* {
    twomsl_endpoint_options given{};
    if (!capi::read_options(options, given)) return nullptr;
    EndpointOptions how;
    std::string wrong = read(given, how);
    Made made;
    if (wrong.empty()) {
      made = make_endpoint(how);
      if (!made.ok) wrong = "an endpoint cannot have such " + word_of(made.field);
    }
    if (wrong.empty()) return new twomsl_endpoint{std::move(made.endpoint)};
    capi::fail(TWOMSL_INVALID, wrong);
    return nullptr;
  };
  return capi::guarded<twomsl_endpoint*>([](twomsl_result) -> twomsl_endpoint* { return nullptr; },
                                         make);
}

void twomsl_endpoint_free(twomsl_endpoint* endpoint) { delete endpoint; }

twomsl_result twomsl_endpoint_packet(twomsl_endpoint* endpoint, const uint8_t* packet, size_t bytes,
                                     uint64_t now_us) {
  return on(endpoint, packet != nullptr || bytes == 0, [&](Endpoint& tcp) {
    const ArrivalResult arrived = tcp.receive(capi::bytes_at(packet, bytes), {now_us});
    if (arrived.ok) return TWOMSL_OK;
    const bool is_undecodable = arrived.why == Admission::undecodable;
    return capi::fail(TWOMSL_REFUSED,
                      std::string(is_undecodable ? name(arrived.rejection) : name(arrived.why)));
  });
}

size_t twomsl_endpoint_poll(twomsl_endpoint* endpoint, uint64_t now_us, const uint8_t** packet) {
  size_t bytes = 0;
  (void)on(endpoint, packet != nullptr, [&](Endpoint& tcp) {
    const Instant<Concrete> now{now_us};
    if (endpoint->misbehaviour.is_idle()) {
      const Packet sent = tcp.poll(now);
      *packet = sent.bytes.data();
      bytes = sent.bytes.size();
      return TWOMSL_OK;
    }
    for (Packet sent = tcp.poll(now); !sent.bytes.empty(); sent = tcp.poll(now)) {
      endpoint->misbehaviour.send(sent.bytes, now);
    }
    std::optional<std::vector<std::uint8_t>> next = endpoint->misbehaviour.next(now);
    if (!next) return TWOMSL_OK;
    endpoint->packet = std::move(*next);
    *packet = endpoint->packet.data();
    bytes = endpoint->packet.size();
    return TWOMSL_OK;
  });
  return bytes;
}

uint64_t twomsl_endpoint_deadline(twomsl_endpoint* endpoint) {
  if (endpoint == nullptr) return TWOMSL_NEVER;
  return std::min(endpoint->tcp.next_deadline().us, endpoint->misbehaviour.next_due().us);
}

void twomsl_endpoint_advance(twomsl_endpoint* endpoint, uint64_t now_us) {
  (void)on(endpoint, true, [&](Endpoint& tcp) {
    tcp.advance({now_us});
    return TWOMSL_OK;
  });
}

twomsl_result twomsl_endpoint_misbehave(twomsl_endpoint* endpoint, const char* program) {
  return on(endpoint, true, [&](Endpoint& /*tcp*/) {
    capi::ReadRules read = capi::read_rules(program == nullptr ? "" : program);
    if (!read.error.empty()) return capi::fail(TWOMSL_INVALID, read.error);
    endpoint->misbehaviour.follow(std::move(read.rules));
    return TWOMSL_OK;
  });
}
