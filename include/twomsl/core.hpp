// What to include of twomsl::core: the machine of one connection, the host of many, the TIME-WAIT
// table, and packets decoded and encoded.
#pragma once

#include <twomsl/core/codec/decode.hpp>
#include <twomsl/core/codec/encode.hpp>
#include <twomsl/core/connection/concrete_connection.hpp>
#include <twomsl/core/host/concrete/concrete_host.hpp>
#include <twomsl/core/table/concrete_table.hpp>
#include <twomsl/spec/model/policies.hpp>
