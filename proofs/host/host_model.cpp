// See host_model.hpp.
#include "proofs/host/host_model.hpp"

namespace twomsl::proof {
namespace {

std::uint32_t constant(const Symbolic::U32& word) {
  return static_cast<std::uint32_t>(word.term().simplify().get_numeral_uint64());
}

}  // namespace

KeyOf<Concrete> constant(const Key& key) {
  return {constant(key.local), constant(key.remote), constant(key.ports)};
}

Host<SymbolicStores> symbolic_host(const HostExhibit<Symbolic>& exhibit) {
  Host<SymbolicStores> host;
  const Symbolic::U32 waits(kMuseumWaits);
  host.policy = exhibit.policy;
  host.source.source.secret = kMuseumSecret;
  host.waits.policy = table_policy(exhibit.policy, waits);
  host.waits.policy.museum = exhibit.museum;
  host.iss_floors.policy = iss_floor_policy<Symbolic>(exhibit.policy.msl, waits);
  host.waits.hash.hash.seed = host.iss_floors.hash.hash.seed = host.source.source.table_seed();
  host.half_open_capacity = Symbolic::U32(kMuseumSize.half_open);
  return host;
}

}  // namespace twomsl::proof
