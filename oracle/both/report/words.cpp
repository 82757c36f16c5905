// See words.hpp.
#include "oracle/both/report/words.hpp"

#include <fmt/format.h>

#include "oracle/report/notation.hpp"

namespace twomsl::oracle::both {
namespace {

std::string flags_text(Flags flags) {
  struct Bit {
    std::uint8_t bit;
    const char* name;
  };
  constexpr std::array<Bit, 8> kBits{{{Flags::kSyn, "SYN"},
                                      {Flags::kFin, "FIN"},
                                      {Flags::kRst, "RST"},
                                      {Flags::kPsh, "PSH"},
                                      {Flags::kUrg, "URG"},
                                      {Flags::kEce, "ECE"},
                                      {Flags::kCwr, "CWR"},
                                      {Flags::kAck, "ACK"}}};
  std::string words;
  for (const Bit& bit : kBits) {
    if ((flags.bits & bit.bit) != 0) words += (words.empty() ? "" : " ") + std::string(bit.name);
  }
  return words.empty() ? "no flag" : words;
}

std::string options_text(std::uint64_t kinds) {
  std::string words;
  for (unsigned kind = 0; kind < 64; ++kind) {
    if ((kinds >> kind & 1) == 0) continue;
    if (!words.empty()) words += ", ";
    switch (kind) {
      case kMss:
        words += "MSS";
        break;
      case kScale:
        words += "window scale";
        break;
      case kSackPermitted:
        words += "SACK permitted";
        break;
      case 5:
        words += "SACK";
        break;
      case kTimestamps:
        words += "timestamps";
        break;
      default:
        words += fmt::format("kind {}", kind);
    }
  }
  return words.empty() ? "none" : words;
}

// How far the sender's other segments have come, at that capture; 0 if it has none.
unsigned usual_hops(const Comparison& comparison, const Compared& compared, Side side,
                    const Recorded& segment) {
  const Recording& recording = comparison.recordings[index(side)];
  const RecordedConnection& connection = recording.connections[segment.connection];
  for (std::uint32_t i = connection.first; i <= connection.last && compared.is_paired(); ++i) {
    const Recorded& one = recording.segments[i];
    if (one.connection != segment.connection || one.from != segment.from) continue;
    if (one.fate == Fate::matched) return one.hops;
  }
  return 0;
}

std::string stranger_text(const Comparison& comparison, const Compared& compared, Side side,
                          const Recorded& segment) {
  const std::string_view there = name(other(side));
  std::string words = fmt::format("nobody at the {} sent it", there);
  const unsigned usual = usual_hops(comparison, compared, side, segment);
  if (usual != 0 && usual != segment.hops) {
    return words + fmt::format(
                       "; its hop count is {}, and that of the {}'s own segments {}: "
                       "somebody between answered or forged it",
                       segment.hops, there, usual);
  }
  return words + fmt::format(
                     ": somebody between answered or forged it, or the capture at the {} "
                     "missed it",
                     there);
}

}  // namespace

std::string interruption_of(const Comparison& comparison, const Opinions& opinions, Side side) {
  const Summary& judged = opinions.audits[index(side)].summary;
  const bool is_whole = judged.packets == comparison.recordings[index(side)].frames;
  return judged.interrupted && !is_whole ? judged.damage : "";
}

std::string flow_text(const RecordedConnection& connection) {
  const unsigned first = connection.opener.value_or(0);
  return text(connection.sockets[first]) + "-" + text(connection.sockets[1 - first]);
}

std::string segment_text(const Recorded& segment) {
  std::string words = fmt::format("{}, seq {}", flags_text(segment.flags), segment.seq);
  if (segment.flags.ack()) words += fmt::format(", ack {}", segment.ack);
  if (segment.text_bytes != 0) {
    words += fmt::format(", {} byte{}", segment.text_bytes, segment.text_bytes == 1 ? "" : "s");
  }
  return words;
}

std::string signed_seconds(std::int64_t time_ns) {
  return time_ns < 0 ? "-" + seconds(-time_ns) : seconds(time_ns);
}

std::string clocks_text(const Clocks& clocks) {
  const std::string ahead =
      fmt::format("the server's is {} s {} the client's", seconds(std::abs(clocks.offset_ns)),
                  clocks.offset_ns < 0 ? "behind" : "ahead of");
  const auto& [by_client, by_server] = clocks.segments;
  switch (clocks.knowledge) {
    case ClockKnowledge::unknown:
      return "nothing is known of them: no segment is in both captures beyond doubt";
    case ClockKnowledge::one_sided:
      return fmt::format(
          "{} at the {}; segments of one direction alone are in both, so delays "
          "are beyond that of the fastest of {}",
          ahead, by_server == 0 ? "most" : "least", by_client + by_server);
    case ClockKnowledge::unsteady:
      return fmt::format(
          "{} at the median, but no steady clocks explain the times: one was set "
          "while it ran; delays are wrong by up to {} s",
          ahead, seconds(clocks.uncertainty_ns));
    case ClockKnowledge::bounded:
      break;
  }
  std::string words = fmt::format("{}, to within {} s ({} segments one way, {} the other)", ahead,
                                  seconds(clocks.uncertainty_ns), by_client, by_server);
  if (!clocks.drifts) return words;
  return words +
         fmt::format("; it gains {:.3f} s an hour, to within {:.3f}, and that is in the middle",
                     clocks.drift * 3600, clocks.drift_uncertainty * 3600);
}

std::string fate_text(const Comparison& comparison, const Compared& compared, Side side,
                      const Recorded& segment) {
  const std::string what = segment_text(segment);
  const std::string_view there = name(other(side));
  if (segment.fate == Fate::lost) return fmt::format("{}: it never came to the {}", what, there);
  if (segment.fate == Fate::missed) {
    return fmt::format("{}: the capture at the {} does not have it, and the {} acknowledged it",
                       what, there, there);
  }
  return what + ": " + stranger_text(comparison, compared, side, segment);
}

FromTo from_to(const Comparison& comparison, const Rewritten& rewritten) {
  const bool by_client = rewritten.sender == Side::client;
  const Recorded* sent = &comparison.segment(Side::client, rewritten.client);
  const Recorded* came = &comparison.segment(Side::server, rewritten.server);
  if (!by_client) std::swap(sent, came);
  const auto source = [&](Side side, const Recorded& segment) {
    return text(comparison.recordings[index(side)].connection_of(segment).sockets[segment.from]);
  };
  const auto both = [&](const auto& of) {
    return FromTo{fmt::format("{}", of(*sent)), fmt::format("{}", of(*came))};
  };
  switch (rewritten.what) {
    case Rewrite::addresses:
      return {source(rewritten.sender, *sent), source(other(rewritten.sender), *came)};
    case Rewrite::sequence_numbers:
      return both([](const Recorded& one) { return one.seq; });
    case Rewrite::text:
      return both([](const Recorded& one) { return fmt::format("{} bytes", one.text_bytes); });
    case Rewrite::mss:
      return both([](const Recorded& one) { return one.mss_bytes; });
    case Rewrite::window_scale:
      return both([](const Recorded& one) { return unsigned{one.scale}; });
    case Rewrite::options:
      return both([](const Recorded& one) { return options_text(one.option_kinds); });
    case Rewrite::timestamps:
      return both([](const Recorded& one) { return fmt::format("{}/{}", one.ts_val, one.ts_ecr); });
    case Rewrite::window:
      return both([](const Recorded& one) { return one.window; });
    case Rewrite::flags:
      return both([](const Recorded& one) { return flags_text(one.flags); });
    case Rewrite::dscp:
      return both([](const Recorded& one) { return one.service >> 2; });
    case Rewrite::ecn:
      return both([](const Recorded& one) { return one.service & 3; });
    case Rewrite::hops:
      return both([](const Recorded& one) { return unsigned{one.hops}; });
  }
  return {};
}

std::string rewrite_text(const Comparison& comparison, const Rewritten& rewritten) {
  const auto [from, to] = from_to(comparison, rewritten);
  std::string words = fmt::format(
      "{} of {} segment{} of the {}: {} became {} (client frame {}, server frame {})",
      name(rewritten.what), rewritten.segments, rewritten.segments == 1 ? "" : "s",
      name(rewritten.sender), from, to, comparison.segment(Side::client, rewritten.client).frame,
      comparison.segment(Side::server, rewritten.server).frame);
  if (rewritten.what == Rewrite::text) words += "; its bytes differ";
  return words;
}

std::string frame_text(Side side, const FrameFate& fate) {
  const std::string frame = fmt::format("{} frame {}", name(side), fate.frame);
  const std::string_view there = name(other(side));
  switch (fate.fate) {
    case Fate::unpaired:
      return frame + " is of another connection";
    case Fate::matched:
      return fmt::format("{} is {} frame {}", frame, there, fate.other_frame);
    case Fate::cut_anew:
      return fmt::format("{} is cut into other segments at the {}", frame, there);
    case Fate::lost:
      return fmt::format("{} never came to the {}", frame, there);
    case Fate::missed:
      return fmt::format("{} is not in the capture at the {}", frame, there);
    case Fate::beyond:
      return fmt::format("{} lies beyond the capture at the {}", frame, there);
    case Fate::copy:
      return frame + " is a copy of one that is in both";
    case Fate::appeared:
      return fmt::format("nobody at the {} sent {}", there, frame);
  }
  return "";
}

std::string agreement_text(const Opinion& opinion) {
  const std::string_view there = name(other(opinion.side));
  std::string words;
  switch (opinion.agreement) {
    case Agreement::contradicted:
      words = fmt::format("the {}'s capture contradicts it", there);
      break;
    case Agreement::shared:
      words = fmt::format("the {}'s capture says the same at its frame {}", there, opinion.also_at);
      break;
    case Agreement::confirmed:
      words = fmt::format("the {}'s capture has every frame that it rests on", there);
      break;
    case Agreement::open:
      words = fmt::format("the {}'s capture neither has all of it nor contradicts it", there);
      break;
  }
  const char* separator = ": ";
  for (const FrameFate& fate : opinion.frames) {
    words += separator + frame_text(opinion.side, fate);
    separator = ", ";
  }
  return words;
}

}  // namespace twomsl::oracle::both
