// See tap.hpp.
#include "sim/tap.hpp"

#include <algorithm>

#include "oracle/capture/pcap_format.hpp"
#include "sim/random.hpp"

namespace twomsl::sim {
namespace {

template <std::size_t kBytes>
void append(std::vector<std::uint8_t>& file, const std::array<std::uint8_t, kBytes>& bytes) {
  file.insert(file.end(), bytes.begin(), bytes.end());
}

}  // namespace

void Tap::record(Vantage vantage, std::span<const std::uint8_t> packet, std::uint64_t time_us,
                 std::optional<State> sender) {
  records_[static_cast<std::size_t>(vantage)].push_back(
      {time_us, bytes_.size(), packet.size(), sender});
  bytes_.insert(bytes_.end(), packet.begin(), packet.end());
}

void Tap::sent(std::uint32_t from, std::span<const std::uint8_t> packet, Instant<Concrete> now,
               State state) {
  record(from == 0 ? Vantage::a : Vantage::b, packet, now.us, state);
}

// What is lost on the way is lost before the middle.
void Tap::arrived(std::uint32_t to, std::span<const std::uint8_t> packet, Instant<Concrete> sent,
                  Instant<Concrete> now) {
  record(to == 0 ? Vantage::a : Vantage::b, packet, now.us);
  record(Vantage::middle, packet, sent.us + (now.us - sent.us) / 2);
}

std::vector<Captured> Tap::captured(Vantage vantage) const {
  std::vector<Record> records = records_[static_cast<std::size_t>(vantage)];
  std::ranges::stable_sort(records, {}, &Record::time_us);
  std::vector<Captured> seen;
  for (const Record& record : records) {
    seen.push_back(
        {{record.time_us}, std::span(bytes_).subspan(record.offset, record.bytes), record.sender});
  }
  return seen;
}

void Tap::clear() {
  for (auto& records : records_) records.clear();
  bytes_.clear();
}

std::vector<std::uint8_t> Tap::capture(Vantage vantage, const TapFaults& faults) const {
  std::vector<Record> records = records_[static_cast<std::size_t>(vantage)];
  std::ranges::stable_sort(records, {}, &Record::time_us);
  const auto happens = [&](std::string_view what, std::size_t number, std::uint32_t thousandths) {
    return thousandths != 0 && drawn(faults.seed, what, number) % 1000 < thousandths;
  };
  const auto file_header = oracle::pcap_file_header(faults.snap_bytes);
  std::vector<std::uint8_t> file(file_header.begin(), file_header.end());
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (!happens("swapped", i, faults.swapped)) continue;
    std::swap(records[i - 1].offset, records[i].offset);
    std::swap(records[i - 1].bytes, records[i].bytes);
  }
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (happens("lost", i, faults.lost)) continue;
    const Record& record = records[i];
    const auto step = i < records.size() / 2 ? 0 : faults.clock_step_us;
    const std::uint64_t time_us = happens("unstamped", i, faults.unstamped)
                                      ? 0
                                      : record.time_us + static_cast<std::uint64_t>(step);
    const std::size_t kept = std::min<std::size_t>(record.bytes, faults.snap_bytes);
    for (int copies = happens("doubled", i, faults.doubled) ? 2 : 1; copies > 0; --copies) {
      append(file, oracle::pcap_packet_header(time_us, kept, record.bytes));
      const auto begin = bytes_.begin() + static_cast<std::ptrdiff_t>(record.offset);
      file.insert(file.end(), begin, begin + static_cast<std::ptrdiff_t>(kept));
    }
  }
  return file;
}

}  // namespace twomsl::sim
