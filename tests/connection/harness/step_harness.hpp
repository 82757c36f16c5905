// One connection under test: any event at any moment, segments at boundary numbers and anywhere
// else, and after each step every law of one connection. The same bytes drive RapidCheck and
// fuzz_step.
//
//   input   = opening event*
//   opening   8 bytes: policy, modulo their number; send buffer, receive buffer, segment size,
//             scale, options left out (bit 0 timestamps, 1 scale; bit 2: keep-alives are
//             sent), start of time, MSL and timeouts (bits 0-1, bits 2-3; bits 4-7: the
//             segment size of the path, or a number that no policy may have)
//   event     12 bytes:
//     kind      modulo 32; above the last kind: a segment arrives. If bits 5-7 are all set, the
//               other bytes, read as those of an opening, put another policy in force before
//     facts     a bit that is set: 0 no remote socket, 1 bad address, 2 no room, 3 bad checksum;
//               only if bits 4-7 are all set
//     control   SYN, FIN, RST, ACK, PSH, URG, timestamps, options of a SYN; bits 0-5 of facts that
//               bear none make SYN and RST rare and ACK frequent
//     numbers   low nibble SEQ, high nibble ACK: at the edges of windows, or anywhere
//     timestamp low nibble around TS.Recent; high nibble the time that passes before
//     text      low nibble how much, high nibble the window
//     bytes     of SEND, RECEIVE
//     other     of the window, the urgent pointer, the floor
//     anywhere  4 bytes, little-endian
//
// Missing bytes read as zero.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>

#include "sim/checkers/breach.hpp"
#include "sim/program/step_input.hpp"
#include "sim/subject.hpp"
#include "spec/laws/connection/connection_step.hpp"

namespace twomsl {

using sim::kStepOpeningBytes;
inline constexpr std::size_t kStepEventBytes = sim::kStepRecordBytes;

/// Is shown each step that was made.
using StepObserver = std::function<void(const ConnectionStep<Concrete>&)>;

/// Puts the events that the bytes mean to one connection until a law breaks. The breach's words end
/// with the trace and the bytes that replay it.
[[nodiscard]] std::optional<Breach> run_steps(std::span<const std::uint8_t> bytes,
                                              const sim::PoliciesUnderTest& policies_under_test,
                                              const StepObserver& observe = {});

}  // namespace twomsl
