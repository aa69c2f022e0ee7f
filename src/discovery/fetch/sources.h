// Which listings are needed: what active searches ask, which companies are followed, and the feeds that are everybody's. Pure.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "discovery/fetch/settings.h"
#include "domain/search.h"

namespace jm::discovery {

struct SourceSpec {
  std::string id;                      // "arbeitnow", "greenhouse/acme", "adzuna/5f3a0c…"
  std::string board, token;
  FetchQuery query;
  std::string missing;                 // "ADZUNA_APP_ID, ADZUNA_APP_KEY|https://…": stays off until they are set
  std::vector<Uuid> searches = {};     // whose query it is; empty: it serves all of them (feeds, companies)
};

using Company = std::pair<std::string, std::string>;    // board, token

// In a fixed order, without repeats: the same needs give the same ids in every process. Of a searchable board the first
// settings.queries_max queries, so pass the searches that were touched last first.
std::vector<SourceSpec> wanted_sources(const FetchSettings& settings, std::span<const domain::SearchSpec> searches, std::span<const Company> companies);

// What one search asks of boards that can be searched: each of its titles in each of its places.
std::vector<FetchQuery> queries_of(const domain::SearchSpec& search);

std::string to_json(const FetchQuery& query);
FetchQuery read_query(std::string_view json);
// "C++ developer, Lyon" for people; the company's name; empty for feeds.
std::string listing_text(std::string_view token, const FetchQuery& query);

}  // namespace jm::discovery
