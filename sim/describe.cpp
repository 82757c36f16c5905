#include "sim/describe.hpp"

namespace twomsl {
namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string time_words(Instant<Concrete> at) {
  return at.us == kNeverUs ? "never" : number(at.us) + " us";
}

}  // namespace

std::string describe(const Segment<Concrete>& segment) {
  std::string control;
  const auto add = [&control](bool set, const char* bit) {
    if (set) {
      control += (control.empty() ? "" : ",") + std::string(bit);
    }
  };
  add(segment.syn, "SYN");
  add(segment.fin, "FIN");
  add(segment.rst, "RST");
  add(segment.urg, "URG");
  add(segment.psh, "PSH");
  add(segment.has_ack, "ACK");
  std::string text = "<SEQ=" + number(segment.seq.value) + ">";
  text += segment.has_ack ? "<ACK=" + number(segment.ack.value) + ">" : "";
  text += "<CTL=" + control + "> text " + number(segment.text_bytes) + ", window " +
          number(segment.wnd);
  text += segment.urg ? ", urgent " + number(segment.up) : "";
  text += segment.has_ts ? ", TSval " + number(segment.ts_val) : "";
  text += segment.has_mss ? ", MSS " + number(segment.mss_bytes) : "";
  text += segment.has_scale ? ", scale " + number(segment.scale) : "";
  return text;
}

std::string describe(const Event<Concrete>& event) {
  std::string text(name(event.kind));
  if (event.kind == EventKind::segment_arrives) {
    text += " " + describe(event.segment);
    text += event.checksum_ok ? "" : ", bad checksum";
  }
  if (event.kind == EventKind::send || event.kind == EventKind::receive) {
    text += " " + number(event.bytes) + (event.urgent ? " urgent" : "");
  }
  text += event.address_valid ? "" : ", bad address";
  text += event.remote_given ? "" : ", no remote socket";
  return text + (event.has_room ? "" : ", no room");
}

std::string describe(const Connection<Concrete>& c) {
  std::string text(name(c.state));
  text += " (" + std::string(name(c.origin)) + "), snd una " + number(c.snd.una.value) + " nxt " +
          number(c.snd.nxt.value) + " end " + number(c.snd.end.value) + " wnd " +
          number(c.snd.wnd_bytes) + (c.snd.fin_queued ? " FIN queued" : "");
  text += ", rcv nxt " + number(c.rcv.nxt.value) + " wnd " + number(c.rcv.wnd_bytes) +
          " consumed " + number(c.rcv.consumed.value) +
          (c.rcv.fin_seen ? " fin " + number(c.rcv.fin.value) : "");
  text += ", retransmits " + time_words(c.rtx.at) + ", closes " + time_words(c.closes_at);
  return text;
}

std::string describe(const Outcome<Concrete>& outcome) {
  std::string text(name(outcome.why));
  text += outcome.replies ? ", sends " + describe(outcome.segment) : "";
  if (outcome.intake.take_bytes != 0) {
    text += ", takes in " + number(outcome.intake.take_bytes) + " at " +
            number(outcome.intake.at.value);
  }
  text += outcome.delivery.bytes != 0 ? ", delivers " + number(outcome.delivery.bytes) : "";
  return text + (outcome.may_send ? ", may send" : "");
}

}  // namespace twomsl
