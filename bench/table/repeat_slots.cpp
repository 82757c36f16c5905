// repeat_slots IMPLEMENTATION OPERATION COUNT: fills a table of TIME-WAIT and does one operation
// COUNT times, for tools that count instructions; the difference of two COUNTs is the operation's
// cost.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "bench/table/implementations.hpp"
#include "bench/table/steady_state.hpp"

namespace twomsl::bench {
namespace {

constexpr std::uint32_t kEntries = 100'000;

/// True if every operation did what it should; false also for an unknown one.
template <class Implementation>
bool repeat(std::string_view operation, std::uint32_t count) {
  SteadyState<Implementation> steady{.entries = kEntries};
  steady.fill();
  bool right = operation == "hit" || operation == "miss" || operation == "expire_insert";
  for (std::uint32_t i = 0; i < count && right; ++i) {
    if (operation == "hit") {
      const std::uint32_t held = steady.some_held();
      right = steady.table->recall(held) == held;
    } else if (operation == "miss") {
      right = steady.table->recall(steady.some_absent()) == 0;
    } else {
      steady.expire_and_hold();
    }
  }
  return right && steady.is_steady();
}

bool repeat_for(std::string_view implementation, std::string_view operation, std::uint32_t count) {
  if (implementation == Flat::kName) return repeat<Flat>(operation, count);
  return implementation == Twomsl::kName && repeat<Twomsl>(operation, count);
}

}  // namespace
}  // namespace twomsl::bench

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: repeat_slots twomsl|flat_hash_map hit|miss|expire_insert COUNT\n", stderr);
    return 2;
  }
  const auto count = static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10));
  if (twomsl::bench::repeat_for(argv[1], argv[2], count)) return 0;
  std::fputs("repeat_slots: unknown names, or a table that forgets\n", stderr);
  return 1;
}
