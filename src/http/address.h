// IP addresses as plain values: for proxy lists and for vetting where a client may connect.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jm::http {

struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};       // IPv4 in the first four; an IPv4-mapped IPv6 address is stored as IPv4
  bool v6 = false;
  auto operator<=>(const IpAddress&) const = default;

  std::string str() const;
  // Strict textual forms: no leading zeros, no octal or hexadecimal IPv4, no zone.
  static std::optional<IpAddress> parse(std::string_view text);
};

struct IpRange {
  IpAddress base;
  int bits = 0;
  bool contains(const IpAddress& address) const;
  // "10.0.0.0/8", "::1", "192.0.2.7"
  static std::optional<IpRange> parse(std::string_view text);
};

}  // namespace jm::http
