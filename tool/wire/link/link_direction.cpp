// See link_direction.hpp.
#include "tool/wire/link/link_direction.hpp"

#include "sim/random.hpp"

namespace twomsl::tool {
namespace {

// What stands before the segment; a packet that is shorter is left as it is.
std::size_t ip_header_bytes(std::span<const std::uint8_t> packet) {
  if (packet.empty()) return 0;
  return packet[0] >> 4 == 6 ? 40 : std::size_t{4} * (packet[0] & 15u);
}

}  // namespace

LinkDirection::LinkDirection(const LinkProfile& profile, std::uint64_t seed)
    : profile_(profile), random_(sim::mixed(seed)) {}

Instant<Concrete> LinkDirection::leaves_at(std::size_t bytes, Instant<Concrete> now) {
  if (profile_.rate_bits_s == 0) return now;
  free_at_ = larger(free_at_, now) +
             Duration<Concrete>{std::uint64_t{bytes} * 8 * 1'000'000 / profile_.rate_bits_s};
  return free_at_;
}

void LinkDirection::put_in_flight(std::span<const std::uint8_t> packet, Instant<Concrete> due) {
  in_flight_.push({due, number_++, {packet.begin(), packet.end()}});
}

void LinkDirection::offer(std::span<const std::uint8_t> packet, Instant<Concrete> now) {
  ++counts_.offered;
  if (profile_.black_hole_bytes != 0 && packet.size() > profile_.black_hole_bytes) {
    ++counts_.too_long;
    return;
  }
  if (in_flight_.size() >= profile_.queued_packets) {
    ++counts_.overflowed;
    return;
  }
  const sim::LinkEffect effect =
      sim::draw_effect(profile_.faults, [this] { return sim::mixed(random_++); });
  if (effect.is_lost) {
    ++counts_.lost;
    return;
  }
  const Instant<Concrete> due = leaves_at(packet.size(), now) +
                                Duration<Concrete>{profile_.faults.latency_us + effect.delay_us};
  if (effect.delay_us != 0) ++counts_.delayed;
  if (effect.repeated_after_us) {
    ++counts_.repeated;
    put_in_flight(packet, due + Duration<Concrete>{*effect.repeated_after_us});
  }
  const std::size_t header_bytes = ip_header_bytes(packet);
  if (effect.damaged_at && packet.size() > header_bytes) {
    ++counts_.damaged;
    taken_.assign(packet.begin(), packet.end());
    sim::damage_bit(std::span(taken_).subspan(header_bytes), *effect.damaged_at);
    packet = taken_;
  }
  put_in_flight(packet, due);
}

Instant<Concrete> LinkDirection::next_due() const {
  return in_flight_.empty() ? Instant<Concrete>{kNeverUs} : in_flight_.top().due;
}

std::span<const std::uint8_t> LinkDirection::take_due(Instant<Concrete> now) {
  if (in_flight_.empty() || now < in_flight_.top().due) return {};
  taken_ = in_flight_.top().bytes;
  in_flight_.pop();
  ++counts_.delivered;
  return taken_;
}

}  // namespace twomsl::tool
