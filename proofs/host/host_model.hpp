// The host under proof: the template that runs, over symbols, with memory for two connections.
//
// Tuples are constants, so its keyed hashes are those of the running host, number for number: what
// Z3 finds is replayed there without translation.
#pragma once

#include "core/host/view.hpp"
#include "historical/exhibit_host.hpp"
#include "proofs/table/table_model.hpp"
#include "spec/laws/host/host_laws.hpp"

namespace twomsl::proof {

/// A tuple of constants, as the running host has it.
[[nodiscard]] KeyOf<Concrete> constant(const Key& key);

struct KnownHash {
  TupleHash hash{};
  [[nodiscard]] Symbolic::U32 operator()(const Key& key) const {
    return Symbolic::U32(hash(constant(key)));
  }
};

/// RFC 6528's clock at a symbolic moment, over keyed hashes of constant tuples.
struct KnownSource {
  using Origin = TupleOrigin;

  TupleSource source{};

  [[nodiscard]] Origin origin(const Key& key) const { return source.origin(constant(key)); }
  [[nodiscard]] Seq<Symbolic> iss(const Origin& origin, const Instant<Symbolic>& now) const {
    const Seq<Concrete> begin = source.iss(origin, {0});
    return {Symbolic::narrow(now.us >> 2) + Symbolic::U32(begin.value)};
  }
  [[nodiscard]] Symbolic::U32 ts_offset(const Origin& origin) const {
    return Symbolic::U32(source.ts_offset(origin));
  }
  [[nodiscard]] Symbolic::U32 word(const Key& key) const {
    return Symbolic::U32(source.word(constant(key)));
  }
};

/// Two control blocks.
struct FewBlocks {
  struct Block {
    bool used = false;
    Key key{};
    TupleOrigin origin{};
    Connection<Symbolic> connection{};
  };

  std::array<Block, 2> blocks{};
  Connection<Symbolic> fresh{};

  [[nodiscard]] std::uint32_t find(const Key& key) const {
    for (std::uint32_t at = 0; at < blocks.size(); ++at) {
      if (blocks[at].used && static_cast<bool>(blocks[at].key == key)) return at;
    }
    return kNoBlock;
  }
  [[nodiscard]] Connection<Symbolic>& spare() { return fresh = {}; }
  [[nodiscard]] std::uint32_t add(const Key& key, const TupleOrigin& origin) {
    for (std::uint32_t at = 0; at < blocks.size(); ++at) {
      if (!blocks[at].used) {
        blocks[at] = {true, key, origin, fresh};
        return at;
      }
    }
    return kNoBlock;
  }
  void remove(std::uint32_t at) { blocks[at] = {}; }
  [[nodiscard]] const TupleOrigin& origin(std::uint32_t at) const { return blocks[at].origin; }
  void note(std::uint32_t /*at*/) {}
  [[nodiscard]] Connection<Symbolic>& connection(std::uint32_t at) { return blocks[at].connection; }
  [[nodiscard]] const Connection<Symbolic>& connection(std::uint32_t at) const {
    return blocks[at].connection;
  }
  [[nodiscard]] std::uint32_t size() const {
    return (blocks[0].used ? 1u : 0u) + (blocks[1].used ? 1u : 0u);
  }
  template <class F>
  void for_each(const F& visit) const {
    for (const Block& block : blocks) {
      if (block.used) visit(block.connection);
    }
  }
};

/// Nobody listens: museum hosts are clients.
struct NoListeners {
  [[nodiscard]] bool has(const Key& /*end*/) const { return false; }
  [[nodiscard]] bool is_full() const { return true; }
  void add(const Key& /*end*/) {}
  void remove(const Key& /*end*/) {}
};

struct SymbolicStores {
  using Domain = Symbolic;
  using Key = proof::Key;
  using Table =
      TimeWaitTable<Symbolic, proof::Key,
                    std::array<Slot<Symbolic, proof::Key>, slots_for(kMuseumWaits)>, KnownHash>;
  using Blocks = FewBlocks;
  using Listeners = NoListeners;
  using Credits = std::array<AckCredit<Symbolic>, std::tuple_size_v<Ipv4Stores::Credits>>;
  using Source = KnownSource;
  static constexpr std::uint32_t kDefaultMssBytes = Ipv4Stores::kDefaultMssBytes;
};

/// What museum_host() makes, over symbols.
[[nodiscard]] Host<SymbolicStores> symbolic_host(const HostExhibit<Symbolic>& exhibit);

}  // namespace twomsl::proof
