// What to include of twomsl::endpoint: packets and time in, packets and a deadline out.
#pragma once

#include <twomsl/net/endpoint.hpp>
