// See meanings.hpp.
#include "oracle/report/text/meanings.hpp"

#include <array>

namespace twomsl::oracle {
namespace {

struct Skip {
  std::string_view reason;
  std::string_view meaning;
};

// Of LinkRejection, of Rejection, and of what the tracker passes over.
constexpr std::array<Skip, 23> kSkips{{
    {"link-type-unsupported", "the layer below IP is one that is not read"},
    {"link-header-cut", "the frame ends within the header below IP"},
    {"not-ip", "no IP packet: ARP, spanning tree and the like"},
    {"tunnel", "a packet within a packet that is not opened"},
    {"ip-header-cut", "the frame ends within the IP header: capture more bytes (tcpdump -s 0)"},
    {"ip-header-invalid", "the lengths in the IP header contradict each other"},
    {"tunnel-header-cut", "the frame ends within the header of a tunnel"},
    {"tunnel-header-invalid",
     "the header of a tunnel is of no known version, or contradicts itself"},
    {"too-many-layers", "more packets within each other than anybody sends"},
    {"fragment", "an IP fragment whose others were not captured"},
    {"fragment-reassembled", "an IP fragment that was judged with its others"},
    {"fragment-invalid", "IP fragments whose lengths contradict each other"},
    {"fragments-overlap", "IP fragments that overlap, which hosts read each in their own way"},
    {"missed-by-the-capture", "the kernel had no room for them: they are not in the capture"},
    {"encrypted", "ESP, whose segments cannot be read"},
    {"not-tcp", "UDP, ICMP or another protocol above IP"},
    {"tcp-header-cut", "the frame ends within the TCP header: capture more bytes (tcpdump -s 0)"},
    {"tcp-header-invalid", "the header is longer than the packet, or shorter than it can be"},
    {"no-timestamp", "the file has no time for the frame"},
    {"captured-twice", "the same packet was captured before, at another place"},
    {"checksum-wrong", "the checksum is wrong, so no receiver takes the segment in"},
    {"too-many-connections", "there was no room for another connection"},
    {"too-many-findings", "findings beyond those that are kept"},
}};

}  // namespace

std::string_view meaning_of_skip(std::string_view reason) {
  for (const Skip& skip : kSkips) {
    if (skip.reason == reason) return skip.meaning;
  }
  return "";
}

std::string_view meaning_of(Assumption assumption) {
  switch (assumption) {
    case Assumption::no_abort:
      return "the user did not ABORT during the wait";
    case Assumption::no_user_timeout:
      return "no user timeout ended it";
    case Assumption::no_icmp_error:
      return "no hard ICMP error ended it";
    case Assumption::no_reboot:
      return "the host did not lose its memory";
    case Assumption::one_stack:
      return "one stack and one MSL stand behind the address";
    case Assumption::no_duplicate:
      return "the network did not deliver twice what was captured once";
    case Assumption::all_captured:
      return "every segment of the tuple, a peer's RST above all, was captured";
    case Assumption::no_late:
      return "nothing was delivered so late that an answer had shown it undelivered";
    case Assumption::no_forger:
      return "nobody else spoke in the party's name";
    case Assumption::rsts_arrived:
      return "a RST that was captured did arrive";
    case Assumption::in_order:
      return "the frames of the capture stand in the order of their emission";
    case Assumption::clock_steady:
      return "the clock of the capture did not step";
  }
  return "";
}

}  // namespace twomsl::oracle
