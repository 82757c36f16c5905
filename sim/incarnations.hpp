// What the users of one end of one tuple did in each incarnation of its connection, by which the
// other end is judged.
#pragma once

#include <string_view>
#include <vector>

#include "net/calls.hpp"

namespace twomsl::sim {

inline constexpr std::uint32_t kNoIncarnation = ~std::uint32_t{0};

struct Incarnation {
  Handle handle{};
  Seq<Concrete> iss{};
  std::uint32_t peer = kNoIncarnation;         // the peer's incarnation that it is connected with
  std::uint32_t interrupted = kNoIncarnation;  // the incarnation whose TIME-WAIT it reopened
  std::uint64_t sent_bytes = 0;                // accepted by SEND
  std::uint64_t received_bytes = 0;            // by RECEIVE
  bool peer_closed = false;                    // the peer's FIN has come
  bool received_all = false;                   // RECEIVE has told the end of the stream
  bool is_released = false;                    // its user has given the handle back
  bool failed = false;                         // it was reset, aborted or given up
};

struct Incarnations {
  std::vector<Incarnation> all{};
  std::uint32_t current = kNoIncarnation;

  /// From here `next` goes on. The first takes room for the usual few.
  void add(const Incarnation& next) {
    if (all.empty()) all.reserve(8);
    all.push_back(next);
    current = static_cast<std::uint32_t>(all.size() - 1);
  }

  [[nodiscard]] Incarnation* at(std::uint32_t number) {
    return number == kNoIncarnation ? nullptr : &all[number];
  }
  [[nodiscard]] Incarnation* now() { return at(current); }
  [[nodiscard]] const Incarnation* now() const {
    return current == kNoIncarnation ? nullptr : &all[current];
  }
  [[nodiscard]] std::uint32_t find(Handle handle) const {
    for (std::size_t i = all.size(); i > 0; --i) {
      if (all[i - 1].handle == handle) return static_cast<std::uint32_t>(i - 1);
    }
    return kNoIncarnation;
  }
};

}  // namespace twomsl::sim
