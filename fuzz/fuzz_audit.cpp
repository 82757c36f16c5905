// Conversations for the judge: each six bytes are one segment, whose numbers lie near what the
// rules look at. The laws of an audit hold for three MSLs, and a longer one convicts no less.
//
// Bytes: 0 tuple (bits 1-2) and direction (bit 0), timestamps (bit 3); 1 control bits; 2 and 3
// where SEQ and ACK lie; 4 the time since the segment before; 5 the length of the text.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "fuzz/support/audit_laws.hpp"
#include "fuzz/support/wire_laws.hpp"
#include "oracle/report/report.hpp"
#include "oracle/track/tracker.hpp"

namespace twomsl::fuzz {
namespace {

using oracle::AuditOptions;
using oracle::Moment;
using oracle::Tracker;

constexpr std::size_t kSegmentBytes = 6;
constexpr std::array<std::int64_t, 16> kDelays_us{
    0,         1,         50,         1'000,      100'000,    499'999,     500'000,     999'999,
    1'000'000, 9'500'000, 29'700'000, 59'400'000, 60'000'000, 119'000'000, 240'000'000, 10};

// Where SEQ or ACK may lie, from what the end has sent so far.
constexpr std::array<std::uint32_t, 16> kOffsets{
    0,           0,       0,           1,           0xffffffffu, 2,           0xfffffffeu, 100,
    0xffff0000u, 100'000, 0x80000000u, 0x7fffffffu, 0x40000000u, 0xc0000000u, 65'535,      3};

struct Ends {
  std::array<std::uint32_t, 2> next{1'000, 0xfffffff0u};
};

struct Conversation {
  std::array<Ends, 4> tuples{};
  std::int64_t time_us = 1'000'000;
  std::uint64_t frame = 0;
};

SegmentView segment_of(Conversation& conversation, std::span<const std::uint8_t> bytes) {
  const unsigned from = bytes[0] & 1u;
  const unsigned tuple = (bytes[0] >> 1) & 3u;
  Ends& ends = conversation.tuples[tuple];
  SegmentView segment;
  segment.source = {{0, 10 + from, Family::ipv4}, static_cast<std::uint16_t>(80 + tuple)};
  segment.destination = {{0, 11 - from, Family::ipv4}, static_cast<std::uint16_t>(80 + tuple)};
  segment.flags.bits = bytes[1] & 0x17u;
  segment.seq = ends.next[from] + kOffsets[bytes[2] & 15u];
  segment.ack = ends.next[1 - from] + kOffsets[bytes[3] & 15u];
  segment.window = 65'535;
  segment.hops = (bytes[1] & 0x80u) != 0 ? 63 : 64;
  segment.ip_id = static_cast<std::uint16_t>(conversation.frame);
  segment.payload_bytes = bytes[5] & 0x0fu;
  segment.options.has_timestamps = (bytes[0] & 8u) != 0;
  segment.options.ts_val = static_cast<std::uint32_t>(conversation.time_us / 1000) - bytes[5] / 16;
  const bool in_order = (bytes[2] & 15u) < 3;
  if (in_order && !segment.flags.rst()) ends.next[from] = segment.seq + segment.length();
  return segment;
}

// With a narrator each segment is judged at once; without one plain closes are put off.
oracle::Audit audit(std::span<const std::uint8_t> input, const AuditOptions& options,
                    oracle::Narrator* narrator) {
  Conversation conversation;
  Tracker tracker(options);
  tracker.narrate_to(narrator);
  for (auto bytes = input; bytes.size() >= kSegmentBytes; bytes = bytes.subspan(kSegmentBytes)) {
    ++conversation.frame;
    conversation.time_us += kDelays_us[bytes[4] & 15u];
    const SegmentView segment = segment_of(conversation, bytes);
    tracker.observe(segment, 0, Moment{conversation.time_us * 1000, conversation.frame});
  }
  tracker.finish();
  oracle::Audit result;
  result.summary.packets = conversation.frame;
  result.findings = tracker.judge().findings;
  result.stories = tracker.storyteller().stories();
  result.summary.facts = tracker.storyteller().facts();
  result.summary.readable = true;
  result.summary.connections = 1;
  result.summary.file.assign(input.begin(), input.end());  // a name may be anything without NUL
  std::erase(result.summary.file, '\0');
  return result;
}

oracle::Audit checked_audit(std::span<const std::uint8_t> input, const AuditOptions& options) {
  oracle::Narrator narrator({});
  const oracle::Audit result = audit(input, options, &narrator);
  const std::string put_off = oracle::report_json(audit(input, options, nullptr), options);
  require(put_off == oracle::report_json(result, options), "what is put off is judged alike");
  check_audit(result, options);
  if (!options.msl_s) check_reports(result, options, oracle::SecondReading(input));
  check_narrative(result, narrator);
  return result;
}

}  // namespace
}  // namespace twomsl::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace twomsl::fuzz;
  const std::span<const std::uint8_t> bytes(data, size);
  AuditOptions options;
  (void)checked_audit(bytes, options);
  options.msl_s = 30;
  const auto with_short = checked_audit(bytes, options);
  options.msl_s = 120;
  const auto with_long = checked_audit(bytes, options);
  check_longer_msl(with_short.findings, with_long.findings);
  return 0;
}
