// libtwomsl called as no caller should: two endpoints talk while one obeys a program of
// misbehaviour that is any text, a judge hears of it, and calls come with any handle, any packet
// and any number.
//
//   input = length of the program (1 byte), the program, command*
//   command = 1 byte and what that reads
//
// Asserted: results are those that the header lists, and a failure says why; poll() comes to an
// end; what an endpoint sends decodes, whatever the program made of it; lines of the judge are not
// empty; what encode() wrote decode() reads; nothing is taken after finish().
#include <twomsl/twomsl.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz/support/endpoint_under_attack.hpp"

namespace twomsl {
namespace {

constexpr std::uint32_t kMostPolls = 200'000;

struct Callers {
  ByteReader input{};
  std::array<twomsl_endpoint*, 2> ends{};
  twomsl_judge* judge = nullptr;
  std::vector<twomsl_handle> handles{};
  std::uint64_t now_us = 0;

  [[nodiscard]] twomsl_handle handle() {
    const std::uint8_t which = input.byte("handle");
    if (which >= handles.size()) return {which, input.byte("generation")};
    return handles[which];
  }
};

twomsl_result checked(twomsl_result result) {
  require(TWOMSL_BROKEN < result && result <= TWOMSL_END_OF_STREAM, "a result that is none");
  require(result >= TWOMSL_OK || *twomsl_error() != 0, "a failure says why");
  return result;
}

void carry(Callers& f, unsigned from) {
  const std::uint8_t* packet = nullptr;
  twomsl_endpoint_advance(f.ends[from], f.now_us);
  for (std::uint32_t polls = 0;; ++polls) {
    require(polls < kMostPolls, "poll() comes to an end");
    const std::size_t bytes = twomsl_endpoint_poll(f.ends[from], f.now_us, &packet);
    if (bytes == 0) return;
    twomsl_segment segment{};
    require(twomsl_decode(packet, bytes, bytes, &segment, nullptr) == TWOMSL_OK, "it decodes");
    checked(twomsl_judge_packet(f.judge, packet, bytes, bytes,
                                static_cast<std::int64_t>(f.now_us) * 1000));
    checked(twomsl_endpoint_packet(f.ends[1 - from], packet, bytes, f.now_us));
  }
}

void open(Callers& f) {
  const std::uint8_t how = f.input.byte("how");
  twomsl_open_options options{};
  options.size = how == 0xff ? f.input.byte("options_size") : sizeof options;
  const std::string port = ":" + std::to_string(80 + how % 4);
  const bool is_ipv6 = (how & 8) != 0;
  twomsl_socket_read(((is_ipv6 ? "[fd09::1]" : "10.0.0.1") + port).c_str(), &options.local);
  if ((how & 16) != 0) twomsl_socket_read(("10.0.0.2" + port).c_str(), &options.remote);
  options.rcv_buffer_bytes = f.input.byte("rcv_buffer") * 100u;
  twomsl_handle handle{};
  const unsigned end = how >> 7;
  if (end == 1) options.local.address[3] = 2, options.remote.address[3] = 1;
  if (checked(twomsl_endpoint_open(f.ends[end], &options, f.now_us, &handle)) == TWOMSL_OK) {
    f.handles.push_back(handle);
  }
}

void call(Callers& f, unsigned what) {
  std::array<std::uint8_t, 300> room{};
  std::size_t bytes = 0;
  const std::uint8_t amount = f.input.byte("amount");
  twomsl_endpoint* end = f.ends[amount & 1];
  const twomsl_handle handle = f.handle();
  twomsl_handle accepted{};
  twomsl_status status{};
  switch (what % 7) {
    case 0:
      checked(twomsl_endpoint_send(end, handle, room.data(), amount, f.now_us, &bytes));
      require(bytes <= amount, "no more was accepted than was offered");
      return;
    case 1:
      checked(twomsl_endpoint_receive(end, handle, room.data(), amount, f.now_us, &bytes));
      require(bytes <= amount, "no more was received than there was room for");
      return;
    case 2:
      checked(twomsl_endpoint_close(end, handle, f.now_us));
      return;
    case 3:
      checked(twomsl_endpoint_abort(end, handle, f.now_us));
      return;
    case 4:
      checked(twomsl_endpoint_release(end, handle, f.now_us));
      return;
    case 5:
      if (checked(twomsl_endpoint_accept(end, handle, nullptr, &accepted)) == TWOMSL_OK) {
        f.handles.push_back(accepted);
      }
      return;
    case 6:
      if (checked(twomsl_endpoint_status(end, handle, f.now_us, &status)) == TWOMSL_OK) {
        require(*status.state != 0 && status.why != nullptr, "a state has a name");
      }
      return;
  }
}

void hostile_packet(Callers& f) {
  const std::vector<std::uint8_t> packet = f.input.bytes(f.input.byte("packet_bytes"));
  const std::size_t wire_bytes = packet.size() + f.input.byte("cut") % 3;
  checked(twomsl_endpoint_packet(f.ends[0], packet.data(), packet.size(), f.now_us));
  checked(twomsl_judge_packet(f.judge, packet.data(), packet.size(), wire_bytes,
                              static_cast<std::int64_t>(f.input.word("time")) << 40));
  twomsl_segment segment{}, again{};
  const std::uint8_t* text = nullptr;
  if (checked(twomsl_decode(packet.data(), packet.size(), wire_bytes, &segment, &text)) < 0) return;
  std::array<std::uint8_t, 400> written{};
  if (text + segment.text_bytes > packet.data() + packet.size()) return;  // it was cut
  std::size_t bytes = 0;
  if (checked(twomsl_encode(&segment, text, written.data(), written.size(), &bytes)) < 0) return;
  require(twomsl_decode(written.data(), bytes, bytes, &again, nullptr) == TWOMSL_OK, "it decodes");
  require(again.seq == segment.seq && again.flags == (segment.flags & 0x3f) &&
              again.text_bytes == segment.text_bytes && again.checksums_are_wrong == 0,
          "decode() reads what encode() wrote");
}

void tell(Callers& f) {
  const auto event = static_cast<twomsl_hidden_event>(f.input.byte("event") % 6);
  twomsl_socket party{}, peer{};
  party.family = f.input.byte("family") % 8;
  twomsl_socket_read("10.0.0.2:80", &peer);
  checked(twomsl_judge_tell(f.judge, event, &party,
                            (f.input.byte("has_peer") & 1) != 0 ? &peer : nullptr,
                            static_cast<std::int64_t>(f.now_us) * 1000));
}

void command(Callers& f) {
  const std::uint8_t what = f.input.byte("command");
  switch (what % 6) {
    case 0:
      open(f);
      break;
    case 1:
      call(f, what / 6);
      break;
    case 2:
      hostile_packet(f);
      break;
    case 3:
      f.now_us += std::uint64_t{f.input.word("time")} << what / 32;
      break;
    case 4:
      tell(f);
      break;
    case 5: {
      twomsl_notice notice{};
      while (twomsl_endpoint_notice(f.ends[what & 1], &notice) != 0) {
      }
      break;
    }
  }
  carry(f, 0);
  carry(f, 1);
}

void finish(Callers& f) {
  while (const char* line = twomsl_judge_poll(f.judge))
    require(*line == '{', "a line is an object");
  require(twomsl_judge_finish(f.judge) == TWOMSL_OK, "it finishes");
  std::size_t lines = 0;
  while (const char* line = twomsl_judge_poll(f.judge)) {
    require(*line == '{', "a line is an object");
    ++lines;
  }
  require(lines != 0, "there is a summary");
  require(twomsl_judge_packet(f.judge, nullptr, 0, 0, 0) == TWOMSL_OVER, "it has finished");
  twomsl_judge_free(f.judge);
  for (twomsl_endpoint* end : f.ends) twomsl_endpoint_free(end);
}

}  // namespace
}  // namespace twomsl

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace twomsl;
  Callers f{.input = {{data, size}}};
  twomsl_endpoint_options options{};
  options.size = sizeof options;
  options.connections = 4;
  options.half_open = 2;
  options.waits = 3;
  options.listeners = 3;
  options.iss_floors = 4;
  options.nothing_was_sent = 1;
  for (twomsl_endpoint*& end : f.ends) end = twomsl_endpoint_new(&options);
  f.judge = twomsl_judge_new(nullptr);
  const std::vector<std::uint8_t> bytes = f.input.bytes(f.input.byte("program_bytes"));
  const std::string program(bytes.begin(), bytes.end());
  checked(twomsl_endpoint_misbehave(f.ends[0], program.c_str()));
  while (!f.input.left.empty()) command(f);
  finish(f);
  return 0;
}
