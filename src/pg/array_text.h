// Reads PostgreSQL's text form of a one-dimensional array: {a,"b \"c\"",NULL}.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jm::pg {

// Elements in order, nullopt for NULL. nullopt for text that is no such array (nested arrays and custom bounds included).
std::optional<std::vector<std::optional<std::string>>> parse_array(std::string_view text);

}  // namespace jm::pg
