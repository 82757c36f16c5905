// What either capture alone would say, and what the other one knows of it.
#include "oracle/both/report/opinions.hpp"

#include <gtest/gtest.h>

#include "oracle/both/report/report.hpp"
#include "tests/both/two_captures.hpp"
#include "tests/oracle/conversation.hpp"

namespace twomsl::test {
namespace {

using oracle::both::Agreement;
using oracle::both::Comparison;
using oracle::both::Side;

// S is the server; a firewall answers P's FIN in its name, and does not let it through.
TEST(OpinionsOfTwoCaptures, ContradictAFindingThatRestsOnAForgedAnswer) {
  Conversation at_client = Conversation{}.open(End::p).close().age(1).fin_again().reset_by_s();
  Conversation at_server = Conversation{}.open(End::p).close().age(1);
  at_client.age(2).fin_again();
  const Bytes client = capture_of(at_client);
  const Bytes server = capture_of(at_server.age(3).s({.seq = 77}));
  const Comparison comparison = oracle::both::compare(
      {oracle::both::record_bytes(client), oracle::both::record_bytes(server)});
  ASSERT_EQ(1u, comparison.paired);
  EXPECT_EQ(address_of(End::p), comparison.near[0]);
  const auto judge = [&](Side side, const Bytes& file) {
    return oracle::audit_bytes(file, options_at(comparison, side, {}));
  };
  const auto opinions =
      compare_opinions(comparison, {judge(Side::client, client), judge(Side::server, server)});
  ASSERT_EQ(1u, opinions.findings.size());
  EXPECT_EQ(oracle::Verdict::violation, opinions.findings[0].finding.verdict);
  EXPECT_EQ(Agreement::contradicted, opinions.findings[0].agreement);
  EXPECT_EQ(0u, opinions.standing(oracle::Verdict::violation));
  const std::string text = in_one_line(report_text(comparison, opinions));
  EXPECT_NE(text.find("nobody at the server sent client frame 9"), std::string::npos) << text;
}

TEST(OpinionsOfTwoCaptures, ShareAFindingThatBothCapturesShow) {
  const Bytes file =
      capture_of(Conversation{}.open(End::p).close().age(1).fin_again().reset_by_s());
  const Comparison comparison =
      oracle::both::compare({oracle::both::record_bytes(file), oracle::both::record_bytes(file)});
  const auto judge = [&](Side side) {
    return oracle::audit_bytes(file, options_at(comparison, side, {}));
  };
  const auto opinions = compare_opinions(comparison, {judge(Side::client), judge(Side::server)});
  ASSERT_EQ(2u, opinions.findings.size());
  for (const auto& opinion : opinions.findings) EXPECT_EQ(Agreement::shared, opinion.agreement);
  EXPECT_EQ(2u, opinions.standing(oracle::Verdict::violation));
}

}  // namespace
}  // namespace twomsl::test
