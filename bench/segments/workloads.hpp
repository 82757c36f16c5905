// The workloads that implementations are put to, by name.
#pragma once

#include <array>
#include <string_view>

#include "bench/segments/conversation.hpp"

namespace twomsl::bench {

/// `step` is repeated.
template <class End>
struct Workload {
  std::string_view name;
  void (Conversation<End>::*step)();
  Setting setting{};
};

/// Those for a machine, which has one connection and no user.
template <class End>
inline constexpr std::array<Workload<End>, 4> kMachineWorkloads{{
    {"data", &Conversation<End>::data},
    {"data_ts", &Conversation<End>::data, {.timestamps = true}},
    {"ack", &Conversation<End>::ack},
    {"write", &Conversation<End>::write_and_ack},
}};

template <class End>
inline constexpr std::array<Workload<End>, 9> kStackWorkloads{{
    {"data", &Conversation<End>::data},
    {"data_byte", &Conversation<End>::data_byte},
    {"data_1000", &Conversation<End>::data, {.connections = 1000}},
    {"ack", &Conversation<End>::ack},
    {"write", &Conversation<End>::write_and_ack},
    {"echo", &Conversation<End>::echo, {.echoes = true}},
    {"open_close", &Conversation<End>::open_and_close},
    {"open_close_1000", &Conversation<End>::open_and_close, {.connections = 1000}},
    {"open_close_sums", &Conversation<End>::open_and_close, {.checksums = true}},
}};

}  // namespace twomsl::bench
