#include "capi/boundary.hpp"

#include <algorithm>
#include <array>

#include "core/codec/bytes.hpp"
#include "oracle/report/notation.hpp"

namespace twomsl::capi {
namespace {

// Of fixed size: an error of missing memory needs none.
constexpr std::size_t kMostWords = 512;
thread_local std::array<char, kMostWords> latest_error{};

std::uint64_t load_be64(const std::uint8_t* at) {
  return std::uint64_t{load_be32(at)} << 32 | load_be32(at + 4);
}

void store_be64(std::uint8_t* at, std::uint64_t number) {
  store_be32(at, static_cast<std::uint32_t>(number >> 32));
  store_be32(at + 4, static_cast<std::uint32_t>(number));
}

}  // namespace

twomsl_result fail(twomsl_result result, std::string_view words) noexcept {
  const std::size_t length = std::min(words.size(), kMostWords - 1);
  std::copy_n(words.data(), length, latest_error.data());
  latest_error[length] = 0;
  return result;
}

bool read(const twomsl_socket* given, Socket& socket) {
  if (given == nullptr) return false;
  socket = {};
  socket.port = given->port;
  if (given->family == 4) {
    socket.address = {0, load_be32(given->address), Family::ipv4};
  } else if (given->family == 6) {
    socket.address = {load_be64(given->address), load_be64(given->address + 8), Family::ipv6};
  }
  return given->family == 4 || given->family == 6;
}

twomsl_socket written(const Socket& socket) {
  twomsl_socket out{};
  out.port = socket.port;
  if (socket.address.family == Family::ipv4) {
    out.family = 4;
    store_be32(out.address, static_cast<std::uint32_t>(socket.address.low));
  } else {
    out.family = 6;
    store_be64(out.address, socket.address.high);
    store_be64(out.address + 8, socket.address.low);
  }
  return out;
}

}  // namespace twomsl::capi

using namespace twomsl;

uint32_t twomsl_api_version() { return TWOMSL_API_VERSION; }

const char* twomsl_version() { return TWOMSL_VERSION; }

const char* twomsl_error() { return capi::latest_error.data(); }

twomsl_result twomsl_socket_read(const char* words, twomsl_socket* socket) {
  return capi::guarded([&] {
    if (words == nullptr || socket == nullptr) {
      return capi::fail(TWOMSL_INVALID, "twomsl_socket_read: an argument is null");
    }
    const std::optional<Socket> read = oracle::read_socket(words);
    if (!read) {
      return capi::fail(TWOMSL_INVALID, std::string("'") + words + "' is no socket such as " +
                                            "10.0.0.1:80 or [2001:db8::1]:80");
    }
    *socket = capi::written(*read);
    return TWOMSL_OK;
  });
}

size_t twomsl_socket_write(const twomsl_socket* socket, char* words, size_t room) {
  std::string text;
  const twomsl_result result = capi::guarded([&] {
    Socket read;
    if (!capi::read(socket, read)) return capi::fail(TWOMSL_INVALID, "a socket of no family");
    text = oracle::text(read);
    return TWOMSL_OK;
  });
  if (words != nullptr && room != 0) {
    const std::size_t length = std::min(text.size(), room - 1);
    std::copy_n(text.data(), length, words);
    words[length] = 0;
  }
  return result == TWOMSL_OK ? text.size() : 0;
}
