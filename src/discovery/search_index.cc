#include "discovery/search_index.h"

#include <algorithm>

#include "discovery/sql.h"

namespace jm::discovery {

namespace {
// updated_at is the time of a transaction's start: one that commits late is still found when we look back this far.
constexpr std::chrono::minutes kOverlap{5};
}

pg::Call SearchIndex::changes_call() const { return {sql::searches_changed, {newest_ - kOverlap}}; }

void SearchIndex::apply(const pg::Rows& rows) {
  for (const pg::Row row : rows) {
    const StoredSearch s = read_search(row);
    newest_ = std::max(newest_, s.updated_at);
    const auto known = versions_.find(s.spec.id);
    if (!s.active) {
      index_.remove(s.spec.id);
      if (known != versions_.end()) versions_.erase(known);
    } else if (known == versions_.end() || known->second != s.version) {
      index_.add(s.spec);
      versions_[s.spec.id] = s.version;
    }
  }
}

}  // namespace jm::discovery
