// See live_command.hpp.
#include "tool/live/live_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "oracle/auditor.hpp"
#include "oracle/report/explain.hpp"
#include "oracle/report/report.hpp"
#include "tool/audit/named_files.hpp"
#include "tool/line/numbers.hpp"
#include "tool/process.hpp"

namespace twomsl::tool {
namespace {

using Clock = std::chrono::steady_clock;
using oracle::Finding;
using oracle::Verdict;

constexpr auto kCountDrops = std::chrono::seconds(1);

std::int64_t now_ns() {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

// Where findings go that may change yet: beside the report, in its format.
class Provisional {
 public:
  explicit Provisional(const AuditCommand& command)
      : options_(command.options), selection_(command.part.selection) {
    for (const ReportChoice& choice : command.reports) {
      if (choice.file != "-") continue;
      is_json_ = choice.format->name == "jsonl";
      if (!is_json_ && choice.format->name != "text") stream_ = stderr;
    }
  }

  void print_new(oracle::Auditor& auditor) {
    const std::size_t count = auditor.unsettled_findings().size();
    if (count == printed_) return;
    for (const Finding& finding : auditor.findings_so_far(printed_)) {
      if (is_selected(selection_, finding.rule, finding.party, finding.peer)) print(finding);
    }
    std::fflush(stream_);
    printed_ = count;
  }

 private:
  void print(const Finding& finding) {
    if (is_json_) {
      const std::string line = oracle::json_line(finding, options_, false);
      std::fwrite(line.data(), 1, line.size(), stream_);
      return;
    }
    fmt::print(stream_, "provisional: {} {} at frame {}: {}\n", name(finding.verdict),
               name(finding.rule), finding.at.frame, summary_of(finding));
  }

  oracle::AuditOptions options_;
  Selection selection_;
  std::FILE* stream_ = stdout;
  bool is_json_ = false;
  std::size_t printed_ = 0;
};

// What the kernel had no room for, and when.
class Drops {
 public:
  void count(Interface& interface, oracle::Auditor& auditor, Clock::time_point now, bool at_once) {
    if (!at_once && now < next_) return;
    next_ = now + kCountDrops;
    const std::int64_t then_ns = std::exchange(last_ns_, now_ns());
    const std::uint64_t dropped = interface.take_dropped();
    if (dropped == 0) return;
    if (all_ == 0) {
      complain("twomsl", "the kernel drops packets: what may hang on them is left undetermined");
    }
    all_ += dropped;
    auditor.miss(dropped, {then_ns, last_ns_});
  }

  [[nodiscard]] std::uint64_t all() const { return all_; }

 private:
  Clock::time_point next_{};
  std::int64_t last_ns_ = now_ns();
  std::uint64_t all_ = 0;
};

// The audit of what passes until an end comes.
oracle::Audit listen(const LiveCommand& live, const AuditCommand& command, Interface& interface) {
  oracle::Auditor auditor(command.options);
  Provisional provisional(command);
  Drops drops;
  const auto begun = Clock::now();
  const auto longest = std::chrono::duration<double>(live.most_seconds);
  oracle::Frame frame;
  std::uint64_t packets = 0;
  bool goes_on = true;
  while (goes_on && !is_interrupted()) {
    const auto now = Clock::now();
    if (live.most_seconds > 0 && now - begun >= longest) break;
    drops.count(interface, auditor, now, false);
    switch (interface.next(frame)) {
      case Interface::Next::frame:
        auditor.observe(frame);
        provisional.print_new(auditor);
        goes_on = ++packets != live.most_packets;
        break;
      case Interface::Next::nothing:
        break;
      case Interface::Next::over:
        goes_on = false;
        break;
    }
  }
  drops.count(interface, auditor, Clock::now(), true);
  oracle::Audit audit = auditor.finish();
  audit.summary.file = live.interface.name;
  audit.summary.readable = true;
  audit.summary.damage = interface.error();
  if (drops.all() != 0) {
    complain("twomsl", fmt::format("{} packets were dropped by the kernel", drops.all()));
  }
  return audit;
}

}  // namespace

std::vector<CLI::Option*> add_live_options(CLI::App& audit, LiveCommand& live) {
  InterfaceOptions& interface = live.interface;
  return {
      audit.add_option("--filter", interface.filter, "with -i: packets of this filter alone")
          ->type_name("BPF"),
      audit.add_option("-w", interface.kept, "with -i: keep the packets in a pcap file")
          ->type_name("FILE"),
      &add_whole_number(audit,
                        {.name = "-c",
                         .type = "COUNT",
                         .help = "with -i: end after so many packets",
                         .unit = "packets",
                         .example = "1000",
                         .least = 1,
                         .most = 1e15},
                        [&live](std::uint64_t packets) { live.most_packets = packets; }),
      &add_decimal(audit,
                   {.name = "--for",
                    .type = "SECONDS",
                    .help = "with -i: end after so many seconds",
                    .unit = "seconds",
                    .example = "60",
                    .least = 0.000001,
                    .most = 1e9},
                   [&live](double seconds) { live.most_seconds = seconds; }),
  };
}

Exit run(const LiveCommand& live, const AuditCommand& command) {
  listen_for_interrupts();
  const std::string& kept = live.interface.kept;
  if (is_standard_output(kept))
    return refuse("-w: standard output is for the report; name a file", Exit::usage);
  if (const std::string wrong = kept.empty() ? "" : objection_to(command.reports, {kept});
      !wrong.empty()) {
    return refuse(wrong, Exit::usage);
  }
  Interface interface;
  if (const std::string wrong = interface.open(live.interface); !wrong.empty()) {
    return refuse(wrong, Exit::unreadable);
  }
  AuditCommand listening = command;
  listening.files = {live.interface.name};
  listening.ends_when_interrupted = true;
  bool is_kept = true;
  bool broke_off = false;
  const Exit exit = report(listening, [&](std::size_t, bool is_read_twice, const Take& take) {
    if (is_read_twice && kept.empty()) {
      complain("twomsl", "a report that shows frames needs them in a file: say -w FILE, too");
    }
    complain("twomsl",
             fmt::format("listening on {}; Ctrl-C ends it with the report", live.interface.name));
    oracle::Audit audit = listen(live, listening, interface);
    broke_off = !audit.summary.damage.empty();
    is_kept = interface.close();
    take(std::move(audit), oracle::SecondReading(kept));
  });
  if (!is_kept) {
    return refuse(kept + ": it cannot be written", Exit::unwritable);
  }
  return broke_off ? Exit::unreadable : exit;
}

}  // namespace twomsl::tool
