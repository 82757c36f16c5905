// active-reuse, passive-reuse, reopen-isn: a SYN while an end is in TIME-WAIT on the same tuple.
#include "oracle/judge/wait_verdict.hpp"
#include "oracle/rules/early_release.hpp"
#include "oracle/rules/rst_licence.hpp"
#include "oracle/rules/rules.hpp"
#include "spec/laws/table/licensed.hpp"

namespace twomsl::oracle {
namespace {

using Number = Seq<Concrete>;

constexpr std::uint32_t kAntipode = 0x80000000u;

// How a SYN stands to the old connection, by the seven cases of RFC 6191 section 2.
enum class Newness : std::uint8_t { by_timestamp, by_sequence, old, unknown };

struct SynAge {
  Newness is{};
  Reason reason = Reason::none;
};

// The old connection as the TIME-WAIT of the emission's sender remembers it.
twomsl::TimeWaitRecord<Concrete> remembered(const Emission& emission) {
  const Side& old_peer = emission.peer();
  return {Number{emission.sender().next}, Number{emission.peer_fin().seq + 1}, old_peer.timestamps,
          old_peer.ts_val, true};
}

// The law of INV-TW-2 accepts the pending SYN, if its number were `seq`.
bool accepts(const Emission& emission, std::uint32_t seq) {
  const PendingSyn& syn = emission.close.pending;
  const bool both_new = syn.timestamps && emission.segment.options.has_timestamps;
  const Arrival<Concrete> arrival{Number{seq}, 0, both_new, syn.ts_val};
  return rfc6191_accepts(remembered(emission), arrival);
}

SynAge age_of(const Emission& emission) {
  const PendingSyn& syn = emission.close.pending;
  const std::uint32_t fin_seq = emission.peer_fin().seq;
  if (accepts(emission, fin_seq)) return {Newness::by_timestamp};
  if (!accepts(emission, fin_seq + 1)) return {Newness::old};
  const std::uint32_t distance = syn.seq - fin_seq;
  // Newer than the FIN by RFC 6191, at or above RCV.NXT by MAY-2: here the two disagree.
  if (distance == kAntipode || distance == kAntipode + 1) {
    return {Newness::unknown, Reason::antipode};
  }
  if (accepts(emission, syn.seq)) return {Newness::by_sequence};
  if (!syn.at.happened() && emission.peer().timestamps) {
    return {Newness::unknown, Reason::timestamps_unknown};
  }
  if (emission.peer().stream_too_long) return {Newness::unknown, Reason::stream_too_long};
  return {Newness::old};
}

// A timestamp clock ticks between 1 Hz and 1 MHz and never backwards.
bool jumps(std::uint32_t before, std::uint32_t after, std::int64_t elapsed_ns) {
  const std::uint32_t ticks = after - before;
  if (ticks >= 0x80000000u) return true;
  return std::int64_t{ticks} > elapsed_ns / 1000 + 1'000'000;
}

void judge_isn(Judge& judge, const Emission& emission) {
  //= rfc9293#3.6.1 MAY-2
  const std::uint32_t isn = emission.segment.seq;
  const Side& holder = emission.sender();
  const bool antipode = isn - holder.next == kAntipode;
  if (!is_before(Number{isn}, Number{holder.next}) && !antipode) return;
  const Wait& wait = emission.sender_wait();
  const std::int64_t age = emission.at.time_ns - wait.entry.time_ns;
  const auto verdict = verdict_on_wait(judge.options, age);
  if (!verdict) return;
  if (Finding* finding = add_finding(judge, emission, RuleClass::reopen_isn, emission.from)) {
    finding->verdict = verdict->verdict;
    finding->reason = verdict->reason;
    if (holder.stream_too_long || antipode) {
      finding->verdict = Verdict::undetermined;
      finding->reason = antipode ? Reason::antipode : Reason::stream_too_long;
    } else if (wait.clock_steps != judge.clock_steps) {
      finding->verdict = Verdict::undetermined;
      finding->reason = Reason::clock_went_back;
    }
    finding->has_age = true;
    finding->age_ns = age;
    finding->entry = wait.entry;
    show_close(*finding, emission.close, emission.from);
    finding->show(Role::new_syn, emission.close.pending.at);
    finding->show(Role::answer_syn_ack, emission.at);
  }
}

}  // namespace

void judge_active_open(Judge& judge, const Emission& emission) {
  if (!is_waiting(emission.sender_wait())) return;
  if (Finding* finding =
          judge_early_release(judge, emission, RuleClass::active_reuse, emission.from)) {
    const Side& old = emission.sender();
    const auto& options = emission.segment.options;
    finding->clock_jumped = old.timestamps && options.has_timestamps &&
                            jumps(old.ts_val, options.ts_val,
                                  emission.at.time_ns - emission.connection.last.at.time_ns);
    finding->show(Role::syn_again, emission.at);
  }
}

bool judge_passive_open(Judge& judge, const Emission& emission) {
  if (!is_waiting(emission.sender_wait())) return false;
  const SynAge syn = age_of(emission);
  if (syn.is == Newness::old || syn.is == Newness::unknown) {
    if (Finding* finding =
            judge_early_release(judge, emission, RuleClass::passive_reuse, emission.from)) {
      if (syn.is == Newness::unknown) {
        finding->verdict = Verdict::undetermined;
        finding->reason = syn.reason;
      }
      finding->show(Role::old_syn, emission.close.pending.at);
      finding->show(Role::answer_syn_ack, emission.at);
    }
    return false;
  }
  // MAY-2 asks nothing of an end that was no longer in TIME-WAIT.
  if (emission.sender_wait().release != 0 ||
      licence_by_rst(emission, emission.from) != RstLicence::none)
    return false;
  judge_isn(judge, emission);
  return syn.is == Newness::by_sequence;
}

}  // namespace twomsl::oracle
