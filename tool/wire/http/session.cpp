// See session.hpp.
#include "tool/wire/http/session.hpp"

#include <sys/types.h>

#include <algorithm>
#include <array>

namespace twomsl::tool {
namespace {

constexpr std::size_t kPieceBytes = 65'536;
constexpr int kMostPieces = 4;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

bool HttpSession::is_responding() const {
  return sent_bytes_ < response_.text.size() || response_.left_bytes != 0;
}

// True if something was received, or the peer has closed. No more is asked for than a head may be
// long: what the peer sends beyond waits in its own buffers.
bool HttpSession::receive(Endpoint& tcp, Instant<Concrete> now) {
  std::array<std::uint8_t, kMostHeadBytes> room{};
  const std::size_t wanted = kMostHeadBytes - std::min(received_.size(), kMostHeadBytes);
  if (wanted == 0 || received_all_) return false;
  const Received got = tcp.receive(handle_, std::span(room).first(wanted), now);
  received_all_ = got.end_of_stream;
  if (got.bytes != 0 && !closes_) active_at_ = now;
  received_.append(reinterpret_cast<const char*>(room.data()), got.bytes);
  return got.bytes != 0 || got.end_of_stream;
}

// True if all that was offered was accepted. A file that has become shorter ends the connection:
// its length was promised.
bool HttpSession::send_file(Endpoint& tcp, Instant<Concrete> now) {
  std::array<std::uint8_t, kPieceBytes> piece;
  const auto wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>(response_.left_bytes, piece.size()));
  const ssize_t bytes =
      pread(response_.file.number(), piece.data(), wanted, static_cast<off_t>(response_.offset));
  if (bytes <= 0) {
    tcp.abort(handle_, now);
    return false;
  }
  const std::span<const std::uint8_t> text(piece.data(), static_cast<std::size_t>(bytes));
  const std::uint32_t accepted = tcp.send(handle_, text, now).accepted_bytes;
  response_.offset += accepted;
  response_.left_bytes -= accepted;
  if (accepted != 0) active_at_ = now;
  return accepted == text.size();
}

bool HttpSession::send(Endpoint& tcp, Instant<Concrete> now) {
  if (sent_bytes_ < response_.text.size()) {
    const std::string_view rest = std::string_view(response_.text).substr(sent_bytes_);
    const std::uint32_t accepted = tcp.send(handle_, bytes_of(rest), now).accepted_bytes;
    sent_bytes_ += accepted;
    if (accepted != rest.size()) return false;
  }
  return response_.left_bytes == 0 || send_file(tcp, now);
}

void HttpSession::finish_response(Endpoint& tcp, Instant<Concrete> now) {
  if (!response_.keeps_alive) {
    tcp.close(handle_, now);
    closes_ = true;
  }
  response_ = {};
  sent_bytes_ = 0;
}

// What arrives behind our FIN is read, so that no RST takes the response from a peer that has not
// received it yet.
void HttpSession::drain(Endpoint& tcp, Instant<Concrete> now) {
  do {
    received_.clear();
  } while (receive(tcp, now));
}

bool HttpSession::advance(Endpoint& tcp, const ContentRoot& root, Instant<Concrete> now) {
  for (int i = 0; i < kMostPieces; ++i) {
    if (closes_) {
      drain(tcp, now);
      return false;
    }
    if (is_responding()) {
      if (!send(tcp, now)) return false;
      if (!is_responding()) finish_response(tcp, now);
      continue;
    }
    const ParsedRequest parsed = parse_http_request(received_);
    if (parsed.result != HttpParse::incomplete) {
      received_.erase(0, parsed.bytes);
      response_ = respond(parsed, root);
    } else if (!receive(tcp, now)) {
      return false;
    } else if (received_all_) {
      tcp.close(handle_, now);
      closes_ = true;
    }
  }
  return true;
}

}  // namespace twomsl::tool
