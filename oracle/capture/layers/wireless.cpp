// IEEE 802.11-2020 section 9.2.4: how long a header is, its first two bytes say.
#include "oracle/capture/layers/wireless.hpp"

#include "core/codec/bytes.hpp"

namespace twomsl::oracle {

Cursor pass_radiotap(const Cursor& at) {
  if (at.bytes.size() < 4) return rejected(LinkRejection::link_header_cut);
  const std::size_t bytes = load_le16(at.bytes.data() + 2);
  if (bytes < 8) return rejected(LinkRejection::not_ip);
  if (at.bytes.size() < bytes) return rejected(LinkRejection::link_header_cut);
  return behind(at, bytes, 0);
}

Cursor pass_wireless(const Cursor& at) {
  constexpr std::uint8_t kTypeBits = 0x0f, kData = 0x08, kNoData = 0x40, kQuality = 0x80;
  constexpr std::uint8_t kToSystem = 0x01, kFromSystem = 0x02, kProtected = 0x40, kOrder = 0x80;
  constexpr std::uint8_t kAggregate = 0x80;
  if (at.bytes.size() < 2) return rejected(LinkRejection::link_header_cut);
  const std::uint8_t type = at.bytes[0];
  const std::uint8_t flags = at.bytes[1];
  if ((type & kTypeBits) != kData || (type & kNoData) != 0) return rejected(LinkRejection::not_ip);
  if ((flags & kProtected) != 0) return rejected(LinkRejection::tunnel);
  const bool has_four = (flags & kToSystem) != 0 && (flags & kFromSystem) != 0;
  const bool has_quality = (type & kQuality) != 0;
  const std::size_t quality_at = has_four ? 30 : 24;
  const bool has_control = has_quality && (flags & kOrder) != 0;
  const std::size_t bytes = quality_at + (has_quality ? 2 : 0) + (has_control ? 4 : 0);
  if (at.bytes.size() < bytes) return rejected(LinkRejection::link_header_cut);
  if (has_quality && (at.bytes[quality_at] & kAggregate) != 0) {
    return rejected(LinkRejection::tunnel);
  }
  return behind(at, bytes, kLlc);
}

}  // namespace twomsl::oracle
