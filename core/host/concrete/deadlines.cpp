#include "core/host/concrete/deadlines.hpp"

#include "core/host/require.hpp"

namespace twomsl {

Deadlines make_deadlines(std::uint32_t count) {
  Deadlines deadlines;
  deadlines.heap.reserve(count);
  deadlines.position.resize(count);
  return deadlines;
}

void Deadlines::sift_up(std::size_t at, Entry entry) {
  while (at > 0 && entry.at_us < heap[(at - 1) / 2].at_us) {
    const std::size_t parent = (at - 1) / 2;
    heap[at] = heap[parent];
    position[heap[at].block] = static_cast<std::uint32_t>(at);
    at = parent;
  }
  heap[at] = entry;
  position[entry.block] = static_cast<std::uint32_t>(at);
}

void Deadlines::sift_down(std::size_t at, Entry entry) {
  for (std::size_t child = 2 * at + 1; child < heap.size(); child = 2 * at + 1) {
    if (child + 1 < heap.size() && heap[child + 1].at_us < heap[child].at_us) {
      ++child;
    }
    if (entry.at_us <= heap[child].at_us) {
      break;
    }
    heap[at] = heap[child];
    position[heap[at].block] = static_cast<std::uint32_t>(at);
    at = child;
  }
  heap[at] = entry;
  position[entry.block] = static_cast<std::uint32_t>(at);
}

void Deadlines::add(std::uint32_t block, std::uint64_t at_us) {
  require<Concrete>(heap.size() < heap.capacity(), "INV-TOTAL");  // of a control block one
  heap.emplace_back();
  sift_up(heap.size() - 1, {at_us, block});
}

void Deadlines::remove(std::uint32_t block) {
  const std::size_t at = position[block];
  const Entry last = heap.back();
  heap.pop_back();
  if (at < heap.size()) {
    sift_down(at, last);
    sift_up(position[last.block], last);
  }
}

}  // namespace twomsl
