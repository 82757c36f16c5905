// See table_museum_trace.hpp.
#include "tests/historical/table_museum_trace.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>

namespace twomsl {
namespace {

constexpr std::string_view kHeading = "verb,now_us,tuple,adversary";

template <class Number>
bool read_number(std::string_view& rest, Number& number) {
  const std::size_t end = std::min(rest.find(','), rest.size());
  const auto [last, error] = std::from_chars(rest.data(), rest.data() + end, number);
  const bool whole = error == std::errc{} && last == rest.data() + end;
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return whole;
}

std::optional<TableTraceEvent> read_event(std::string_view line) {
  TableTraceEvent event;
  const std::size_t comma = std::min(line.find(','), line.size());
  const auto verb =
      std::find(kTableVerbNames.begin(), kTableVerbNames.end(), line.substr(0, comma));
  std::string_view rest = line.substr(std::min(comma + 1, line.size()));
  if (verb == kTableVerbNames.end() || !read_number(rest, event.now_us) ||
      !read_number(rest, event.tuple) || !read_number(rest, event.adversary)) {
    return std::nullopt;
  }
  event.verb = static_cast<TableVerb>(verb - kTableVerbNames.begin());
  return event;
}

// One connection as a network shows it. Sequence numbers are as in the captures of lwIP: the
// server's ISS is 100000, the client's 200000, plus a thousand a connection.
class CapturedConnection {
 public:
  CapturedConnection(std::vector<test::Packet>& packets, std::uint32_t connection)
      : packets_(packets),
        port_(static_cast<std::uint16_t>(5000 + connection)),
        server_nxt_(100'000 + 1000 * connection),
        client_nxt_(200'000 + 1000 * connection) {}

  void open(std::uint64_t now_us) {
    from_client(now_us, Flags::kSyn);
    ++client_nxt_;
    from_server(now_us + 100, Flags::kSyn | Flags::kAck);
    ++server_nxt_;
    from_client(now_us + 200, Flags::kAck);
  }

  // The server closes first and enters TIME-WAIT at `now_us`, when it answers the client's FIN.
  void close(std::uint64_t now_us) {
    from_server(now_us - 200, Flags::kFin | Flags::kAck);
    ++server_nxt_;
    from_client(now_us - 100, Flags::kFin | Flags::kAck);
    ++client_nxt_;
    from_server(now_us, Flags::kAck);
  }

  void probe(std::uint64_t now_us, bool is_held) {
    --client_nxt_;
    from_client(now_us, Flags::kFin | Flags::kAck);
    ++client_nxt_;
    from_server(now_us + 100, is_held ? Flags::kAck : Flags::kRst);
  }

 private:
  void from_server(std::uint64_t now_us, int flags) {
    add(now_us, flags, {{test::ipv4(10, 4, 0, 1), 80}, {test::ipv4(10, 4, 0, 2), port_}});
  }
  void from_client(std::uint64_t now_us, int flags) {
    add(now_us, flags, {{test::ipv4(10, 4, 0, 2), port_}, {test::ipv4(10, 4, 0, 1), 80}});
  }

  void add(std::uint64_t now_us, int flags, SegmentView segment) {
    const bool by_server = segment.source.port == 80;
    segment.flags = {static_cast<std::uint8_t>(flags)};
    segment.seq = by_server ? server_nxt_ : client_nxt_;
    segment.ack = segment.flags.ack() ? (by_server ? client_nxt_ : server_nxt_) : 0;
    segment.window = segment.flags.rst() ? 0 : 8760;
    segment.hops = 128;
    packets_.push_back({static_cast<std::int64_t>(now_us) * 1000, test::ip_packet(segment)});
  }

  std::vector<test::Packet>& packets_;
  std::uint16_t port_;
  std::uint32_t server_nxt_;
  std::uint32_t client_nxt_;
};

}  // namespace

std::optional<TableTrace> read_table_trace(const std::string& path) {
  std::ifstream file(path);
  TableTrace trace;
  bool begun = false;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') {
      continue;
    }
    if (!begun) {
      begun = line == kHeading;
      if (!begun) {
        return std::nullopt;
      }
      continue;
    }
    const auto event = read_event(line);
    if (!event) {
      return std::nullopt;
    }
    trace.push_back(*event);
  }
  return trace.empty() ? std::nullopt : std::optional(trace);
}

Program program_of(const TableTrace& trace) {
  Program program;
  std::uint64_t clock_us = kTestStartUs;
  for (const TableTraceEvent& event : trace) {
    Record record;
    record.verb_and_key =
        static_cast<std::uint8_t>(static_cast<unsigned>(event.verb) | event.tuple << 4);
    record.step = kExplicit;
    record.time_us = event.now_us - clock_us;
    record.operand = event.adversary;
    clock_us = event.now_us;
    program.records.push_back(record);
  }
  return program;
}

test::Bytes capture_of(const TableTrace& trace) {
  std::vector<test::Packet> packets;
  std::vector<CapturedConnection> connections;
  for (const TableTraceEvent& event : trace) {
    if (event.verb == TableVerb::reserve) {
      const auto connection = static_cast<std::uint32_t>(connections.size());
      connections.emplace_back(packets, connection).open(event.now_us);
    } else if (event.verb == TableVerb::hold && event.tuple < connections.size()) {
      connections[event.tuple].close(event.now_us);
    }
  }
  if (connections.size() > 1) {
    constexpr std::uint64_t kPauseUs = 500'000;
    connections[1].probe(trace.back().now_us + kPauseUs, false);
    connections[0].probe(trace.back().now_us + 2 * kPauseUs, true);
  }
  return test::pcap_file(packets, {.link_type = 101});
}

}  // namespace twomsl
