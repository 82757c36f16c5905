// What `twomsl httpd` makes of the bytes that a client sends.
#include <gtest/gtest.h>

#include "tool/wire/http/request.hpp"

namespace twomsl::tool {
namespace {

ParsedRequest parse(const std::string& text) { return parse_http_request(text); }

// A request for `target` with more fields, each with its end of line.
ParsedRequest get(const std::string& target, const std::string& fields = "") {
  return parse("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
}

constexpr const char* kWhole = "\r\nGET /a HTTP/1.1\r\nHost: b\r\n\r\n";

TEST(HttpRequest, IsIncompleteWithoutAnyOfItsBytes) {
  const std::string whole = kWhole;
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    EXPECT_EQ(parse(whole.substr(0, bytes)).result, HttpParse::incomplete) << bytes;
  }
  EXPECT_EQ(parse(whole).result, HttpParse::complete);
}

TEST(HttpRequest, EndsWhereTheNextBegins) {
  const std::string whole = kWhole;
  const ParsedRequest first = parse(whole + "HEAD / HTTP/1.0\n\n");
  EXPECT_EQ(first.bytes, whole.size());
  EXPECT_EQ(first.request.path, "/a");
  EXPECT_FALSE(first.request.is_head);
  const ParsedRequest second = parse("HEAD / HTTP/1.0\n\n");
  EXPECT_EQ(second.result, HttpParse::complete);
  EXPECT_TRUE(second.request.is_head);
}

TEST(HttpRequest, NamesADecodedPathWithoutItsQuery) {
  EXPECT_EQ(get("/a%20b%2fc?d=e").request.path, "/a b/c");
  EXPECT_EQ(get("/..a/b..#c").request.path, "/..a/b..");
  EXPECT_EQ(get("http://host:8/a").request.path, "/a");
  EXPECT_EQ(get("HTTP://host?b").request.path, "/");
}

TEST(HttpRequest, IsBadIfItsPathLeadsUpwardsOrCannotBeDecoded) {
  for (const char* target : {"/..", "/a/../b", "/%2e%2E/a", "/a/..", "/%2e%2e%2fa", "/%00", "/%",
                             "/%4", "/%g0", "a", "*", "http:///a"}) {
    EXPECT_EQ(get(target).result, HttpParse::bad_request) << target;
  }
}

TEST(HttpRequest, IsBadIfItsLinesAreNoRequest) {
  for (const char* text :
       {"GET\r\n\r\n", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.x\r\nHost: a\r\n\r\n", "\x16\x03\x01\n\n"}) {
    EXPECT_EQ(parse(text).result, HttpParse::bad_request) << text;
  }
}

TEST(HttpRequest, OfAnotherMethodOrVersionIsRefusedByItsOwnStatus) {
  EXPECT_EQ(parse("POST / HTTP/1.1\r\nHost: a\r\n\r\n").result, HttpParse::method_not_allowed);
  EXPECT_EQ(parse("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").result, HttpParse::method_not_allowed);
  EXPECT_EQ(parse("GET / HTTP/2.0\r\nHost: a\r\n\r\n").result, HttpParse::version_not_supported);
}

TEST(HttpRequest, IsTooLargeOnceItsHeadFindsNoEndInItsRoom) {
  std::string text = "GET / HTTP/1.1\r\nHost: a\r\nA: ";
  text.resize(kMostHeadBytes - 1, 'a');
  EXPECT_EQ(parse(text).result, HttpParse::incomplete);
  EXPECT_EQ(parse(text + "a").result, HttpParse::head_too_large);
  EXPECT_EQ(parse(std::string(kMostHeadBytes, '\n')).result, HttpParse::head_too_large);
  text.resize(kMostHeadBytes - 4);
  EXPECT_EQ(parse(text + "\r\n\r\n").result, HttpParse::complete);
}

TEST(HttpRequest, KeepsTheConnectionUnlessItSaysOtherwiseOrHasABody) {
  EXPECT_TRUE(get("/").request.keeps_alive);
  EXPECT_TRUE(get("/", "Content-Length: 0\r\n").request.keeps_alive);
  EXPECT_FALSE(get("/", "connection: a, CLOSE\r\n").request.keeps_alive);
  EXPECT_FALSE(get("/", "Content-Length: 1\r\n").request.keeps_alive);
  EXPECT_FALSE(get("/", "Transfer-Encoding: chunked\r\n").request.keeps_alive);
  EXPECT_FALSE(parse("GET / HTTP/1.0\r\n\r\n").request.keeps_alive);
  EXPECT_TRUE(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").request.keeps_alive);
}

TEST(HttpRequest, NamesOneRangeOrNone) {
  const auto range = [](const std::string& value) {
    return get("/", "Range: " + value + "\r\n").request.range;
  };
  ASSERT_TRUE(range("bytes=2-5"));
  EXPECT_EQ(range("bytes=2-5")->first, 2u);
  EXPECT_EQ(range("bytes=2-5")->last, 5u);
  EXPECT_EQ(range("Bytes=7-")->last, std::nullopt);
  EXPECT_EQ(range("bytes=-3")->first, std::nullopt);
  EXPECT_EQ(range("bytes=-3")->last, 3u);
  for (const char* none : {"bytes=-", "bytes=5-2", "bytes=1-2,4-5", "lines=1-2", "bytes=a-b",
                           "bytes=99999999999999999999-", "bytes=3", "bytes=--3"}) {
    EXPECT_FALSE(range(none)) << none;
  }
}

}  // namespace
}  // namespace twomsl::tool
