// See table_model.hpp.
#include "proofs/table/table_model.hpp"

namespace twomsl::proof {

Symbolic::U32 AnyHash::operator()(const Key& key) const {
  const z3::sort word = context().bv_sort(32);
  const z3::func_decl hash = context().function("hash", word, word, word, word);
  return Symbolic::U32(hash(key.local.term(), key.remote.term(), key.ports.term()));
}

Bool any_bool(const std::string& name) { return Bool(context().bool_const(name.c_str())); }

Symbolic::U32 any_word(const std::string& name) {
  return Symbolic::U32(context().bv_const(name.c_str(), 32));
}

Symbolic::U64 any_quad(const std::string& name) {
  return Symbolic::U64(context().bv_const(name.c_str(), 64));
}

Key any_key(const std::string& name) {
  return {any_word(name + ".local"), any_word(name + ".remote"), any_word(name + ".ports")};
}

TimeWaitRecord<Symbolic> any_record(const std::string& name) {
  return {{any_word(name + ".snd_nxt")},
          {any_word(name + ".rcv_nxt")},
          any_bool(name + ".ts_on"),
          any_word(name + ".ts_recent"),
          any_bool(name + ".fin_received")};
}

Slot<Symbolic, Key> any_slot(const std::string& name) {
  return {{any_quad(name + ".term")},
          any_key(name + ".key"),
          {any_word(name + ".snd_nxt")},
          {any_word(name + ".rcv_nxt")},
          any_word(name + ".ts_recent")};
}

SymbolicHistory any_history(const std::string& name) {
  return {any_key(name + ".key"),       any_bool(name + ".entered"),
          any_bool(name + ".frozen"),   {any_quad(name + ".restarted_us")},
          {any_quad(name + ".msl_us")}, any_record(name)};
}

TablePolicy<Symbolic> any_policy(const std::string& name, Reopening rule) {
  TablePolicy<Symbolic> policy;
  policy.msl = {any_quad(name + ".msl_us")};
  policy.capacity = any_word(name + ".capacity");
  for (std::size_t i = 0; i < kLicenceCount; ++i) {
    policy.licences[i] = any_bool(name + "." + std::string(kLicenceNames[i]));
  }
  policy.reopening = rule;
  return policy;
}

Event any_event(const std::string& name, const Kind& kind) {
  return {kind.verb,
          {any_quad(name + ".now_us")},
          any_key(name + ".key"),
          any_record(name),
          kind.licence,
          {{any_word(name + ".seq")},
           any_word(name + ".wnd_bytes"),
           any_bool(name + ".has_ts"),
           any_word(name + ".ts_val")},
          any_policy(name, kind.rule),
          {any_word(name + ".victim"), any_bool(name + ".write_back")}};
}

}  // namespace twomsl::proof
