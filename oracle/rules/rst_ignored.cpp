// rst-ignored: an end that goes on after a RST at RCV.NXT. It needs no histories: where its tuple
// has had no FIN, each state that it may be in ends by such a RST.
#include "oracle/rules/rules.hpp"

namespace twomsl::oracle {
namespace {

// What is said so long after a RST was not under way within the host when that came.
constexpr std::int64_t kUnderWay_ns = 1'000'000'000;

// Its sender's next number is RCV.NXT: all before it has been acknowledged.
bool is_at_rcv_nxt(const Last& rst, const Side& receiver, const Side& sender) {
  return receiver.has_acked && sender.sent && rst.seq == receiver.acked && rst.seq == sender.next;
}

// Nobody knows what a signature would be where options are missing.
bool may_be_signed(const Options& options) {
  return options.is_signed || options.cut || options.malformed;
}

}  // namespace

bool outlives_reset(const AuditOptions& options, const Connection& connection,
                    const SegmentView& segment, const Moment& at) {
  const Last& last = connection.last;
  const bool is_ordinary = !segment.flags.syn() && !segment.flags.rst();
  if (!is_ordinary || (last.flags & Flags::kRst) == 0 || connection.close_index != 0) return false;
  const unsigned from = 1u - last.from;
  const Socket party = endpoint(connection.key, from);
  if (!(segment.source == party) || !is_at_host(options, party.address)) return false;
  const Side& mine = connection.side[from];
  const bool continues = segment.seq - mine.next + kInFlight < 2 * kInFlight;
  return mine.syn_seen && continues && !may_be_signed(segment.options) &&
         at.time_ns - last.at.time_ns >= kUnderWay_ns &&
         is_at_rcv_nxt(last, mine, connection.side[last.from]);
}

void judge_survivor(Judge& judge, const Emission& emission) {
  Finding* finding = add_finding(judge, emission, RuleClass::rst_ignored, emission.from);
  if (finding == nullptr) return;
  //= rfc9293#3.10.7.4 RFC9293-3.10.7.4-U1
  //= rfc5961#3.2 RFC5961-3.2-2
  finding->verdict = Verdict::violation;
  // That a second has passed is seen by the clock alone.
  if (judge.clock_steps != 0) {
    finding->verdict = Verdict::undetermined;
    finding->reason = Reason::clock_went_back;
  }
  finding->show(Role::peer_rst, emission.connection.last.at);
  finding->show(Role::spoke_on, emission.at);
}

}  // namespace twomsl::oracle
