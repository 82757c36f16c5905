// Which rows of spec/transitions.csv each policy follows, the museum's connections included:
// INV-FSM holds of all of them.
#pragma once

#include "historical/connection_policies.hpp"
#include "spec/laws/fsm/fsm.hpp"

namespace twomsl {

template <class D>
inline constexpr std::array<ProfiledPolicy<D>, 6> kProfiledPolicies = {{
    {"rfc9293", rfc9293<D>, "RFC6191"},
    {"safe", safe<D>, "MAY-2|RFC1337"},
    {"strict", strict<D>, "RFC1337"},
    {"assassinated", assassinated<D>, "MAY-2"},
    {"no_return", no_return<D>, "MAY-2|RFC1337"},
    {"no_time_wait", no_time_wait<D>, "MAY-2|RFC1337"},
}};

}  // namespace twomsl
