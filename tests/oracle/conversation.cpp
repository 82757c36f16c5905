// Conversations on the wire, and what the audit says of them.
#include "tests/oracle/conversation.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>

namespace twomsl::test {
namespace {

constexpr std::int64_t kEpoch_ns = 1'700'000'000'000'000'000;
constexpr std::uint16_t kPortOfP = 80;
constexpr std::int64_t kCopy_ns = 10'000;

const std::array<Wire, 6>& wires() {
  static const std::array<Wire, 6> all{{
      {},
      {.name = "with S as the greater address", .s_is_lesser = false},
      {.name = "over IPv6", .over_ipv6 = true},
      {.name = "with each frame captured twice", .each_frame_twice = true},
      {.name = "with S's numbers wrapping around",
       .shift_s = 0u - kIsnS - 1,
       .shift_p = 0x7fffffffu - kIsnP},
      {.name = "with P's numbers wrapping around",
       .shift_s = 0x7fffffffu - kIsnS,
       .shift_p = 0u - kIsnP - 2},
  }};
  return all;
}

Bytes frame_of(const Said& said, const Wire& wire) {
  const bool by_s = said.from == End::s;
  const Say& what = said.what;
  const Bytes payload(what.bytes, 'x');
  SegmentView view;
  view.source = {address_of(said.from, wire), by_s ? said.s_port : kPortOfP};
  view.destination = {address_of(by_s ? End::p : End::s, wire), by_s ? kPortOfP : said.s_port};
  view.flags = {what.flags};
  view.seq = what.zero_seq ? 0 : *what.seq + (by_s ? wire.shift_s : wire.shift_p);
  view.ack = view.flags.ack() ? *what.ack + (by_s ? wire.shift_p : wire.shift_s) : 0;
  view.window = what.window;
  view.hops = what.hops;
  view.raw_options = what.options;
  view.payload = payload;
  Bytes packet = ip_packet(view);
  if (what.checksum_wrong) packet[(wire.over_ipv6 ? 40 : 20) + 17] ^= 1;
  return what.vlan == 0 ? ethernet(packet) : ethernet(packet, {{0x8100, what.vlan}});
}

std::string line_of(const Conversation& conversation, const oracle::Finding& finding,
                    const Wire& wire) {
  const bool by_s = finding.party.address == address_of(End::s, wire);
  std::string line =
      fmt::format("{} {} {}", by_s ? "S" : "P", name(finding.verdict), name(finding.rule));
  if (finding.convicts_itself) line += " by itself";
  if (finding.verdict == oracle::Verdict::undetermined) {
    line += fmt::format(" ({})", oracle::name(finding.reason));
  }
  const std::size_t frames = conversation.said().size() * (wire.each_frame_twice ? 2 : 1);
  if (!is_within_rule(finding)) line += " against the registry";
  if (finding.at.frame == 0 || finding.at.frame > frames) line += " at a frame that is not there";
  return line;
}

std::string listing(const Conversation& conversation) {
  std::string out;
  std::size_t number = 0;
  for (const Said& said : conversation.said()) {
    const Say& what = said.what;
    const SegmentView view{.flags = {what.flags}, .payload_bytes = what.bytes};
    out += fmt::format("  {:3} {:12.6f} {} {}{}{}{} seq {} ack {} length {}\n", ++number,
                       static_cast<double>(said.time_ns) / 1e9, said.from == End::s ? "S" : "P",
                       view.flags.syn() ? "SYN " : "", view.flags.fin() ? "FIN " : "",
                       view.flags.rst() ? "RST " : "", view.flags.ack() ? "ACK" : "", *what.seq,
                       view.flags.ack() ? *what.ack : 0, view.length());
  }
  return out;
}

std::string replay_line(const Bytes& capture, const oracle::AuditOptions& options) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::string path =
      fmt::format("{}{}.{}.pcap", testing::TempDir(), test->test_suite_name(), test->name());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(capture.data()),
             static_cast<std::streamsize>(capture.size()));
  const std::string msl = options.msl_s ? fmt::format(" --msl {}", *options.msl_s) : "";
  return fmt::format("replay: twomsl audit{} {}", msl, path);
}

std::vector<std::string> findings_on(const Wire& wire, const Conversation& conversation,
                                     oracle::AuditOptions options) {
  if (options.vantage_address == address_of(End::s)) {
    options.vantage_address = address_of(End::s, wire);
  }
  std::vector<std::string> found;
  for (const auto& finding :
       oracle::audit_bytes(capture_of(conversation, wire), options).findings) {
    found.push_back(line_of(conversation, finding, wire));
  }
  return found;
}

}  // namespace

Address address_of(End end, const Wire& wire) {
  const bool lesser = (end == End::s) == wire.s_is_lesser;
  if (wire.over_ipv6) return ipv6(0x20010db800000000u, lesser ? 1 : 2);
  return ipv4(10, 0, 0, lesser ? 1 : 2);
}

Bytes capture_of(const Conversation& conversation, const Wire& wire) {
  std::vector<Packet> packets;
  for (const Said& said : conversation.said()) {
    packets.push_back({kEpoch_ns + said.time_ns, frame_of(said, wire)});
    if (!wire.each_frame_twice) continue;
    packets.push_back(packets.back());
    packets.back().time_ns += kCopy_ns;
  }
  return pcap_file(packets, {.magic = kPcapNanoseconds});
}

oracle::Audit audit_of(const Conversation& conversation, const oracle::AuditOptions& options) {
  return oracle::audit_bytes(capture_of(conversation), options);
}

void expect_findings(const std::vector<std::string>& wanted, const Conversation& conversation,
                     const oracle::AuditOptions& options) {
  for (const Wire& wire : wires()) {
    const Bytes capture = capture_of(conversation, wire);
    ASSERT_EQ(wanted, findings_on(wire, conversation, options))
        << wire.name << "\n"
        << listing(conversation) << replay_line(capture, options);
  }
}

void expect_no_conviction(const Conversation& conversation, const oracle::AuditOptions& options) {
  for (const Wire& wire : wires()) {
    std::vector<std::string> convictions = findings_on(wire, conversation, options);
    std::erase_if(convictions, [](const std::string& finding) {
      return finding.find(" undetermined ") != std::string::npos;
    });
    ASSERT_EQ(std::vector<std::string>{}, convictions)
        << wire.name << "\n"
        << listing(conversation) << replay_line(capture_of(conversation, wire), options);
  }
}

}  // namespace twomsl::test
