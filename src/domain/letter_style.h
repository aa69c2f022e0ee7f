// How a user wants letters written, per saved search.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/reason.h"

namespace jm::domain {

enum class Tone : std::uint8_t { kFormal, kWarm, kDirect };
constexpr std::string_view name(Tone v) { return v == Tone::kFormal ? "FORMAL" : v == Tone::kWarm ? "WARM" : "DIRECT"; }
constexpr Tone tone_from(std::string_view name) { return name == "WARM" ? Tone::kWarm : name == "DIRECT" ? Tone::kDirect : Tone::kFormal; }

struct LetterStyle {
  Tone tone = Tone::kFormal;
  std::optional<Lang> language = {};      // nothing: the offer's
};

}  // namespace jm::domain
