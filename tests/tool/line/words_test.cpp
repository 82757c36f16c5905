// Text for people: what may be shown, where lines end, and which word was meant.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/codec/decode.hpp"
#include "oracle/capture/link.hpp"
#include "oracle/report/text/meanings.hpp"
#include "oracle/report/text/printable.hpp"
#include "oracle/report/text/wrap.hpp"
#include "oracle/suggestion.hpp"

namespace twomsl::oracle {
namespace {

TEST(Printable, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ("\\x1b[31mred\\x07", printable("\x1b[31mred\a"));
  EXPECT_EQ("a\\x0ab\\x0dc\\x00d\\x7f", printable(std::string("a\nb\rc\0d\x7f", 8)));
  EXPECT_EQ("\\xc2\\x9b31m", printable("\xc2\x9b"
                                       "31m"));  // CSI in one character
  EXPECT_EQ("\\xe2\\x80\\xaefdp", printable("\xe2\x80\xae"
                                            "fdp"));        // from right to left
  EXPECT_EQ("\\xe2\\x80\\x8b", printable("\xe2\x80\x8b"));  // no width
}

TEST(Printable, LeavesTextInAnyScript) {
  for (const char* text : {"", "plain.pcap", "a b", "caf\u00e9", "\u65e5\u672c", "\U0001f600"}) {
    EXPECT_EQ(text, printable(text));
  }
}

TEST(Printable, ShowsEachByteThatIsNoUtf8) {
  EXPECT_EQ("\\xff\\xfe", printable("\xff\xfe"));
  EXPECT_EQ("\\xc3", printable("\xc3"));
  EXPECT_EQ("\\xc3(", printable("\xc3("));
  EXPECT_EQ("\\xc0\\xaf", printable("\xc0\xaf"));                    // an overlong slash
  EXPECT_EQ("\\xed\\xa0\\x80", printable("\xed\xa0\x80"));           // a surrogate
  EXPECT_EQ("\\xf4\\x90\\x80\\x80", printable("\xf4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_EQ("a\\xe2\\x82", printable("a\xe2\x82"));
}

TEST(Printable, IsNeverMoreThanPrintableAscii_OfAnyTwoBytes) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string shown = printable(std::string{static_cast<char>(a), static_cast<char>(b)});
      for (const char c : shown) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_pair = a >= 0xc2 && a <= 0xdf && b >= 0x80 && b <= 0xbf && byte >= 0x80;
        EXPECT_TRUE((byte >= 0x20 && byte < 0x7f) || is_pair) << a << " " << b;
      }
    }
  }
}

TEST(Wrapped, EndsNoLineBeyondTheLastColumnUnlessAWordDoes) {
  std::string text;
  for (std::size_t i = 1; i <= 60; ++i) text += std::string(i % 17 + 1, 'x') + " ";
  const std::string out = wrapped(text, "  ", "      ");
  std::size_t lines = 0;
  for (std::size_t at = 0; at < out.size(); ++lines) {
    const std::size_t end = out.find('\n', at);
    EXPECT_LE(end - at, kColumns);
    EXPECT_EQ(lines == 0 ? 2u : 6u, out.find_first_not_of(' ', at) - at);
    at = end + 1;
  }
  EXPECT_GT(lines, 5u);
  const std::string word(90, 'w');
  EXPECT_EQ("  a\n    " + word + "\n    b\n", wrapped("a " + word + " b", "  ", "    "));
}

TEST(Wrapped, FillsTheLastColumn) {
  const std::string full(40, 'a');
  EXPECT_EQ(full + " " + std::string(39, 'b') + "\n",
            wrapped(full + " " + std::string(39, 'b'), "", ""));
  EXPECT_EQ(full + "\n" + std::string(40, 'b') + "\n",
            wrapped(full + " " + std::string(40, 'b'), "", ""));
  EXPECT_EQ(full + " " + std::string(38, 'b') + "\u00e9\n",
            wrapped(full + " " + std::string(38, 'b') + "\u00e9", "", ""));
}

TEST(Wrapped, KeepsNewlines) {
  EXPECT_EQ("a\n  b\n", wrapped("a\nb", "", "  "));
  EXPECT_EQ("a\n", wrapped("a\n", "", "  "));
  EXPECT_EQ("\n", wrapped("", "", "  "));
}

// The definition, which tries all ways to begin.
std::size_t distance(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.size() + b.size();
  std::size_t least = distance(a.substr(1), b.substr(1)) + (a[0] == b[0] ? 0 : 1);
  least = std::min({least, distance(a.substr(1), b) + 1, distance(a, b.substr(1)) + 1});
  if (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0]) {
    least = std::min(least, distance(a.substr(2), b.substr(2)) + 1);
  }
  return least;
}

TEST(EditDistance, IsAsDefinedForAllShortWords) {
  std::vector<std::string> words{""};
  for (std::size_t i = 0; words[i].size() < 4; ++i) {
    for (const char letter : {'a', 'b', 'c'}) words.push_back(words[i] + letter);
  }
  for (const std::string& a : words) {
    for (const std::string& b : words)
      ASSERT_EQ(distance(a, b), edit_distance(a, b)) << a << " " << b;
  }
}

TEST(Nearest, AreTwoAtMostAndNoneThatIsFar) {
  const std::vector<std::string> known{"audit", "explain", "report", "reports", "nc"};
  EXPECT_EQ(std::vector<std::string>{"audit"}, nearest("AUDTI", known));
  EXPECT_EQ(std::vector<std::string>{"explain"}, nearest("expl", known));
  EXPECT_EQ((std::vector<std::string>{"report", "reports"}), nearest("rep", known));
  EXPECT_TRUE(nearest("guilty.pcap", known).empty());
  EXPECT_TRUE(nearest("", known).empty());
  EXPECT_TRUE(nearest("x", known).empty());
  EXPECT_TRUE(nearest(std::string(100'000, 'a'), known).empty());
  EXPECT_EQ("; did you mean report or reports?", did_you_mean("rep", known));
  EXPECT_EQ("", did_you_mean("zzz", known));
}

TEST(Meanings, AreSaidOfEachReasonNotToJudgeAFrame) {
  for (int i = 1; i < 16; ++i) {
    for (const std::string_view reason :
         {name(static_cast<LinkRejection>(i)), name(static_cast<Rejection>(i))}) {
      EXPECT_EQ(reason == "unknown", meaning_of_skip(reason).empty()) << reason;
    }
  }
  EXPECT_EQ("", meaning_of_skip("unknown"));
}

}  // namespace
}  // namespace twomsl::oracle
