// libtwomsl's judge: it says of packets what `twomsl audit` says of their capture.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>

#include "oracle/audit.hpp"
#include "oracle/capture/capture.hpp"
#include "oracle/capture/link.hpp"
#include "oracle/report/report.hpp"
#include "tests/capi/conversation.hpp"

namespace twomsl::test {
namespace {

twomsl_judge_options options_of(double msl_s, const char* vantage = nullptr) {
  twomsl_judge_options options{};
  options.size = sizeof options;
  options.msl_s = msl_s;
  options.vantage = vantage;
  return options;
}

struct JudgeOfC {
  twomsl_judge* judge;

  explicit JudgeOfC(const twomsl_judge_options& options = options_of(0)) {
    judge = twomsl_judge_new(&options);
    EXPECT_NE(judge, nullptr) << twomsl_error();
  }
  JudgeOfC(const JudgeOfC&) = delete;
  JudgeOfC& operator=(const JudgeOfC&) = delete;
  ~JudgeOfC() { twomsl_judge_free(judge); }

  std::string poll_all() {
    std::string lines;
    while (const char* line = twomsl_judge_poll(judge)) lines += std::string(line) + "\n";
    return lines;
  }

  std::string finish() {
    EXPECT_EQ(twomsl_judge_finish(judge), TWOMSL_OK);
    return poll_all();
  }

  /// Every packet of a capture; what was found on the way.
  std::string show(const std::string& file) {
    oracle::Capture capture(file);
    oracle::Frame frame;
    std::string provisional;
    while (capture.next(frame) == oracle::ReadStatus::frame) {
      const auto network = oracle::strip_link(frame.link_type, frame.bytes, frame.wire_bytes);
      EXPECT_EQ(network.scope, 0u) << "libtwomsl knows of one network alone";
      EXPECT_EQ(twomsl_judge_packet(judge, network.bytes.data(), network.bytes.size(),
                                    network.wire_bytes, frame.time_ns),
                TWOMSL_OK);
      provisional += poll_all();
    }
    return provisional;
  }
};

std::vector<std::string> bundled_captures() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(TWOMSL_SOURCE "/oracle/captures")) {
    if (entry.path().extension() == ".pcap") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

const std::string kNt4 = TWOMSL_SOURCE "/oracle/captures/museum-nt4.pcap";

TEST(JudgeAbi, SaysOfEveryBundledCaptureWhatTheAuditSays) {
  const std::vector<std::string> files = bundled_captures();
  ASSERT_GE(files.size(), 30u);
  for (const std::string& file : files) {
    for (const double msl_s : {0.0, 30.0}) {
      oracle::AuditOptions options;
      if (msl_s != 0) options.msl_s = msl_s;
      oracle::Audit audit = oracle::audit_file(file, options);
      audit.summary.file.clear();
      JudgeOfC judge(options_of(msl_s));
      judge.show(file);
      EXPECT_EQ(judge.finish(), oracle::report_json(audit, options)) << file;
    }
  }
}

TEST(JudgeAbi, TellsOfFindingsWhileTheCaptureGoesOn) {
  JudgeOfC judge(options_of(120));
  const std::string provisional = judge.show(kNt4);
  EXPECT_NE(provisional.find("\"type\":\"provisional\""), std::string::npos) << provisional;
  const std::string report = judge.finish();
  EXPECT_EQ(report.find("provisional"), std::string::npos);
  EXPECT_NE(report.find("\"type\":\"finding\""), std::string::npos);
  EXPECT_NE(report.find("\"type\":\"summary\""), std::string::npos);
}

TEST(JudgeAbi, TakesNothingMoreOnceItHasFinished) {
  JudgeOfC judge;
  judge.finish();
  const std::uint8_t packet[] = {0x45};
  const twomsl_socket party = socket_of("10.0.0.1:1");
  EXPECT_EQ(twomsl_judge_packet(judge.judge, packet, 1, 1, 0), TWOMSL_OVER);
  EXPECT_EQ(twomsl_judge_tell(judge.judge, TWOMSL_REBOOTED, &party, nullptr, 0), TWOMSL_OVER);
  EXPECT_EQ(twomsl_judge_finish(judge.judge), TWOMSL_OVER);
  EXPECT_EQ(twomsl_judge_poll(judge.judge), nullptr);
}

TEST(JudgeAbi, CountsWhatHoldsNoSegment) {
  JudgeOfC judge;
  const std::uint8_t packet[] = {0x15, 0};
  EXPECT_EQ(twomsl_judge_packet(judge.judge, packet, sizeof packet, sizeof packet, 0), TWOMSL_OK);
  EXPECT_EQ(twomsl_judge_packet(judge.judge, nullptr, 0, 0, 0), TWOMSL_OK);
  const std::string report = judge.finish();
  EXPECT_NE(report.find("\"packets\":2"), std::string::npos) << report;
  EXPECT_NE(report.find("\"skipped\":{\"ip-header-cut\":1,\"not-ip\":1}"), std::string::npos)
      << report;
}

TEST(JudgeAbi, NamesAnImpossibleOption) {
  const auto is_named = [](const twomsl_judge_options& options, const char* words) {
    EXPECT_EQ(twomsl_judge_new(&options), nullptr) << words;
    EXPECT_NE(std::string(twomsl_error()).find(words), std::string::npos) << twomsl_error();
  };
  is_named(options_of(-1), "msl_s is not from");
  is_named(options_of(std::nan("")), "msl_s is not from");
  is_named(options_of(0, "host:"), "'host:' is no vantage");
  twomsl_judge_options options = options_of(0);
  options.profile = "bsd";
  is_named(options, "'bsd' is no profile");
  options = options_of(0);
  options.assume = "luck";
  is_named(options, "'luck' is no list of assumptions");
  options = options_of(0);
  options.size = 1000;
  is_named(options, "options.size is 1000");
}

TEST(JudgeAbi, GivesWhatAnOlderProgramDoesNotKnowItsDefault) {
  twomsl_judge_options options = options_of(30);
  options.size = offsetof(twomsl_judge_options, profile);
  options.profile = "no such profile, and not looked at";
  twomsl_judge* judge = twomsl_judge_new(&options);
  EXPECT_NE(judge, nullptr) << twomsl_error();
  twomsl_judge_free(judge);
  twomsl_judge_free(nullptr);
  judge = twomsl_judge_new(nullptr);
  EXPECT_NE(judge, nullptr);
  twomsl_judge_free(judge);
}

// A client closes first, its last ACK is lost and its memory too; the server's second FIN is reset.
struct Forgotten {
  Conversation talk{};
  std::uint64_t forgotten_us = 0;

  Forgotten() {
    talk.establish();
    twomsl_endpoint_close(talk.client, talk.connection, talk.now_us);
    talk.run(10 * kStep_us);
    twomsl_endpoint_close(talk.server, talk.accepted, talk.now_us);
    talk.carry(talk.server, talk.client);
    talk.carry(talk.client, nullptr);
    forgotten_us = talk.now_us;
    twomsl_endpoint_free(talk.client);
    twomsl_endpoint_options options{};
    options.size = sizeof options;
    options.nothing_was_sent = 1;
    talk.client = twomsl_endpoint_new(&options);
    talk.run(5'000'000);
  }

  std::string judged(int event, const std::string& party, std::int64_t time_ns,
                     const std::string& other = "10.0.0.2:80") {
    JudgeOfC judge(options_of(60, "host:10.0.0.1"));
    for (const OnWire& seen : talk.wire) {
      EXPECT_EQ(
          twomsl_judge_packet(judge.judge, seen.packet.data(), seen.packet.size(),
                              seen.packet.size(), static_cast<std::int64_t>(seen.at_us) * 1000),
          TWOMSL_OK);
    }
    const twomsl_socket of = socket_of(party), peer = socket_of(other);
    if (event != 0) {
      EXPECT_EQ(twomsl_judge_tell(judge.judge, static_cast<twomsl_hidden_event>(event), &of, &peer,
                                  time_ns),
                TWOMSL_OK);
    }
    const std::string report = judge.finish();
    if (report.find("told-otherwise") != std::string::npos) return "told-otherwise";
    return report.find("\"verdict\":\"violation\"") != std::string::npos ? "violation" : report;
  }
};

TEST(JudgeAbi, AccusesNobodyOfWhatItIsTold) {
  Forgotten forgotten;
  const auto then_ns = static_cast<std::int64_t>(forgotten.forgotten_us) * 1000;
  const std::string party = "10.0.0.1:40000";
  EXPECT_EQ(forgotten.judged(0, party, 0), "violation");
  for (const int event : {TWOMSL_ABORTED, TWOMSL_TIMED_OUT, TWOMSL_ICMP_ERROR, TWOMSL_REBOOTED}) {
    EXPECT_EQ(forgotten.judged(event, party, then_ns), "told-otherwise") << event;
    EXPECT_EQ(forgotten.judged(event, "10.0.0.3:40000", then_ns), "violation") << event;
    EXPECT_EQ(forgotten.judged(event, party, then_ns - 10'000'000'000), "violation") << "before";
    EXPECT_EQ(forgotten.judged(event, party, then_ns + 60'000'000'000), "violation") << "after it";
  }
  EXPECT_EQ(forgotten.judged(TWOMSL_ABORTED, "10.0.0.1:40001", then_ns), "violation");
  EXPECT_EQ(forgotten.judged(TWOMSL_ABORTED, party, then_ns, "10.0.0.3:80"), "violation");
  EXPECT_EQ(forgotten.judged(TWOMSL_REBOOTED, "10.0.0.1:1", then_ns), "told-otherwise");
}

TEST(JudgeAbi, TakesNothingForGrantedOfWhatItHasNoRoomToRemember) {
  Forgotten forgotten;
  JudgeOfC judge(options_of(60, "host:10.0.0.1"));
  const twomsl_socket other = socket_of("10.9.9.9:1");
  for (int i = 0; i <= 1 << 16; ++i) {
    ASSERT_EQ(twomsl_judge_tell(judge.judge, TWOMSL_REBOOTED, &other, nullptr, 0), TWOMSL_OK);
  }
  for (const OnWire& seen : forgotten.talk.wire) {
    EXPECT_EQ(twomsl_judge_packet(judge.judge, seen.packet.data(), seen.packet.size(),
                                  seen.packet.size(), static_cast<std::int64_t>(seen.at_us) * 1000),
              TWOMSL_OK);
  }
  const std::string report = judge.finish();
  EXPECT_NE(report.find("assumption-withdrawn"), std::string::npos) << report;
}

TEST(JudgeAbi, RefusesNullAndUnknownEvents) {
  JudgeOfC judge;
  const twomsl_socket party = socket_of("10.0.0.1:1"), none{};
  EXPECT_EQ(twomsl_judge_tell(judge.judge, static_cast<twomsl_hidden_event>(5), &party, &party, 0),
            TWOMSL_INVALID);
  EXPECT_EQ(twomsl_judge_tell(judge.judge, TWOMSL_ABORTED, &party, nullptr, 0), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_judge_tell(judge.judge, TWOMSL_ABORTED, &none, &party, 0), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_judge_packet(nullptr, nullptr, 0, 0, 0), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_judge_packet(judge.judge, nullptr, 1, 1, 0), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_judge_finish(nullptr), TWOMSL_INVALID);
  EXPECT_EQ(twomsl_judge_poll(nullptr), nullptr);
}

}  // namespace
}  // namespace twomsl::test
