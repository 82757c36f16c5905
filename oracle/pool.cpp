// Huge pages where the system has them.
#include "oracle/pool.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace twomsl::oracle {

void advise_huge_pages(void* begin, std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  const auto page_bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t misaligned = reinterpret_cast<std::uintptr_t>(begin) % page_bytes;
  const std::size_t skipped = misaligned == 0 ? 0 : page_bytes - misaligned;
  constexpr std::size_t kHugePageBytes = std::size_t{2} << 20;
  if (bytes < kHugePageBytes) return;
  (void)::madvise(static_cast<std::uint8_t*>(begin) + skipped, bytes - skipped, MADV_HUGEPAGE);
#else
  (void)begin;
  (void)bytes;
#endif
}

}  // namespace twomsl::oracle
