// What `twomsl httpd` serves of a directory, what it keeps to itself, and how it answers.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/tool/program_run.hpp"
#include "tool/wire/http/response.hpp"

namespace twomsl::tool {
namespace {

namespace fs = std::filesystem;

class Httpd : public testing::Test {
 protected:
  Httpd() {
    fs::create_directories(served_ / "with index");
    fs::create_directories(served_ / "plain");
    write(folder_.file("secret"), "secret");
    write(served_ / "page.html", "0123456789");
    write(served_ / "plain/<&\"", "odd");
    write(served_ / "with index/index.html", "index");
    fs::create_symlink("../secret", served_ / "outwards");
    fs::create_symlink(folder_.file("secret"), served_ / "absolute");
    fs::create_directory_symlink("..", served_ / "above");
    fs::create_symlink("page.html", served_ / "inside");
    mkfifo((served_ / "fifo").c_str(), 0600);
    std::variant<ContentRoot, WireError> root = ContentRoot::open(served_.string());
    EXPECT_TRUE(std::holds_alternative<ContentRoot>(root));
    root_ = std::move(std::get<ContentRoot>(root));
  }

  static void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

  [[nodiscard]] Found find(const std::string& path) const { return root_.find(path).found; }

  [[nodiscard]] HttpResponse answer(const std::string& line, const std::string& fields = "") const {
    return respond(parse_http_request(line + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"), root_);
  }

  TestFolder folder_{"httpd"};
  fs::path served_ = folder_.file("served");
  ContentRoot root_{};
};

TEST_F(Httpd, FindsWhatLiesBelowItsDirectory) {
  EXPECT_EQ(find("/page.html"), Found::file);
  EXPECT_EQ(find("//page.html"), Found::file);
  EXPECT_EQ(find("/inside"), Found::file);
  EXPECT_EQ(find("/with index/"), Found::file);
  EXPECT_EQ(find("/plain/"), Found::listing);
  EXPECT_EQ(find("/plain"), Found::directory);
  EXPECT_EQ(find("/"), Found::listing);
  EXPECT_EQ(root_.find("/page.html").file_bytes, 10u);
}

TEST_F(Httpd, OpensNothingOutsideWhateverThePathAndLinksSay) {
  for (const char* path : {"/outwards", "/absolute", "/above/secret", "/../secret", "/above/",
                           "/plain/../../secret", "/nowhere"}) {
    EXPECT_EQ(find(path), Found::nothing) << path;
  }
  EXPECT_EQ(find("/fifo"), Found::forbidden);
}

TEST_F(Httpd, ListsNamesAsTextAndAsReferences) {
  const std::string text = root_.find("/plain/").text;
  EXPECT_TRUE(holds(text, "<a href=\"./%3C%26%22\">&lt;&amp;\"</a>")) << text;
}

TEST_F(Httpd, SaysWhyItsDirectoryCannotBeServed) {
  const auto why = [](const std::string& path) {
    const auto opened = ContentRoot::open(path);
    const auto* error = std::get_if<WireError>(&opened);
    return error == nullptr ? std::string() : error->what;
  };
  EXPECT_TRUE(holds(why((folder_.file("nowhere")).string()), "No such file or directory"));
  EXPECT_TRUE(holds(why((folder_.file("secret")).string()), "Not a directory"));
}

TEST_F(Httpd, AnswersGetWithTheFileAndHeadWithoutIt) {
  const HttpResponse got = answer("GET /page.html");
  EXPECT_TRUE(holds(got.text, "HTTP/1.1 200 OK\r\n")) << got.text;
  EXPECT_TRUE(holds(got.text, "Content-Length: 10\r\n"));
  EXPECT_TRUE(holds(got.text, "Content-Type: text/html; charset=utf-8\r\n"));
  EXPECT_EQ(got.left_bytes, 10u);
  EXPECT_TRUE(got.keeps_alive);
  const HttpResponse head = answer("HEAD /page.html");
  EXPECT_TRUE(holds(head.text, "Content-Length: 10\r\n"));
  EXPECT_EQ(head.left_bytes, 0u);
  EXPECT_TRUE(answer("HEAD /nowhere").text.ends_with("\r\n\r\n"));
}

TEST_F(Httpd, AnswersWithThePartThatWasAskedFor) {
  const auto part = [this](const std::string& range) {
    return answer("GET /page.html", "Range: bytes=" + range + "\r\n");
  };
  for (const auto& [range, of, offset, bytes] : {std::tuple{"2-5", "2-5/10", 2u, 4u},
                                                 {"7-", "7-9/10", 7u, 3u},
                                                 {"-4", "6-9/10", 6u, 4u},
                                                 {"0-99", "0-9/10", 0u, 10u},
                                                 {"-99", "0-9/10", 0u, 10u}}) {
    const HttpResponse got = part(range);
    EXPECT_TRUE(holds(got.text, "HTTP/1.1 206 ")) << range;
    EXPECT_TRUE(holds(got.text, std::string("Content-Range: bytes ") + of + "\r\n")) << got.text;
    EXPECT_EQ(got.offset, offset);
    EXPECT_EQ(got.left_bytes, bytes);
  }
  for (const char* range : {"10-", "-0"}) {
    EXPECT_TRUE(holds(part(range).text, "HTTP/1.1 416 ")) << range;
  }
}

TEST_F(Httpd, RefusesByAStatusOfItsOwn) {
  EXPECT_TRUE(holds(answer("GET /nowhere").text, "HTTP/1.1 404 "));
  EXPECT_TRUE(holds(answer("GET /fifo").text, "HTTP/1.1 403 "));
  EXPECT_TRUE(holds(answer("GET /%00").text, "HTTP/1.1 400 "));
  EXPECT_TRUE(holds(answer("PUT /a").text, "Allow: GET, HEAD\r\n"));
  EXPECT_FALSE(answer("PUT /a").keeps_alive);
  EXPECT_TRUE(holds(answer("GET //plain").text, "Location: /plain/\r\n"));
}

}  // namespace
}  // namespace twomsl::tool
