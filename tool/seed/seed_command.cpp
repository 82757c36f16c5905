// See seed_command.hpp.
#include "tool/seed/seed_command.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "oracle/report/text/printable.hpp"
#include "tool/line/flow_option.hpp"
#include "tool/process.hpp"
#include "tool/seed/program_of_deeds.hpp"
#include "tool/seed/show_program.hpp"

namespace twomsl::tool {
namespace {

template <class... Words>
Exit complain(Exit exit, fmt::format_string<Words...> words, Words&&... values) {
  tool::complain("twomsl", fmt::format(words, std::forward<Words>(values)...));
  return exit;
}

Exit show(const SeedCommand& command) {
  if (std::filesystem::is_directory(command.shown)) {
    return complain(Exit::unreadable, "{}: it is a folder; name a file in it", command.shown);
  }
  std::ifstream file(command.shown, std::ios::binary);
  const std::vector<char> chars((std::istreambuf_iterator<char>(file)), {});
  if (!file) return complain(Exit::unreadable, "{}: it cannot be read", command.shown);
  const std::string folder =
      std::filesystem::absolute(command.shown).parent_path().filename().string();
  const std::string target = command.target.empty() ? folder : command.target;
  const std::vector<std::uint8_t> bytes(chars.begin(), chars.end());
  const auto words = show_program(target, bytes);
  if (!words) {
    return complain(Exit::usage,
                    "'{}' is no target whose inputs can be shown; say --target with "
                    "one of {}",
                    target, shown_targets());
  }
  fmt::print("{}: {}\n{}", target, oracle::printable(command.shown), *words);
  return is_written("twomsl seed") ? Exit::clean : Exit::unwritable;
}

Exit write(const std::string& path, const sim::Program& program) {
  const std::vector<std::uint8_t> bytes = sim::write_program(program);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) return complain(Exit::unwritable, "{}: it cannot be written", path);
  fmt::print("{}: {} bytes, for fuzz_pair, fuzz_host and fuzz_hosts\n{}", oracle::printable(path),
             bytes.size(), show_program("fuzz_hosts", bytes).value_or(""));
  return is_written("twomsl seed") ? Exit::clean : Exit::unwritable;
}

Exit make(const SeedCommand& command) {
  const Conversation conversation = read_conversation(command.capture, command.flow);
  if (!conversation.refusal.empty()) {
    return complain(Exit::unreadable, "{}: {}", command.capture, conversation.refusal);
  }
  const Deeds deeds = deeds_of(conversation.segments);
  if (!deeds.refusal.empty()) {
    return complain(Exit::unreadable, "{}: {}", command.capture, deeds.refusal);
  }
  const sim::Program program = program_of(deeds.deeds, conversation.family);
  if (program.commands.size() > sim::kMostCommands) {
    return complain(Exit::unreadable,
                    "{}: it would take {} commands, and a program has {}; say "
                    "--flow A:PORT-B:PORT",
                    command.capture, program.commands.size(), sim::kMostCommands);
  }
  const Played played = play(program);
  const Exit written = write(command.out, program);
  if (written != Exit::clean) return written;
  fmt::print("the capture: {}\nthe program: {}\n", describe(deeds.tally), describe(played.tally));
  if (deeds.tally.opens != played.tally.opens || deeds.tally.closes != played.tally.closes) {
    fmt::print(
        "hosts of ours did otherwise: they keep TIME-WAIT, and retransmit in their own time\n");
  }
  if (!played.breach) return Exit::clean;
  return complain(Exit::violation, "when it is played, {} breaks: {}", played.breach->law,
                  played.breach->what);
}

}  // namespace

void add_seed(const CommandLine& line) {
  const auto command = std::make_shared<SeedCommand>();
  CLI::App& seed = *line.app.add_subcommand("seed", "Show or make inputs of the fuzz targets");
  seed.require_subcommand(1);
  CLI::App& show = *seed.add_subcommand("show", "Print an input by the names of its fields");
  show.add_option("FILE", command->shown, "an input, as in fuzz/corpus/fuzz_pair")
      ->type_name("")
      ->required();
  show.add_option("--target", command->target,
                  "whose it is: " + shown_targets() + "; if unsaid, the name of its folder")
      ->type_name("NAME");
  CLI::App& from = *seed.add_subcommand(
      "from",
      "Make a program of what a capture shows: who opens, sends, closes and aborts, and "
      "what was lost");
  from.add_option("FILE", command->capture, "pcap or pcapng, plain or gzip; - for standard input")
      ->type_name("")
      ->required();
  from.add_option("-o,--out", command->out, "where the program is written")
      ->type_name("FILE")
      ->required();
  add_flow_option(from, "only what lies between these two", command->flow);
  seed.callback([&todo = line.todo, command] { todo = [command] { return run(*command); }; });
}

Exit run(const SeedCommand& command) {
  return command.shown.empty() ? make(command) : show(command);
}

}  // namespace twomsl::tool
