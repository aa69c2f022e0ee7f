// Name to position, for the tables of a schema: filled once, asked on every field of every cold document. Open addressing
// over 32-bit slots; the names themselves belong to the caller and must outlive the index.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace jm::graphql {

inline std::uint64_t hash_name(std::string_view s) {
  std::uint64_t h = 0x9E3779B97F4A7C15 ^ s.size();
  const char* p = s.data();
  std::size_t n = s.size();
  for (; n >= 8; p += 8, n -= 8) {
    std::uint64_t v;
    std::memcpy(&v, p, 8);
    h = std::rotl((h ^ v) * 0xff51afd7ed558ccd, 29);
  }
  std::uint64_t v = 0;
  if (n != 0) std::memcpy(&v, p, n);
  h = (h ^ v) * 0xc4ceb9fe1a85ec53;
  return h ^ (h >> 32);
}

class NameIndex {
 public:
  static constexpr std::uint32_t kNone = ~0u;

  // Position of the name added as the n-th is n. False (and nothing added) if the name is there already.
  bool add(std::string_view name) {
    if ((names_.size() + 1) * 2 > slots_.size()) grow();
    const auto s = slot(name);
    if (slots_[s] != kNone) return false;
    slots_[s] = static_cast<std::uint32_t>(names_.size());
    names_.push_back(name);
    return true;
  }
  std::uint32_t find(std::string_view name) const { return slots_.empty() ? kNone : slots_[slot(name)]; }
  std::size_t size() const { return names_.size(); }

 private:
  std::size_t slot(std::string_view name) const {
    const std::size_t mask = slots_.size() - 1;
    auto s = hash_name(name) & mask;
    while (slots_[s] != kNone && names_[slots_[s]] != name) s = (s + 1) & mask;
    return s;
  }
  void grow() {
    slots_.assign(slots_.empty() ? 8 : slots_.size() * 2, kNone);
    for (std::uint32_t i = 0; i < names_.size(); ++i) slots_[slot(names_[i])] = i;
  }

  std::vector<std::string_view> names_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace jm::graphql
