// Plural-light stemming for French and English at once: both sides of a comparison go through it, so it only has to bring
// singular and plural together ("astreintes" = "astreinte", "companies" = "company", "bureaux" = "bureau"), never to be
// beautiful. Words of three letters or fewer and words that hold a digit or a sign (c++, .net, k8s) stay as they are.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace jm::text {

// `word` is folded. The stem: word's first `keep` bytes followed by `tail`.
struct Stem {
  std::size_t keep;
  std::string_view tail;
};
Stem stem(std::string_view word);

std::string stemmed(std::string_view word);

// FNV-1a of the stem; equal for words with equal stems.
std::uint64_t stem_hash(std::string_view word);
std::uint64_t word_hash(std::string_view word);

}  // namespace jm::text
