// See format.hpp.
#include "oracle/report/formats/format.hpp"

#include <array>
#include <utility>

namespace twomsl::oracle {
namespace {

class TextWriter : public ReportWriter {
 public:
  TextWriter(Write write, const ReportSettings& settings)
      : write_(std::move(write)), settings_(settings) {}

  std::string add(const Audit& audit, const SecondReading& /*again*/) override {
    if (audit.summary.readable) write_(report_text(audit, settings_.options, settings_.quiet));
    return "";
  }
  void finish(const Totals& totals) override {
    if (!settings_.quiet && totals.judged != 0) write_(closing_words(totals));
  }

 private:
  Write write_;
  ReportSettings settings_;
};

class JsonLinesWriter : public ReportWriter {
 public:
  JsonLinesWriter(Write write, const ReportSettings& settings)
      : write_(std::move(write)), options_(settings.options) {}

  std::string add(const Audit& audit, const SecondReading& /*again*/) override {
    if (audit.summary.readable) write_(report_json(audit, options_));
    return "";
  }
  void finish(const Totals& /*totals*/) override {}

 private:
  Write write_;
  AuditOptions options_;
};

template <class Writer>
std::unique_ptr<ReportWriter> make(Write write, const ReportSettings& settings) {
  return std::make_unique<Writer>(std::move(write), settings);
}

constexpr std::array<ReportFormat, 2> kFormats{{
    {"text", "for people", false, make<TextWriter>},
    {"jsonl", "one JSON object a line (oracle/schema.json)", false, make<JsonLinesWriter>},
}};

}  // namespace

std::span<const ReportFormat> report_formats() { return kFormats; }

}  // namespace twomsl::oracle
