#include "harness/defect_report.hpp"

#include <fmt/format.h>

#include <fstream>

#include "oracle/report/text/wrap.hpp"

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
    case FailureKind::contradiction:
      return fmt::format("{} is convicted by its own words: {} ({})", stack, defect.failure.name,
                         memory);
    case FailureKind::difference:
      return fmt::format("{} differs from the core: {} ({})", stack, defect.failure.name, memory);
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
  } else if (defect.failure.kind == FailureKind::difference) {
    words += "How they differ:\n" + defect.failure.words;
  } else if (defect.failure.kind == FailureKind::contradiction) {
    words += "What it says, and does:\n" + oracle::wrapped(defect.failure.words, "  ", "    ");
  } else if (defect.failure.kind != FailureKind::garbled) {
    words += last_command(subject, defect);
  }
  if (!defect.is_repeatable) {
    words += "Played once more it did not happen: the stack draws on what reset does not set.\n";
  }
  if (defect.failure.kind == FailureKind::difference) {
    words += fmt::format("captures: {}.pcap, and of the core {}-core.pcap\n", stem, stem);
  } else if (defect.failure.kind == FailureKind::contradiction) {
    words += fmt::format("capture: {}.pcap\n", stem);
  } else {
    words += fmt::format("capture: {}.pcap\n  twomsl audit {} {}.pcap\n", stem,
                         audit_arguments(subject, defect.run.recording), stem);
  }
  words += fmt::format("replay: {} replay --connections {} {}{}.program\n", place.command,
                       subject.connections, place.options, stem);
  return words;
}

std::string summary_of(const Subject& subject, const PropertiesOptions& options,
                       const PropertiesResult& result) {
  std::string words = fmt::format("{} {}: {} programs from seed {}, ", subject.stack->name,
                                  subject.stack->release, result.played, options.seed);
  if (options.beside != nullptr) words += fmt::format("beside {}, ", options.beside->name);
  if (result.defects.empty()) return words + "nothing found\n";
  if (options.beside == nullptr) {
    std::string_view before;
    for (const auto& [name, defect] : result.defects) {
      words += fmt::format("{}{} in {}", before, name, defect.times);
      before = ", ";
    }
    return words + "\n";
  }
  words += fmt::format("{} difference{}\n", result.defects.size(),
                       result.defects.size() == 1 ? "" : "s");
  for (const Level level : kValuesOf<Level>) {
    for (const auto& [name_of_it, defect] : result.defects) {
      if (defect.failure.level != level) continue;
      words += fmt::format("  {:6} {:48} in {}{}\n", name(level), name_of_it, defect.times,
                           options.known.contains(name_of_it) ? ", known" : "");
    }
  }
  return words;
}

bool write_files(const Subject& subject, const Defect& defect, const ReportPlace& place) {
  const std::string stem = file_stem(subject, defect.failure, place);
  const std::vector<std::uint8_t>& of_core = defect.failure.core_capture;
  return (of_core.empty() || write_file(stem + "-core.pcap", of_core)) &&
         write_file(stem + ".program", write_program(defect.program)) &&
         write_capture(defect.run.recording, stem + ".pcap");
}

bool write_capture(const Recording& recording, const std::string& path) {
  return write_file(path, recording.capture());
}

}  // namespace twomsl::harness
