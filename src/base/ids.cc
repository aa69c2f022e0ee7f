#include "base/ids.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <mutex>

namespace jm {
namespace {

constexpr char kHex[] = "0123456789abcdef";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void Uuid::append_to(std::string& out) const {
  char text[36];
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
    text[at++] = kHex[bytes[i] >> 4];
    text[at++] = kHex[bytes[i] & 15];
  }
  out.append(text, sizeof text);
}

std::string Uuid::str() const {
  std::string out;
  append_to(out);
  return out;
}

std::optional<Uuid> Uuid::parse(std::string_view s) {
  if (s.size() != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-') return {};
  Uuid id;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) ++at;       // the four dashes, and no other
    const int hi = hex_value(s[at]), lo = hex_value(s[at + 1]);
    if (hi < 0 || lo < 0) return {};
    id.bytes[i] = static_cast<std::uint8_t>(hi << 4 | lo);
    at += 2;
  }
  return id;
}

void random_bytes(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const auto n = getrandom(out.data(), out.size(), 0);
    if (n < 0 && errno != EINTR) std::abort();
    if (n > 0) out = out.subspan(static_cast<std::size_t>(n));
  }
}

Uuid new_id(Time now) {
  // 48 bits of milliseconds, then a 12-bit counter seeded at random and increased within the millisecond (RFC 9562 §6.2,
  // method 1), then 62 random bits.
  static std::mutex mutex;
  static std::uint64_t last_ms = 0;
  static std::uint32_t counter = 0;
  static std::array<std::uint8_t, 4096> random;            // fetched for many ids at once: a system call each would be most of an id's cost
  static std::size_t used = random.size();
  Uuid id;
  std::uint64_t ms = static_cast<std::uint64_t>(now.us / 1000);
  {
    const std::lock_guard lock(mutex);
    if (used == random.size()) {
      random_bytes(random);
      used = 0;
    }
    std::memcpy(id.bytes.data(), random.data() + used, id.bytes.size());
    used += id.bytes.size();
    if (ms > last_ms) {
      last_ms = ms;
      counter = (static_cast<std::uint32_t>(id.bytes[6]) << 8 | id.bytes[7]) & 0x3ff;
    } else if (++counter > 0xfff) {
      ++last_ms;
      counter = 0;
    }
    ms = last_ms;
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | counter >> 8);
    id.bytes[7] = static_cast<std::uint8_t>(counter);
  }
  for (int i = 0; i < 6; ++i) id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

}  // namespace jm
