// First in, first out, in memory that is taken once.
#pragma once

#include <cstddef>
#include <vector>

namespace twomsl {

template <class T>
struct BoundedQueue {
  std::vector<T> slots{};
  std::size_t first = 0;
  std::size_t count = 0;

  [[nodiscard]] bool is_empty() const { return count == 0; }
  [[nodiscard]] T& front() { return slots[first]; }
  [[nodiscard]] T& back() { return slots[at(count - 1)]; }

  /// False if it is full.
  [[nodiscard]] bool push(const T& value) {
    if (count == slots.size()) return false;
    slots[at(count)] = value;
    ++count;
    return true;
  }

  void pop() {
    first = at(1);
    --count;
  }

 private:
  [[nodiscard]] std::size_t at(std::size_t offset) const {
    const std::size_t sum = first + offset;
    return sum < slots.size() ? sum : sum - slots.size();
  }
};

/// An empty queue for `capacity` values.
template <class T>
[[nodiscard]] BoundedQueue<T> make_queue(std::size_t capacity) {
  return {std::vector<T>(capacity)};
}

}  // namespace twomsl
