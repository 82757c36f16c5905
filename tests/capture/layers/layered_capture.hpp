// A conversation that ends in a conviction, put into layers: whatever carries it, the same is
// found.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "oracle/audit.hpp"
#include "tests/capture/capture_builder.hpp"
#include "tests/capture/layers/layer_builder.hpp"
#include "tests/oracle/conversation.hpp"

namespace twomsl::test {

/// An IP packet of a conversation.
struct Told {
  std::int64_t time_ns = 0;
  Way way = Way::forth;  // forth: S speaks
  Bytes packet{};
};

[[nodiscard]] std::vector<Told> packets_of(const Conversation& conversation, bool over_ipv6);

/// Of one in which S gives its TIME-WAIT up early.
[[nodiscard]] std::vector<Told> convicted_conversation(bool over_ipv6 = false,
                                                       std::uint32_t text_bytes = 0);

/// What a link carries for one of these packets.
using Wrap = std::function<std::vector<Bytes>(const Told& told)>;

/// A capture of that link.
[[nodiscard]] Bytes layered_capture(const std::vector<Told>& conversation, std::uint32_t link_type,
                                    const Wrap& wrap);

/// "2 connections; active-reuse violation at frame 9", and the reasons of frames skipped.
[[nodiscard]] std::string found_in(const Bytes& capture);
[[nodiscard]] std::string skipped_in(const Bytes& capture);

/// What found_in() is to say of the conversation once.
inline const std::string kConvicted = "1 connections; violation early-release-rst";

}  // namespace twomsl::test
