// See conversation.hpp.
#include "tool/seed/conversation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/capture/capture.hpp"
#include "oracle/capture/layers/opener.hpp"

namespace twomsl::tool {

bool ConversationReader::is_wanted(const SegmentView& segment) const {
  if (!flow_) return true;
  const std::array<Socket, 2> sockets = {segment.source, segment.destination};
  const std::array<Socket, 2> reversed = {segment.destination, segment.source};
  return *flow_ == sockets || *flow_ == reversed;
}

void ConversationReader::refuse(std::uint64_t frame, const std::string& why) {
  if (conversation_.refusal.empty()) {
    conversation_.refusal = fmt::format("frame {}: {}", frame, why);
  }
}

std::optional<sim::Place> ConversationReader::place_of(const SegmentView& segment) {
  const auto from = static_cast<std::uint32_t>(segment.source.address == (*hosts_)[1]);
  std::array<Socket, 2> sockets = {segment.source, segment.destination};
  if (from == 1) std::swap(sockets[0], sockets[1]);
  const auto known = std::ranges::find(tuples_, sockets);
  const auto tuple = static_cast<std::uint32_t>(known - tuples_.begin());
  if (tuple == sim::kTuples) return std::nullopt;
  if (known == tuples_.end()) tuples_.push_back(sockets);
  return sim::Place{from, tuple};
}

void ConversationReader::add(const SegmentView& segment, std::uint64_t frame,
                             std::int64_t time_ns) {
  if (!conversation_.refusal.empty() || !is_wanted(segment)) return;
  const std::array<Address, 2> hosts = {segment.source.address, segment.destination.address};
  if (!hosts_) {
    if (!segment.flags.syn() || segment.flags.ack()) {
      return refuse(frame, "the connection begins before the capture does");
    }
    if (hosts[0] == hosts[1]) return refuse(frame, "both ends have one address");
    hosts_ = hosts;
    conversation_.family = hosts[0].family;
  }
  if (hosts != *hosts_ && hosts != std::array{(*hosts_)[1], (*hosts_)[0]}) {
    return refuse(frame, "it is of another host; say --flow A:PORT-B:PORT");
  }
  const auto from = place_of(segment);
  if (!from) {
    return refuse(frame, fmt::format("it is of a fourth tuple, and a program has {}; say --flow "
                                     "A:PORT-B:PORT",
                                     sim::kTuples));
  }
  conversation_.segments.push_back(
      {frame, time_ns, *from, segment.flags, segment.seq, segment.ack, segment.payload_bytes});
}

Conversation ConversationReader::finish() {
  if (conversation_.segments.empty() && conversation_.refusal.empty()) {
    conversation_.refusal = flow_ ? "it holds no segment of that flow" : "it holds no TCP segment";
  }
  std::ranges::stable_sort(conversation_.segments, {}, &CapturedSegment::time_ns);
  return std::move(conversation_);
}

Conversation read_conversation(const std::string& file,
                               const std::optional<std::array<Socket, 2>>& flow) {
  oracle::Capture capture(file);
  ConversationReader reader(flow);
  oracle::Opener opener;
  oracle::Frame frame;
  while (capture.next(frame) == oracle::ReadStatus::frame) {
    const Decoded decoded = opener.open(frame).decoded;
    if (decoded.rejection != Rejection::none) continue;
    reader.add(decoded.segment, frame.number, frame.time_ns);
  }
  Conversation conversation = reader.finish();
  if (!capture.ok()) conversation.refusal = capture.damage();
  return conversation;
}

}  // namespace twomsl::tool
