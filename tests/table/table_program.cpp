// Reading, writing and running of programs of TIME-WAIT table events.
#include "tests/table/table_program.hpp"

#include <algorithm>

#include "historical/table_policies.hpp"
#include "tests/support/hexadecimal.hpp"

namespace twomsl {
namespace {

constexpr std::uint64_t kLastTestUs = kLastInstantUs - 4 * kLongestMslUs;

struct ByteReader {
  std::span<const std::uint8_t> rest{};

  std::uint8_t byte() {
    if (rest.empty()) {
      return 0;
    }
    const std::uint8_t first = rest.front();
    rest = rest.subspan(1);
    return first;
  }

  std::uint64_t word() {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i) {
      value |= std::uint64_t{byte()} << (8 * i);
    }
    return value;
  }
};

void append_word(std::vector<std::uint8_t>& bytes, std::uint64_t value) {
  for (unsigned i = 0; i < 8; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
}

TableVerb verb_of(const Record& record) {
  return static_cast<TableVerb>((record.verb_and_key & 0x0fu) % kTableVerbCount);
}

std::uint32_t key_index(const Record& record) {
  return static_cast<std::uint32_t>(record.verb_and_key >> 4) % kTestKeys;
}

bool has_operand(TableVerb verb) {
  switch (verb) {
    case TableVerb::reserve:
    case TableVerb::hold:
    case TableVerb::freeze:
    case TableVerb::release:
    case TableVerb::set_msl:
    case TableVerb::set_capacity:
    case TableVerb::set_policy:
      return true;
    case TableVerb::give_back:
    case TableVerb::restart:
    case TableVerb::thaw:
    case TableVerb::complete_reopening:
    case TableVerb::expire:
      return false;
  }
  return false;
}

// How long to let pass so that the history's wait is 2*MSL + offset old; nothing if it is older.
std::uint64_t until_age(const TupleHistory<Concrete, TestKey>& history, Instant<Concrete> now,
                        std::int64_t offset) {
  const std::uint64_t then =
      history.restarted.us + 2 * history.msl.us + static_cast<std::uint64_t>(offset);
  return history.entered && then > now.us ? then - now.us : 0;
}

std::uint64_t elapsed(const Record& record, const ProgramHarness& harness) {
  if (record.step == kExplicit) {
    return record.time_us;
  }
  const std::uint64_t msl = harness.table.policy.msl.us;
  const auto& history = harness.histories[key_index(record)];
  switch (record.step % 12) {
    case 3:
      return 1;
    case 4:
      return 2 * msl - 1;
    case 5:
      return 2 * msl;
    case 6:
      return 2 * msl + 1;
    case 7:
      return msl;
    case 8:
      return 1'000'000;
    case 9:
      return until_age(history, harness.now, -1);
    case 10:
      return until_age(history, harness.now, 0);
    case 11:
      return until_age(history, harness.now, 1);
    default:
      return 0;
  }
}

// A number at a boundary of the order around `base`.
std::uint32_t around(std::uint32_t base, unsigned choice) {
  constexpr std::array<std::uint32_t, 8> kOffsets = {
      0, 1, 0xffffffffu, 0x7fffffffu, 0x80000000u, 0x7ffffffeu, 4095, 4096};
  return base + kOffsets[choice % 8];
}

TimeWaitRecord<Concrete> closing_of(std::uint8_t operand) {
  constexpr std::array<std::uint32_t, 4> kNumbers = {0, 1000, 0x80000000u, 0xffffffffu};
  const std::uint32_t rcv_nxt = kNumbers[operand & 3u];
  return {{rcv_nxt + 77u},
          {rcv_nxt},
          (operand & 16u) != 0,
          kNumbers[(operand >> 2) & 3u],
          (operand & 32u) == 0};
}

Duration<Concrete> msl_of(const Record& record) {
  constexpr std::array<std::uint64_t, 8> kMslsUs = {
      0, 1, 1000, 1'000'000, 30'000'000, 120'000'000, kLongestMslUs, kLongestMslUs + 1};
  return {record.operand == kExplicit ? record.msl_us : kMslsUs[record.operand % 8u]};
}

void set_operand(TestEvent& event, const Record& record, const ProgramHarness& harness) {
  const std::uint8_t operand = record.operand;
  const TimeWaitRecord<Concrete>& old = harness.histories[key_index(record)].record;
  event.adversary = {std::uint32_t{operand} << 24, (operand & 1u) != 0};
  event.record = closing_of(operand);
  event.policy.msl = msl_of(record);
  event.policy.capacity = operand % 7u;
  if (event.verb == TableVerb::release) {
    event.licence = static_cast<Licence>((operand & 0x0fu) % kLicenceCount);
    event.arrival = {{around(old.rcv_nxt.value, operand >> 4)}, 4096, false, 0};
  } else {
    event.arrival = {{around(old.rcv_nxt.value, operand)},
                     4096,
                     (operand & 64u) != 0,
                     around(old.ts_recent, operand >> 3)};
  }
}

}  // namespace

TablePolicies honest_policies() {
  return {table_policy(strict<Concrete>(), kProgramSlots),
          table_policy(safe<Concrete>(), kProgramSlots),
          table_policy(rfc9293<Concrete>(), kProgramSlots), every_licence(kProgramSlots),
          nt4_sp4_policy<Concrete>(kProgramSlots)};
}

TablePolicies museum_policy(std::string_view table) {
  constexpr std::uint32_t kThreshold = kProgramSlots - 1;
  if (table == "nt4") {
    return {nt4_policy<Concrete>(kProgramSlots, kThreshold)};
  }
  if (table == "nt4_hotfix") {
    return {nt4_hotfix_policy<Concrete>(kProgramSlots, kThreshold)};
  }
  if (table == "nt4_sp4") {
    return {nt4_sp4_policy<Concrete>(kProgramSlots)};
  }
  if (table == "nt4_overstay") {
    return {nt4_overstay_policy<Concrete>(kProgramSlots, kThreshold)};
  }
  if (table == "evict_oldest") {
    return {evict_oldest_policy<Concrete>(kProgramSlots, kThreshold)};
  }
  if (table == "refuse_newcomer") {
    return {refuse_newcomer_policy<Concrete>(kProgramSlots, kThreshold)};
  }
  return {};
}

Program read_program(std::span<const std::uint8_t> bytes) {
  ByteReader reader{bytes};
  Program program{reader.byte(), {}};
  while (!reader.rest.empty()) {
    Record record{reader.byte(), reader.byte()};
    if (record.step == kExplicit) {
      record.time_us = reader.word();
    }
    if (has_operand(verb_of(record))) {
      record.operand = reader.byte();
    }
    if (verb_of(record) == TableVerb::set_msl && record.operand == kExplicit) {
      record.msl_us = reader.word();
    }
    program.records.push_back(record);
  }
  return program;
}

std::vector<std::uint8_t> write_program(const Program& program) {
  std::vector<std::uint8_t> bytes{program.opening};
  for (const Record& record : program.records) {
    bytes.push_back(record.verb_and_key);
    bytes.push_back(record.step);
    if (record.step == kExplicit) {
      append_word(bytes, record.time_us);
    }
    if (has_operand(verb_of(record))) {
      bytes.push_back(record.operand);
    }
    if (verb_of(record) == TableVerb::set_msl && record.operand == kExplicit) {
      append_word(bytes, record.msl_us);
    }
  }
  return bytes;
}

TestEvent resolve(const Record& record, const ProgramHarness& harness,
                  const TablePolicies& policies_under_test) {
  TestEvent event;
  event.verb = verb_of(record);
  event.key = test_key(key_index(record));
  const std::uint64_t room = kLastTestUs - harness.now.us;
  event.now = {harness.now.us + std::min(elapsed(record, harness), room)};
  if (event.verb == TableVerb::set_policy) {
    event.policy = policies_under_test[record.operand % policies_under_test.size()];
  } else {
    set_operand(event, record, harness);
  }
  return event;
}

std::optional<Breach> run(const Program& program, const TablePolicies& policies_under_test) {
  const auto hash = static_cast<TestHashKind>((program.opening >> 4) % kTestHashKindCount);
  ProgramHarness harness = make_harness<kProgramSlots>(
      policies_under_test[(program.opening & 0x0fu) % policies_under_test.size()], hash);
  std::vector<TestEvent> events;
  for (const Record& record : program.records) {
    events.push_back(resolve(record, harness, policies_under_test));
    if (std::optional<Breach> breach = advance(harness, events.back())) {
      breach->what += "\nafter:\n";
      for (const TestEvent& event : events) {
        breach->what += "  " + describe(event) + "\n";
      }
      breach->what += "replay these bytes with fuzz_slots: " + hexadecimal(write_program(program));
      return breach;
    }
  }
  return std::nullopt;
}

}  // namespace twomsl
