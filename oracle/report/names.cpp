// The words for enumerators, as reports print them.
#include "oracle/audit_options.hpp"
#include "oracle/finding.hpp"

namespace twomsl::oracle {

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::violation:
      return "violation";
    case Verdict::conditional:
      return "conditional";
    case Verdict::deviation:
      return "deviation";
    case Verdict::hazard:
      return "hazard";
    case Verdict::undetermined:
      return "undetermined";
  }
  return "";
}

std::string_view name(Cause cause) {
  switch (cause) {
    case Cause::unknown:
      return "unknown";
    case Cause::pressure_eviction:
      return "pressure-eviction";
    case Cause::newcomer_refused:
      return "newcomer-refused";
    case Cause::peer_rst:
      return "peer-rst";
    case Cause::address_rewritten:
      return "address-rewritten";
  }
  return "";
}

std::string_view name(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "none";
    case Reason::within_slack:
      return "within-slack";
    case Reason::too_few_probes:
      return "too-few-probes";
    case Reason::vantage_not_host:
      return "vantage-not-host";
    case Reason::window_unknown:
      return "window-unknown";
    case Reason::stream_too_long:
      return "stream-too-long";
    case Reason::antipode:
      return "antipode";
    case Reason::timestamps_unknown:
      return "timestamps-unknown";
    case Reason::sender_unclear:
      return "sender-unclear";
    case Reason::clock_went_back:
      return "clock-went-back";
    case Reason::assumption_withdrawn:
      return "assumption-withdrawn";
  }
  return "";
}

std::string_view name(Assumption assumption) {
  switch (assumption) {
    case Assumption::no_abort:
      return "no-abort";
    case Assumption::no_user_timeout:
      return "no-user-timeout";
    case Assumption::no_icmp_error:
      return "no-icmp-error";
    case Assumption::no_reboot:
      return "no-reboot";
    case Assumption::one_stack:
      return "one-stack";
    case Assumption::no_duplicate:
      return "no-duplicate";
    case Assumption::all_captured:
      return "all-captured";
  }
  return "";
}

std::string_view name(Profile profile) {
  switch (profile) {
    case Profile::rfc9293:
      return "rfc9293";
    case Profile::strict:
      return "strict";
    case Profile::linux_stack:
      return "linux";
    case Profile::freebsd:
      return "freebsd";
    case Profile::lwip:
      return "lwip";
  }
  return "";
}

std::optional<double> msl_of(Profile profile) {
  switch (profile) {
    case Profile::rfc9293:
      return std::nullopt;
    case Profile::strict:
      return 120.0;
    case Profile::linux_stack:
    case Profile::freebsd:
      return 30.0;
    case Profile::lwip:
      return 60.0;
  }
  return std::nullopt;
}

}  // namespace twomsl::oracle
