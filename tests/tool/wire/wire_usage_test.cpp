// What the commands on the wire say of wrong words, before they touch a device.
#include <gtest/gtest.h>

#include "tests/tool/program_run.hpp"

namespace twomsl {
namespace {

constexpr const char* kProgram = "'" TWOMSL_BINARY "' ";

TEST(WireUsage, SaysWhatIsWrongAndEndsWithAStatusOfItsOwn) {
  struct Case {
    const char* arguments;
    int status;
    const char* words;
  };
  for (const Case& one : {Case{"httpd", 2, "DIR is required"},
                          {"httpd nowhere", 3, "nowhere: No such file"},
                          {"httpd out.txt", 3, "out.txt: Not a directory"},
                          {"httpd --port 0 .", 2, "'0' is no port"},
                          {"httpd --policy nice .", 3, "there are safe, strict and rfc9293"},
                          {"httpd --address nobody .", 3, "'nobody' is no IPv4 or IPv6 address"},
                          {"link a", 2, "DEV_B is required"},
                          {"link a a", 2, "these are one"},
                          {"link --loss 101 a b", 2, "--loss"},
                          {"link --mtu 10 a b", 2, "--mtu"},
                          {"nc -l 1 2", 2, "say HOST and PORT"}}) {
    const ProgramResult result = TestFolder("wire").run(kProgram + std::string(one.arguments));
    EXPECT_EQ(result.status, one.status) << one.arguments << ": " << result.err;
    EXPECT_TRUE(holds(result.err, one.words)) << one.arguments << ": " << result.err;
    EXPECT_EQ(result.out, "") << one.arguments;
  }
}

}  // namespace
}  // namespace twomsl
