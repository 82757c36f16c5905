// See format.hpp.
#include "oracle/report/formats/format.hpp"

#include <array>
#include <utility>

#include "oracle/report/text/wrap.hpp"

namespace twomsl::oracle {
namespace {

class TextWriter : public ReportWriter {
 public:
  TextWriter(Write write, const ReportSettings& settings)
      : write_(std::move(write)), settings_(settings) {}

  void add(const Audit& audit) override {
    if (!audit.summary.readable) return;
    write_(report_text(audit, settings_.options,
                       {settings_.quiet, settings_.verbose, settings_.colour}));
  }
  void finish(const Totals& totals) override {
    if (totals.files > 1) write_(totals_text(totals));
    if (!settings_.quiet && totals.judged != 0) {
      write_((totals.files > 1 ? "\n" : "") + wrapped(closing_words(totals), "", ""));
    }
  }

 private:
  Write write_;
  ReportSettings settings_;
};

class JsonLinesWriter : public ReportWriter {
 public:
  JsonLinesWriter(Write write, const ReportSettings& settings)
      : write_(std::move(write)), options_(settings.options) {}

  void add(const Audit& audit) override {
    if (audit.summary.readable) write_(report_json(audit, options_));
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
    {"text", "for people", make<TextWriter>},
    {"jsonl", "one JSON object a line (oracle/schema.json)", make<JsonLinesWriter>},
}};

}  // namespace

std::span<const ReportFormat> report_formats() { return kFormats; }

}  // namespace twomsl::oracle
