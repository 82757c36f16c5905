// How the address sanitizer goes about its work in every target; ASAN_OPTIONS still says otherwise.
//
// An execution frees all that it takes, so a few megabytes of freed memory, which the processor's
// cache holds, find its late uses as the default of 256 do. Of a stack that takes memory the last
// frames are kept.
extern "C" const char* __asan_default_options() {  // NOLINT(bugprone-reserved-identifier)
  return "quarantine_size_mb=4:malloc_context_size=8";
}
