// libtwomsl's endpoint: a conversation from OPEN to the end of TIME-WAIT, and what is refused.
#include "tests/capi/conversation.hpp"

namespace twomsl::test {
namespace {

twomsl_endpoint_options with_msl(double msl_s) {
  twomsl_endpoint_options options{};
  options.msl_s = msl_s;
  return options;
}

std::uint32_t events_of(twomsl_endpoint* endpoint, twomsl_handle handle) {
  std::uint32_t events = 0;
  twomsl_notice notice{};
  while (twomsl_endpoint_notice(endpoint, &notice) != 0) {
    if (notice.handle.index == handle.index) events |= notice.events;
  }
  return events;
}

TEST(EndpointAbi, ConversesFromOpenToTheEndOfTimeWait) {
  Conversation talk(with_msl(1));
  talk.establish();
  EXPECT_EQ(talk.state_of(talk.client, talk.connection), "ESTABLISHED");
  EXPECT_EQ(events_of(talk.client, talk.connection), unsigned{TWOMSL_OPENED});

  std::size_t bytes = 0;
  ASSERT_EQ(twomsl_endpoint_send(talk.client, talk.connection, kText, 5, talk.now_us, &bytes),
            TWOMSL_OK);
  EXPECT_EQ(bytes, 5u);
  twomsl_endpoint_close(talk.client, talk.connection, talk.now_us);
  talk.run(100 * kStep_us);
  EXPECT_EQ(talk.state_of(talk.client, talk.connection), "FIN-WAIT-2");

  std::uint8_t into[100];
  ASSERT_EQ(twomsl_endpoint_receive(talk.server, talk.accepted, into, 100, talk.now_us, &bytes),
            TWOMSL_OK);
  EXPECT_EQ(std::string(into, into + bytes), "hello");
  EXPECT_EQ(twomsl_endpoint_receive(talk.server, talk.accepted, into, 100, talk.now_us, &bytes),
            TWOMSL_END_OF_STREAM);
  EXPECT_EQ(bytes, 0u);
  twomsl_endpoint_close(talk.server, talk.accepted, talk.now_us);
  talk.run(10 * kStep_us);
  EXPECT_EQ(talk.state_of(talk.client, talk.connection), "TIME-WAIT");
  EXPECT_EQ(events_of(talk.client, talk.connection),
            unsigned{TWOMSL_FIN_ACKED | TWOMSL_STREAM_ENDED | TWOMSL_ENDED});
  twomsl_status status{};
  twomsl_endpoint_status(talk.client, talk.connection, talk.now_us, &status);
  EXPECT_LE(status.closes_at_us, talk.now_us + 2'000'000);
  EXPECT_GT(status.closes_at_us, talk.now_us + 1'900'000);
  twomsl_handle again{};
  EXPECT_EQ(talk.open(again), TWOMSL_REFUSED);
  talk.run(2'000'000);
  EXPECT_EQ(talk.open(again), TWOMSL_OK) << twomsl_error();
}

TEST(EndpointAbi, RefusesATupleInTimeWaitAndAnOpenWithoutASlot) {
  twomsl_endpoint_options options{};
  options.waits = 1;
  Conversation talk(options);
  talk.establish();
  twomsl_handle second{};
  EXPECT_EQ(talk.open(second, "10.0.0.1:40001"), TWOMSL_REFUSED);
  EXPECT_NE(std::string(twomsl_error()).find("slot"), std::string::npos) << twomsl_error();
  twomsl_endpoint_close(talk.client, talk.connection, talk.now_us);
  talk.run(10 * kStep_us);
  twomsl_endpoint_close(talk.server, talk.accepted, talk.now_us);
  talk.run(10 * kStep_us);
  ASSERT_EQ(talk.state_of(talk.client, talk.connection), "TIME-WAIT");
  EXPECT_EQ(talk.open(second), TWOMSL_REFUSED);
}

TEST(EndpointAbi, TellsOfTextAndOfRoom) {
  Conversation talk;
  talk.establish();
  events_of(talk.server, talk.accepted);
  std::size_t bytes = 0;
  const std::vector<std::uint8_t> much(1 << 20);
  ASSERT_EQ(twomsl_endpoint_send(talk.client, talk.connection, much.data(), much.size(),
                                 talk.now_us, &bytes),
            TWOMSL_OK);
  EXPECT_LT(bytes, much.size());
  EXPECT_EQ(twomsl_endpoint_send(talk.client, talk.connection, much.data(), 1, talk.now_us, &bytes),
            TWOMSL_WOULD_WAIT);
  talk.run(100 * kStep_us);
  EXPECT_EQ(events_of(talk.server, talk.accepted), unsigned{TWOMSL_TEXT});
  EXPECT_EQ(events_of(talk.client, talk.connection) & ~unsigned{TWOMSL_OPENED},
            unsigned{TWOMSL_ROOM});
}

TEST(EndpointAbi, WaitsForText) {
  Conversation talk;
  talk.establish();
  std::uint8_t into[1];
  std::size_t bytes = 9;
  EXPECT_EQ(twomsl_endpoint_receive(talk.client, talk.connection, into, 1, talk.now_us, &bytes),
            TWOMSL_WOULD_WAIT);
  EXPECT_EQ(bytes, 0u);
  twomsl_handle none{};
  EXPECT_EQ(twomsl_endpoint_accept(talk.server, talk.listener, nullptr, &none), TWOMSL_WOULD_WAIT);
}

TEST(EndpointAbi, GivesBackTheUsersPointer) {
  Conversation talk;
  int user = 0;
  twomsl_open_options active{};
  active.size = sizeof active;
  active.remote = socket_of("10.0.0.2:80");
  active.user = &user;
  ASSERT_EQ(twomsl_endpoint_open(talk.client, &active, 0, &talk.connection), TWOMSL_OK);
  talk.run(10 * kStep_us);
  twomsl_notice notice{};
  ASSERT_EQ(twomsl_endpoint_notice(talk.client, &notice), 1);
  EXPECT_EQ(notice.user, &user);
  EXPECT_EQ(notice.events, unsigned{TWOMSL_OPENED});
}

TEST(EndpointAbi, SaysHowAConnectionEnded) {
  Conversation talk;
  talk.establish();
  twomsl_endpoint_abort(talk.server, talk.accepted, talk.now_us);
  talk.run(10 * kStep_us);
  twomsl_status status{};
  twomsl_endpoint_status(talk.client, talk.connection, talk.now_us, &status);
  EXPECT_STREQ(status.state, "CLOSED");
  EXPECT_STREQ(status.why, "reset");
  EXPECT_EQ(talk.count(TWOMSL_RST), 1u);
  EXPECT_NE(events_of(talk.client, talk.connection) & TWOMSL_RESET, 0u);
  twomsl_endpoint_release(talk.client, talk.connection, talk.now_us);
  std::size_t bytes = 0;
  EXPECT_EQ(twomsl_endpoint_send(talk.client, talk.connection, kText, 5, talk.now_us, &bytes),
            TWOMSL_REFUSED);
}

TEST(EndpointAbi, RefusesAPacketThatIsNotForIt) {
  Conversation talk;
  talk.establish();
  std::vector<std::uint8_t> packet = talk.wire.back().packet;
  packet.back() ^= 1;
  EXPECT_EQ(twomsl_endpoint_packet(talk.server, packet.data(), packet.size(), talk.now_us),
            TWOMSL_REFUSED);
  EXPECT_STREQ(twomsl_error(), "bad_checksum");
  EXPECT_EQ(twomsl_endpoint_packet(talk.server, nullptr, 0, talk.now_us), TWOMSL_REFUSED);
  EXPECT_STREQ(twomsl_error(), "ip-header-cut");
}

TEST(EndpointAbi, KeepsQuietUnlessNothingWasSent) {
  twomsl_endpoint* endpoint = twomsl_endpoint_new(nullptr);
  ASSERT_NE(endpoint, nullptr);
  twomsl_open_options active{};
  active.size = sizeof active;
  active.remote = socket_of("10.0.0.2:80");
  active.local = socket_of("10.0.0.1:0");
  twomsl_handle handle{};
  EXPECT_EQ(twomsl_endpoint_open(endpoint, &active, 0, &handle), TWOMSL_REFUSED);
  EXPECT_NE(std::string(twomsl_error()).find("quiet"), std::string::npos) << twomsl_error();
  EXPECT_EQ(twomsl_endpoint_open(endpoint, &active, 120'000'000, &handle), TWOMSL_OK);
  twomsl_endpoint_free(endpoint);
}

TEST(EndpointAbi, NamesAnImpossibleOption) {
  const auto words_of = [](twomsl_endpoint_options options) {
    options.size = sizeof options;
    EXPECT_EQ(twomsl_endpoint_new(&options), nullptr);
    return std::string(twomsl_error());
  };
  twomsl_endpoint_options options{};
  options.policy = "lax";
  EXPECT_NE(words_of(options).find("'lax' is no policy"), std::string::npos);
  options = {};
  options.addresses = "10.0.0.1,10.0.0";
  EXPECT_NE(words_of(options).find("'10.0.0' is no address"), std::string::npos);
  options.addresses = "224.0.0.1";
  EXPECT_NE(words_of(options).find("addresses"), std::string::npos);
  options = with_msl(-1);
  EXPECT_NE(words_of(options).find("msl_s"), std::string::npos);
  options = {};
  options.waits = 1u << 30;
  EXPECT_EQ(words_of(options), "an endpoint cannot have such waits");
}

TEST(EndpointAbi, NamesAnImpossibleOpen) {
  Conversation talk;
  twomsl_open_options open{};
  twomsl_handle handle{};
  open.size = sizeof open;
  EXPECT_EQ(twomsl_endpoint_open(talk.client, &open, 0, &handle), TWOMSL_INVALID);
  open.local = socket_of("[::1]:1");
  open.remote = socket_of("10.0.0.2:80");
  EXPECT_EQ(twomsl_endpoint_open(talk.client, &open, 0, &handle), TWOMSL_INVALID);
  open.local = socket_of("10.0.0.1:1");
  open.mss_bytes = 1;
  EXPECT_EQ(twomsl_endpoint_open(talk.client, &open, 0, &handle), TWOMSL_INVALID);
  EXPECT_NE(std::string(twomsl_error()).find("mss_bytes"), std::string::npos) << twomsl_error();
  open.size = 4;
  EXPECT_EQ(twomsl_endpoint_open(talk.client, &open, 0, &handle), TWOMSL_INVALID);
}

TEST(EndpointAbi, SurvivesNullEverywhere) {
  const twomsl_handle handle{};
  twomsl_handle out{};
  std::size_t bytes = 0;
  std::uint8_t into[1]{};
  const std::uint8_t* packet = nullptr;
  twomsl_open_options open{};
  twomsl_status status{};
  twomsl_notice notice{};
  EXPECT_EQ(twomsl_endpoint_packet(nullptr, into, 1, 0), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_poll(nullptr, 0, &packet), 0u);
  EXPECT_EQ(twomsl_endpoint_deadline(nullptr), TWOMSL_NEVER);
  twomsl_endpoint_advance(nullptr, 0);
  EXPECT_EQ(twomsl_endpoint_open(nullptr, &open, 0, &out), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_accept(nullptr, handle, nullptr, &out), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_send(nullptr, handle, into, 1, 0, &bytes), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_receive(nullptr, handle, into, 1, 0, &bytes), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_close(nullptr, handle, 0), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_abort(nullptr, handle, 0), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_release(nullptr, handle, 0), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_status(nullptr, handle, 0, &status), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_notice(nullptr, &notice), 0);
  EXPECT_EQ(twomsl_endpoint_misbehave(nullptr, ""), TWOMSL_INVALID);
  twomsl_endpoint_free(nullptr);

  Conversation talk;
  EXPECT_EQ(twomsl_endpoint_packet(talk.client, nullptr, 1, 0), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_poll(talk.client, 0, nullptr), 0u);
  EXPECT_EQ(twomsl_endpoint_open(talk.client, nullptr, 0, &out), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_send(talk.client, handle, nullptr, 1, 0, &bytes), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_receive(talk.client, handle, into, 0, 0, &bytes), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_status(talk.client, handle, 0, nullptr), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_endpoint_close(talk.client, handle, 0), TWOMSL_REFUSED);
}

}  // namespace
}  // namespace twomsl::test
