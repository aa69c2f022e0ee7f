// The vocabulary of all searches: every word of a job title, keyword or red flag has a small number, so that an offer is read
// by one hash look-up per word and compared by integers. Words that mean the same trade in French and English, masculine and
// feminine, share a class ("développeuse" = "developer"), which only job titles use.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace jm::domain {

using WordId = std::uint32_t;
inline constexpr WordId kNoWord = ~WordId{0};

// Open addressing over 64-bit hashes. Ids are dense and never reused: as many as different words were ever added.
class Vocabulary {
 public:
  Vocabulary() : slots_(1024) {}
  WordId add(std::uint64_t hash);
  WordId find(std::uint64_t hash) const {
    if (hash == 0) hash = 1;
    for (std::size_t k = hash & (slots_.size() - 1);; k = (k + 1) & (slots_.size() - 1)) {
      if (slots_[k].hash == hash) return slots_[k].id;
      if (slots_[k].hash == 0) return kNoWord;
    }
  }
  std::size_t size() const { return count_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    WordId id = kNoWord;
  };
  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

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
