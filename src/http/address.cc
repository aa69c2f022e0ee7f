#include "http/address.h"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace jm::http {

namespace ip = boost::asio::ip;

std::string IpAddress::str() const {
  if (v6) return ip::address_v6(bytes).to_string();
  return ip::address_v4({bytes[0], bytes[1], bytes[2], bytes[3]}).to_string();
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.empty() || text.size() > 45 || text.find('%') != text.npos) return {};
  boost::system::error_code ec;
  const auto address = ip::make_address(std::string(text), ec);
  if (ec) return {};
  IpAddress out;
  const auto store4 = [&](const ip::address_v4& a) {
    const auto b = a.to_bytes();
    std::copy(b.begin(), b.end(), out.bytes.begin());
  };
  if (address.is_v4()) {
    store4(address.to_v4());
  } else if (address.to_v6().is_v4_mapped()) {
    store4(ip::make_address_v4(ip::v4_mapped, address.to_v6()));
  } else {
    out.v6 = true;
    out.bytes = address.to_v6().to_bytes();
  }
  return out;
}

bool IpRange::contains(const IpAddress& address) const {
  if (address.v6 != base.v6) return false;
  for (int i = 0; i < bits; ++i) {
    const auto mask = static_cast<std::uint8_t>(0x80 >> (i % 8));
    const auto byte = static_cast<std::size_t>(i / 8);
    if ((address.bytes[byte] & mask) != (base.bytes[byte] & mask)) return false;
  }
  return true;
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto base = IpAddress::parse(text.substr(0, slash));
  if (!base) return {};
  const int width = base->v6 ? 128 : 32;
  if (slash == text.npos) return IpRange{*base, width};
  const auto digits = text.substr(slash + 1);
  int bits = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (ec != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > width) return {};
  return IpRange{*base, bits};
}

}  // namespace jm::http
