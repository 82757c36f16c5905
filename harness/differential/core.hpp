// The core as the stack's double: an endpoint of ours with a user for each tuple, which gets what
// the stack got and tells what it did with it.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "harness/program/tuples.hpp"
#include "harness/stage/recording.hpp"
#include "net/family_endpoint.hpp"

namespace twomsl::harness {

/// One step of the machine, as RFC 9293 section 3.10 has it.
struct CoreStep {
  State before{};
  State after{};
  Why why{};
  EventKind event{};
  Instant<Concrete> at{};
};

/// What the core sends, or tells a user.
struct CoreAct {
  SeenEvent event{};
  std::vector<std::uint8_t> packet{};  // if it is one
};

class Core {
 public:
  explicit Core(const Policy<Concrete>& policy);
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  /// Whatever is due before that time happens, each thing at its own time.
  void advance_to(std::uint64_t now_us);

  void receive(std::span<const std::uint8_t> packet);
  /// A call of the user's; SEND of so many bytes.
  void call(TraceEvent what, std::uint8_t tuple, std::uint32_t bytes);

  /// What was done since it was last asked, in its order.
  [[nodiscard]] std::vector<CoreAct> take_acts() { return std::exchange(acts_, {}); }

  [[nodiscard]] State state(std::uint8_t tuple) const;
  /// The last step of the tuple's; a segment that was refused before makes none.
  [[nodiscard]] const std::optional<CoreStep>& step(std::uint8_t tuple) const {
    return steps_[tuple];
  }
  /// How many of the numbers that it has sent the peer has acknowledged: SND.UNA - ISS. None
  /// without a control block.
  [[nodiscard]] std::optional<std::uint32_t> acknowledged(std::uint8_t tuple) const;
  /// When the wait of a tuple ends, or has ended last, as far as is known.
  [[nodiscard]] std::optional<std::uint64_t> wait_end_us(std::uint8_t tuple) const {
    return wait_ends_us_[tuple];
  }
  /// A timer has given the connection up.
  [[nodiscard]] bool has_given_up(std::uint8_t tuple) const { return has_given_up_[tuple]; }

 private:
  using Machine = FamilyEndpoint<Ipv4Stores>;
  using Key = Ipv4Tuple<Concrete>;

  void see(const Key& key, EventKind kind, const HostOutcome<Concrete>& out);
  /// What there is to tell and to send.
  void settle();
  void accept_all();
  void tell(const Notice& notice);
  void add(TraceEvent what, std::uint8_t tuple, std::uint32_t number = 0);
  [[nodiscard]] std::optional<std::uint8_t> tuple_of(Handle handle) const;

  Machine machine_;
  std::uint64_t msl_us_;
  Instant<Concrete> now_{};
  Handle listener_{};
  std::array<Handle, kTuples> handles_{};
  std::array<std::optional<CoreStep>, kTuples> steps_{};
  std::array<std::optional<std::uint64_t>, kTuples> wait_ends_us_{};
  std::array<bool, kTuples> has_given_up_{};
  std::vector<CoreAct> acts_{};
};

}  // namespace twomsl::harness
