// See report_outputs.hpp.
#include "tool/audit/report_outputs.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "oracle/suggestion.hpp"
#include "tool/audit/named_files.hpp"

namespace twomsl::tool {
namespace {

std::vector<std::string> names_of_formats() {
  std::vector<std::string> names;
  for (const oracle::ReportFormat& format : oracle::report_formats()) {
    names.emplace_back(format.name);
  }
  return names;
}

std::string label_of(const ReportChoice& choice) {
  return fmt::format("{}={}", choice.format->name, choice.file);
}

std::string unwritable(const std::string& label, int error) {
  return fmt::format("the report {} cannot be written: {}", label, std::strerror(error));
}

}  // namespace

struct ReportOutputs::Output {
  std::string label{};
  bool rereads = false;
  std::FILE* stream = nullptr;
  int error = 0;  // the first one; what follows it tells less
  std::unique_ptr<oracle::ReportWriter> writer{};

  void note(bool is_good) {
    if (!is_good && error == 0) error = errno;
  }
  void write(std::string_view text) {
    note(std::fwrite(text.data(), 1, text.size(), stream) == text.size());
  }
  // So that a pipe has each file's findings at once.
  void flush() { note(std::fflush(stream) == 0); }

  // Standard output stays open for what else is printed.
  void close() {
    if (stream == nullptr) return;
    flush();
    if (stream != stdout) note(std::fclose(stream) == 0);
    stream = nullptr;
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
    const std::string file = word.substr(equals + 1);
    return {&format, is_standard_output(file) ? "-" : file};
  }
  throw CLI::ValidationError(fmt::format("--report '{}' is none of {}{}", wanted,
                                         fmt::join(names_of_formats(), ", "),
                                         oracle::did_you_mean(wanted, names_of_formats())));
}

std::string ReportOutputs::open(const std::vector<ReportChoice>& choices,
                                const oracle::ReportSettings& settings) {
  for (const ReportChoice& choice : choices) {
    auto output = std::make_unique<Output>();
    output->label = label_of(choice);
    output->rereads = choice.format->rereads;
    output->stream = choice.file == "-" ? stdout : std::fopen(choice.file.c_str(), "wb");
    if (output->stream == nullptr) return unwritable(output->label, errno);
    const auto write = [&to = *output](std::string_view text) { to.write(text); };
    oracle::ReportSettings own = settings;
    own.colour = settings.colour && output->stream == stdout;
    output->writer = choice.format->make(write, own);
    outputs_.push_back(std::move(output));
  }
  return {};
}

bool ReportOutputs::reread() const {
  return std::any_of(outputs_.begin(), outputs_.end(),
                     [](const auto& output) { return output->rereads; });
}

void ReportOutputs::add(const oracle::Audit& audit, const oracle::SecondReading& again) {
  for (const auto& output : outputs_) {
    const std::string amiss = output->writer->add(audit, again);
    if (!amiss.empty() && lost_.empty()) {
      lost_ = fmt::format("the report {} lacks {}: {}", output->label, audit.summary.file, amiss);
    }
    output->flush();
  }
}

std::string ReportOutputs::finish(const oracle::Totals& totals) {
  for (const auto& output : outputs_) {
    output->writer->finish(totals);
    output->close();
    if (output->error != 0 && lost_.empty()) lost_ = unwritable(output->label, output->error);
  }
  return lost_;
}

}  // namespace twomsl::tool
