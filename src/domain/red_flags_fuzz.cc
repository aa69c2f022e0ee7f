// A rule list (first line, comma separated) against a text, whose last line is also a tag: hits lie inside the text and hold what they say; the
// index of searches agrees with trying every search, and the index of stored offers with both.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "domain/match.h"
#include "domain/document.h"
#include "domain/stored_offers.h"

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
  const std::size_t last = offer.description.rfind('\n');
  if (last != std::string::npos) offer.tags = {"Tag", offer.description.substr(last + 1, 100)};
  search.keywords.assign(search.red_flags.begin(), search.red_flags.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, search.red_flags.size())));
  for (const auto& h : domain::find_red_flags(search.red_flags, offer)) {
    const std::string text = h.field == domain::Field::kTitle ? offer.title : h.field == domain::Field::kTags ? domain::tags_text(offer) : offer.description;
    if (h.length == 0 || h.offset + h.length > text.size() || text.substr(h.offset, h.length) != h.text) std::abort();
  }
  domain::MatchIndex index;
  index.add(search);
  search.id.bytes[0] = 2;
  search.job_titles = search.keywords;
  index.add(search);
  search.id.bytes[0] = 3;
  search.must_have = search.keywords;
  search.job_titles.clear();
  index.add(search);
  auto fast = index.match(offer, Time{}), slow = index.match_each(offer, Time{});
  const auto by_id = [](const auto& a, const auto& b) { return a.search_id < b.search_id; };
  std::sort(fast.begin(), fast.end(), by_id);
  std::sort(slow.begin(), slow.end(), by_id);
  if (fast != slow) std::abort();
  domain::StoredOffers stored(std::size_t{64} << 20);
  if (!stored.put(search.id, offer, Time{1})) std::abort();
  const auto found = stored.find(search, Time{});
  const auto it = std::find_if(slow.begin(), slow.end(), [&](const auto& m) { return m.search_id == search.id; });
  if (found.empty() != (it == slow.end()) || (!found.empty() && (found[0].lane != it->lane || found[0].rank != it->rank))) std::abort();
  return 0;
}
