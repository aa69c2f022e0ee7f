// A rule list (first line, comma separated) against a text: hits lie inside the text, hold what they say, and the index agrees
// with trying every search.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "domain/match.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jm;
  const std::string_view s(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(s.find('\n'), s.size());
  domain::SearchSpec search;
  search.id.bytes[0] = 1;
  for (std::string_view rules = s.substr(0, line); !rules.empty();) {
    const std::size_t end = std::min(rules.find(','), rules.size());
    search.red_flags.emplace_back(rules.substr(0, end));
    rules.remove_prefix(std::min(end + 1, rules.size()));
  }
  domain::Offer offer;
  offer.description = s.substr(std::min(line + 1, s.size()));
  offer.title = offer.description.substr(0, 60);
  search.keywords.assign(search.red_flags.begin(), search.red_flags.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, search.red_flags.size())));
  for (const auto& h : domain::find_red_flags(search.red_flags, offer)) {
    const std::string& text = h.field == domain::Field::kTitle ? offer.title : offer.description;
    if (h.length == 0 || h.offset + h.length > text.size() || text.substr(h.offset, h.length) != h.text) std::abort();
  }
  domain::MatchIndex index;
  index.add(search);
  search.id.bytes[0] = 2;
  search.job_titles = search.keywords;
  index.add(search);
  auto fast = index.match(offer, Time{}), slow = index.match_each(offer, Time{});
  const auto by_id = [](const auto& a, const auto& b) { return a.search_id < b.search_id; };
  std::sort(fast.begin(), fast.end(), by_id);
  std::sort(slow.begin(), slow.end(), by_id);
  if (fast != slow) std::abort();
  return 0;
}
