// Memory of a running host: control blocks in a slab, and sets of keys. All of it is taken at
// construction; no call after that allocates.
#pragma once

#include <memory>
#include <vector>

#include "core/host/concrete/deadlines.hpp"
#include "core/host/concrete/isn.hpp"
#include "core/host/host.hpp"
#include "core/table/tuple_hash.hpp"

namespace twomsl {

/// From keys to numbers: linear probing, at most half full, no tombstones.
template <class Key>
struct KeyIndex {
  struct Entry {
    Key key{};
    std::uint32_t value = kNoBlock;
  };

  TupleHash hash{};
  std::uint32_t shift = 31;
  std::vector<Entry> entries{};

  [[nodiscard]] std::uint32_t home(const Key& key) const { return hash(key) >> shift; }
  [[nodiscard]] std::uint32_t after(std::uint32_t at) const {
    return (at + 1) & static_cast<std::uint32_t>(entries.size() - 1);
  }

  /// The index of the entry of `key`, whose home is `at`, or of the empty entry where it belongs.
  [[nodiscard]] std::uint32_t entry_from(std::uint32_t at, const Key& key) const {
    while (entries[at].value != kNoBlock && !(entries[at].key == key)) {
      at = after(at);
    }
    return at;
  }

  [[nodiscard]] std::uint32_t find(const Key& key) const {
    return entries[entry_from(home(key), key)].value;
  }

  /// REQUIRES: fewer keys than the index was made for.
  void put(const Key& key, std::uint32_t value) { put(home(key), key, value); }
  void put(std::uint32_t home_of_key, const Key& key, std::uint32_t value) {
    entries[entry_from(home_of_key, key)] = {key, value};
  }

  void erase(const Key& key) { erase(home(key), key); }

  /// Removes `key`. Each later entry whose home lies at or before the gap moves into it, so that no
  /// search ends early.
  void erase(std::uint32_t home_of_key, const Key& key) {
    const auto mask = static_cast<std::uint32_t>(entries.size() - 1);
    std::uint32_t gap = entry_from(home_of_key, key);
    for (std::uint32_t at = after(gap); entries[at].value != kNoBlock; at = after(at)) {
      if (((at - home(entries[at].key)) & mask) >= ((at - gap) & mask)) {
        entries[gap] = entries[at];
        gap = at;
      }
    }
    entries[gap] = {};
  }
};

/// An empty index for `count` keys, hashed under `seed`.
template <class Key>
[[nodiscard]] KeyIndex<Key> make_index(std::uint32_t count, std::uint64_t seed) {
  KeyIndex<Key> index;
  index.hash.seed = seed;
  while ((std::uint64_t{1} << (32 - index.shift)) < 2 * std::uint64_t{count}) {
    --index.shift;
  }
  index.entries.resize(std::size_t{1} << (32 - index.shift));
  return index;
}

/// Control blocks, found by their tuples, with their next deadlines.
template <class Key>
struct Slab {
  struct Block {
    Connection<Concrete> connection{};
    Key key{};
    std::uint32_t iss_offset = 0;  // of its origin; the rest of that is the connection's
    std::uint32_t home = 0;        // of the key in the index
  };

  Slab() = default;
  Slab(Slab&&) = default;
  Slab& operator=(Slab&& other) noexcept {
    std::destroy_at(this);  // control blocks before the pool that they use
    return *std::construct_at(this, std::move(other));
  }

  std::unique_ptr<HeldPool> held{};
  std::vector<Block> blocks{};
  Connection<Concrete> beyond{};  // the spare one where none is free
  std::vector<std::uint32_t> free{};
  std::uint32_t recent = kNoBlock;  // the last that changed: likely the next that is asked for
  KeyIndex<Key> index{};
  Deadlines deadlines{};

  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(blocks.size() - free.size());
  }
  [[nodiscard, gnu::always_inline]] inline std::uint32_t find(const Key& key) const {
    return recent != kNoBlock && blocks[recent].key == key ? recent : index.find(key);
  }
  [[nodiscard]] Connection<Concrete>& connection(std::uint32_t at) { return blocks[at].connection; }
  [[nodiscard]] const Connection<Concrete>& connection(std::uint32_t at) const {
    return blocks[at].connection;
  }

  [[nodiscard]] TupleOrigin origin(std::uint32_t at) const {
    return {blocks[at].iss_offset, blocks[at].connection.ts_offset};
  }

  /// Visits every control block.
  template <class F>
  void for_each(const F& visit) const {
    for (const auto& entry : index.entries) {
      if (entry.value != kNoBlock) visit(connection(entry.value));
    }
  }

  /// A fresh connection, where the next control block will be: it is not copied there.
  [[nodiscard]] Connection<Concrete>& spare() {
    Connection<Concrete>* const c = free.empty() ? &beyond : &blocks[free.back()].connection;
    std::destroy_at(c);
    std::construct_at(c)->held.use(held.get());
    return *c;
  }

  /// Makes the spare connection a control block.
  std::uint32_t add(const Key& key, const TupleOrigin& origin) {
    if (free.empty()) {
      return kNoBlock;
    }
    const std::uint32_t at = free.back();
    free.pop_back();
    Block& block = blocks[at];
    block.key = key;
    block.iss_offset = origin.iss_offset;
    block.home = index.home(key);
    index.put(block.home, key, at);
    deadlines.add(at, due_us(at));
    recent = at;
    return at;
  }

  void remove(std::uint32_t at) {
    Block& block = blocks[at];
    block.connection.held.clear();
    index.erase(block.home, block.key);
    deadlines.remove(at);
    free.push_back(at);
    recent = kNoBlock;
  }

  /// When the control block next wants a timeout.
  [[nodiscard]] std::uint64_t due_us(std::uint32_t at) const {
    const Connection<Concrete>& c = blocks[at].connection;
    return smaller(c.rtx.at, c.closes_at).us;
  }

  /// To be called after each later change of control block `at`.
  void note(std::uint32_t at) {
    deadlines.bring_forward(at, due_us(at));
    recent = at;
  }

  /// The control block whose timeout is due, or kNoBlock.
  [[nodiscard]] std::uint32_t find_due(std::uint64_t now_us) {
    while (!deadlines.is_empty() && deadlines.first_us() <= now_us) {
      const std::uint32_t at = deadlines.first();
      const std::uint64_t due = due_us(at);
      if (due <= now_us) {
        return at;
      }
      deadlines.put_off_first(due);
    }
    return kNoBlock;
  }

  /// When the next timeout of any control block is due; kNeverUs if none is.
  [[nodiscard]] std::uint64_t next_due_us() {
    while (!deadlines.is_empty()) {
      const std::uint64_t due = due_us(deadlines.first());
      if (due <= deadlines.first_us()) {
        return due;
      }
      deadlines.put_off_first(due);
    }
    return kNeverUs;
  }
};

/// An empty slab for `count` control blocks, of which `reordering` can hold text ahead of RCV.NXT
/// at once.
template <class Key>
[[nodiscard]] Slab<Key> make_slab(std::uint32_t count, std::uint32_t reordering,
                                  std::uint64_t seed) {
  Slab<Key> slab;
  slab.held = std::make_unique<HeldPool>(smaller(count, reordering));
  slab.blocks.resize(count);
  for (auto& block : slab.blocks) block.connection.held.use(slab.held.get());
  slab.index = make_index<Key>(count, seed);
  slab.deadlines = make_deadlines(count);
  slab.free.reserve(count);
  for (std::uint32_t at = count; at > 0; --at) {
    slab.free.push_back(at - 1);
  }
  return slab;
}

/// The local ends on which somebody listens.
template <class Key>
struct ListenerSet {
  KeyIndex<Key> index{};
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
  Key recent{};  // the last that was added, unless it was removed: mostly the only one
  bool has_recent = false;

  [[nodiscard]] bool has(const Key& end) const {
    return (has_recent && recent == end) || index.find(end) != kNoBlock;
  }
  [[nodiscard]] bool is_full() const { return count == capacity; }
  void add(const Key& end) {
    index.put(end, 0);
    ++count;
    recent = end;
    has_recent = true;
  }
  void remove(const Key& end) {
    index.erase(end);
    --count;
    if (recent == end) has_recent = false;
  }
};

}  // namespace twomsl
