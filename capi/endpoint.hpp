// What stands behind a twomsl_endpoint.
#pragma once

#include <cstdint>
#include <vector>

#include "capi/boundary.hpp"
#include "capi/misbehaviour.hpp"
#include "net/endpoint.hpp"

struct twomsl_endpoint {
  twomsl::Endpoint tcp{};
  twomsl::capi::Misbehaviour misbehaviour{};
  std::vector<std::uint8_t> packet{};  // the one that the caller has
};

namespace twomsl::capi {

/// What every call of an endpoint begins and ends with.
template <class Call>
twomsl_result on(twomsl_endpoint* endpoint, bool has_arguments, const Call& call) {
  return guarded([&] {
    if (endpoint != nullptr && has_arguments) return call(endpoint->tcp);
    return fail(TWOMSL_INVALID, "the endpoint or an argument is null");
  });
}

}  // namespace twomsl::capi
