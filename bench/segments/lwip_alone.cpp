// What lwIP calls for threads and checksums, defined here in place of the library's own: as if it
// were built with NO_SYS, SYS_LIGHTWEIGHT_PROT 0, and checksums left to the hardware.
//
// Linked by name, so without lwIP's headers; arguments that nothing reads are left out.
#include <cstdint>
#include <cstring>

extern "C" {

std::uint32_t sys_arch_protect() { return 0; }
void sys_arch_unprotect() {}
void sys_check_core_locking() {}
std::int8_t tcpip_try_callback() { return 0; }  // of the loop, which is polled instead

std::uint16_t inet_chksum() { return 0; }
std::uint16_t ip_chksum_pseudo() { return 0; }
std::uint16_t ip_chksum_pseudo_partial() { return 0; }

std::uint16_t lwip_chksum_copy(void* to, const void* from, std::uint16_t bytes) {
  std::memcpy(to, from, bytes);
  return 0;
}

}  // extern "C"
