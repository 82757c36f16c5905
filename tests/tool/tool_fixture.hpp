// The program `twomsl` in a folder with captures, one for each verdict and each way to be
// unreadable.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/oracle/conversation.hpp"
#include "tests/tool/program_run.hpp"

namespace twomsl::test {

class Tool : public testing::Test {
 protected:
  Tool() {
    write("guilty.pcap", capture_of(guilty()));
    write("innocent.pcap", capture_of(Conversation{}.open().close()));
    write("deviant.pcap", capture_of(deviant()));
    write("unclear.pcap", capture_of(unclear()));
    write("empty.pcap", {});
    Bytes cut = capture_of(guilty());
    cut.resize(cut.size() - 1);
    write("cut.pcap", cut);
    write("headed.pcap", pcap_file({}));
    Bytes arp(12);
    append_be(arp, 0x0806, 2);
    arp.resize(60);
    write("arp.pcap", pcap_file({{.bytes = arp}}));
  }

  static Conversation guilty() {
    return Conversation{}.open().close().age(1).fin_again().reset_by_s().p({});
  }
  static Conversation deviant() {
    Conversation c = Conversation{}.open().s({.flags = kFin | kAck}).p({}).at(9);
    return c.p({.flags = kFin | kAck}).reset_by_s();
  }
  static Conversation unclear() { return Conversation{}.open().close().age(9).fin_again(); }

  void write(const std::string& name, const Bytes& bytes) const {
    std::ofstream(folder_.file(name), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }

  // Runs the program in the folder of the captures.
  [[nodiscard]] ProgramResult run(const std::string& arguments) const {
    return folder_.run("'" TWOMSL_BINARY "' " + arguments);
  }

  // Runs lines of the shell there, in which $T is the program.
  [[nodiscard]] ProgramResult shell(const std::string& lines) const {
    return folder_.run("T='" TWOMSL_BINARY "' && { " + lines + "\n}");
  }

  [[nodiscard]] std::string path() const { return folder_.file("").string(); }

  void expect_status(int wanted, const std::string& arguments) const {
    const ProgramResult result = run(arguments);
    EXPECT_EQ(wanted, result.status) << arguments << "\n" << result.out << result.err;
  }

 private:
  TestFolder folder_{"twomsl_tool_"};
};

}  // namespace twomsl::test
