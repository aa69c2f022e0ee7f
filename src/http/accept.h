// Media types and content negotiation (RFC 9110 §8.3, §12.5). Pure; malformed list members are skipped, never an error.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jm::http {

struct MediaType {
  std::string type, subtype;                                     // lower case
  std::vector<std::pair<std::string, std::string>> parameters;   // names lower case, values unquoted
  bool is(std::string_view essence) const;                       // is("application/json")
  std::string_view parameter(std::string_view name) const;       // empty if absent
};
// "application/json; charset=utf-8"; nullopt if malformed.
std::optional<MediaType> parse_media_type(std::string_view text);

// The index of the offered media type ("application/json") that the Accept header ranks best; a more specific range beats a
// less specific one for the same offer, equal quality falls to the earlier offer. An absent or empty header accepts all.
// nullopt: nothing is acceptable (406).
std::optional<std::size_t> best_match(std::string_view accept, std::span<const std::string_view> offers);

// Quality of one coding ("gzip") under an Accept-Encoding header, 0..1000; '*' is honoured.
int coding_quality(std::string_view accept_encoding, std::string_view coding);

}  // namespace jm::http
