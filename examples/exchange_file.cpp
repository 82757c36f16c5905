// Sends a file from one endpoint to another inside one process, over a wire that loses packets:
// exchange_file FROM TO.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <twomsl/endpoint.hpp>

int main(int argc, char** argv) {
  using namespace twomsl;
  std::ifstream from(argc == 3 ? argv[1] : "", std::ios::binary);
  std::ofstream to(argc == 3 ? argv[2] : "", std::ios::binary);
  if (!from || !to) {
    std::fprintf(stderr, "usage: exchange_file FROM TO\n");
    return 2;
  }
  const std::vector<std::uint8_t> file(std::istreambuf_iterator<char>(from), {});

  // On a real network secrets are drawn from the system (tun_echo.cpp).
  constexpr Address kClient{0, 0x0a000001, Family::ipv4}, kServer{0, 0x0a000002, Family::ipv4};
  constexpr QuietTime kNew = QuietTime::nothing_was_sent;  // this wire has never seen a packet
  Endpoint client =
      make_endpoint({.secret = {1, 2}, .quiet_time = kNew, .addresses = {kClient}}).endpoint;
  Endpoint server =
      make_endpoint({.secret = {3, 4}, .quiet_time = kNew, .addresses = {kServer}}).endpoint;
  Instant<Concrete> now{};
  std::uint32_t packets = 0;
  const auto carry = [&](Endpoint& source, Endpoint& destination) {
    source.advance(now);
    for (Packet p = source.poll(now); !p.bytes.empty(); p = source.poll(now)) {
      if (++packets % 50 != 0) destination.receive(p.bytes, now);
    }
  };

  const Handle listener = server.listen({.local = {kServer, 80}}, now).handle;
  const Handle sending = client.open({.remote = {kServer, 80}}, now).handle;
  Handle receiving;
  std::vector<std::uint8_t> text(1 << 16);
  std::size_t sent = 0;
  for (Received received; !received.end_of_stream; now.us += 1000) {
    sent += client.send(sending, std::span(file).subspan(sent), now).accepted_bytes;
    const bool is_open = !receiving.is_none();  // CLOSE before that would give the connection up
    if (is_open && sent == file.size()) client.close(sending, now);
    carry(client, server);
    carry(server, client);
    if (receiving.is_none()) receiving = server.accept(listener).handle;
    for (received = server.receive(receiving, text, now); received.bytes != 0;
         received = server.receive(receiving, text, now)) {
      to.write(reinterpret_cast<const char*>(text.data()), received.bytes);
    }
  }
  if (!to.flush()) return 1;
  std::printf("%zu bytes in %u packets and %.3f s, of which 1 in 50 was lost\n", sent, packets,
              static_cast<double>(now.us) / 1e6);
}
