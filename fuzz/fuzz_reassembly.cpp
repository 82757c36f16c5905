// The list of ranges that lie ahead of RCV.NXT: texts arrive in any order, overlap, touch and fill
// gaps, and two lists share a pool of few blocks. After each the contract of the list is checked at
// each edge of a range (spec/laws/connection/reassembly_laws.hpp).
//
//   input = start text*;  start 1 byte: RCV.NXT, near where numbers wrap
//   text  = 3 bytes: which list (bit 0) and whether RCV.NXT moves (bits 1-3 are all set), where it
//           begins, how long it is
#include <array>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "core/connection/reassembly.hpp"
#include "core/host/concrete/concrete_host.hpp"
#include "spec/laws/connection/reassembly_laws.hpp"

namespace twomsl {
namespace {

using Held = HeldRanges<Concrete>;
using Number = Seq<Concrete>;

constexpr std::uint32_t kBlocks = 3;  // of the pool
constexpr std::size_t kTextBytes = 3;

void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken: INV-DATA: %s\n", law);
  std::abort();
}

struct List {
  Held held{};
  Number nxt{};
};

void require_order(const List& list) {
  require(are_apart(list.held, list.nxt), "ranges are apart");
  require(are_in_order(list.held, list.nxt), "ranges are in order");
}

// Whether a number is held changes at edges alone.
template <class Visit>
void for_each_edge(const Held& held, const Visit& visit) {
  for (const Range<Concrete>& range : held) {
    for (const Number edge : {range.begin, range.end}) {
      visit(edge - 1u);
      visit(edge);
    }
  }
}

void hold(List& list, const Range<Concrete>& text) {
  const Held before = list.held;
  const bool is_placed = hold_range(list.held, text);
  require_order(list);
  require(is_placed || list.held == before, "what is refused changes nothing");
  const auto check = [&](Number number) {
    require(inv_data_holds(before, text, list.held, number), "held is what arrived");
  };
  for (const Number number : {text.begin - 1u, text.begin, text.end - 1u, text.end}) check(number);
  for_each_edge(before, check);
  for_each_edge(list.held, check);
}

void move(List& list, std::uint32_t bytes) {
  const Held before = list.held;
  const Number moved = list.nxt + bytes;
  const Number reached = absorb(list.held, moved);
  const Number nxt = list.nxt;
  list.nxt = reached;
  require_order(list);
  const auto check = [&](Number number) {
    if (number - nxt > kLargestWindow) return;  // behind RCV.NXT
    require(inv_data_absorbs(before, list.held, {moved, reached}, number), "RCV.NXT passes those");
  };
  for (const Number number : {moved - 1u, moved, reached - 1u, reached}) check(number);
  for_each_edge(before, check);
  for_each_edge(list.held, check);
}

void run(std::span<const std::uint8_t> bytes) {
  constexpr std::array<std::uint32_t, 4> kStarts = {0, 0xffff'ff00u, 0x7fff'ff00u, 0xffff'ffffu};
  if (bytes.empty()) return;
  const Number start{kStarts[bytes[0] % kStarts.size()]};
  HeldPool pool(kBlocks);
  std::array<List, 2> lists = {List{{}, start}, List{{}, start}};
  for (List& list : lists) list.held.use(&pool);
  for (bytes = bytes.subspan(1); bytes.size() >= kTextBytes; bytes = bytes.subspan(kTextBytes)) {
    List& list = lists[bytes[0] & 1u];
    if ((bytes[0] & 0x0eu) == 0x0eu) {
      move(list, bytes[1]);
    } else {
      const Number begin = list.nxt + (1u + bytes[1]);
      hold(list, {begin, begin + bytes[2] % 32u});
    }
  }
}

}  // namespace
}  // namespace twomsl

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  twomsl::run({data, size});
  return 0;
}
