// A program of two whole hosts as bytes: what RapidCheck generates and shrinks, and what fuzz_hosts
// mutates. The format is that of tests/network/network_program.hpp, read thus:
//
//   opening   8 bytes: policies of A and B (a nibble each); send buffers; receive buffers; MSS (a
//             nibble each); where the clock starts; options that A and B leave out (bits 0-1
//             timestamps, 2-3 scale); memory (bit 0: A's is tight, bit 1: B's is); DrainOptions
//   command   as there; bits 6 and 7 of its first byte choose the tuple. open_passive listens;
//             `rare` also removes listeners, collects waits that are over, and opens from a port of
//             the host's choice
#pragma once

#include "tests/host_network/host_network.hpp"
#include "tests/network/network_program.hpp"

namespace twomsl {

/// safe, strict, and rfc9293 with the hypothesis ISS, without which old segments may
/// reach a new incarnation.
[[nodiscard]] PoliciesUnderTest host_policies_under_test();

/// Runs a program, and the drain after it, until a law breaks. The breach's words end with all that
/// happened and with the bytes that replay it. What it has met is added to `coverage`.
[[nodiscard]] std::optional<Breach> run_host_network_program(
    const NetworkProgram& program, const PoliciesUnderTest& policies_under_test,
    HostNetworkCoverage& coverage);

}  // namespace twomsl
