// The naive TIME-WAIT table, verb by verb; the rules are written from the RFCs, not from core/.
#include "sim/checkers/naive_table.hpp"

namespace twomsl {
namespace {

std::array<std::uint32_t, 3> name_of(const TestKey& key) {
  return {key.local, key.remote, key.ports};
}

bool is_over(const NaiveWait& wait, Instant<Concrete> now) {
  return !wait.frozen && now.us - wait.since.us >= 2 * wait.msl.us;
}

// How far `a` is after `b`; negative if before, and at the antipode.
std::int32_t distance(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b); }

// The cases of RFC 6191 section 2.
bool rfc6191_accepts(const TimeWaitRecord<Concrete>& old, const Arrival<Concrete>& syn) {
  const bool newer_sequence = distance(syn.seq.value, old.rcv_nxt.value - 1) > 0;
  if (old.ts_on && syn.has_ts) {
    const std::int32_t ts = distance(syn.ts_val, old.ts_recent);
    return ts > 0 || (ts == 0 && newer_sequence);
  }
  if (!old.ts_on && syn.has_ts) {
    return true;
  }
  return newer_sequence;
}

bool may_reopen(const TablePolicy<Concrete>& policy, const TimeWaitRecord<Concrete>& old,
                const Arrival<Concrete>& syn) {
  if (policy.reopening == Reopening::rfc6191) {
    return rfc6191_accepts(old, syn);
  }
  const bool both = old.ts_on && syn.has_ts;
  const std::int32_t ts = both ? distance(syn.ts_val, old.ts_recent) : 0;
  return ts > 0 || (ts == 0 && distance(syn.seq.value, old.rcv_nxt.value) >= 0);
}

bool licence_applies(const NaiveWait& wait, const TestEvent& event) {
  const std::uint32_t ahead = event.arrival.seq - wait.record.rcv_nxt;
  switch (event.licence) {
    case Licence::expiry:     // a wait that is over is not found
    case Licence::reopening:  // has its own verbs
      return false;
    case Licence::acceptable_rst:
      return ahead == 0;
    case Licence::in_window_syn:
      return ahead < event.arrival.wnd_bytes;
    case Licence::abort:
    case Licence::user_timeout:
    case Licence::hard_icmp_error:
    case Licence::security_mismatch:
    case Licence::loss_of_memory:
      return true;
  }
  return false;
}

TableResult hold(NaiveTable& table, const TestEvent& event) {
  if (table.reserved == 0) {
    return TableResult::not_reserved;
  }
  if (table.look_up(event.key, event.now) != nullptr) {
    return TableResult::already_held;
  }
  --table.reserved;
  table.waits[name_of(event.key)] = {event.now, table.policy.msl, false, event.record};
  return TableResult::done;
}

// The verbs on a wait that is frozen: thaw and complete_reopening.
TableResult on_frozen(NaiveTable& table, const TestEvent& event) {
  if (!table.waits.at(name_of(event.key)).frozen) {
    return TableResult::not_frozen;
  }
  if (event.verb == TableVerb::thaw) {
    table.waits.at(name_of(event.key)).frozen = false;
    return TableResult::done;
  }
  if (!table.policy.enables(Licence::reopening)) {
    return TableResult::not_enabled;
  }
  table.waits.erase(name_of(event.key));
  ++table.reserved;
  return TableResult::done;
}

// The verbs on a wait that runs: restart, freeze and release.
TableResult on_running(NaiveTable& table, const TestEvent& event) {
  NaiveWait& wait = table.waits.at(name_of(event.key));
  if (wait.frozen) {
    return TableResult::frozen;
  }
  if (event.verb == TableVerb::restart) {
    const auto end_of = [](Instant<Concrete> since, Duration<Concrete> msl) {
      return since + msl + msl;
    };
    if (end_of(wait.since, wait.msl) <= end_of(event.now, table.policy.msl)) {
      wait.since = event.now;
      wait.msl = table.policy.msl;
    }
    return TableResult::done;
  }
  const bool freezes = event.verb == TableVerb::freeze;
  if (!table.policy.enables(freezes ? Licence::reopening : event.licence)) {
    return TableResult::not_enabled;
  }
  if (freezes ? !may_reopen(table.policy, wait.record, event.arrival)
              : !licence_applies(wait, event)) {
    return TableResult::guard_failed;
  }
  if (freezes) {
    wait.frozen = true;
  } else {
    table.waits.erase(name_of(event.key));
  }
  return TableResult::done;
}

TableResult set_capacity(NaiveTable& table, std::uint32_t capacity) {
  if (capacity > table.slots) {
    return TableResult::capacity_too_large;
  }
  if (capacity < table.reserved + table.held()) {
    return TableResult::capacity_in_use;
  }
  table.policy.capacity = capacity;
  return TableResult::done;
}

TableResult set_policy(NaiveTable& table, const TablePolicy<Concrete>& policy) {
  const TablePolicy<Concrete> old = table.policy;
  table.policy = policy;
  table.policy.msl = old.msl;
  table.policy.capacity = old.capacity;
  return TableResult::done;
}

TableResult set_msl(NaiveTable& table, Duration<Concrete> msl) {
  if (msl.us == 0 || msl.us > kLongestMslUs) {
    return TableResult::msl_out_of_range;
  }
  table.policy.msl = msl;
  return TableResult::done;
}

}  // namespace

const NaiveWait* NaiveTable::look_up(const TestKey& key, Instant<Concrete> now) const {
  const auto found = waits.find(name_of(key));
  return found == waits.end() || is_over(found->second, now) ? nullptr : &found->second;
}

TableResult NaiveTable::step(const TestEvent& event) {
  switch (event.verb) {
    case TableVerb::reserve:
      if (reserved + held() >= policy.capacity) {
        return TableResult::full;
      }
      ++reserved;
      return TableResult::done;
    case TableVerb::give_back:
      if (reserved == 0) {
        return TableResult::not_reserved;
      }
      --reserved;
      return TableResult::done;
    case TableVerb::hold:
      return hold(*this, event);
    case TableVerb::thaw:
    case TableVerb::complete_reopening:
      return look_up(event.key, event.now) == nullptr ? TableResult::not_held
                                                      : on_frozen(*this, event);
    case TableVerb::restart:
    case TableVerb::freeze:
    case TableVerb::release:
      return look_up(event.key, event.now) == nullptr ? TableResult::not_held
                                                      : on_running(*this, event);
    case TableVerb::expire:
      std::erase_if(waits, [&](const auto& entry) { return is_over(entry.second, event.now); });
      return TableResult::done;
    case TableVerb::set_msl:
      return set_msl(*this, event.policy.msl);
    case TableVerb::set_capacity:
      return set_capacity(*this, event.policy.capacity);
    case TableVerb::set_policy:
      return set_policy(*this, event.policy);
  }
  return TableResult::done;
}

}  // namespace twomsl
