// JSON lines on standard error: {"ts":…,"level":"info","msg":"…","request_id":"…","user_id":"…", more fields}.
// No personal data: no names, addresses, e-mails, tokens, free text of users; ids and counts only.
//
//   log::info("ingest finished", {{"board", "adzuna"}, {"offers", 120}});
#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "base/caller.h"

namespace jm::log {

enum class Level : std::uint8_t { kDebug, kInfo, kWarn, kError, kOff };

struct Field {
  std::string_view key;
  std::variant<std::string, std::int64_t, double, bool> value;
  template <class T>
  Field(std::string_view k, T v) : key(k) {
    if constexpr (std::same_as<T, bool>) value = v;
    else if constexpr (std::integral<T>) value = static_cast<std::int64_t>(v);
    else if constexpr (std::floating_point<T>) value = static_cast<double>(v);
    else if constexpr (std::same_as<T, Uuid>) value = v.str();
    else value = std::string(v);
  }
};
using Fields = std::initializer_list<Field>;

// Once at start-up. Default: info to standard error.
void set_level(Level level);
Level parse_level(std::string_view name);   // debug info warn error off; anything else is info
bool enabled(Level level);

// Thread-safe.
void write(Level level, std::string_view message, Fields fields = {}, const Caller* caller = nullptr);
inline void debug(std::string_view m, Fields f = {}) { if (enabled(Level::kDebug)) write(Level::kDebug, m, f); }
inline void info(std::string_view m, Fields f = {}) { if (enabled(Level::kInfo)) write(Level::kInfo, m, f); }
inline void warn(std::string_view m, Fields f = {}) { if (enabled(Level::kWarn)) write(Level::kWarn, m, f); }
inline void error(std::string_view m, Fields f = {}) { if (enabled(Level::kError)) write(Level::kError, m, f); }

}  // namespace jm::log
