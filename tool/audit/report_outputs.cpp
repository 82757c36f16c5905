// See report_outputs.hpp.
#include "tool/audit/report_outputs.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "oracle/suggestion.hpp"

namespace twomsl::tool {
namespace {

std::vector<std::string> names_of_formats() {
  std::vector<std::string> names;
  for (const oracle::ReportFormat& format : oracle::report_formats()) {
    names.emplace_back(format.name);
  }
  return names;
}

}  // namespace

struct ReportOutputs::Output {
  std::string file{};
  std::FILE* stream = nullptr;
  std::unique_ptr<oracle::ReportWriter> writer{};

  // Standard output stays open for what else is printed.
  bool close() {
    std::FILE* const closed = std::exchange(stream, nullptr);
    if (closed == nullptr) return true;
    const bool written = std::fflush(closed) == 0 && std::ferror(closed) == 0;
    return (closed == stdout || std::fclose(closed) == 0) && written;
  }
};

ReportOutputs::ReportOutputs() = default;

ReportOutputs::~ReportOutputs() {
  for (const auto& output : outputs_) output->close();
}

ReportChoice read_report_choice(const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string wanted = word.substr(0, equals);
  for (const oracle::ReportFormat& format : oracle::report_formats()) {
    if (format.name != wanted) continue;
    if (equals == std::string::npos || equals + 1 == word.size()) {
      throw CLI::ValidationError(
          "--report",
          fmt::format("say where it is written: {0}=FILE, or {0}=- for standard output", wanted));
    }
    return {&format, word.substr(equals + 1)};
  }
  throw CLI::ValidationError(fmt::format("--report '{}' is none of {}{}", wanted,
                                         fmt::join(names_of_formats(), ", "),
                                         oracle::did_you_mean(wanted, names_of_formats())));
}

std::string ReportOutputs::open(const std::vector<ReportChoice>& choices,
                                const oracle::ReportSettings& settings) {
  for (const ReportChoice& choice : choices) {
    auto output = std::make_unique<Output>();
    output->file = choice.file;
    output->stream = choice.file == "-" ? stdout : std::fopen(choice.file.c_str(), "wb");
    if (output->stream == nullptr) {
      return fmt::format("{}: it cannot be written: {}", choice.file, std::strerror(errno));
    }
    std::FILE* const stream = output->stream;
    oracle::ReportSettings own = settings;
    own.colour = settings.colour && stream == stdout;
    output->writer = choice.format->make(
        [stream](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stream); }, own);
    outputs_.push_back(std::move(output));
  }
  return {};
}

void ReportOutputs::add(const oracle::Audit& audit) {
  for (const auto& output : outputs_) {
    output->writer->add(audit);
    std::fflush(output->stream);  // so that a pipe has each file's findings at once
  }
}

std::string ReportOutputs::finish(const oracle::Totals& totals) {
  std::string lost;
  for (const auto& output : outputs_) {
    output->writer->finish(totals);
    if (!output->close() && lost.empty()) {
      lost = fmt::format("{}: it cannot be written: {}", output->file, std::strerror(errno));
    }
  }
  return lost;
}

}  // namespace twomsl::tool
