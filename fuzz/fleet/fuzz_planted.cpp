// A target with planted defects, for the test of the fleet: two rules, one of them broken in two
// places, and inputs enough that break none.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

[[gnu::noinline]] void break_rule(const char* rule) {
  std::fprintf(stderr, "broken: %s\n", rule);
  std::abort();
}

[[gnu::noinline]] void break_here(const std::uint8_t* data) {
  if (data[1] == 'a') break_rule("PLANTED-1");
  std::fflush(stdout);
}

[[gnu::noinline]] void break_there(const std::uint8_t* data) {
  if (data[1] == 'b') break_rule("PLANTED-1");
  std::fflush(stdout);
}

[[gnu::noinline]] void break_another(const std::uint8_t* data) {
  if (data[1] == 'c') break_rule("PLANTED-2: the second");
  std::fflush(stdout);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  if (data[0] == 'a') break_here(data);
  if (data[0] == 'b') break_there(data);
  if (data[0] == 'c') break_another(data);
  return 0;
}
