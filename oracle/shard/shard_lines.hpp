// A share of an audit as JSON lines, which `twomsl audit --shard` writes and `twomsl merge` reads.
//
// They are no report: nothing in them is decided. Their shape may change with each version.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/shard/unsettled.hpp"

namespace twomsl::oracle {

/// What all captures of one run have in common.
struct ShardRun {
  std::string version{};  // of the program
  Shard shard{};
  AuditOptions options{};
};

/// "2/4". False if it is no share.
[[nodiscard]] bool read_shard(std::string_view word, Shard& shard);

/// The first line, those of a capture, and the last line.
[[nodiscard]] std::string first_line(const ShardRun& run);
[[nodiscard]] std::string lines_of(const Unsettled& share);
[[nodiscard]] std::string last_line();

/// What was read of such a file. `error` says in words why it could not be read.
struct ShardFile {
  std::string name{};
  ShardRun run{};
  std::vector<Unsettled> captures{};
  std::string error{};
};

[[nodiscard]] ShardFile read_shard_file(const std::string& name, std::istream& in);

}  // namespace twomsl::oracle
