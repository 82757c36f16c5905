#include "oracle/shard/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace twomsl::oracle {
namespace {

bool are_same(const AuditOptions& a, const AuditOptions& b) {
  return a.msl_s == b.msl_s && a.profile == b.profile && a.vantage == b.vantage &&
         a.vantage_address == b.vantage_address && a.granted == b.granted;
}

std::string words(const Shard& shard) { return fmt::format("{}/{}", shard.number, shard.count); }

// Why the two are not of one audit; empty if they are.
std::string difference(const ShardFile& a, const ShardFile& b) {
  const std::string both = a.name + " and " + b.name;
  if (a.run.version != b.run.version) {
    return fmt::format("{} were written by different versions, {} and {}", both, a.run.version,
                       b.run.version);
  }
  if (a.run.shard.count != b.run.shard.count) {
    return fmt::format("{} are shards {} and {}: say the same number of shards in each", both,
                       words(a.run.shard), words(b.run.shard));
  }
  if (!are_same(a.run.options, b.run.options)) {
    return both + " were judged with different options (--msl, --profile, --vantage, --assume)";
  }
  if (a.captures.size() != b.captures.size()) {
    return fmt::format("{} are of {} and {} captures", both, a.captures.size(), b.captures.size());
  }
  for (std::size_t i = 0; i < a.captures.size(); ++i) {
    if (is_same_capture(a.captures[i], b.captures[i])) continue;
    return fmt::format("{} are not of the same captures: {} in the one is {} in the other", both,
                       a.captures[i].summary.file,
                       a.captures[i].summary.file == b.captures[i].summary.file
                           ? "another file of that name, or was still written to,"
                           : b.captures[i].summary.file);
  }
  return {};
}

// Why they are not all the shares of an audit; empty if they are. REQUIRES: by number.
std::string what_is_wrong(const std::vector<ShardFile>& files) {
  for (const ShardFile& file : files) {
    if (!file.error.empty()) return file.name + ": " + file.error;
  }
  for (std::size_t i = 1; i < files.size(); ++i) {
    if (std::string wrong = difference(files[0], files[i]); !wrong.empty()) return wrong;
    if (files[i - 1].run.shard == files[i].run.shard) {
      return fmt::format("{} and {} are both shard {}", files[i - 1].name, files[i].name,
                         words(files[i].run.shard));
    }
  }
  std::string missing;
  auto next = files.begin();
  const std::uint32_t count = files.front().run.shard.count;
  for (std::uint32_t number = 1; number <= count; ++number) {
    if (next != files.end() && next->run.shard.number == number) {
      ++next;
    } else {
      missing += fmt::format("{}{}/{}", missing.empty() ? "" : ", ", number, count);
    }
  }
  return missing.empty() ? missing : "these shards are missing: " + missing;
}

}  // namespace

Merged merge(std::vector<ShardFile> files) {
  Merged merged;
  if (files.empty()) return {.error = "there are no shards"};
  std::stable_sort(files.begin(), files.end(), [](const ShardFile& a, const ShardFile& b) {
    return a.run.shard.number < b.run.shard.number;
  });
  merged.error = what_is_wrong(files);
  if (!merged.error.empty()) return merged;
  merged.options = files.front().run.options;
  for (std::size_t i = 0; i < files.front().captures.size(); ++i) {
    Unsettled all = std::move(files.front().captures[i]);
    for (std::size_t k = 1; k < files.size(); ++k) add(all, std::move(files[k].captures[i]));
    merged.audits.push_back(settled(std::move(all)));
  }
  return merged;
}

}  // namespace twomsl::oracle
