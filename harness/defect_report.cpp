#include "harness/defect_report.hpp"

#include <fmt/format.h>

#include <fstream>

namespace twomsl::harness {
namespace {

bool write_file(const std::string& path, const std::vector<std::uint8_t>& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  out.close();
  return !out.fail();
}

std::string heading(const Subject& subject, const Defect& defect) {
  const std::string stack = fmt::format("{} {}", subject.stack->name, subject.stack->release);
  const std::string memory = subject.connections == 0
                                 ? "without a limit of memory"
                                 : fmt::format("memory for {} connections", subject.connections);
  switch (defect.failure.kind) {
    case FailureKind::finding:
      return fmt::format("{} breaks a rule: {} ({})", stack, defect.failure.name, memory);
    case FailureKind::garbled:
    case FailureKind::crash:
    case FailureKind::hang:
      return fmt::format("{} fails: {} ({})", stack, defect.failure.words, memory);
    case FailureKind::fault:
      return fmt::format("the file that brings {} is at fault, and nothing was judged:\n  {}",
                         stack, defect.failure.words);
  }
  return {};
}

// In which command a stack crashed or hung.
std::string last_command(const Subject& subject, const Defect& defect) {
  const auto& commands = defect.program.commands;
  const std::uint64_t command = defect.run.recording.command;
  if (command >= commands.size()) return {};
  return fmt::format("It happened in command {}: {}\n", command + 1,
                     describe(commands[command], subject.stack->msl_us));
}

}  // namespace

std::string file_stem(const Subject& subject, const Failure& failure, const ReportPlace& place) {
  return fmt::format("{}/{}-{}", place.folder, subject.stack->name, failure.name);
}

std::string report_of(const Subject& subject, const Defect& defect, const ReportPlace& place) {
  const std::string stem = file_stem(subject, defect.failure, place);
  std::string words = heading(subject, defect) + "\n";
  words += "What it takes";
  if (defect.commands_before != 0) {
    words +=
        fmt::format(" ({} commands of {}", defect.program.commands.size(), defect.commands_before);
    if (defect.first_seed) words += fmt::format(" of seed {}", *defect.first_seed);
    words += ")";
  }
  words += ":\n";
  words += describe(defect.program, subject.stack->msl_us);
  if (defect.failure.kind == FailureKind::finding) {
    words += "What the packets prove:\n" + defect.failure.words;
  } else if (defect.failure.kind != FailureKind::garbled) {
    words += last_command(subject, defect);
  }
  if (!defect.is_repeatable) {
    words += "Played once more it did not happen: the stack draws on what reset does not set.\n";
  }
  words += fmt::format("capture: {}.pcap\n  twomsl audit {} {}.pcap\n", stem,
                       audit_arguments(subject, defect.run.recording), stem);
  words += fmt::format("replay: {} replay --connections {} {}{}.program\n", place.command,
                       subject.connections, place.options, stem);
  return words;
}

bool write_files(const Subject& subject, const Defect& defect, const ReportPlace& place) {
  const std::string stem = file_stem(subject, defect.failure, place);
  return write_file(stem + ".program", write_program(defect.program)) &&
         write_capture(defect.run.recording, stem + ".pcap");
}

bool write_capture(const Recording& recording, const std::string& path) {
  return write_file(path, recording.capture());
}

}  // namespace twomsl::harness
