// The judge: rules on closing and TIME-WAIT, asked by the tracker at each segment.
//
// A rule sees the connection as it was before the segment and may add a finding. What packets
// cannot tell yet (whether the party convicts itself, and the cause) is decided by settle().
#pragma once

#include <cstdint>
#include <vector>

#include "oracle/audit_options.hpp"
#include "oracle/finding.hpp"
#include "oracle/track/party.hpp"
#include "oracle/track/tracked_connection.hpp"

namespace twomsl::oracle {

struct Judge {
  AuditOptions options{};
  Parties parties{};
  std::vector<Finding> findings{};
  std::uint64_t findings_dropped = 0;  // beyond kFindings
  bool network_duplicates = false;     // a segment was delivered twice
  std::uint32_t clock_steps = 0;       // times that capture time went back by more than the slack
};

/// More findings than this are counted, not kept, so that memory stays bounded.
inline constexpr std::size_t kFindings = 1u << 20;

/// A segment on its way through the rules: `from` is the side that emitted it.
struct Event {
  Connection& connection;
  Closing& closing;
  const SegmentView& segment;
  Moment at{};
  unsigned from = 0;

  [[nodiscard]] unsigned other() const { return 1u - from; }
  [[nodiscard]] Side& sender() const { return connection.side[from]; }
  [[nodiscard]] Side& peer() const { return connection.side[other()]; }
  [[nodiscard]] Fin& sender_fin() const { return closing.fin[from]; }
  [[nodiscard]] Fin& peer_fin() const { return closing.fin[other()]; }
  [[nodiscard]] Wait& sender_wait() const { return closing.wait[from]; }
  [[nodiscard]] Wait& peer_wait() const { return closing.wait[other()]; }
};

/// Adds a finding of `rule` against side `party`, unless this incarnation already has one of that
/// class. Returns it for exhibits, or null. The pointer holds until the next finding.
[[nodiscard]] Finding* add_finding(Judge& judge, const Event& event, RuleClass rule,
                                   unsigned party);

/// The same after the event, for silence: found when the incarnation is over.
void judge_silence(Judge& judge, Connection& connection, Closing& closing);

/// A segment that is no RST and carries no SYN: data after FIN.
void judge_text(Judge& judge, const Event& event);

/// A RST: early release, FIN-WAIT-2 lost, LAST-ACK abandoned, no return, the form of a RST.
void judge_reset(Judge& judge, const Event& event);

/// A SYN by an end that is in TIME-WAIT on this very tuple: active reuse.
void judge_active_open(Judge& judge, const Event& event);

/// A SYN-ACK to the SYN in closing.pending by an end in TIME-WAIT: passive reuse, ISN.
/// Returns true if it is a reopening by sequence number, to which MAY-2's second condition applies.
[[nodiscard]] bool judge_passive_open(Judge& judge, const Event& event);

/// Decides what only the whole file can: self-conviction, cause, withdrawn assumptions.
void settle(Judge& judge);

}  // namespace twomsl::oracle
