// UUIDs (RFC 9562). Ids we make are version 7: they sort by creation time, which keeps B-tree inserts local.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace jm {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;
  bool is_nil() const { return *this == Uuid{}; }

  // Canonical lower case, 36 characters.
  std::string str() const;
  void append_to(std::string& out) const;
  // The canonical 8-4-4-4-12 form in either case; nullopt otherwise.
  static std::optional<Uuid> parse(std::string_view text);
};

// A new version 7 id for this instant; ids made by one process in one millisecond still grow. Thread-safe.
Uuid new_id(Time now);
inline Uuid new_id() { return new_id(Clock::system().now()); }

// Fills from the operating system's generator (getrandom); aborts if there is none.
void random_bytes(std::span<std::uint8_t> out);

}  // namespace jm

template <>
struct std::hash<jm::Uuid> {
  std::size_t operator()(const jm::Uuid& id) const noexcept {
    std::uint64_t h = 0xcbf29ce484222325;
    for (const auto b : id.bytes) h = (h ^ b) * 0x100000001b3;
    return h;
  }
};
