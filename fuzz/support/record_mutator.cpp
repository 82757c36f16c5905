// Mutation of lists of records.
#include "fuzz/support/record_mutator.hpp"

#include <algorithm>
#include <iterator>
#include <random>
#include <vector>

namespace twomsl {
namespace {

struct Mutation {
  std::vector<std::uint8_t> bytes{};
  Layout layout{};
  std::minstd_rand random{};

  std::size_t below(std::size_t limit) { return random() % std::max<std::size_t>(limit, 1); }
  std::uint8_t byte() { return static_cast<std::uint8_t>(random() >> 8); }
  std::size_t records() const {
    return (bytes.size() - layout.opening_bytes) / layout.record_bytes;
  }
  auto at(std::size_t record) {
    const std::size_t offset = layout.opening_bytes + record * layout.record_bytes;
    return bytes.begin() + static_cast<std::ptrdiff_t>(offset);
  }
};

// What stands behind `records` comes to stand before one of them.
void move_last(Mutation& m, std::size_t records, std::size_t before) {
  std::rotate(m.at(before), m.at(records), m.bytes.end());
}

void insert_record(Mutation& m) {
  const std::size_t records = m.records();
  std::generate_n(std::back_inserter(m.bytes), m.layout.record_bytes, [&m] { return m.byte(); });
  if (!m.layout.kinds.empty()) *m.at(records) = m.layout.kinds[m.below(m.layout.kinds.size())];
  move_last(m, records, m.below(records + 1));
}

void delete_record(Mutation& m) {
  const std::size_t record = m.below(m.records());
  m.bytes.erase(m.at(record), m.at(record + 1));
}

// A record is done again, at once or later.
void double_record(Mutation& m) {
  const std::size_t records = m.records();
  const std::size_t from = m.below(records);
  m.bytes.resize(m.bytes.size() + m.layout.record_bytes);
  std::copy(m.at(from), m.at(from + 1), m.at(records));
  move_last(m, records, from + m.below(records - from) + 1);
}

void swap_records(Mutation& m) {
  const std::size_t a = m.below(m.records());
  const std::size_t b = m.below(m.records());
  if (a != b) {
    std::swap_ranges(m.at(a), m.at(a + 1), m.at(b));
  }
}

void tweak(Mutation& m, std::size_t begin, std::size_t end) {
  std::uint8_t& byte = m.bytes[begin + m.below(end - begin)];
  const std::size_t how = m.below(3);
  byte = how == 0 ? m.byte() : static_cast<std::uint8_t>(how == 1 ? byte + 1u : byte - 1u);
}

void tweak_record(Mutation& m) {
  const std::size_t begin = m.layout.opening_bytes + m.below(m.records()) * m.layout.record_bytes;
  const std::size_t kind = m.layout.kinds.empty() ? 0 : 1;  // a record keeps its kind
  tweak(m, begin + kind, begin + m.layout.record_bytes);
}

void mutate_once(Mutation& m) {
  const std::size_t choice = m.below(16);
  if (choice == 0 && m.layout.opening_bytes != 0) {
    tweak(m, 0, m.layout.opening_bytes);
  } else if (choice < 7 || m.records() == 0) {
    insert_record(m);
  } else if (choice < 9) {
    delete_record(m);
  } else if (choice < 11) {
    double_record(m);
  } else if (choice < 12) {
    swap_records(m);
  } else {
    tweak_record(m);
  }
}

}  // namespace

std::size_t mutate_records(std::span<std::uint8_t> room, std::size_t size, unsigned seed,
                           Layout layout) {
  const auto input = room.first(size);
  constexpr std::size_t kMostTimes = 4;
  Mutation m{{}, layout, std::minstd_rand(seed)};
  m.bytes.reserve(size + layout.opening_bytes + kMostTimes * layout.record_bytes);
  m.bytes.assign(input.begin(), input.end());
  const std::size_t rest =
      size < layout.opening_bytes ? 0 : (size - layout.opening_bytes) % layout.record_bytes;
  m.bytes.resize(std::max(size - rest, layout.opening_bytes));
  for (std::size_t times = 1 + m.below(kMostTimes); times > 0; --times) {
    mutate_once(m);
  }
  const std::size_t kept = std::min(m.bytes.size(), room.size());
  std::copy_n(m.bytes.begin(), kept, room.begin());
  return kept;
}

}  // namespace twomsl
