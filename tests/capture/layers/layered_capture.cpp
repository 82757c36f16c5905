#include "tests/capture/layers/layered_capture.hpp"

#include <array>

#include "tests/capture/capture_reading.hpp"

namespace twomsl::test {

std::vector<Told> packets_of(const Conversation& conversation, bool over_ipv6) {
  constexpr std::size_t kEthernetBytes = 14;
  const Wire wire{.over_ipv6 = over_ipv6};
  std::vector<Told> told;
  for (const OwnedFrame& frame : read_bytes(capture_of(conversation, wire)).frames) {
    const bool by_s = conversation.said()[told.size()].from == End::s;
    told.push_back({frame.time_ns, by_s ? Way::forth : Way::back,
                    Bytes(frame.bytes.begin() + kEthernetBytes, frame.bytes.end())});
  }
  return told;
}

std::vector<Told> convicted_conversation(bool over_ipv6, std::uint32_t text_bytes) {
  Conversation c = Conversation{}.open();
  if (text_bytes != 0) c.s({.bytes = text_bytes}).p({});
  return packets_of(c.close().age(1).fin_again().reset_by_s(), over_ipv6);
}

Bytes layered_capture(const std::vector<Told>& conversation, std::uint32_t link_type,
                      const Wrap& wrap) {
  std::vector<Packet> packets;
  for (const Told& told : conversation) {
    for (Bytes& frame : wrap(told)) packets.push_back({told.time_ns, std::move(frame)});
  }
  return pcap_file(packets, {.link_type = link_type});
}

std::string found_in(const Bytes& capture) {
  const oracle::Audit audit = oracle::audit_bytes(capture, with_msl(30));
  std::string words = std::to_string(audit.summary.connections) + " connections";
  for (const oracle::Finding& finding : audit.findings) {
    words += "; " + std::string(name(finding.verdict)) + " " + std::string(name(finding.rule));
  }
  return words;
}

std::string skipped_in(const Bytes& capture) {
  std::string words;
  for (const auto& [reason, frames] : oracle::audit_bytes(capture, {}).summary.skipped) {
    words += (words.empty() ? "" : ", ") + std::to_string(frames) + " " + reason;
  }
  return words;
}

}  // namespace twomsl::test
