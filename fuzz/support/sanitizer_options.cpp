// How the address sanitizer goes about its work in every target; ASAN_OPTIONS still says otherwise.
//
// An execution takes and frees a few tens of kilobytes, so that a megabyte of freed memory, which
// the processor's cache holds, finds its late uses as the default of 256 does. Of a stack that
// takes memory two frames are kept: with fewer no leak is told, and each more takes its time. A
// replay under ASAN_OPTIONS=malloc_context_size=30 tells all.
extern "C" const char* __asan_default_options() {  // NOLINT(bugprone-reserved-identifier)
  return "quarantine_size_mb=1:thread_local_quarantine_size_kb=64:malloc_context_size=2";
}
