// See interface.hpp.
#include "tool/live/interface.hpp"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <poll.h>

#include <array>

#include "oracle/capture/link.hpp"

namespace twomsl::tool {
namespace {

constexpr int kSnapBytes = 262'144;
constexpr int kBufferBytes = 16 << 20;
constexpr int kPatience_ms = 100;

std::string known_interfaces() {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  pcap_if_t* list = nullptr;
  if (pcap_findalldevs(&list, error.data()) != 0 || list == nullptr) return "none that you may see";
  std::string names;
  for (const pcap_if_t* one = list; one != nullptr; one = one->next) {
    names += (names.empty() ? "" : ", ") + std::string(one->name);
  }
  pcap_freealldevs(list);
  return names;
}

std::string why_not(pcap_t* pcap, int status, const std::string& name) {
  const std::string said = pcap_geterr(pcap);
  switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return fmt::format("there is no interface '{}'; there are {}", name, known_interfaces());
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      return fmt::format(
          "{}: you may not capture there: run it as root, or give the program "
          "CAP_NET_RAW (setcap cap_net_raw+ep twomsl)",
          name);
    case PCAP_ERROR_IFACE_NOT_UP:
      return name + ": the interface is down: ip link set " + name + " up";
    default:
      return fmt::format("{}: {}", name, said.empty() ? pcap_statustostr(status) : said);
  }
}

// Those numbers of libpcap that are not the file's.
std::uint16_t link_type_of(pcap_t* pcap) {
  const int type = pcap_datalink(pcap);
  constexpr std::uint16_t kRawIp = 101;
  return type == DLT_RAW ? kRawIp : static_cast<std::uint16_t>(type);
}

}  // namespace

struct Interface::Handle {
  pcap_t* pcap = nullptr;
  pcap_dumper_t* dumper = nullptr;
  std::uint64_t number = 0;
  std::uint16_t link_type = 0;
  std::uint32_t dropped = 0;  // as libpcap counts: modulo 2^32
  std::string kept{};
  std::string error{};

  ~Handle() {
    if (dumper != nullptr) pcap_dump_close(dumper);
    if (pcap != nullptr) pcap_close(pcap);
  }

  [[nodiscard]] std::string activate(const std::string& name) {
    std::array<char, PCAP_ERRBUF_SIZE> said{};
    pcap = pcap_create(name.c_str(), said.data());
    if (pcap == nullptr) return fmt::format("{}: {}", name, said.data());
    pcap_set_snaplen(pcap, kSnapBytes);
    pcap_set_buffer_size(pcap, kBufferBytes);
    pcap_set_timeout(pcap, kPatience_ms);
    pcap_set_immediate_mode(pcap, 1);
    pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    if (const int status = pcap_activate(pcap); status < 0) return why_not(pcap, status, name);
    if (pcap_setnonblock(pcap, 1, said.data()) != 0)
      return fmt::format("{}: {}", name, said.data());
    // Of all interfaces at once: with the number of each, if libpcap can.
    if (pcap_datalink(pcap) == DLT_LINUX_SLL) pcap_set_datalink(pcap, DLT_LINUX_SLL2);
    link_type = link_type_of(pcap);
    const auto network = oracle::strip_link(link_type, {}, 0);
    if (network.rejection == oracle::LinkRejection::link_type_unsupported) {
      const char* const known = pcap_datalink_val_to_name(link_type);
      return fmt::format("{}: frames of its kind ({}) are not read", name,
                         known != nullptr ? known : std::to_string(link_type));
    }
    return "";
  }

  [[nodiscard]] std::string select(const std::string& filter) {
    if (filter.empty()) return "";
    bpf_program program{};
    std::string wrong;
    if (pcap_compile(pcap, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
      return fmt::format("filter '{}': {}", filter, pcap_geterr(pcap));
    }
    if (pcap_setfilter(pcap, &program) != 0) {
      wrong = fmt::format("filter '{}': {}", filter, pcap_geterr(pcap));
    }
    pcap_freecode(&program);
    return wrong;
  }
};

Interface::Interface() : handle_(std::make_unique<Handle>()) {}
Interface::~Interface() = default;

std::string Interface::open(const InterfaceOptions& options) {
  if (std::string wrong = handle_->activate(options.name); !wrong.empty()) return wrong;
  if (std::string wrong = handle_->select(options.filter); !wrong.empty()) return wrong;
  if (options.kept.empty()) return "";
  handle_->kept = options.kept;
  handle_->dumper = pcap_dump_open(handle_->pcap, options.kept.c_str());
  return handle_->dumper != nullptr ? "" : pcap_geterr(handle_->pcap);
}

Interface::Next Interface::next(oracle::Frame& frame) {
  pcap_pkthdr* header = nullptr;
  const u_char* bytes = nullptr;
  const int status = pcap_next_ex(handle_->pcap, &header, &bytes);
  if (status == 0) {
    pollfd waiting{pcap_get_selectable_fd(handle_->pcap), POLLIN, 0};
    poll(&waiting, 1, kPatience_ms);
    return Next::nothing;
  }
  if (status < 0) {
    handle_->error = pcap_geterr(handle_->pcap);
    return Next::over;
  }
  if (handle_->dumper != nullptr) {
    pcap_dump(reinterpret_cast<u_char*>(handle_->dumper), header, bytes);
  }
  frame.number = ++handle_->number;
  // libpcap was asked for nanoseconds.
  frame.time_ns = std::int64_t{header->ts.tv_sec} * 1'000'000'000 + header->ts.tv_usec;
  frame.link_type = handle_->link_type;
  frame.has_time = true;
  frame.wire_bytes = header->len;
  frame.bytes = {bytes, header->caplen};
  return Next::frame;
}

std::uint64_t Interface::take_dropped() {
  pcap_stat counts{};
  if (pcap_stats(handle_->pcap, &counts) != 0) return 0;
  const std::uint32_t all = counts.ps_drop + counts.ps_ifdrop;
  const std::uint32_t since = all - handle_->dropped;
  handle_->dropped = all;
  return since;
}

const std::string& Interface::error() const { return handle_->error; }

bool Interface::close() {
  return handle_->dumper == nullptr || pcap_dump_flush(handle_->dumper) == 0;
}

}  // namespace twomsl::tool
