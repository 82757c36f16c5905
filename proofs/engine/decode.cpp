// See decode.hpp.
#include "proofs/engine/decode.hpp"

namespace twomsl::proof {

std::uint32_t ModelHash::operator()(const KeyOf<Concrete>& key) const {
  const Key term{Symbolic::U32(key.local), Symbolic::U32(key.remote), Symbolic::U32(key.ports)};
  return Decoder(*model)(AnyHash{}(term));
}

bool Decoder::operator()(const Bool& symbol) const {
  return model_.eval(symbol.term(), true).is_true();
}

std::uint32_t Decoder::operator()(const Symbolic::U32& symbol) const {
  return static_cast<std::uint32_t>(model_.eval(symbol.term(), true).get_numeral_uint64());
}

std::uint64_t Decoder::operator()(const Symbolic::U64& symbol) const {
  return model_.eval(symbol.term(), true).get_numeral_uint64();
}

Instant<Concrete> Decoder::operator()(const Instant<Symbolic>& instant) const {
  return {(*this)(instant.us)};
}

KeyOf<Concrete> Decoder::operator()(const Key& key) const {
  return {(*this)(key.local), (*this)(key.remote), (*this)(key.ports)};
}

TimeWaitRecord<Concrete> Decoder::operator()(const TimeWaitRecord<Symbolic>& record) const {
  return {{(*this)(record.snd_nxt.value)},
          {(*this)(record.rcv_nxt.value)},
          (*this)(record.ts_on),
          (*this)(record.ts_recent),
          (*this)(record.fin_received)};
}

Slot<Concrete, KeyOf<Concrete>> Decoder::operator()(const Slot<Symbolic, Key>& slot) const {
  return {{(*this)(slot.deadline_word.word)},
          (*this)(slot.key),
          {(*this)(slot.snd_nxt.value)},
          {(*this)(slot.rcv_nxt.value)},
          (*this)(slot.ts_recent)};
}

TablePolicy<Concrete> Decoder::operator()(const TablePolicy<Symbolic>& policy) const {
  TablePolicy<Concrete> decoded;
  decoded.msl = {(*this)(policy.msl.us)};
  decoded.capacity = (*this)(policy.capacity);
  for (std::size_t i = 0; i < kLicenceCount; ++i) {
    decoded.licences[i] = (*this)(policy.licences[i]);
  }
  decoded.reopening = policy.reopening;
  decoded.museum = {policy.museum.pressure,
                    (*this)(policy.museum.threshold),
                    (*this)(policy.museum.default_threshold),
                    (*this)(policy.museum.writes_back),
                    {(*this)(policy.museum.overstay.us)}};
  return decoded;
}

TableEvent<Concrete, KeyOf<Concrete>> Decoder::operator()(const Event& event) const {
  const Arrival<Symbolic>& arrival = event.arrival;
  return {event.verb,
          (*this)(event.now),
          (*this)(event.key),
          (*this)(event.record),
          event.licence,
          {{(*this)(arrival.seq.value)},
           (*this)(arrival.wnd_bytes),
           (*this)(arrival.has_ts),
           (*this)(arrival.ts_val)},
          (*this)(event.policy),
          {(*this)(event.adversary.victim), (*this)(event.adversary.write_back)}};
}

TupleHistory<Concrete, KeyOf<Concrete>> Decoder::operator()(const SymbolicHistory& history) const {
  return {(*this)(history.key),       (*this)(history.entered),  (*this)(history.frozen),
          (*this)(history.restarted), {(*this)(history.msl.us)}, (*this)(history.record)};
}

}  // namespace twomsl::proof
