// The judge of libtwomsl.
#include <string>

#include "capi/boundary.hpp"
#include "oracle/auditor.hpp"
#include "oracle/option_words.hpp"
#include "oracle/report/notation.hpp"
#include "oracle/report/report.hpp"

using namespace twomsl;

struct twomsl_judge {
  explicit twomsl_judge(const oracle::AuditOptions& how) : options(how), auditor(how) {}

  oracle::AuditOptions options;
  oracle::Auditor auditor;
  std::uint64_t packets = 0;
  std::size_t told = 0;  // findings that were polled while the capture went on
  bool is_finished = false;
  std::string report{};    // after finish()
  std::size_t polled = 0;  // bytes of it
  std::string line{};      // the one that the caller has
};

namespace {

// Empty, or what is wrong.
std::string read(const twomsl_judge_options& given, oracle::AuditOptions& options) {
  const auto is_no = [](const char* word, const char* what) {
    return std::string("'") + word + "' is no " + what + " of an audit; see twomsl audit --help";
  };
  if (given.msl_s != 0) {
    if (!oracle::is_msl(given.msl_s)) return capi::kNoMsl;
    options.msl_s = given.msl_s;
  }
  if (given.profile != nullptr && !oracle::read_profile(given.profile, options)) {
    return is_no(given.profile, "profile");
  }
  if (given.vantage != nullptr && !oracle::read_vantage(given.vantage, options)) {
    return is_no(given.vantage, "vantage");
  }
  if (given.assume != nullptr && !oracle::read_assumptions(given.assume, options)) {
    return is_no(given.assume, "list of assumptions");
  }
  options = oracle::completed(options);
  return {};
}

bool read(twomsl_hidden_event event, Assumption& denied) {
  switch (event) {
    case TWOMSL_ABORTED:
      denied = Assumption::no_abort;
      return true;
    case TWOMSL_TIMED_OUT:
      denied = Assumption::no_user_timeout;
      return true;
    case TWOMSL_ICMP_ERROR:
      denied = Assumption::no_icmp_error;
      return true;
    case TWOMSL_REBOOTED:
      denied = Assumption::no_reboot;
      return true;
  }
  return false;
}

twomsl_result over() { return capi::fail(TWOMSL_OVER, "twomsl_judge_finish() was called"); }

}  // namespace

twomsl_judge* twomsl_judge_new(const twomsl_judge_options* options) {
  return capi::guarded<twomsl_judge*>([](twomsl_result) -> twomsl_judge* { return nullptr; },
                                      [&]() -> twomsl_judge* {
                                        twomsl_judge_options given{};
                                        if (!capi::read_options(options, given)) return nullptr;
                                        oracle::AuditOptions how;
                                        const std::string wrong = read(given, how);
                                        if (wrong.empty()) return new twomsl_judge(how);
                                        capi::fail(TWOMSL_INVALID, wrong);
                                        return nullptr;
                                      });
}

void twomsl_judge_free(twomsl_judge* judge) { delete judge; }

twomsl_result twomsl_judge_packet(twomsl_judge* judge, const uint8_t* packet, size_t captured_bytes,
                                  size_t wire_bytes, int64_t time_ns) {
  return capi::guarded([&] {
    if (judge == nullptr || (packet == nullptr && captured_bytes != 0) ||
        wire_bytes < captured_bytes || wire_bytes > 0xffff'ffffu) {
      return capi::fail(TWOMSL_INVALID,
                        "twomsl_judge_packet: an argument is null, or wire_bytes "
                        "less than captured_bytes");
    }
    if (judge->is_finished) return over();
    judge->auditor.observe({.bytes = capi::bytes_at(packet, captured_bytes),
                            .wire_bytes = static_cast<std::uint32_t>(wire_bytes),
                            .at = {time_ns, ++judge->packets}});
    return TWOMSL_OK;
  });
}

twomsl_result twomsl_judge_tell(twomsl_judge* judge, twomsl_hidden_event event,
                                const twomsl_socket* party, const twomsl_socket* peer,
                                int64_t time_ns) {
  return capi::guarded([&] {
    oracle::HiddenEvent told{.time_ns = time_ns};
    if (judge == nullptr || !read(event, told.denied)) {
      return capi::fail(TWOMSL_INVALID, "twomsl_judge_tell: no judge, or no such event");
    }
    const bool needs_peer = event != TWOMSL_REBOOTED;
    if (!capi::read(party, told.party) || (needs_peer && !capi::read(peer, told.peer))) {
      return capi::fail(TWOMSL_INVALID, "twomsl_judge_tell: a socket is null, or of no family");
    }
    if (judge->is_finished) return over();
    judge->auditor.tell(told);
    return TWOMSL_OK;
  });
}

twomsl_result twomsl_judge_finish(twomsl_judge* judge) {
  return capi::guarded([&] {
    if (judge == nullptr) return capi::fail(TWOMSL_INVALID, "twomsl_judge_finish: no judge");
    if (judge->is_finished) return over();
    judge->is_finished = true;
    judge->report = oracle::report_json(judge->auditor.finish(), judge->options);
    return TWOMSL_OK;
  });
}

const char* twomsl_judge_poll(twomsl_judge* judge) {
  return capi::guarded<const char*>(
      [](twomsl_result) -> const char* { return nullptr; },
      [&]() -> const char* {
        if (judge == nullptr) return nullptr;
        if (!judge->is_finished) {
          const auto& findings = judge->auditor.unsettled_findings();
          if (judge->told == findings.size()) return nullptr;
          judge->line = oracle::json_line(findings[judge->told++], judge->options, false);
          judge->line.pop_back();
          return judge->line.c_str();
        }
        if (judge->polled == judge->report.size()) return nullptr;
        const std::size_t end = judge->report.find('\n', judge->polled);
        judge->line = judge->report.substr(judge->polled, end - judge->polled);
        judge->polled = end + 1;
        return judge->line.c_str();
      });
}
