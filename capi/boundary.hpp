// The boundary between C and C++: no exception crosses it, and what failed is kept in words.
#pragma once

#include <twomsl/twomsl.h>

#include <cstddef>
#include <cstring>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/codec/segment_view.hpp"

namespace twomsl::capi {

inline constexpr const char* kNoMsl = "msl_s is not from 0.000001 to 86400";

/// Keeps the words for twomsl_error(), and gives the result back.
twomsl_result fail(twomsl_result result, std::string_view words) noexcept;

/// What `call` answers; an exception becomes a failure, of which `value` is what there is.
template <class Value, class Call>
[[nodiscard]] Value guarded(Value (*failed)(twomsl_result), const Call& call) noexcept {
  try {
    return call();
  } catch (const std::bad_alloc&) {
    return failed(fail(TWOMSL_NO_MEMORY, "there is not enough memory"));
  } catch (const std::exception& error) {
    return failed(fail(TWOMSL_BROKEN, error.what()));
  } catch (...) {
    return failed(fail(TWOMSL_BROKEN, "an unknown exception"));
  }
}

template <class Call>
[[nodiscard]] twomsl_result guarded(const Call& call) noexcept {
  return guarded<twomsl_result>([](twomsl_result result) { return result; }, call);
}

/// The caller's options, as long as it knows them; what it does not know has its default. False if
/// they are longer than ours: a program of a later library.
template <class Options>
[[nodiscard]] bool read_options(const Options* given, Options& options) {
  static_assert(std::is_trivially_copyable_v<Options>);
  options = {};
  if (given == nullptr) return true;
  if (given->size < sizeof(std::size_t) || given->size > sizeof(Options)) {
    fail(TWOMSL_INVALID, "options.size is " + std::to_string(given->size) +
                             ", and this library's "
                             "structure has " +
                             std::to_string(sizeof(Options)) + " bytes");
    return false;
  }
  std::memcpy(&options, given, given->size);
  return true;
}

/// The bytes at an address that may be null where there are none.
[[nodiscard]] inline std::span<const std::uint8_t> bytes_at(const std::uint8_t* at,
                                                            std::size_t bytes) {
  return at == nullptr ? std::span<const std::uint8_t>{} : std::span{at, bytes};
}

/// False if it is null, or of no family.
[[nodiscard]] bool read(const twomsl_socket* given, Socket& socket);
[[nodiscard]] twomsl_socket written(const Socket& socket);

}  // namespace twomsl::capi
