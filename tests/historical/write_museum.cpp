// Writes what is made of the museum's traces: write_museum SOURCE-TREE. Reads
// historical/counterexamples/*.csv, as `prove --write-museum` left them; writes the seeds of
// fuzz_slots, oracle/captures/nt4-model.pcap, and oracle/captures/museum-*.pcap of whole hosts.
#include <cstdio>
#include <fstream>

#include "tests/historical/host_museum_capture.hpp"
#include "tests/historical/table_museum_trace.hpp"

namespace {

bool write(const std::string& path, const std::vector<std::uint8_t>& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.flush();
  if (!file) {
    std::fprintf(stderr, "write_museum: cannot write %s\n", path.c_str());
  }
  return static_cast<bool>(file);
}

bool write_table(const std::string& tree, const std::string& table) {
  const auto trace =
      twomsl::read_table_trace(tree + "/historical/counterexamples/" + table + ".csv");
  if (!trace) {
    std::fprintf(stderr, "write_museum: no trace of %s\n", table.c_str());
    return false;
  }
  const auto seed = twomsl::write_program(twomsl::program_of(*trace));
  return write(tree + "/fuzz/corpus/fuzz_slots/z3_" + table, seed) &&
         (table != "nt4" ||
          write(tree + "/oracle/captures/nt4-model.pcap", twomsl::capture_of(*trace)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_museum SOURCE-TREE\n", stderr);
    return 2;
  }
  for (const char* table :
       {"nt4", "nt4_hotfix", "nt4_overstay", "evict_oldest", "refuse_newcomer"}) {
    if (!write_table(argv[1], table)) {
      return 1;
    }
  }
  for (const char* exhibit : twomsl::kCapturedExhibits) {
    const std::string path =
        std::string(argv[1]) + "/oracle/captures/" + twomsl::capture_name(exhibit);
    if (!write(path, twomsl::capture_of_host(exhibit))) {
      return 1;
    }
  }
  return 0;
}
