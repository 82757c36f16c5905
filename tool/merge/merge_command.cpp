// See merge_command.hpp.
#include "tool/merge/merge_command.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>

#include "oracle/shard/merge.hpp"
#include "tool/audit/named_files.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

oracle::ShardFile read_file(const std::string& name) {
  if (name == "-") return oracle::read_shard_file("standard input", std::cin);
  std::ifstream in(name, std::ios::binary);
  if (in) return oracle::read_shard_file(name, in);
  oracle::ShardFile missing;
  missing.name = name;
  missing.error = fmt::format("it cannot be read: {}", std::strerror(errno));
  return missing;
}

// Shards have no frames, and what bears the capture's name now may be another.
std::string objection_to(const AuditCommand& command) {
  for (const ReportChoice& choice : command.reports) {
    if (!choice.format->rereads) continue;
    return fmt::format("merge: {} shows frames, which shards do not have: twomsl audit makes it",
                       choice.format->name);
  }
  return objection_to(command.reports, command.files);
}

}  // namespace

void add_merge(const CommandLine& line) {
  const auto command = std::make_shared<AuditCommand>();
  CLI::App& merge = *line.app.add_subcommand("merge", "Make one report of the shards of an audit");
  merge
      .add_option("SHARD", command->files,
                  "what audit --shard K/N printed, for each K from 1 to N, in any order")
      ->type_name("")
      ->required();
  add_reporting_options(merge, *command);
  merge.callback(
      [&todo = line.todo, command] { todo = [command] { return run_merge(*command); }; });
}

Exit run_shard(const AuditCommand& command) {
  listen_for_interrupts();
  print(oracle::first_line({TWOMSL_VERSION, *command.shard, command.options}));
  bool all_readable = true;
  for (const std::string& file : each_once(command.files)) {
    const oracle::Unsettled share =
        oracle::audit_share(file, command.options, *command.shard, goes_on);
    if (is_interrupted()) return exit_of_interrupt();
    if (!share.summary.readable) {
      complain("twomsl", file + ": " + share.summary.damage);
      all_readable = false;
    }
    print(lines_of(share));
  }
  print(oracle::last_line());
  if (!is_written("twomsl")) return Exit::unwritable;
  return all_readable ? Exit::clean : Exit::unreadable;
}

Exit run_merge(const AuditCommand& command) {
  listen_for_interrupts();
  if (const std::string wrong = objection_to(command); !wrong.empty()) {
    return refuse(wrong, Exit::usage);
  }
  std::vector<oracle::ShardFile> shards;
  for (const std::string& name : command.files) shards.push_back(read_file(name));
  oracle::Merged merged = oracle::merge(std::move(shards));
  if (!merged.error.empty()) return refuse(merged.error, Exit::unreadable);
  AuditCommand whole = command;
  whole.options = merged.options;
  whole.files.clear();
  for (const oracle::Audit& audit : merged.audits) whole.files.push_back(audit.summary.file);
  return report(whole, [&merged](std::size_t index, bool /*is_read_twice*/, const Take& take) {
    oracle::Audit& audit = merged.audits[index];
    const oracle::SecondReading again(std::span<const std::uint8_t>{});
    take(std::move(audit), again);
  });
}

}  // namespace twomsl::tool
