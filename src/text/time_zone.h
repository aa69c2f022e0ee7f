// Local time, for people's hours ("not at night"): ICU's zones, without its headers.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace jm::text {

// What the zone ("Europe/Paris", "UTC") is ahead of UTC at that instant, summer time included. nullopt: no such zone.
std::optional<std::chrono::seconds> utc_offset(std::string_view zone, Time at);

}  // namespace jm::text
