// The courses that contenders are put to, by name.
#pragma once

#include <array>
#include <string_view>

#include "bench/conversation.hpp"

namespace twomsl::bench {

/// One course: `step` is repeated.
template <class End>
struct Course {
  std::string_view name;
  void (*step)(Conversation<End>&);
  Setting setting{};
};

/// Those for a machine, which has one connection and no user.
template <class End>
inline constexpr std::array<Course<End>, 4> kMachineCourses{{
    {"data", [](Conversation<End>& with) { with.data(); }},
    {"data_ts", [](Conversation<End>& with) { with.data(); }, {.timestamps = true}},
    {"ack", [](Conversation<End>& with) { with.ack(); }},
    {"write", [](Conversation<End>& with) { with.write_and_ack(); }},
}};

template <class End>
inline constexpr std::array<Course<End>, 7> kStackCourses{{
    {"data", [](Conversation<End>& with) { with.data(); }},
    {"data_1000", [](Conversation<End>& with) { with.data(); }, {.connections = 1000}},
    {"ack", [](Conversation<End>& with) { with.ack(); }},
    {"write", [](Conversation<End>& with) { with.write_and_ack(); }},
    {"echo", [](Conversation<End>& with) { with.echo(); }, {.echoes = true}},
    {"open_close", [](Conversation<End>& with) { with.open_and_close(); }},
    {"open_close_1000",
     [](Conversation<End>& with) { with.open_and_close(); },
     {.connections = 1000}},
}};

}  // namespace twomsl::bench
