// One connection of `twomsl httpd`: requests in, one response after the other out.
#pragma once

#include "net/endpoint.hpp"
#include "tool/wire/http/response.hpp"

namespace twomsl::tool {

class HttpSession {
 public:
  HttpSession(Handle handle, Instant<Concrete> now) : handle_(handle), active_at_(now) {}

  [[nodiscard]] Handle handle() const { return handle_; }

  /// Reads and sends what can be read and sent now, at most `kMostPieces` of a file. True if it has
  /// more to do at once; if not, a notice tells when.
  [[nodiscard]] bool advance(Endpoint& tcp, const ContentRoot& root, Instant<Concrete> now);

  /// When a byte was last accepted by SEND, or received before our CLOSE.
  [[nodiscard]] Instant<Concrete> active_at() const { return active_at_; }

 private:
  [[nodiscard]] bool receive(Endpoint& tcp, Instant<Concrete> now);
  [[nodiscard]] bool send(Endpoint& tcp, Instant<Concrete> now);
  [[nodiscard]] bool send_file(Endpoint& tcp, Instant<Concrete> now);
  void finish_response(Endpoint& tcp, Instant<Concrete> now);
  void drain(Endpoint& tcp, Instant<Concrete> now);
  [[nodiscard]] bool is_responding() const;

  Handle handle_{};
  Instant<Concrete> active_at_{};
  std::string received_{};
  bool received_all_ = false;  // the peer has closed
  HttpResponse response_{};
  std::size_t sent_bytes_ = 0;  // of the response's text
  bool closes_ = false;         // our FIN is on its way
};

}  // namespace twomsl::tool
