// Automatic persisted queries: a client sends the SHA-256 of its document, and the document itself only when asked.
// A cache, not a security boundary: whoever may send documents may store them, within `bytes_max`.
#pragma once
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace jm::graphql {

class PersistedQueries {
 public:
  explicit PersistedQueries(std::size_t bytes_max = 8u << 20) : bytes_max_(bytes_max) {}

  // Null: not (or no longer) known. `sha256_hex` in lower case. The text lives as long as the answer is held.
  std::shared_ptr<const std::string> find(std::string_view sha256_hex);
  // False: the text does not have this hash.
  bool store(std::string_view sha256_hex, std::string_view text);

 private:
  struct Entry {
    std::string hash;
    std::shared_ptr<const std::string> text;
  };
  static std::size_t bytes_of(const Entry& e) { return e.hash.size() + e.text->size() + kOverheadBytes; }
  static constexpr std::size_t kOverheadBytes = 200;

  std::size_t bytes_max_, bytes_ = 0;
  std::list<Entry> recent_;                   // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
};

}  // namespace jm::graphql
