// Words that a format could mistake for something else.
#include "oracle/report/formats/quoting.hpp"

#include <gtest/gtest.h>

#include "oracle/report/formats/html/escape.hpp"
#include "oracle/report/text/printable.hpp"
#include "oracle/report/text/utf8.hpp"

namespace twomsl::oracle {
namespace {

using namespace std::string_literals;

constexpr const char* kReplaced = "\xef\xbf\xbd";

TEST(Quoting, KeepsUtf8AndReplacesWhatIsNone) {
  const std::string good =
      "a\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf";
  EXPECT_EQ(good, utf8_of(good));
  for (const std::string& bad : {"\x80"s, "\xc3"s, "\xff"s, "\xc0\xaf"s, "\xe0\x80\xaf"s,
                                 "\xed\xa0\x80"s, "\xf4\x90\x80\x80"s, "\xf8\x88\x80\x80\x80"s}) {
    const std::string shown = utf8_of("x" + bad + "y");
    EXPECT_TRUE(shown.starts_with("x" + std::string(kReplaced))) << shown;
    EXPECT_TRUE(shown.ends_with("y")) << shown;
    EXPECT_EQ(shown, utf8_of(shown));
  }
}

TEST(Quoting, LeavesNothingInXmlThatIsMarkupOrNoCharacter) {
  EXPECT_EQ("&#60;a&#62; &#38; &#34;&#39;&#10;&#9;", xml_quoted("<a> & \"'\n\t"));
  EXPECT_EQ(kReplaced + "a"s + kReplaced + kReplaced, xml_quoted("\0a\x1b\xef\xbf\xbe"s));
  EXPECT_EQ("&#60;\n\t" + std::string(kReplaced), xml_text("<\n\t\x1b"));
}

TEST(Quoting, PutsFieldsOfCsvIntoQuotesWhereTheyNeedThem) {
  EXPECT_EQ("plain words", csv_quoted("plain words"));
  EXPECT_EQ("\"a,b\"", csv_quoted("a,b"));
  EXPECT_EQ("\"say \"\"x\"\"\"", csv_quoted("say \"x\""));
  EXPECT_EQ("\"two\r\nlines\"", csv_quoted("two\r\nlines"));
}

TEST(Quoting, DisarmsNamesThatASpreadsheetTakesForFormulas) {
  for (const char* name : {"=1+1.pcap", "+a", "-a", "@a", "\t=a", " =a", "\r=a"}) {
    EXPECT_EQ("'"s + name, without_formula(name));
  }
  for (const char* name : {"", "-", "a=b", "capture.pcap", "/a/-b"}) {
    EXPECT_EQ(name, without_formula(name));
  }
}

TEST(Quoting, KeepsPointsOfTapOnOneLineAndFreeOfDirectives) {
  EXPECT_EQ("a \\# SKIP \\\\", tap_quoted("a # SKIP \\"));
  EXPECT_EQ("a"s + kReplaced + "not ok", tap_quoted("a\nnot ok"));
}

TEST(Quoting, EscapesScalarsOfYaml) {
  EXPECT_EQ("\"a: \\\"b\\\" \\\\\"", yaml_quoted("a: \"b\" \\"));
  EXPECT_EQ("\"\\u000a\\u007f\\u00e9\\U0001f600\\ufffd\"",
            yaml_quoted("\n\x7f\xc3\xa9\xf0\x9f\x98\x80\xff"));
}

TEST(Quoting, EncodesPathsByteForByte) {
  EXPECT_EQ("captures/a-b_c.pcap~", uri_of("captures/a-b_c.pcap~"));
  EXPECT_EQ("file:///data/a%20b.pcap", uri_of("/data/a b.pcap"));
  EXPECT_EQ("c%3Aa%3Fb%23c%25d", uri_of("c:a?b#c%d"));
  EXPECT_EQ("%FF%0A%C3%A9", uri_of("\xff\n\xc3\xa9"));
}

TEST(Quoting, HidesTheSameCharactersInHtmlAndInText) {
  std::size_t hidden = 0;
  for (char32_t code = 0; code <= 0x10ffff; ++code) {
    if (0xd800 <= code && code <= 0xdfff) continue;
    std::string character;
    append_utf8(character, code);
    const bool is_markup = character.find_first_of("&<>\"'") != std::string::npos;
    if (is_markup || code == kReplacement) continue;
    const bool is_shown = printable(character) == character;
    ASSERT_EQ(is_shown, html::escaped(character) == character) << std::uint32_t{code};
    hidden += is_shown ? 0 : 1;
  }
  EXPECT_LT(65u + 4096u, hidden);
  EXPECT_GT(5000u, hidden);
}

}  // namespace
}  // namespace twomsl::oracle
