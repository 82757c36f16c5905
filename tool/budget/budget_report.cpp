// What is said of other stacks was read where the text names it; docs/TIME-WAIT-BUDGET.md has more.
#include "tool/budget/budget_report.hpp"

#include <fmt/format.h>

namespace twomsl::tool {
namespace {

std::string percent(double share) {
  if (share > 0 && share < 0.0001) return fmt::format("{:.1e}", share);
  return fmt::format("{:.2f} %", 100 * share);
}

std::string row(std::string_view what, const std::string& even, const std::string& random) {
  return fmt::format("  {:<46} {:>14} {:>14}\n", what, even, random);
}

std::string row(std::string_view what, const Share& share) {
  return row(what, percent(share.even), percent(share.random));
}

std::string mebibytes(std::uint64_t bytes) {
  return fmt::format("{:.2f} MiB", static_cast<double>(bytes) / (1u << 20));
}

std::string asked(const Load& load, const Budget& budget) {
  return fmt::format(
             "{:g} connections a second, closed first by this end, each open {:g} s,\n"
             "then 2*MSL = {:g} s of TIME-WAIT; {} slots ({} IPv4, {} IPv6 here)\n\n",
             load.rate, load.life_s, load.wait_s(), load.slots, mebibytes(budget.bytes_ipv4),
             mebibytes(budget.bytes_ipv6)) +
         row("", "come evenly", "at random") +
         row("slots in use, were there enough", fmt::format("{:.0f}", budget.slots_in_use),
             fmt::format("{:.0f}", budget.slots_in_use)) +
         row("slots that refuse none / one in a million", std::to_string(budget.slots_even),
             std::to_string(budget.slots_random)) +
         row("connections/s that these slots never refuse", fmt::format("{:.2f}", budget.rate_even),
             "-");
}

std::string stacks(const Load& load, const Budget& budget) {
  std::string out = "\nreserve a slot before it is needed (twomsl)\n";
  out += row("opens refused, at once and aloud", budget.refused);
  out += row("waits cut short", "none", "none");
  out += "\nevict the oldest (lwIP: tcp_kill_timewait; FreeBSD up to 13: tcp_twstart)\n";
  out += row("waits cut short", budget.cut);
  out += fmt::format("  a wait lasts {:.2f} s on average where all are cut, of {:g} s\n",
                     budget.cut_after_s, load.wait_s());
  out += row("gone before a duplicate may come", budget.exposed_evicting);
  out += fmt::format("  it may come for {:.2f} s more; its tuple is reused by then: {}\n",
                     budget.exposed_s, percent(budget.reused_evicting));
  out += "\nrefuse the newcomer its wait (Linux: tcp_max_tw_buckets)\n";
  out += row("connections that get no wait at all", budget.without);
  out += fmt::format("  a duplicate may come for {:g} s; its tuple is reused by then: {}\n",
                     load.delay_s, percent(budget.reused_refusing));
  return out;
}

std::string tuples(const Load& load, const Budget& budget) {
  return fmt::format(
      "\ntuples: one client address with {} ports can open {:.2f} a second to one\n"
      "address and port; this load takes {:.0f} such address{}.\n",
      load.ports, budget.rate_of_client, budget.clients, budget.clients == 1 ? "" : "es");
}

std::string closing(const Budget& budget) {
  if (budget.refused.even == 0 && budget.refused.random < 1e-6) {
    return "\nThese slots suffice: whether they are reserved or evicted makes no difference.\n";
  }
  return fmt::format(
      "\nReserve, do not evict: the same slots are too few in each case. Reservation\n"
      "tells {} of the opens so, at random arrivals; eviction tells nobody, and\n"
      "cuts {} of the waits.\n",
      percent(budget.refused.random), percent(budget.cut.random));
}

std::string json_of(const Share& share) {
  return fmt::format("{{\"even\":{},\"random\":{}}}", share.even, share.random);
}

}  // namespace

std::string text_of(const Load& load, const Budget& budget) {
  return asked(load, budget) + stacks(load, budget) + tuples(load, budget) +
         fmt::format(
             "\nassumed: a duplicate comes {:g} s after it was sent at the latest (--delay), and\n"
             "all opens are of one client address that draws its ports at random.\n",
             load.delay_s) +
         closing(budget);
}

std::string json_of(const Load& load, const Budget& budget) {
  return fmt::format("{{\"type\":\"budget\",\"msl_s\":{},\"rate\":{},\"slots\":{},\"life_s\":{},",
                     load.msl_s, load.rate, load.slots, load.life_s) +
         fmt::format("\"delay_s\":{},\"ports\":{},\"slots_in_use\":{},\"slots_even\":{},",
                     load.delay_s, load.ports, budget.slots_in_use, budget.slots_even) +
         fmt::format("\"slots_random\":{},\"rate_even\":{},\"bytes_ipv4\":{},\"bytes_ipv6\":{},",
                     budget.slots_random, budget.rate_even, budget.bytes_ipv4, budget.bytes_ipv6) +
         fmt::format("\"reserve\":{{\"refused\":{}}},", json_of(budget.refused)) +
         fmt::format(
             "\"evict_oldest\":{{\"cut\":{},\"cut_after_s\":{},\"exposed\":{},\"exposed_s\":{},"
             "\"reused\":{}}},",
             json_of(budget.cut), budget.cut_after_s, json_of(budget.exposed_evicting),
             budget.exposed_s, budget.reused_evicting) +
         fmt::format("\"refuse_newcomer\":{{\"without\":{},\"reused\":{}}},",
                     json_of(budget.without), budget.reused_refusing) +
         fmt::format("\"clients\":{},\"rate_of_client\":{}}}\n", budget.clients,
                     budget.rate_of_client);
}

}  // namespace twomsl::tool
