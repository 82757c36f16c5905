// What an endpoint sends, changed by a program: the peer that a stack should survive. The language
// is that of twomsl_endpoint_misbehave().
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "spec/model/segment.hpp"
#include "spec/model/time.hpp"

namespace twomsl::capi {

enum class PacketKind : std::uint8_t { syn, syn_ack, fin, rst, data, ack, any };

[[nodiscard]] constexpr std::string_view name(PacketKind kind) {
  switch (kind) {
    case PacketKind::syn:
      return "syn";
    case PacketKind::syn_ack:
      return "syn-ack";
    case PacketKind::fin:
      return "fin";
    case PacketKind::rst:
      return "rst";
    case PacketKind::data:
      return "data";
    case PacketKind::ack:
      return "ack";
    case PacketKind::any:
      return "any";
  }
  return "";
}

/// The numbers of a segment that a rule may set.
enum class Field : std::uint8_t { seq, ack, window, urgent, ts_val, ts_ecr };

[[nodiscard]] constexpr std::string_view name(Field field) {
  switch (field) {
    case Field::seq:
      return "seq";
    case Field::ack:
      return "ack";
    case Field::window:
      return "window";
    case Field::urgent:
      return "urgent";
    case Field::ts_val:
      return "ts_val";
    case Field::ts_ecr:
      return "ts_ecr";
  }
  return "";
}

struct Drop {};
struct Damage {};
struct Delay {
  std::uint64_t us = 0;
};
struct Repeat {
  std::uint32_t copies = 1;  // in all
};
struct SetField {
  Field field{};
  std::uint32_t value = 0;
  bool is_added = false;
};
struct Inject {
  PacketKind kind{};  // syn, fin, rst or ack
};
using Action = std::variant<Drop, Damage, Delay, Repeat, SetField, Inject>;

struct Rule {
  PacketKind kind = PacketKind::any;
  std::uint32_t first = 1;  // of the packets of its kind, from 1
  std::uint32_t last = ~0u;
  Action action{};
  std::uint32_t seen = 0;
};

/// The rules of a program, or what is wrong with it.
struct ReadRules {
  std::vector<Rule> rules{};
  std::string error{};
};

/// Total on any text. A program has at most kMostRules rules.
[[nodiscard]] ReadRules read_rules(std::string_view program);
inline constexpr std::size_t kMostRules = 1000;
inline constexpr std::uint32_t kMostCopies = 100;

/// Packets that leave later.
inline constexpr std::size_t kMostDelayed = 4096;

class Misbehaviour {
 public:
  /// REQUIRES: rules that were read.
  void follow(std::vector<Rule> rules) { rules_ = std::move(rules); }

  /// Nothing is changed, and nothing waits.
  [[nodiscard]] bool is_idle() const { return rules_.empty() && waiting_.empty(); }

  /// A packet that the endpoint sends at `now`: what comes of it waits in next(). Beyond
  /// kMostDelayed it is lost.
  void send(std::span<const std::uint8_t> packet, Instant<Concrete> now);

  /// The next packet that is due, if there is one.
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> next(Instant<Concrete> now);

  /// When the next one is due; kNeverUs if none waits.
  [[nodiscard]] Instant<Concrete> next_due() const;

 private:
  struct Waiting {
    Instant<Concrete> due{};
    std::vector<std::uint8_t> packet{};
  };
  void add(std::vector<std::uint8_t> packet, Instant<Concrete> due);

  std::vector<Rule> rules_{};
  std::vector<Waiting> waiting_{};  // by due, and in order of their sending
};

}  // namespace twomsl::capi
