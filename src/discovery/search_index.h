// All active searches of all users, compiled for matching and kept fresh from the rows that changed since the last look.
#pragma once
#include <unordered_map>

#include "discovery/offer_store.h"
#include "domain/match.h"

namespace jm::discovery {

class SearchIndex {
 public:
  // The statement that reads what changed; its answer goes to apply(). The first one reads everything.
  pg::Call changes_call() const;
  void apply(const pg::Rows& rows);
  domain::MatchIndex& index() { return index_; }

 private:
  domain::MatchIndex index_;
  std::unordered_map<Uuid, std::int64_t> versions_;       // of the searches in the index
  Time newest_{0};
};

}  // namespace jm::discovery
