// When blocks want their timeouts: the lazy heap of core/host beside a plain list of moments. An
// entry may be early, and never late; whoever expires what comes first misses no moment, and wakes
// in order.
//
//   input = call*;  call 2 bytes: what and which block, and how much later
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>

#include "core/host/concrete/deadlines.hpp"

namespace twomsl {
namespace {

constexpr std::uint32_t kBlocks = 16;
constexpr std::size_t kCallBytes = 2;

void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken: timers: %s\n", law);
  std::abort();
}

struct Timers {
  Deadlines lazy = make_deadlines(kBlocks);
  std::array<std::optional<std::uint64_t>, kBlocks> wanted{};  // of blocks that have an entry
  std::uint64_t now_us = 0;
};

// The heap is one, it knows where each block is, and no entry is late.
void check(const Timers& timers) {
  const auto& heap = timers.lazy.heap;
  std::size_t entries = 0;
  for (const auto& moment : timers.wanted) entries += moment.has_value() ? 1u : 0u;
  require(heap.size() == entries, "a block has one entry, or none");
  for (std::size_t at = 0; at < heap.size(); ++at) {
    const Deadlines::Entry& entry = heap[at];
    require(timers.lazy.position[entry.block] == at, "a block is where it is said to be");
    require(timers.wanted[entry.block] && entry.at_us <= *timers.wanted[entry.block],
            "no entry is late");
    require(at == 0 || heap[(at - 1) / 2].at_us <= entry.at_us, "no entry is before its parent");
  }
}

// As the host does it: an entry whose moment has come is put off if it is early, and expires if
// not.
void pass(Timers& timers, std::uint64_t bytes) {
  timers.now_us += bytes * bytes;
  while (!timers.lazy.is_empty() && timers.lazy.first_us() <= timers.now_us) {
    const std::uint32_t block = timers.lazy.first();
    const std::uint64_t moment = timers.wanted[block].value_or(0);
    if (moment > timers.now_us) {
      timers.lazy.put_off_first(moment);
    } else {
      timers.lazy.remove(block);
      timers.wanted[block].reset();
    }
    check(timers);
  }
  for (const auto& moment : timers.wanted) {
    require(!moment || *moment > timers.now_us, "no moment is missed");
  }
}

void call(Timers& timers, std::uint8_t what, std::uint8_t later) {
  const std::uint32_t block = what / 16;
  auto& moment = timers.wanted[block];
  const std::uint64_t at_us = later == 255 ? ~std::uint64_t{0} : timers.now_us + later * 10u;
  if (what % 4 == 0) return pass(timers, later);
  if (!moment) {
    timers.lazy.add(block, at_us);
    moment = at_us;
  } else if (what % 4 == 1) {
    timers.lazy.remove(block);
    moment.reset();
  } else {
    timers.lazy.bring_forward(block, at_us);
    moment = at_us;
  }
}

}  // namespace
}  // namespace twomsl

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::uint8_t> bytes(data, size);
  twomsl::Timers timers;
  for (; bytes.size() >= twomsl::kCallBytes; bytes = bytes.subspan(twomsl::kCallBytes)) {
    twomsl::call(timers, bytes[0], bytes[1]);
    twomsl::check(timers);
  }
  return 0;
}
