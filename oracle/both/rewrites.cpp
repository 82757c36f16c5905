// What a box between the captures rewrote.
#include <algorithm>

#include "oracle/both/comparison.hpp"

namespace twomsl::oracle::both {
namespace {

constexpr std::uint8_t kBesides = Flags::kPsh | Flags::kUrg | Flags::kEce | Flags::kCwr;

// Every kind that shows in one segment.
std::vector<Rewrite> rewrites_of(const Recorded& sent, const Recorded& came) {
  std::vector<Rewrite> found;
  const auto add = [&](bool is_so, Rewrite what) {
    if (is_so) found.push_back(what);
  };
  const auto both_have = [&](unsigned kind) {
    return sent.has_option(kind) && came.has_option(kind);
  };
  add(sent.text_hash != 0 && came.text_hash != 0 && sent.text_hash != came.text_hash,
      Rewrite::text);
  add(both_have(kMss) && sent.mss_bytes != came.mss_bytes, Rewrite::mss);
  add(both_have(kScale) && sent.scale != came.scale, Rewrite::window_scale);
  add(sent.option_kinds != came.option_kinds, Rewrite::options);
  add(both_have(kTimestamps) && (sent.ts_val != came.ts_val || sent.ts_ecr != came.ts_ecr),
      Rewrite::timestamps);
  add(sent.window != came.window, Rewrite::window);
  add(((sent.flags.bits ^ came.flags.bits) & kBesides) != 0, Rewrite::flags);
  add(sent.service >> 2 != came.service >> 2, Rewrite::dscp);
  add((sent.service & 3) != (came.service & 3), Rewrite::ecn);
  add(sent.hops != came.hops, Rewrite::hops);
  return found;
}

class Finder {
 public:
  Finder(const Comparison& comparison, const Compared& compared)
      : comparison_(comparison), compared_(compared) {}

  std::vector<Rewritten> run() {
    for (const Side sender : {Side::client, Side::server}) look_at(sender);
    std::ranges::stable_sort(found_, {}, [](const Rewritten& one) { return one.what; });
    return std::move(found_);
  }

 private:
  void look_at(Side sender) {
    const std::uint32_t number = compared_.connection[index(sender)];
    const RecordedConnection& connection =
        comparison_.recordings[index(sender)].connections[number];
    for (std::uint32_t i = connection.first; i <= connection.last; ++i) {
      const Recorded& sent = comparison_.segment(sender, i);
      if (sent.connection != number || sent.fate != Fate::matched) continue;
      if (compared_.pair.sender(sender, sent) != sender) continue;
      const Recorded& came = comparison_.segment(other(sender), sent.partner);
      if (came.connection != compared_.connection[index(other(sender))]) continue;
      if (has_another_socket(sender, sent, came)) add(Rewrite::addresses, sender, i, sent.partner);
      if (compared_.pair.shift[compared_.pair.direction(sender, sent)] != 0) {
        add(Rewrite::sequence_numbers, sender, i, sent.partner);
      }
      for (const Rewrite what : rewrites_of(sent, came)) add(what, sender, i, sent.partner);
    }
  }

  [[nodiscard]] bool has_another_socket(Side sender, const Recorded& sent,
                                        const Recorded& came) const {
    const auto source = [&](Side side, const Recorded& segment) {
      return comparison_.recordings[index(side)].connection_of(segment).sockets[segment.from];
    };
    return source(sender, sent) != source(other(sender), came);
  }

  void add(Rewrite what, Side sender, std::uint32_t sent, std::uint32_t came) {
    for (Rewritten& one : found_) {
      if (one.what != what || one.sender != sender) continue;
      ++one.segments;
      return;
    }
    const bool by_client = sender == Side::client;
    found_.push_back({what, sender, 1, by_client ? sent : came, by_client ? came : sent});
  }

  const Comparison& comparison_;
  const Compared& compared_;
  std::vector<Rewritten> found_{};
};

}  // namespace

std::vector<Rewritten> find_rewrites(const Comparison& comparison, const Compared& compared) {
  return Finder(comparison, compared).run();
}

}  // namespace twomsl::oracle::both
