// A million made-up ads through reading, keys, look-up and comparison: time an ad, memory, and how many of the planted copies
// are found.  identity_scale_bench [ADS]
//
// An ad is a title, a town (some hold a tenth of all ads), an employer with a presentation of its own, and 2.5 kB of words by
// Zipf's law. Every twentieth is a copy of an earlier one: whole with another footer, or cut to its first 500 characters. Any ad
// can be made again from its number, as the product reads a candidate's text from the database.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>

#include "domain/offer_index.h"
#include "domain/same_job.h"

namespace {

using namespace jm::domain;

constexpr std::uint32_t kEvery = 20;

class Maker {
 public:
  Maker() {
    std::mt19937 random(1);
    for (int i = 0; i < 20000; ++i) {
      std::string w;
      for (int n = 3 + static_cast<int>(random() % 7); n > 0; --n) w += static_cast<char>('a' + random() % 26);
      words_.push_back(std::move(w));
    }
  }
  // What `number` is a copy of, or itself.
  static std::uint32_t original(std::uint32_t number) {
    if (number % kEvery != 0 || number == 0) return number;
    std::mt19937 random(number);
    const std::uint32_t n = static_cast<std::uint32_t>(random()) % number;
    return n % kEvery == 0 ? (n == 0 ? 0 : n - 1) : n;
  }
  Offer make(std::uint32_t number) const {
    const std::uint32_t of = original(number);
    Offer o = fresh(of);
    if (of == number) return o;
    if (number / kEvery % 2 == 0) {
      o.description += " " + text(std::mt19937(number), 200);
      o.title += " H/F - Réf " + std::to_string(10000 + number % 90000);
    } else {
      o.description.resize(std::min<std::size_t>(500, o.description.size()));
      o.company.clear();
    }
    return o;
  }

 private:
  std::string text(std::mt19937 random, std::size_t bytes) const {
    std::string out;
    std::uniform_real_distribution<double> uniform(0, 1);
    while (out.size() < bytes) {
      const auto rank = static_cast<std::size_t>(std::exp(uniform(random) * std::log(static_cast<double>(words_.size()))));
      out += words_[std::min(rank, words_.size() - 1)];
      out += random() % 12 == 0 ? ".\n" : " ";
    }
    return out;
  }
  Offer fresh(std::uint32_t number) const {
    std::mt19937 random(number * 2654435761U + 7);
    Offer o;
    o.source_id = std::to_string(number);
    const std::uint32_t employer = static_cast<std::uint32_t>(random()) % 30000;
    for (int i = 0; i < 3; ++i) o.title += words_[random() % 300] + " ";
    o.company = "Maison " + words_[employer % words_.size()] + " " + std::to_string(employer);
    const std::uint32_t town = random() % 10 == 0 ? 0 : static_cast<std::uint32_t>(random()) % 2000;
    Place place;
    place.raw = place.city = "Ville " + words_[town];
    place.country = "FR";
    o.places.push_back(std::move(place));
    o.language = "fr";
    o.description = text(std::mt19937(employer + 99), 500) + "\n" + text(std::mt19937(number), 2000);
    return o;
  }
  std::vector<std::string> words_;
};

std::size_t resident_bytes() {
  std::ifstream f("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  f >> all >> resident;
  return resident * 4096;
}

}  // namespace

int main(int argc, char** argv) {
  using clock = std::chrono::steady_clock;
  const std::uint32_t ads = argc > 1 ? static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10)) : 1'000'000;
  const Maker maker;
  OfferIndex index;
  Boilerplate boilerplate(std::size_t{ads} * 24);
  double make = 0, read = 0, look = 0, check = 0, insert = 0;
  std::size_t copies = 0, found = 0, wrong = 0, candidates = 0;
  auto last = clock::now();
  const auto lap = [&](double& into) {
    const auto now = clock::now();
    into += std::chrono::duration<double>(now - last).count();
    last = now;
  };
  const std::size_t before = resident_bytes();
  for (std::uint32_t i = 0; i < ads; ++i) {
    last = clock::now();
    const Offer offer = maker.make(i);
    lap(make);
    const Ad ad = read_ad(offer);
    const auto keys = keys_of(ad);
    lap(read);
    const auto near = index.find(keys);
    lap(look);
    const std::uint32_t of = Maker::original(i);
    copies += of != i;
    bool same_as_earlier = false, right = false;
    candidates += near.size();
    for (const auto& c : near) {
      const Offer other = maker.make(c.ad);      // the product: one read from the database a batch
      lap(make);
      const bool same = compare(read_ad(other), ad, &boilerplate).same;
      lap(check);
      same_as_earlier |= same;
      right |= same && Maker::original(c.ad) == of;
      if (same) break;
    }
    found += of != i && right;
    wrong += same_as_earlier && !right;
    last = clock::now();
    if (!same_as_earlier) boilerplate.count(ad.employer_hash, ad.sentences);
    index.add(i, keys);
    lap(insert);
  }
  const double n = ads;
  std::printf("%u ads: read and keys %.1f us, look-up %.1f us, comparing %.1f us (%.2f candidates), insert %.1f us an ad  (making them: %.0f s, not counted)\n",
              ads, 1e6 * read / n, 1e6 * look / n, 1e6 * check / n, static_cast<double>(candidates) / n, 1e6 * insert / n, make);
  std::printf("memory: index %.0f MB, boilerplate %.0f MB, process %.0f MB over the start\n", static_cast<double>(index.bytes()) / 1e6,
              static_cast<double>(boilerplate.bytes()) / 1e6, static_cast<double>(resident_bytes() - before) / 1e6);
  std::printf("planted copies found %zu of %zu (%.4f), other ads taken for copies %zu\n", found, copies, copies ? static_cast<double>(found) / static_cast<double>(copies) : 1.0, wrong);
  return 0;
}
