// The vocabulary of all searches: every word of a job title, keyword or red flag has a small number, so that an offer is read
// by one hash look-up per word and compared by integers. Words that mean the same trade in French and English, masculine and
// feminine, share a class ("développeuse" = "developer"), which only job titles use.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace jm::domain {

using WordId = std::uint32_t;
inline constexpr WordId kNoWord = ~WordId{0};

// Open addressing over 64-bit hashes. Ids are dense and never reused: as many as different words were ever added.
//
// A pattern ("develop*", "dev*ops") is a word too: a document holds it where one of its words fits. The letters before the first
// star find it, so there must be some (rule.h says how many).
class Vocabulary {
 public:
  Vocabulary() : slots_(1024) {}
  WordId add(std::uint64_t hash);
  WordId add_pattern(std::string_view folded);
  bool has_patterns() const { return !patterns_.empty(); }
  // Calls found(WordId) for every pattern that the folded word fits.
  template <class F>
  void each_pattern(std::string_view word, F found) const;
  WordId find(std::uint64_t hash) const {
    if (hash == 0) hash = 1;
    for (std::size_t k = hash & (slots_.size() - 1);; k = (k + 1) & (slots_.size() - 1)) {
      if (slots_[k].hash == hash) return slots_[k].id;
      if (slots_[k].hash == 0) return kNoWord;
    }
  }
  std::size_t size() const { return count_; }
  // Calls found(hash, WordId) for every word; a pattern has a hash that no stem has.
  template <class F>
  void each(F found) const {
    for (const Slot& s : slots_)
      if (s.hash != 0) found(s.hash, s.id);
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    WordId id = kNoWord;
  };
  struct Pattern {
    std::string text;
    WordId id;
  };
  static constexpr std::size_t kPrefixMax = 31;         // letters that are looked up by
  static std::uint64_t prefix_step(std::uint64_t h, char c) { return (h ^ static_cast<unsigned char>(c)) * 0x100000001b3; }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
  std::vector<Pattern> patterns_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_prefix_;
  std::uint32_t prefix_lengths_ = 0;                    // bit n: some pattern has n letters before its first star
};

// "dev*ops" fits "devops" and "developerops": a star stands for any letters or none.
bool fits_pattern(std::string_view pattern, std::string_view word);

template <class F>
void Vocabulary::each_pattern(std::string_view word, F found) const {
  std::uint64_t h = 0;
  for (std::size_t n = 1; n <= word.size() && (prefix_lengths_ >> n) != 0; ++n) {
    h = prefix_step(h, word[n - 1]);
    if (!(prefix_lengths_ >> n & 1)) continue;
    for (auto [it, end] = by_prefix_.equal_range(h); it != end; ++it)
      if (const Pattern& p = patterns_[it->second]; fits_pattern(p.text, word)) found(p.id);
  }
}

// The class of a word (given by its stem hash) in job titles; 0 = none. The hash of the class, to be used like a word's.
std::uint64_t trade_class(std::uint64_t stem_hash);

// Two words written apart that are also written as one: back end, full stack, on call. The hash of the joined stem, or 0.
std::uint64_t compound(std::string_view first, std::string_view second);
// The hash of both written as one word, whatever they are.
std::uint64_t joined_hash(std::string_view first, std::string_view second);

// Words of a title that carry no meaning of their own: "de", "of", "h", "f".
bool is_title_filler(std::string_view folded);
enum class Seniority : std::uint8_t { kNone, kJunior, kSenior, kTrainee };
Seniority seniority_of(std::string_view folded);

// How common a word is in offers before any were counted: keeps "developer" from being anybody's rare word.
std::uint32_t prior_count(std::uint64_t hash);

}  // namespace jm::domain
