// Sentences that say nothing about one job: a board's footer, an employer's presentation.
//
//   A sentence is boilerplate when more than kEmployersMax employers use it, or one employer in more than kShareMax of its ads
//   (from kAdsMin on).
//
// Nine sentences in ten are met once and only leave bits in a Bloom filter; those met again are counted in count-min sketches. So
// memory is about five bytes a sentence expected, and a count is never too low and rarely too high.
//
// Count an ad once, and copies of an ad not at all: five copies of one ad under five names would make all of it boilerplate.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace jm::domain {

class Boilerplate {
 public:
  static constexpr unsigned kEmployersMax = 3;
  static constexpr double kShareMax = 0.30;
  static constexpr unsigned kAdsMin = 5;

  // More sentences than expected only make counts less exact.
  explicit Boilerplate(std::size_t sentences_expected = std::size_t{1} << 18);

  // `employer`: a hash; 0 = not stated, which counts as one more employer. `sentences`: hashes, 0 is skipped.
  void count(std::uint64_t employer, std::span<const std::uint32_t> sentences);
  bool is(std::uint64_t employer, std::uint32_t sentence) const;

  std::size_t bytes() const;

 private:
  static constexpr std::size_t kRows = 4;
  using Cells = std::vector<std::uint16_t>;        // kRows rows, each a power of two wide
  static std::size_t cell(const Cells& cells, std::size_t row, std::uint64_t key);
  static unsigned estimate(const Cells& cells, std::uint64_t key);
  static void add(Cells& cells, std::uint64_t key);
  bool met_before(std::uint64_t key);              // and notes it

  std::vector<std::uint64_t> met_;                 // Bloom: (employer, sentence) and sentence
  Cells uses_;                                     // of (employer, sentence), from the second on
  Cells employers_;                                // of a sentence, from the second on
  std::unordered_map<std::uint64_t, std::uint32_t> ads_;
};

}  // namespace jm::domain
