// Huge pages where the system has them.
#include "oracle/pool.hpp"

#include <sys/mman.h>

#include <cstdlib>

namespace twomsl::oracle {

void* allocate_pages(std::size_t bytes) {
  constexpr std::size_t kHugePageBytes = std::size_t{2} << 20;
  const std::size_t whole = (bytes + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
  void* const pages = std::aligned_alloc(kHugePageBytes, whole);
  if (pages == nullptr) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
  (void)::madvise(pages, whole, MADV_HUGEPAGE);
#endif
  return pages;
}

void free_pages(void* pages) { std::free(pages); }

}  // namespace twomsl::oracle
