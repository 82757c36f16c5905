// A conversation between S, the suspect, and P, its peer, told segment by segment, and its audit.
//
// Numbers that are not said are those of an end that behaves and to which everything is delivered.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "core/codec/segment_view.hpp"
#include "oracle/audit.hpp"
#include "tests/capture/capture_builder.hpp"
#include "tests/support/packet_builder.hpp"

namespace twomsl::test {

enum class End : std::uint8_t { s, p };

constexpr std::uint8_t kSyn = Flags::kSyn, kAck = Flags::kAck, kFin = Flags::kFin,
                       kRst = Flags::kRst;

/// Both ends' initial sequence numbers.
constexpr std::uint32_t kIsnS = 100'000, kIsnP = 500'000;

/// One segment to say.
struct Say {
  std::uint8_t flags = kAck;
  std::optional<std::uint32_t> seq{};
  std::optional<std::uint32_t> ack{};
  std::uint32_t bytes = 0;
  Bytes options{};
  std::uint16_t window = 1000;
  std::uint8_t hops = 64;
  std::uint16_t vlan = 0;
  bool zero_seq = false;  // SEQ = 0, as in a RST from CLOSED to a segment without ACK
  bool captured = true;
  bool checksum_wrong = false;
};

/// A segment said, with every number known.
struct Said {
  std::int64_t time_ns = 0;
  std::uint16_t s_port = 0;
  End from{};
  Say what{};
};

class Conversation {
 public:
  /// Sets the clock: seconds since the beginning. It may go back.
  Conversation& at(double seconds) {
    now_ns_ = std::llround(seconds * 1e9);
    return *this;
  }

  /// Sets the clock to that many seconds after S entered TIME-WAIT in close().
  Conversation& age(double seconds) {
    now_ns_ = entered_ns_ + std::llround(seconds * 1e9);
    return *this;
  }

  /// What S or P emits now; 10 ms pass.
  Conversation& s(Say what) { return say(End::s, std::move(what)); }
  Conversation& p(Say what) { return say(End::p, std::move(what)); }

  /// S opens, or P does.
  Conversation& open(End opener = End::s) {
    const End other = opener == End::s ? End::p : End::s;
    return say(opener, {.flags = kSyn, .options = syn_options})
        .say(other, {.flags = kSyn | kAck, .options = syn_options})
        .say(opener, {});
  }

  /// S closes first: four segments, the last of which takes S into TIME-WAIT.
  Conversation& close() {
    s({.flags = kFin | kAck}).p({}).p({.flags = kFin | kAck});
    entered_ns_ = now_ns_;
    return s({});
  }

  /// In TIME-WAIT: P's FIN again; S's ACK, or the RST of an S that knows nothing of it.
  Conversation& fin_again() { return p({.flags = kFin | kAck, .seq = nxt(End::p) - 1}); }
  Conversation& reset_by_s() { return s({.flags = kRst}); }

  /// P resets at RCV.NXT of S, or beside it.
  Conversation& reset_by_p(std::uint32_t offset = 0) {
    return p({.flags = kRst, .seq = nxt(End::p) + offset});
  }

  /// The next number that the end would use.
  [[nodiscard]] std::uint32_t nxt(End end) const { return nxt_[index(end)]; }

  [[nodiscard]] const std::vector<Said>& said() const { return said_; }

  /// Takes in another conversation, in the order of time; s_port should differ.
  Conversation& beside(const Conversation& other) {
    said_.insert(said_.end(), other.said_.begin(), other.said_.end());
    std::stable_sort(said_.begin(), said_.end(),
                     [](const Said& a, const Said& b) { return a.time_ns < b.time_ns; });
    return *this;
  }

  /// Takes in another conversation after this one, whatever its clock says.
  Conversation& append(const Conversation& other) {
    said_.insert(said_.end(), other.said_.begin(), other.said_.end());
    return *this;
  }

  /// What a capture may do: miss a frame, swap it with the next, see it again later. Frames from 0.
  void drop(std::size_t frame) { said_.erase(said_.begin() + static_cast<std::ptrdiff_t>(frame)); }
  void swap(std::size_t frame) {
    std::swap(said_[frame], said_[frame + 1]);
    std::swap(said_[frame].time_ns, said_[frame + 1].time_ns);
  }
  void duplicate(std::size_t frame, std::int64_t delay_ns) {
    Conversation again;
    again.said_.push_back(said_[frame]);
    again.said_.back().time_ns += delay_ns;
    beside(again);
  }

  std::uint16_t s_port = 4000;
  std::uint16_t vlan_s = 0;  // tags of what S and P emit, unless it says its own
  std::uint16_t vlan_p = 0;
  Bytes syn_options{};  // of the SYNs of open()
  std::uint32_t ts_base = 7;
  bool timestamps = false;  // each segment carries one, in milliseconds, unless it says its options

 private:
  static std::size_t index(End end) { return end == End::s ? 0 : 1; }

  Conversation& say(End from, Say what) {
    std::uint32_t& mine = nxt_[index(from)];
    const std::uint32_t seq = what.seq.value_or(mine);
    what.seq = seq;
    if (what.vlan == 0) what.vlan = from == End::s ? vlan_s : vlan_p;
    if (!what.ack) what.ack = nxt_[1 - index(from)];
    const SegmentView view{.flags = {what.flags}, .payload_bytes = what.bytes};
    const std::uint32_t end = seq + view.length();
    if (view.flags.syn() || (!view.flags.rst() && end - mine < 0x80000000u)) mine = end;
    if (timestamps && what.options.empty() && (what.flags & kRst) == 0) {
      what.options =
          timestamps_option(ts_base + static_cast<std::uint32_t>(now_ns_ / 1'000'000), 7);
    }
    if (what.captured) said_.push_back({now_ns_, s_port, from, std::move(what)});
    now_ns_ += 10'000'000;
    return *this;
  }

  std::vector<Said> said_{};
  std::int64_t now_ns_ = 0;
  std::int64_t entered_ns_ = 0;
  std::uint32_t nxt_[2] = {kIsnS, kIsnP};
};

/// How a conversation is put on a wire. None of it changes a verdict.
struct Wire {
  std::string name = "plainly";
  bool s_is_lesser = true;
  bool over_ipv6 = false;
  bool each_frame_twice = false;
  std::uint32_t shift_s = 0;  // added to every sequence number of the end
  std::uint32_t shift_p = 0;
};

[[nodiscard]] Bytes capture_of(const Conversation& conversation, const Wire& wire = {});

/// Open, then closed by S, in order and without loss.
[[nodiscard]] inline Conversation closed() { return Conversation{}.open().close(); }

/// The end's address on that wire.
[[nodiscard]] Address address_of(End end, const Wire& wire = {});

[[nodiscard]] oracle::Audit audit_of(const Conversation& conversation,
                                     const oracle::AuditOptions& options = {});

/// Judges the conversation on several wires. A finding is written "S violation early-release-rst",
/// with its reason in brackets where it is undetermined. A difference prints the conversation and
/// how to replay it.
void expect_findings(const std::vector<std::string>& wanted, const Conversation& conversation,
                     const oracle::AuditOptions& options = {});

/// For expect_findings: nobody is found to break anything.
inline const std::vector<std::string> kInnocent{};

/// Nothing but undetermined findings, on any of the wires.
void expect_no_conviction(const Conversation& conversation, const oracle::AuditOptions& options);

[[nodiscard]] inline oracle::AuditOptions with_msl(double seconds) { return {.msl_s = seconds}; }

}  // namespace twomsl::test
