// The laws of the TIME-WAIT table as properties: random programs, biased to the boundaries of time,
// of sequence order and of capacity, over few tuples and bad hashes; with the naive twin beside.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <ostream>

#include "tests/table/table_program.hpp"

namespace rc {

// Bytes below `limit`, evenly: RapidCheck's own favour small ones, and so the first tuples.
inline Gen<std::uint8_t> even_byte(int limit) {
  return gen::map(gen::resize(kNominalSize, gen::inRange(0, limit)),
                  [](int value) { return static_cast<std::uint8_t>(value); });
}

template <>
struct Arbitrary<twomsl::Record> {
  static Gen<twomsl::Record> arbitrary() {
    return gen::build<twomsl::Record>(
        gen::set(&twomsl::Record::verb_and_key, even_byte(256)),
        gen::set(&twomsl::Record::step,
                 gen::weightedOneOf<std::uint8_t>(
                     {{24, even_byte(12)}, {1, gen::just(twomsl::kExplicit)}})),
        gen::set(&twomsl::Record::operand, even_byte(256)),
        gen::set(&twomsl::Record::time_us, gen::arbitrary<std::uint64_t>()),
        gen::set(&twomsl::Record::msl_us, gen::inRange<std::uint64_t>(0, 4)));
  }
};

template <>
struct Arbitrary<twomsl::Program> {
  static Gen<twomsl::Program> arbitrary() {
    return gen::build<twomsl::Program>(gen::set(&twomsl::Program::opening, even_byte(256)),
                                       gen::set(&twomsl::Program::records));
  }
};

}  // namespace rc

namespace twomsl {

// Found by RapidCheck, which prints what it generated.
void showValue(const Record& record, std::ostream& out) {
  rc::show(write_program({0, {record}}), out);
}

void showValue(const Program& program, std::ostream& out) { rc::show(write_program(program), out); }

namespace {

// Checks 10,000 cases, the same on every run; RC_PARAMS in the environment says otherwise.
template <class Property>
void check(const Property& property) {
  setenv("RC_PARAMS", "seed=20261122 max_success=10000", 0);
  rc::detail::checkGTest(property);
}

void require_lawful(const Program& program, const TablePolicies& policies_under_test) {
  if (const std::optional<Breach> breach = run(program, policies_under_test)) {
    RC_FAIL("broken: " + std::string(breach->law) + "\n" + breach->what);
  }
}

//= rfc9293#3.6.1 MUST-13 type=test
//= rfc9293#3.6.1 MAY-2 type=test
//= rfc9293#3.6.1 SHLD-4 type=test
//= rfc6191#2 RFC6191-2-1 type=test
TEST(TableLaw, HoldsForEveryProgramUnderEveryHonestPolicy) {
  check([](const Program& program) { require_lawful(program, honest_policies()); });
}

TEST(TableLaw, HoldsForConnectionsThatCloseAndCloseAgain) {
  check([](const std::vector<Record>& records, std::uint8_t opening) {
    Program program{opening, {}};
    for (const Record& record : records) {
      const auto key = static_cast<std::uint8_t>(record.verb_and_key & 0xf0u);
      const auto hold = static_cast<std::uint8_t>(key | 2u);
      program.records.push_back({key, 0, record.operand});
      program.records.push_back({hold, record.step, record.operand, record.time_us});
      program.records.push_back(record);
    }
    require_lawful(program, honest_policies());
  });
}

TEST(TableLaw, HoldsForThePolicyOfServicePackFour) {
  check([](const Program& program) { require_lawful(program, museum_policy("nt4_sp4")); });
}

TEST(TableProgram, IsReadBackAsItWasWritten) {
  check([](const Program& program) {
    const std::vector<std::uint8_t> bytes = write_program(program);
    RC_ASSERT(write_program(read_program(bytes)) == bytes);
  });
}

// One table of history and the law that it is known to break.
struct Exhibit {
  const char* table;
  const char* law;

  friend std::ostream& operator<<(std::ostream& out, const Exhibit& exhibit) {
    return out << exhibit.table;
  }
};

class Museum : public ::testing::TestWithParam<Exhibit> {};

// Random programs are tried until one breaks the law; the count is printed and bounded.
TEST_P(Museum, IsConvictedByARandomProgram) {
  constexpr int kTries = 10'000;
  const TablePolicies policies_under_test = museum_policy(GetParam().table);
  ASSERT_FALSE(policies_under_test.empty());
  const auto programs = rc::gen::arbitrary<Program>();
  rc::Random random(20261122);
  for (int tried = 1; tried <= kTries; ++tried) {
    const Program program = programs(random.split(), 40).value();
    const std::optional<Breach> breach = run(program, policies_under_test);
    if (breach && breach->law == GetParam().law) {
      std::printf("convicted of %s by program %d\n", GetParam().law, tried);
      return;
    }
  }
  FAIL() << "no program of " << kTries << " broke " << GetParam().law;
}

INSTANTIATE_TEST_SUITE_P(Tables, Museum,
                         ::testing::Values(Exhibit{"nt4", "INV-TW-1"},
                                           Exhibit{"nt4_hotfix", "INV-TW-9"},
                                           Exhibit{"nt4_overstay", "INV-TW-4"},
                                           Exhibit{"evict_oldest", "INV-TW-1"},
                                           Exhibit{"refuse_newcomer", "INV-TW-1"}),
                         [](const auto& exhibit) { return std::string(exhibit.param.table); });

}  // namespace
}  // namespace twomsl
