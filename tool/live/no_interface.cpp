// interface.hpp where there is no libpcap to build with.
#include "tool/live/interface.hpp"

namespace twomsl::tool {

struct Interface::Handle {
  std::string error{};
};

Interface::Interface() : handle_(std::make_unique<Handle>()) {}
Interface::~Interface() = default;

std::string Interface::open(const InterfaceOptions& /*options*/) {
  return "this program was built without libpcap, so it cannot capture: install libpcap-dev and "
         "build it again, or judge what tcpdump captures: tcpdump -i any -w - tcp | twomsl audit -";
}

Interface::Next Interface::next(oracle::Frame& /*frame*/) { return Next::over; }
std::uint64_t Interface::take_dropped() { return 0; }
const std::string& Interface::error() const { return handle_->error; }
bool Interface::close() { return true; }

}  // namespace twomsl::tool
