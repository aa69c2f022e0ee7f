#include "graphql/persisted.h"

#include "crypto/hash.h"

namespace jm::graphql {

std::shared_ptr<const std::string> PersistedQueries::find(std::string_view sha256_hex) {
  const auto at = index_.find(sha256_hex);
  if (at == index_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, at->second);
  return at->second->text;
}

bool PersistedQueries::store(std::string_view sha256_hex, std::string_view text) {
  if (crypto::to_hex(crypto::sha256(text)) != sha256_hex) return false;
  if (find(sha256_hex) != nullptr) return true;
  recent_.push_front({std::string(sha256_hex), std::make_shared<const std::string>(text)});
  index_.emplace(recent_.front().hash, recent_.begin());
  bytes_ += bytes_of(recent_.front());
  while (bytes_ > bytes_max_ && recent_.size() > 1) {
    bytes_ -= bytes_of(recent_.back());
    index_.erase(recent_.back().hash);
    recent_.pop_back();
  }
  return true;
}

}  // namespace jm::graphql
