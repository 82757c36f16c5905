// The museum's stories: counterexamples that Z3 found and the prover decoded, read back from
// historical/counterexamples/*.csv, as programs of fuzz_slots and as packets.
#pragma once

#include <optional>
#include <string>

#include "tests/capture/capture_builder.hpp"
#include "tests/table/table_program.hpp"

namespace twomsl {

struct StoryEvent {
  TableVerb verb = TableVerb::reserve;
  std::uint64_t now_us = 0;
  std::uint32_t tuple = 0;
  std::uint8_t adversary = 0;
};
using Story = std::vector<StoryEvent>;

/// Reads "verb,now_us,tuple,whim" lines after one heading; lines from # on are comments. Nothing
/// if the file cannot be read or a line makes no sense.
[[nodiscard]] std::optional<Story> read_story(const std::string& path);

/// The same events as fuzz_slots reads them, policy 0 of its docket, the hash of the prover.
[[nodiscard]] Program program_of(const Story& story);

/// What a network would have shown of a story whose last event takes the slot of tuple 1 while
/// tuple 0 is held on: each reservation is a connection accepted, each hold a close by the party,
/// 10.4.0.1; at the end the peer retransmits the FINs of both, and is answered from one slot only.
[[nodiscard]] test::Bytes capture_of(const Story& story);

}  // namespace twomsl
