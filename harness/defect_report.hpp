// A defect on paper: in words for its reader, and as the files that replay and prove it.
#pragma once

#include <string>

#include "harness/properties.hpp"

namespace twomsl::harness {

/// Where the files of a defect go, and how the program is called that replays them.
struct ReportPlace {
  std::string folder{};
  std::string command{};
  std::string options{};  // of replay, each with a blank behind it
};

/// FOLDER/STACK-FAILURE, to which ".pcap" and ".program" are added.
[[nodiscard]] std::string file_stem(const Subject& subject, const Failure& failure,
                                    const ReportPlace& place);

/// What went wrong, the program in words, the finding in words, and the lines that show it again.
[[nodiscard]] std::string report_of(const Subject& subject, const Defect& defect,
                                    const ReportPlace& place);

/// What a campaign has found: a line; of differences one more for each, by what they break.
[[nodiscard]] std::string summary_of(const Subject& subject, const PropertiesOptions& options,
                                     const PropertiesResult& result);

/// Writes the program and the capture. False, with errno, if that cannot be done.
[[nodiscard]] bool write_files(const Subject& subject, const Defect& defect,
                               const ReportPlace& place);

/// Writes a capture. False, with errno, if that cannot be done.
[[nodiscard]] bool write_capture(const Recording& recording, const std::string& path);

}  // namespace twomsl::harness
