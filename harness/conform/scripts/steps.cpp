#include "harness/conform/scripts/steps.hpp"

namespace twomsl::harness {

Probe syn_of(const Prober& prober) {
  Probe syn = prober.next();
  syn.segment.syn = true;
  syn.segment.has_ack = false;
  return syn;
}

std::vector<Answer> syn_acks_of(Prober& prober, const Probe& syn) {
  prober.arrive(syn);
  prober.numbers.nxt = syn.segment.seq.value + 1;
  std::vector<Answer> answers = prober.answers();
  std::erase_if(answers, [](const Answer& answer) {
    return !answer.view.flags.syn() || !answer.view.flags.ack();
  });
  prober.numbers.acked = prober.numbers.sent_end;
  return answers;
}

bool open_by(Prober& prober, const Probe& syn, std::uint32_t window_bytes) {
  if (!prober.expect(!syn_acks_of(prober, syn).empty(), kNoSynAck)) return false;
  acknowledge(prober, 0, window_bytes);
  prober.wait(kMoment_us);
  return true;
}

bool open_with(Prober& prober, std::uint32_t window_bytes) {
  Probe syn = syn_of(prober);
  syn.segment.has_mss = true;
  syn.segment.mss_bytes = kSmallMss_bytes;
  return open_by(prober, syn, window_bytes);
}

void acknowledge(Prober& prober, std::uint32_t bytes_behind, std::uint32_t window_bytes) {
  prober.numbers.acked = prober.numbers.sent_end - bytes_behind;
  Probe ack = prober.next();
  ack.segment.wnd = window_bytes;
  prober.arrive(ack);
}

bool takes_all(Prober& prober, std::uint32_t end) {
  const std::uint64_t until_us = prober.now_us() + 30 * kSecond_us;
  while (prober.now_us() < until_us && !prober.is_blamed()) {
    prober.wait(kMoment_us);
    if (prober.numbers.acked != prober.numbers.sent_end) {
      acknowledge(prober, 0, kWideWindow_bytes);
    } else if (prober.numbers.sent_end == end) {
      return true;
    }
  }
  return false;
}

void arrive_text(Prober& prober, std::uint32_t bytes) {
  Probe probe = prober.next();
  probe.text = some_text(bytes);
  probe.segment.text_bytes = bytes;
  probe.segment.psh = true;
  prober.arrive(probe);
  prober.numbers.nxt += bytes;
}

bool has_text(const Answer& answer) { return answer.view.payload_bytes != 0; }

}  // namespace twomsl::harness
