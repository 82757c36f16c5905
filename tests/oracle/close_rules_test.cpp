// The registry of the audit against what the judge does, and against the page that shows it.
#include "spec/laws/close_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "oracle/report/report.hpp"
#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

using oracle::AuditOptions;
using oracle::Finding;
using oracle::Profile;

/// A conversation that must end in one verdict of one class.
struct Case {
  RuleClass rule{};
  Verdict verdict{};
  Conversation conversation{};
  AuditOptions options{};
};

Conversation closed_with_scale(std::uint8_t scale) {
  Conversation c;
  c.syn_options = window_scale_option(scale);
  return c.open().close();
}

const Say kSynAgain{.flags = kSyn, .seq = kIsnS + 70'000};
const Say kOldSyn{.flags = kSyn, .seq = kIsnP - 5000};
const Say kNewSyn{.flags = kSyn, .seq = kIsnP + 70'000};
const Say kSynAck{.flags = kSyn | kAck, .seq = kIsnS + 70'000};
const Say kLowSynAck{.flags = kSyn | kAck, .seq = kIsnS - 70'000};

Conversation gone_at(double age) { return closed().age(age).fin_again().reset_by_s(); }

Conversation silent_at(double age) {
  return closed().age(age).fin_again().age(age + 1).fin_again().age(age + 2).fin_again();
}

Conversation restarted() {
  return closed().age(50).fin_again().s({}).age(70).fin_again().reset_by_s();
}

Conversation reopened_and_disowned() {
  Conversation c = closed().age(10).p({.flags = kSyn, .seq = kIsnP + 5000}).s(kSynAck);
  c.p({.flags = kRst, .seq = kIsnP + 5001});
  c.p({.flags = kFin | kAck, .seq = kIsnP + 1, .ack = kIsnS + 2});
  return c.s({.flags = kRst, .seq = kIsnS + 2});
}

// S is in FIN-WAIT-2 and resets P's first FIN so long after its own was acknowledged.
Conversation fin_wait_2_lost_after(double seconds) {
  Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({});
  return c.at(0.05 + seconds).p({.flags = kFin | kAck}).reset_by_s();
}

std::vector<Case> waits() {
  const AuditOptions msl30 = with_msl(30);
  const AuditOptions at_s{
      .msl_s = 30, .vantage = oracle::Vantage::host, .vantage_address = address_of(End::s)};
  const AuditOptions at_s_without_msl{.vantage = oracle::Vantage::host,
                                      .vantage_address = address_of(End::s)};
  const AuditOptions lwip{.msl_s = 60, .profile = Profile::lwip};
  Conversation younger;
  younger.s_port = 5000;
  younger.at(5).open().close().age(30).fin_again().s({});
  return {
      {RuleClass::early_release_rst, Verdict::violation, gone_at(20), msl30},
      {RuleClass::early_release_rst, Verdict::deviation, gone_at(20).beside(younger), lwip},
      {RuleClass::active_reuse, Verdict::deviation, closed().age(20).s(kSynAgain).beside(younger),
       lwip},
      {RuleClass::early_release_rst, Verdict::conditional, gone_at(20)},
      {RuleClass::early_release_silence, Verdict::violation, silent_at(20), at_s},
      {RuleClass::early_release_silence, Verdict::conditional, silent_at(20), at_s_without_msl},
      {RuleClass::active_reuse, Verdict::violation, closed().age(20).s(kSynAgain), msl30},
      {RuleClass::active_reuse, Verdict::conditional, closed().age(20).s(kSynAgain)},
      {RuleClass::passive_reuse, Verdict::violation, gone_at(20).p(kOldSyn).s(kSynAck), msl30},
      {RuleClass::passive_reuse, Verdict::conditional, closed().age(20).p(kOldSyn).s(kSynAck)},
      {RuleClass::passive_reuse, Verdict::deviation, closed().age(20).p(kOldSyn).s(kSynAck), msl30},
      {RuleClass::reopen_isn, Verdict::violation, closed().age(20).p(kNewSyn).s(kLowSynAck), msl30},
      {RuleClass::reopen_isn, Verdict::conditional, closed().age(20).p(kNewSyn).s(kLowSynAck)},
      {RuleClass::no_return, Verdict::violation, reopened_and_disowned(), msl30},
      {RuleClass::no_return, Verdict::conditional, reopened_and_disowned()},
      {RuleClass::wait_not_restarted, Verdict::deviation, restarted(), msl30},
      {RuleClass::wait_not_restarted, Verdict::conditional,
       closed().age(50).fin_again().s({}).age(70).fin_again().reset_by_s()},
  };
}

std::vector<Case> resets() {
  const AuditOptions msl30 = with_msl(30);
  const AuditOptions strict{.msl_s = 120, .profile = Profile::strict};
  const AuditOptions strict_without_msl{.profile = Profile::strict};
  const Conversation assassinated = closed().age(10).reset_by_p().age(12).fin_again().reset_by_s();
  const Conversation beside =
      closed_with_scale(3).age(10).reset_by_p(9).age(12).fin_again().reset_by_s();
  const AuditOptions at_s{.vantage = oracle::Vantage::host, .vantage_address = address_of(End::s)};
  const Conversation goes_on = Conversation{}.open().p({.flags = kRst}).at(3).s({.bytes = 5});
  const Conversation wrong_form =
      gone_at(70).age(80).fin_again().s({.flags = kRst | kAck, .seq = kIsnS + 2});
  return {
      {RuleClass::assassination, Verdict::hazard, assassinated, msl30},
      {RuleClass::assassination, Verdict::violation, assassinated, strict},
      {RuleClass::assassination, Verdict::conditional, assassinated, strict_without_msl},
      {RuleClass::rst_inexact, Verdict::deviation, beside, msl30},
      {RuleClass::fin_wait_2_lost, Verdict::violation, fin_wait_2_lost_after(0.5)},
      {RuleClass::fin_wait_2_lost, Verdict::deviation, fin_wait_2_lost_after(9)},
      {RuleClass::data_after_fin, Verdict::violation,
       Conversation{}.open().s({.flags = kFin | kAck}).s({.seq = kIsnS + 2, .bytes = 9})},
      {RuleClass::rst_form, Verdict::deviation, wrong_form, msl30},
      {RuleClass::rst_ignored, Verdict::violation, goes_on, at_s},
  };
}

std::vector<Case> all_cases() {
  std::vector<Case> cases = waits();
  for (const Case& one : resets()) cases.push_back(one);
  return cases;
}

TEST(CloseRules, EndInEachVerdictThatTheirRowsList) {
  std::set<std::pair<RuleClass, Verdict>> missing;
  for (const CloseRule& rule : kCloseRules) {
    for (const Verdict verdict : kValuesOf<Verdict>) {
      if (rule.verdicts.contains(verdict)) missing.insert({rule.rule, verdict});
    }
  }
  for (const Case& one : all_cases()) {
    const auto findings = audit_of(one.conversation, one.options).findings;
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(),
                            [&](const Finding& finding) {
                              return finding.rule == one.rule && finding.verdict == one.verdict;
                            }))
        << name(one.rule) << " " << name(one.verdict);
    missing.erase({one.rule, one.verdict});
  }
  for (const auto& [rule, verdict] : missing) {
    ADD_FAILURE() << name(rule) << " may end in " << name(verdict) << ", and no case shows it";
  }
}

// Whoever forges a segment in the name of a host makes it look as if it broke these as well.
TEST(CloseRules, RestOnThereBeingNoForgerButForSilence) {
  for (const CloseRule& rule : kCloseRules) {
    if (rule.rule == RuleClass::early_release_silence || rule.verdicts.empty()) continue;
    EXPECT_TRUE(rule.assumptions.contains(Assumption::no_forger)) << name(rule.rule);
  }
}

TEST(CloseRules, AllowNoVerdictAndNoAssumptionThatTheirRowsDoNotList) {
  Finding finding;
  finding.rule = RuleClass::rst_form;
  finding.verdict = Verdict::deviation;
  EXPECT_TRUE(is_within_rule(finding));
  finding.needs.insert(Assumption::no_reboot);
  EXPECT_FALSE(is_within_rule(finding));
  finding.needs = {};
  finding.verdict = Verdict::violation;
  EXPECT_FALSE(is_within_rule(finding));
}

TEST(CloseRules, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const RuleClass rule : kValuesOf<RuleClass>) names.insert(name(rule));
  EXPECT_EQ(kCountOf<RuleClass>, names.size());
}

TEST(CloseRules, AreShownByTheReadmeOfTheOracle) {
  std::ifstream in(TWOMSL_SOURCE "/oracle/README.md");
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  const std::string begin = "<!-- begin: twomsl audit --classes -->\n\n";
  const std::size_t from = page.find(begin);
  ASSERT_NE(std::string::npos, from);
  const std::size_t to = page.find("\n<!-- end -->", from);
  ASSERT_NE(std::string::npos, to);
  EXPECT_EQ(oracle::class_table(), page.substr(from + begin.size(), to - from - begin.size()));
}

/// An enumeration of 17 values: a set of 16 bits would lose the last.
enum class Many : std::uint8_t { first, last = 16 };

constexpr std::string_view name(Many value) {
  return static_cast<unsigned>(value) <= 16 ? "one" : "";
}

TEST(EnumSets, GrowWithTheirEnumeration) {
  static_assert(sizeof(EnumSet<RuleClass>) == 2);
  static_assert(sizeof(EnumSet<Many>) == 4);
  EnumSet<Many> set{Many::last};
  EXPECT_TRUE(set.contains(Many::last));
  EXPECT_FALSE(set.contains(Many::first));
  set.erase(Many::last);
  EXPECT_TRUE(set.empty());
  EXPECT_TRUE(EnumSet<Many>::all().contains(Many::last));
}

}  // namespace
}  // namespace twomsl::test
