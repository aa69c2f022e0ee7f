// "Did you mean ...?", for development: it tells whoever asks what the schema holds.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jm::graphql {

// The options close to `input` (few edits apart), the closest first.
std::vector<std::string_view> suggestions(std::string_view input, std::vector<std::string_view> options);

// Order of names that reads numbers as one sign, as graphql-js sorts.
bool natural_less(std::string_view a, std::string_view b);

// ` Did you mean "a", "b", or "c"?`; empty when there is nothing to suggest. `what`: "the enum value " or empty.
std::string did_you_mean(std::span<const std::string_view> names, std::string_view what = {});

}  // namespace jm::graphql
