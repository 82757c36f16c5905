// See format.hpp.
#include "oracle/report/formats/format.hpp"

#include <array>
#include <utility>

#include "oracle/report/formats/html/html_writer.hpp"
#include "oracle/report/formats/writers.hpp"
#include "oracle/report/text/wrap.hpp"

namespace twomsl::oracle {
namespace {

class TextWriter : public ReportWriter {
 public:
  TextWriter(Write write, const ReportSettings& settings)
      : write_(std::move(write)), settings_(settings) {}

  std::string add(const Audit& audit, const SecondReading& /*again*/) override {
    if (audit.summary.readable) {
      write_(report_text(audit, settings_.options,
                         {settings_.quiet, settings_.verbose, settings_.colour}));
    }
    return "";
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

constexpr std::array kFormats{
    ReportFormat{"text", "for people", false, make<TextWriter>},
    ReportFormat{"jsonl", "a JSON object a line, oracle/schema.json", false, make<JsonLinesWriter>},
    ReportFormat{"sarif", "SARIF 2.1.0, for code scanning", false, make_sarif},
    ReportFormat{"junit", "XML for CI systems", false, make_junit},
    ReportFormat{"csv", "a line a finding", false, make_csv},
    ReportFormat{"tap", "TAP 13, a point a file", false, make_tap},
    ReportFormat{"pcapng", "the frames, with comments on those that prove", true, make_pcapng},
    ReportFormat{"html", "one page that stands alone, with diagrams", true, make_html_writer},
};

}  // namespace

std::span<const ReportFormat> report_formats() { return kFormats; }

}  // namespace twomsl::oracle
