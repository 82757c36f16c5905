// See opinions.hpp.
#include "oracle/both/report/opinions.hpp"

#include <algorithm>

namespace twomsl::oracle::both {
namespace {

// Which pair a connection is in, by Side.
using Pairs = std::array<std::vector<const Compared*>, 2>;

Pairs pairs_in(const Comparison& comparison) {
  Pairs pairs;
  for (std::size_t i = 0; i < 2; ++i) {
    pairs[i].resize(comparison.recordings[i].connections.size());
  }
  for (const Compared& compared : comparison.connections) {
    for (std::size_t i = 0; i < 2; ++i) {
      if (compared.connection[i] != kNone) pairs[i][compared.connection[i]] = &compared;
    }
  }
  return pairs;
}

class Reader {
 public:
  explicit Reader(const Comparison& comparison)
      : comparison_(comparison), pairs_(pairs_in(comparison)) {}

  [[nodiscard]] const Recorded* at(Side side, std::uint64_t frame) const {
    return comparison_.recordings[index(side)].at_frame(frame);
  }
  [[nodiscard]] const Compared* pair_of(Side side, std::uint64_t frame) const {
    const Recorded* segment = at(side, frame);
    return segment == nullptr ? nullptr : pairs_[index(side)][segment->connection];
  }
  [[nodiscard]] const Socket& sender_of(Side side, const Recorded& segment) const {
    return comparison_.recordings[index(side)].connection_of(segment).sockets[segment.from];
  }

  // What the other capture says of a frame that bears on it; none if it concerns it not.
  [[nodiscard]] std::optional<FrameFate> fate_of(Side side, std::uint64_t frame) const {
    const Recorded* segment = at(side, frame);
    if (segment == nullptr || segment->fate == Fate::unpaired) return std::nullopt;
    FrameFate fate{.frame = frame, .fate = segment->fate, .sender = side};
    if (segment->fate == Fate::appeared) fate.sender = other(side);
    if (segment->fate == Fate::matched) {
      fate.other_frame = comparison_.segment(other(side), segment->partner).frame;
    }
    return fate;
  }

  // The party did not send it, or did not get it.
  [[nodiscard]] bool contradicts(Side side, const FrameFate& fate, const Socket& party) const {
    const bool by_party = sender_of(side, *at(side, fate.frame)) == party;
    return by_party ? fate.fate == Fate::appeared : fate.fate == Fate::lost;
  }

 private:
  const Comparison& comparison_;
  Pairs pairs_;
};

// The frame of the same finding in the other audit; 0 if it has none.
std::uint64_t same_in(const Reader& reader, const Audit& there, Side side, const Finding& finding) {
  const Compared* pair = reader.pair_of(side, finding.at.frame);
  const Recorded* breaking = reader.at(side, finding.at.frame);
  if (pair == nullptr || !pair->is_paired()) return 0;
  const auto end_of = [&](Side of, const Finding& one) {
    const Recorded& segment = *reader.at(of, one.at.frame);
    const Side sender = pair->pair.sender(of, segment);
    return reader.sender_of(of, segment) == one.party ? sender : other(sender);
  };
  for (const Finding& one : there.findings) {
    if (one.rule != finding.rule || reader.pair_of(other(side), one.at.frame) != pair) continue;
    if (breaking != nullptr && end_of(side, finding) == end_of(other(side), one)) {
      return one.at.frame;
    }
  }
  return 0;
}

Opinion opinion_on(const Reader& reader, const Audit& there, Side side, const Finding& finding) {
  Opinion opinion{.side = side, .finding = finding, .agreement = Agreement::open};
  std::vector<FrameFate> fates;
  bool is_contradicted = false;
  bool all_matched = true;
  for (const Evidence& evidence : finding.shown()) {
    const auto fate = reader.fate_of(side, evidence.at.frame);
    if (!fate) {
      all_matched = false;
      continue;
    }
    const bool known =
        std::ranges::any_of(fates, [&](const FrameFate& one) { return one.frame == fate->frame; });
    if (known) continue;
    fates.push_back(*fate);
    all_matched &= fate->fate == Fate::matched;
    is_contradicted |= reader.contradicts(side, *fate, finding.party);
  }
  opinion.also_at = same_in(reader, there, side, finding);
  if (is_contradicted) {
    opinion.agreement = Agreement::contradicted;
  } else if (opinion.also_at != 0) {
    opinion.agreement = Agreement::shared;
  } else if (all_matched && !fates.empty()) {
    opinion.agreement = Agreement::confirmed;
  }
  if (!all_matched)
    std::erase_if(fates, [](const FrameFate& one) { return one.fate == Fate::matched; });
  opinion.frames = std::move(fates);
  return opinion;
}

}  // namespace

std::uint64_t Opinions::found(Verdict verdict) const {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      findings, [&](const Opinion& opinion) { return opinion.finding.verdict == verdict; }));
}

std::uint64_t Opinions::standing(Verdict verdict) const {
  return static_cast<std::uint64_t>(std::ranges::count_if(findings, [&](const Opinion& opinion) {
    return opinion.finding.verdict == verdict && opinion.agreement != Agreement::contradicted;
  }));
}

AuditOptions options_at(const Comparison& comparison, Side side, AuditOptions options) {
  if (options.vantage != Vantage::automatic || comparison.paired == 0) return options;
  options.vantage = Vantage::host;
  options.vantage_address = comparison.near[index(side)];
  return options;
}

Opinions compare_opinions(const Comparison& comparison, std::array<Audit, 2> audits) {
  Opinions opinions;
  opinions.audits = std::move(audits);
  const Reader reader(comparison);
  for (const Side side : {Side::client, Side::server}) {
    const Audit& there = opinions.audits[index(other(side))];
    for (const Finding& finding : opinions.audits[index(side)].findings) {
      opinions.findings.push_back(opinion_on(reader, there, side, finding));
    }
    for (const Story& story : opinions.audits[index(side)].stories) {
      Addition addition{.side = side, .story = story};
      for (const std::uint64_t frame : {story.before.frame, story.at.frame}) {
        const auto fate = reader.fate_of(side, frame);
        const bool adds = fate && (fate->fate == Fate::lost || fate->fate == Fate::missed ||
                                   fate->fate == Fate::appeared);
        if (adds) addition.frames.push_back(*fate);
      }
      if (!addition.frames.empty()) opinions.stories.push_back(std::move(addition));
    }
  }
  return opinions;
}

}  // namespace twomsl::oracle::both
