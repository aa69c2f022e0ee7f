#include "domain/offer_index.h"

#include <algorithm>

namespace jm::domain {
namespace {

// The first entry of `run` that is not below `from`. Keys are spread evenly, so a proportional guess is a few entries off.
std::size_t lower(const std::vector<std::uint64_t>& run, std::uint64_t from) {
  const std::size_t n = run.size();
  const auto guess = static_cast<std::size_t>((static_cast<unsigned __int128>(from) * n) >> 64);
  std::size_t low = 0, high = n, step = 64;
  if (guess < n && run[guess] < from) {
    low = guess;
    while (low + step < n && run[low + step] < from) low += step, step *= 2;
    high = std::min(n, low + step);
  } else {
    high = std::min(guess, n);
    while (high > step && run[high - step] >= from) high -= step, step *= 2;
    low = high > step ? high - step : 0;
  }
  return static_cast<std::size_t>(std::lower_bound(run.begin() + static_cast<std::ptrdiff_t>(low), run.begin() + static_cast<std::ptrdiff_t>(high), from) - run.begin());
}

}  // namespace

void OfferIndex::add(std::uint32_t ad, std::span<const std::uint32_t> keys) {
  for (const std::uint32_t key : keys) recent_[key].push_back(ad);
  recent_entries_ += keys.size();
  if (recent_entries_ >= kRecentMax) flush();
}

void OfferIndex::flush() {
  std::vector<std::uint64_t> run;
  run.reserve(recent_entries_);
  for (const auto& [key, ads] : recent_)
    for (const std::uint32_t ad : ads) run.push_back(std::uint64_t{key} << 32 | ad);
  recent_.clear();
  recent_entries_ = 0;
  add_sorted(std::move(run));
}

void OfferIndex::add_sorted(std::vector<std::uint64_t> entries) {
  if (entries.empty()) return;
  std::sort(entries.begin(), entries.end());
  runs_.push_back(std::move(entries));
  settle();
}

// Runs shrink by half at least: few of them, and every entry is moved a logarithmic number of times.
void OfferIndex::settle() {
  while (runs_.size() >= 2 && runs_[runs_.size() - 2].size() < 2 * runs_.back().size()) {
    std::vector<std::uint64_t> last = std::move(runs_.back());
    runs_.pop_back();
    auto& before = runs_.back();
    const auto middle = static_cast<std::ptrdiff_t>(before.size());
    before.insert(before.end(), last.begin(), last.end());
    std::inplace_merge(before.begin(), before.begin() + middle, before.end());
  }
}

std::vector<OfferIndex::Candidate> OfferIndex::find(std::span<const std::uint32_t> keys) const {
  std::vector<std::uint32_t> met;
  for (const std::uint32_t key : keys) {
    const std::size_t before = met.size();
    const std::uint64_t from = std::uint64_t{key} << 32;
    for (const auto& run : runs_) {
      for (std::size_t i = lower(run, from); i < run.size() && run[i] >> 32 == key && met.size() - before <= kListMax; ++i)
        met.push_back(static_cast<std::uint32_t>(run[i]));
      if (met.size() - before > kListMax) break;
    }
    if (const auto it = recent_.find(key); it != recent_.end() && met.size() - before <= kListMax) met.insert(met.end(), it->second.begin(), it->second.end());
    if (met.size() - before > kListMax) met.resize(before);
  }
  std::sort(met.begin(), met.end());
  std::vector<Candidate> found;
  for (const std::uint32_t ad : met) {
    if (!found.empty() && found.back().ad == ad) ++found.back().hits;
    else found.push_back({ad, 1});
  }
  std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) { return a.hits > b.hits; });
  if (found.size() > kCandidatesMax) found.resize(kCandidatesMax);
  return found;
}

std::size_t OfferIndex::bytes() const {
  std::size_t n = recent_.size() * 80;
  for (const auto& run : runs_) n += run.capacity() * sizeof(std::uint64_t);
  return n;
}

}  // namespace jm::domain
