// See show_program.hpp.
#include "tool/seed/show_program.hpp"

#include <fmt/format.h>

#include <array>

#include "sim/program/program.hpp"
#include "sim/program/step_input.hpp"
#include "spec/model/event.hpp"

namespace twomsl::tool {
namespace {

constexpr std::array<std::string_view, 3> kOfSim = {"fuzz_pair", "fuzz_host", "fuzz_hosts"};
constexpr std::array<std::string_view, 2> kByTrace = {"fuzz_endpoint", "fuzz_capi"};

bool is_one_of(std::string_view target, std::span<const std::string_view> targets) {
  return std::ranges::find(targets, target) != targets.end();
}

std::string rest_of(std::size_t bytes) {
  return bytes == 0 ? "" : fmt::format("{} bytes behind the last whole record: nothing\n", bytes);
}

std::string show_record(const sim::Record& record) {
  if (record.kind >= sim::kFirstField) {
    std::string_view known = "nobody's field: nothing";
    sim::Settings settings;
    sim::for_each_setting(
        [&](unsigned number, std::string_view name, std::uint16_t) {
          if (number + sim::kFirstField == record.kind) known = name;
        },
        settings);
    return fmt::format("setting {} = {}", known, record.amount);
  }
  const sim::Program one = sim::read_program(
      std::array{record.kind, record.where, static_cast<std::uint8_t>(record.amount),
                 static_cast<std::uint8_t>(record.amount >> 8)});
  if (one.commands.empty()) return fmt::format("kind {}: nothing", record.kind);
  const sim::Command& command = one.commands.front();
  return fmt::format("{} at={}{} amount={}{}", sim::kCommandNames[record.kind],
                     "AB"[command.at.end], command.at.tuple, command.amount,
                     command.is_lazy ? " is_lazy" : "");
}

std::string show_sim(std::span<const std::uint8_t> bytes) {
  std::string words;
  std::size_t number = 0;
  sim::for_each_record(bytes, [&](const sim::Record& record) {
    words += fmt::format("{:3}. {}\n", ++number, show_record(record));
  });
  return words + rest_of(bytes.size() % sim::kRecordBytes);
}

std::string show_opening(const sim::StepOpening& opening) {
  std::string words;
  sim::for_each_step_field(opening, [&words](std::string_view name, std::uint8_t value) {
    words += fmt::format(" {}={}", name, value);
  });
  return words;
}

std::string control_bits(std::uint8_t bits) {
  constexpr std::array<std::string_view, 8> kNames = {"SYN", "FIN", "RST", "ACK",
                                                      "PSH", "URG", "TS",  "MSS+SCALE"};
  std::string words;
  for (std::size_t bit = 0; bit < kNames.size(); ++bit) {
    if ((bits >> bit & 1u) == 0) continue;
    words += words.empty() ? "" : ",";
    words += kNames[bit];
  }
  return words.empty() ? "none" : words;
}

std::string show_step_record(const sim::StepRecord& record) {
  const unsigned kind = record.kind & sim::kKindBits;
  const EventKind event =
      kind < kEventKindCount ? static_cast<EventKind>(kind) : EventKind::segment_arrives;
  std::string words = bears_policy(record)
                          ? fmt::format("policy{}\n     ", show_opening(opening_in(record)))
                          : std::string();
  return words + fmt::format(
                     "{} facts={:#04x} control={} seq={} ack={} ts={} time={} text={} window={} "
                     "bytes={} other={} anywhere={}",
                     name(event), record.facts, control_bits(record.control), record.numbers & 15,
                     record.numbers >> 4, record.timestamp & 15, record.timestamp >> 4,
                     record.text & 15, record.text >> 4, record.bytes, record.other,
                     record.anywhere);
}

// Missing bytes are zero, in the last record as in the opening.
std::string show_step(std::span<const std::uint8_t> bytes) {
  std::string words = "opening" + show_opening(sim::read_step_opening(bytes)) + "\n";
  bytes = bytes.subspan(std::min(bytes.size(), sim::kStepOpeningBytes));
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    words += fmt::format("{:3}. {}\n", number, show_step_record(sim::read_step_record(bytes)));
    bytes = bytes.subspan(std::min(bytes.size(), sim::kStepRecordBytes));
  }
  return words;
}

}  // namespace

std::string shown_targets() {
  return fmt::format("{}, fuzz_step, {}", fmt::join(kOfSim, ", "), fmt::join(kByTrace, ", "));
}

std::optional<std::string> show_program(std::string_view target,
                                        std::span<const std::uint8_t> bytes) {
  if (is_one_of(target, kOfSim)) return show_sim(bytes);
  if (target == "fuzz_step") return show_step(bytes);
  if (!is_one_of(target, kByTrace)) return std::nullopt;
  return fmt::format(
      "{} bytes. What each means depends on what came before it in the run, which tells it:\n"
      "  TWOMSL_TRACE=1 build/fuzz/fuzz/{} FILE\n",
      bytes.size(), target);
}

}  // namespace twomsl::tool
