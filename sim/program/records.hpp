// The bytes of programs: records of four, which are kind, where, and an amount, low byte first.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace twomsl::sim {

struct Record {
  std::uint8_t kind = 0;
  std::uint8_t where = 0;
  std::uint16_t amount = 0;
};

inline constexpr std::size_t kRecordBytes = 4;

/// Kinds from here on set the field of the settings that bears the rest as its number.
inline constexpr std::uint8_t kFirstField = 128;

/// Visits every whole record.
template <class Visit>
void for_each_record(std::span<const std::uint8_t> bytes, const Visit& visit) {
  for (; bytes.size() >= kRecordBytes; bytes = bytes.subspan(kRecordBytes)) {
    visit(Record{bytes[0], bytes[1], static_cast<std::uint16_t>(bytes[2] | bytes[3] << 8)});
  }
}

inline void append_record(std::vector<std::uint8_t>& bytes, const Record& record) {
  for (const unsigned byte : {unsigned{record.kind}, unsigned{record.where}, record.amount & 255u,
                              unsigned{record.amount} >> 8}) {
    bytes.push_back(static_cast<std::uint8_t>(byte));
  }
}

}  // namespace twomsl::sim
