// Writes the seeds of fuzz_slots: write_slots_seeds DIRECTORY. One honest life of a slot for each
// way it can go, and for each table of the museum a program that convicts it.
#include <cstdio>
#include <fstream>
#include <string>

#include "tests/table/table_program.hpp"

namespace twomsl {
namespace {

constexpr std::uint8_t kAtTwoMsl = 10;
constexpr std::uint8_t kJustBefore = 9;

// Bytes of a record: the verb for tuple `key`.
Record record(TableVerb verb, std::uint8_t key = 0, std::uint8_t step = 0,
              std::uint8_t operand = 0) {
  return {static_cast<std::uint8_t>(static_cast<unsigned>(verb) | unsigned{key} << 4), step,
          operand};
}

// Enters TIME-WAIT with as many tuples, each on a reservation.
std::vector<Record> enter(std::uint8_t tuples) {
  std::vector<Record> records;
  for (std::uint8_t key = 0; key < tuples; ++key) {
    records.push_back(record(TableVerb::reserve, key));
    records.push_back(record(TableVerb::hold, key));
  }
  return records;
}

std::vector<Record> after(std::vector<Record> records, std::initializer_list<Record> more) {
  records.insert(records.end(), more);
  return records;
}

struct Seed {
  const char* name;
  std::uint8_t policy;
  std::vector<Record> records;
};

std::vector<Seed> seeds() {
  using enum TableVerb;
  constexpr std::uint8_t kEvictFirst = 0;
  constexpr std::uint8_t kWriteBack = 1;
  return {
      {"life", 0, after(enter(1), {record(expire, 0, kJustBefore), record(expire, 0, kAtTwoMsl)})},
      {"restart", 0,
       after(enter(2), {record(restart, 0, kJustBefore), record(expire, 1, kAtTwoMsl)})},
      {"thaw_too_late", 1, after(enter(1), {record(freeze), record(thaw, 0, kAtTwoMsl)})},
      {"reopen", 1, after(enter(1), {record(freeze), record(complete_reopening), record(hold)})},
      {"abort", 2,
       after(enter(1), {record(release, 0, 0, static_cast<std::uint8_t>(Licence::abort))})},
      {"set_msl", 0,
       after(enter(1), {record(set_msl, 0, 0, 3), record(restart), record(expire, 0, 8)})},
      {"full", 0, after(enter(4), {record(reserve), record(set_capacity, 0, 0, 3)})},
      {"nt4", 0, after(enter(4), {record(reserve, 0, 0, kEvictFirst)})},
      {"nt4_hotfix", 0, {record(reserve, 0, 0, kWriteBack)}},
      {"nt4_overstay", 0, after(enter(4), {record(expire, 3, kAtTwoMsl)})},
      {"evict_oldest", 0, after(enter(3), {record(reserve)})},
      {"refuse_newcomer", 0, enter(4)}};
}

}  // namespace
}  // namespace twomsl

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_slots_seeds DIRECTORY\n", stderr);
    return 2;
  }
  for (const twomsl::Seed& seed : twomsl::seeds()) {
    const std::vector<std::uint8_t> bytes = twomsl::write_program({seed.policy, seed.records});
    std::ofstream file(std::string(argv[1]) + "/" + seed.name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    if (!file) {
      std::fprintf(stderr, "write_slots_seeds: cannot write %s/%s\n", argv[1], seed.name);
      return 1;
    }
  }
  return 0;
}
