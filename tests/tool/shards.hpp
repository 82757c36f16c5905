// A capture judged in shares, and what they say together.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "oracle/report/report.hpp"
#include "oracle/shard/merge.hpp"
#include "oracle/shard/shard_lines.hpp"

namespace twomsl::test {

[[nodiscard]] inline oracle::ShardFile shard_of(const std::vector<std::string>& files,
                                                oracle::Shard shard,
                                                const oracle::AuditOptions& options = {}) {
  std::string lines = oracle::first_line({"test", shard, options});
  for (const std::string& file : files) {
    lines += oracle::lines_of(oracle::audit_share(file, options, shard));
  }
  std::istringstream in(lines + oracle::last_line());
  return oracle::read_shard_file("shard", in);
}

[[nodiscard]] inline std::vector<oracle::ShardFile> shards_of(const std::vector<std::string>& files,
                                                              std::uint32_t count,
                                                              const oracle::AuditOptions& options) {
  std::vector<oracle::ShardFile> shards;
  for (std::uint32_t k = count; k != 0; --k) shards.push_back(shard_of(files, {k, count}, options));
  return shards;
}

/// The report in every word that people and programs get.
[[nodiscard]] inline std::string words_of(const oracle::Audit& audit,
                                          const oracle::AuditOptions& options) {
  return oracle::report_json(audit, options) + oracle::report_text(audit, options);
}

/// What all shards say together is what one run says, byte for byte.
inline void expect_same(const std::string& file, const oracle::AuditOptions& options = {}) {
  const std::string whole = words_of(oracle::audit_file(file, options), options);
  for (const std::uint32_t count : {1u, 2u, 3u, 7u}) {
    const oracle::Merged merged = oracle::merge(shards_of({file}, count, options));
    ASSERT_EQ(merged.error, "") << file;
    ASSERT_EQ(merged.audits.size(), 1u);
    ASSERT_EQ(words_of(merged.audits[0], merged.options), whole) << file << " of " << count;
  }
}

}  // namespace twomsl::test
