// A user of twomsl::core: opens a connection. It sees no folder of the project but twomsl/.
#include <string_view>
#include <twomsl/core.hpp>

#if __has_include("core/codec/decode.hpp") || __has_include("spec/model/time.hpp")
#error "the user's include path names the project's own folders"
#endif

int main() {
  using namespace twomsl;
  const auto [c, out] =
      step<Concrete>(safe<Concrete>(), {}, {.kind = EventKind::open_active}, Instant<Concrete>{});
  return c.state == State::syn_sent && out.segment.syn ? 0 : 1;
}
