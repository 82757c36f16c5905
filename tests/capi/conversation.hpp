// Two endpoints of libtwomsl on one wire, in virtual time.
#pragma once

#include <gtest/gtest.h>
#include <twomsl/twomsl.h>

#include <functional>
#include <string>
#include <vector>

namespace twomsl::test {

inline constexpr std::uint64_t kStep_us = 1000;
inline constexpr std::uint8_t kText[] = {'h', 'e', 'l', 'l', 'o'};

inline twomsl_socket socket_of(const std::string& words) {
  twomsl_socket socket{};
  EXPECT_EQ(twomsl_socket_read(words.c_str(), &socket), TWOMSL_OK) << twomsl_error();
  return socket;
}

inline std::string words_of(const twomsl_socket& socket) {
  char words[64];
  EXPECT_LT(twomsl_socket_write(&socket, words, sizeof words), sizeof words);
  return words;
}

/// A packet that was on the wire, taken apart.
struct OnWire {
  std::uint64_t at_us = 0;
  std::vector<std::uint8_t> packet{};
  twomsl_segment segment{};
};

struct Conversation {
  twomsl_endpoint* client = nullptr;
  twomsl_endpoint* server = nullptr;
  twomsl_handle connection{}, listener{}, accepted{};
  std::uint64_t now_us = 0;
  std::vector<OnWire> wire{};
  std::string address_of_client = "10.0.0.1", address_of_server = "10.0.0.2";

  explicit Conversation(twomsl_endpoint_options options = {}) {
    options.size = sizeof options;
    options.nothing_was_sent = 1;
    options.addresses = address_of_client.c_str();
    options.secret[0] = 1;
    client = twomsl_endpoint_new(&options);
    EXPECT_NE(client, nullptr) << twomsl_error();
    options.addresses = address_of_server.c_str();
    options.secret[0] = 2;
    server = twomsl_endpoint_new(&options);
    EXPECT_NE(server, nullptr) << twomsl_error();
    twomsl_open_options passive{};
    passive.size = sizeof passive;
    passive.local = socket_of("10.0.0.2:80");
    EXPECT_EQ(twomsl_endpoint_open(server, &passive, 0, &listener), TWOMSL_OK) << twomsl_error();
  }
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation() {
    twomsl_endpoint_free(client);
    twomsl_endpoint_free(server);
  }

  twomsl_result open(twomsl_handle& handle, const std::string& local = "10.0.0.1:40000") {
    twomsl_open_options active{};
    active.size = sizeof active;
    active.local = socket_of(local);
    active.remote = socket_of("10.0.0.2:80");
    return twomsl_endpoint_open(client, &active, now_us, &handle);
  }

  /// Puts what `from` has to send on the wire; without `to` it is lost there.
  void carry(twomsl_endpoint* from, twomsl_endpoint* to) {
    const std::uint8_t* packet = nullptr;
    twomsl_endpoint_advance(from, now_us);
    while (const std::size_t bytes = twomsl_endpoint_poll(from, now_us, &packet)) {
      OnWire seen{now_us, {packet, packet + bytes}, {}};
      EXPECT_EQ(twomsl_decode(packet, bytes, bytes, &seen.segment, nullptr), TWOMSL_OK);
      if (to != nullptr) twomsl_endpoint_packet(to, packet, bytes, now_us);
      wire.push_back(seen);
    }
  }

  void run(std::uint64_t for_us) {
    for (const std::uint64_t end_us = now_us + for_us; now_us < end_us; now_us += kStep_us) {
      carry(client, server);
      carry(server, client);
    }
  }

  /// Open at both ends.
  void establish() {
    ASSERT_EQ(open(connection), TWOMSL_OK) << twomsl_error();
    run(10 * kStep_us);
    ASSERT_EQ(twomsl_endpoint_accept(server, listener, nullptr, &accepted), TWOMSL_OK);
  }

  std::string state_of(twomsl_endpoint* endpoint, twomsl_handle handle) {
    twomsl_status status{};
    const twomsl_result result = twomsl_endpoint_status(endpoint, handle, now_us, &status);
    return result == TWOMSL_OK ? status.state : twomsl_error();
  }

  /// How many of those that were on the wire have all these control bits.
  std::size_t count(unsigned flags) const {
    std::size_t found = 0;
    for (const OnWire& seen : wire) found += (seen.segment.flags & flags) == flags;
    return found;
  }
};

}  // namespace twomsl::test
