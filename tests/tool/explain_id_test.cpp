// `twomsl explain ID` as its user sees it.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/tool/program_run.hpp"

namespace twomsl {
namespace {

class ExplainId : public testing::Test {
 protected:
  [[nodiscard]] ProgramResult explain(const std::string& arguments) const {
    return folder.run("'" TWOMSL_BINARY "' explain " + arguments);
  }

  void expect_told(const std::string& arguments, const std::string& words) const {
    const ProgramResult result = explain(arguments);
    EXPECT_EQ(0, result.status) << arguments << result.err;
    EXPECT_EQ("", result.err) << arguments;
    EXPECT_TRUE(holds(result.out, words)) << arguments << "\n" << result.out;
  }

  TestFolder folder{"twomsl_explain_id_"};
};

TEST_F(ExplainId, TellsOfEachTopic) {
  expect_told("MUST-13", "MUST-13, a requirement\n  Active closer stays");
  expect_told("must-13", "RFC 9293 section 3.6.1");
  expect_told("INV-TW-1", "of the host: strict: until 2*MSL");
  expect_told("active-reuse", "INV-TW-2");
  expect_told("active-reuse", "oracle/captures/linux-tw-reuse-");
  expect_told("reuse-met-wait", "a kind of story");
  expect_told("rst-form", "a class of findings");
  expect_told("rst-form", "a kind of story");
  expect_told("RFC1337-3-D1", "assassination");
}

TEST_F(ExplainId, ListsWhatItKnows) {
  for (const char* id : {"active-reuse", "reuse-met-wait", "INV-TW-10", "MUST-13"}) {
    expect_told("--list", id);
  }
  EXPECT_EQ(2, explain("--list MUST-13").status);
}

TEST_F(ExplainId, PrintsAPageOfMarkdown) {
  expect_told("--markdown active-reuse", "# active-reuse\n");
  expect_told("--markdown active-reuse", "\n## What to do\n");
  const ProgramResult unknown = explain("--markdown activ-reuse");
  EXPECT_EQ(2, unknown.status);
  EXPECT_TRUE(holds(unknown.err, "did you mean active-reuse?")) << unknown.err;
}

TEST_F(ExplainId, SuggestsWhatAMistypedIdMayMean) {
  const ProgramResult result = explain("reuse-met-wiat");
  EXPECT_EQ(3, result.status);
  EXPECT_TRUE(holds(result.err, "no such file, and no such id; did you mean reuse-met-wait?"))
      << result.err;
  EXPECT_EQ("", result.out);
}

TEST_F(ExplainId, TakesAFileOfThatNameForACaptureAndSaysSo) {
  std::ofstream(folder.file("MUST-13")) << "no capture";
  const ProgramResult result = explain("MUST-13");
  EXPECT_EQ(3, result.status);
  EXPECT_TRUE(holds(result.err, "MUST-13 is read as the file of that name")) << result.err;
  expect_told("--markdown MUST-13", "# MUST-13\n");
}

}  // namespace
}  // namespace twomsl
