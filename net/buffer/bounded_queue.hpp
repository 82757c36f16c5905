// First in, first out, in memory that is taken once.
#pragma once

#include <bit>
#include <cstddef>
#include <vector>

namespace twomsl {

template <class T>
struct BoundedQueue {
  std::vector<T> slots{};    // a power of two
  std::size_t capacity = 0;  // at most as many
  std::size_t mask = 0;
  std::size_t first = 0;
  std::size_t count = 0;

  [[nodiscard]] bool is_empty() const { return count == 0; }
  [[nodiscard]] T& front() { return slots[first]; }
  [[nodiscard]] T& back() { return slots[at(count - 1)]; }

  /// A place behind all others, for the caller to fill in; none if the queue is full.
  [[nodiscard]] T* push() { return count == capacity ? nullptr : &slots[at(count++)]; }

  /// False if it is full.
  [[nodiscard]] bool push(const T& value) {
    T* place = push();
    if (place != nullptr) *place = value;
    return place != nullptr;
  }

  void pop() {
    first = at(1);
    --count;
  }

  /// Takes back what was put in last.
  void pop_back() { --count; }

 private:
  [[nodiscard]] std::size_t at(std::size_t offset) const { return (first + offset) & mask; }
};

/// An empty queue for `capacity` values.
template <class T>
[[nodiscard]] BoundedQueue<T> make_queue(std::size_t capacity) {
  const std::size_t slots = std::bit_ceil(capacity);
  return {std::vector<T>(slots), capacity, slots - 1};
}

}  // namespace twomsl
