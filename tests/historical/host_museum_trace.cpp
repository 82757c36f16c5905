// See host_museum_trace.hpp.
#include "tests/historical/host_museum_trace.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "core/host/view.hpp"
#include "spec/laws/host/host_laws.hpp"

namespace twomsl {
namespace {

using Key = Ipv4Tuple<Concrete>;

// The cells of a line, from the left.
struct Cells {
  std::string_view rest{};
  bool are_numbers = true;

  std::string_view next() {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view cell = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return cell;
  }

  template <class Number>
  void read(Number& number) {
    const std::string_view cell = next();
    std::uint64_t value = 0;
    const auto [last, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    are_numbers = are_numbers && error == std::errc{} && last == cell.data() + cell.size();
    number = static_cast<Number>(value);
  }
};

std::optional<HostTrace::value_type> read_event(std::string_view line) {
  HostTrace::value_type event;
  Cells cells{line};
  const std::string_view what = cells.next();
  const auto kind = std::find(kEventKindNames.begin(), kEventKindNames.end(), what);
  event.kind = what == "expire" ? HostEventKind::expire : HostEventKind::connection;
  if (kind != kEventKindNames.end()) {
    event.event.kind = static_cast<EventKind>(kind - kEventKindNames.begin());
  } else if (what != "expire") {
    return std::nullopt;
  }
  std::uint32_t tuple = 0;
  cells.read(event.now.us);
  cells.read(tuple);
  cells.read(event.adversary.victim);
  cells.read(event.adversary.write_back);
  for_each_field(
      [&](const char*, auto& member) {
        if constexpr (requires { member.value; }) {
          cells.read(member.value);
        } else {
          cells.read(member);
        }
      },
      event.event.segment);
  event.key = trace_tuple(tuple);
  return cells.are_numbers && cells.rest.empty() ? std::optional(event) : std::nullopt;
}

}  // namespace

HostExhibit<Concrete> host_exhibit(std::string_view name) {
  const auto museum = host_museum<Concrete>();
  return *std::find_if(museum.begin(), museum.end(),
                       [&](const auto& exhibit) { return exhibit.name == name; });
}

std::optional<HostTrace> read_host_trace(const std::string& path) {
  std::ifstream file(path);
  HostTrace trace;
  bool begun = false;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto event = begun ? read_event(line) : std::nullopt;
    if (begun ? !event : !line.starts_with("event,now_us,tuple,victim,write_back,seg.seq")) {
      return std::nullopt;
    }
    if (event) trace.push_back(*event);
    begun = true;
  }
  return trace.empty() ? std::nullopt : std::optional(trace);
}

std::vector<HostBreach> breaches_of(const HostTrace& trace, const HostExhibit<Concrete>& exhibit) {
  std::vector<HostBreach> found;
  for (std::uint32_t tuple = 0; tuple < 2; ++tuple) {
    Ipv4Host running = museum_host(exhibit);
    HostHistory<Concrete, Key> history{.wait = {.key = trace_tuple(tuple)}};
    for (std::size_t i = 0; i < trace.size(); ++i) {
      const auto step = judged_by(exhibit.judge, observed_step(running.host, trace[i], history));
      history = step.history_after;
      for (const auto& law : kHostLaws<Concrete, Key>) {
        if (!law.holds(step)) found.push_back({i, tuple, std::string(law.id)});
      }
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const HostBreach& a, const HostBreach& b) { return a.step < b.step; });
  return found;
}

}  // namespace twomsl
