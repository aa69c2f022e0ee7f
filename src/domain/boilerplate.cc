#include "domain/boilerplate.h"

#include <algorithm>
#include <bit>

namespace jm::domain {
namespace {

std::uint64_t mixed(std::uint64_t h) {
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
  h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
  return h ^ (h >> 31);
}

std::uint64_t sentence_key(std::uint32_t sentence) { return mixed(0x73656e74656e6365 + sentence); }
std::uint64_t use_key(std::uint64_t employer, std::uint32_t sentence) { return mixed(employer) ^ sentence; }

}  // namespace

Boilerplate::Boilerplate(std::size_t sentences_expected)
    : met_(std::bit_ceil(std::max<std::size_t>(sentences_expected * 16 / 64, 256))),
      uses_(std::bit_ceil(std::max<std::size_t>(sentences_expected / 8, 1024)) * kRows),
      employers_(uses_.size()) {}

std::size_t Boilerplate::cell(const Cells& cells, std::size_t row, std::uint64_t key) {
  const std::size_t width = cells.size() / kRows;
  return row * width + (mixed(key + row * 0x9e3779b97f4a7c15) & (width - 1));
}

unsigned Boilerplate::estimate(const Cells& cells, std::uint64_t key) {
  unsigned least = ~0U;
  for (std::size_t r = 0; r < kRows; ++r) least = std::min<unsigned>(least, cells[cell(cells, r, key)]);
  return least;
}

// Conservative update: only the cells that hold the estimate grow.
void Boilerplate::add(Cells& cells, std::uint64_t key) {
  const unsigned now = estimate(cells, key);
  if (now == UINT16_MAX) return;
  for (std::size_t r = 0; r < kRows; ++r)
    if (auto& c = cells[cell(cells, r, key)]; c == now) ++c;
}

bool Boilerplate::met_before(std::uint64_t key) {
  bool met = true;
  for (std::size_t r = 0; r < kRows; ++r) {
    const std::uint64_t bit = mixed(key + r * 0xd1342543de82ef95) & (met_.size() * 64 - 1);
    std::uint64_t& word = met_[bit / 64];
    met &= (word >> bit % 64 & 1) != 0;
    word |= std::uint64_t{1} << bit % 64;
  }
  return met;
}

void Boilerplate::count(std::uint64_t employer, std::span<const std::uint32_t> sentences) {
  ++ads_[employer];
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const std::uint32_t s = sentences[i];
    const auto before = sentences.first(i);
    if (s == 0 || std::find(before.begin(), before.end(), s) != before.end()) continue;
    if (met_before(use_key(employer, s))) add(uses_, use_key(employer, s));
    else if (met_before(sentence_key(s))) add(employers_, sentence_key(s));
  }
}

bool Boilerplate::is(std::uint64_t employer, std::uint32_t sentence) const {
  if (sentence == 0) return false;
  if (estimate(employers_, sentence_key(sentence)) >= kEmployersMax) return true;
  const auto ads = employer == 0 ? ads_.end() : ads_.find(employer);
  if (ads == ads_.end() || ads->second < kAdsMin) return false;
  const unsigned again = estimate(uses_, use_key(employer, sentence));
  return again > 0 && again + 1 > kShareMax * ads->second;
}

std::size_t Boilerplate::bytes() const {
  return met_.size() * 8 + (uses_.size() + employers_.size()) * sizeof(std::uint16_t) + ads_.size() * 40;
}

}  // namespace jm::domain
