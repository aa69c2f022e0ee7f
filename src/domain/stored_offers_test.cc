// New search × all stored offers: the inverted index says exactly what a naive reading says, over more than 100,000 random pairs, while
// offers come, change and go.
#include "domain/stored_offers.h"

#include <gtest/gtest.h>

#include <map>

#include "domain/match_oracle_for_tests.h"

namespace jm::domain {
namespace {

const Time kNow = *parse_iso("2026-06-01");
constexpr std::chrono::hours kDay{24};

TEST(StoredOffers, AgreesWithTheNaiveReading) {
  std::size_t pairs = 0, wanted = 0, quarantined = 0;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    oracle::World world(100 + seed);
    StoredOffers index(std::size_t{64} << 20);
    std::map<Uuid, Offer> offers;
    for (int i = 0; i < 200; ++i) {
      const Uuid id = new_id(kNow);
      offers[id] = world.offer(kNow);
      ASSERT_TRUE(index.put(id, offers[id], kNow + kDay));
    }
    std::map<Uuid, std::vector<oracle::FieldText>> fields;
    for (const auto& [id, o] : offers) fields[id] = oracle::fields_of(o);
    for (int n = 0; n < 100; ++n) {
      auto some = std::next(offers.begin(), static_cast<std::ptrdiff_t>(world.below(offers.size())));
      if (n % 5 == 1) {
        some->second = world.offer(kNow);
        fields[some->first] = oracle::fields_of(some->second);
        ASSERT_TRUE(index.put(some->first, some->second, kNow + kDay));
      }
      if (n % 17 == 3) {
        index.remove(some->first);
        fields.erase(some->first);
        offers.erase(some);
      }
      ASSERT_EQ(index.size(), offers.size());
      const SearchSpec s = world.search(kNow);
      std::map<Uuid, StoredMatch> found;
      std::vector<std::uint32_t> numbers;
      for (const StoredMatch& m : index.find(s, kNow)) {
        ASSERT_TRUE(found.emplace(index.id(m.offer), m).second) << "twice";
        numbers.push_back(m.offer);
      }
      for (const auto& [id, o] : offers) {
        const oracle::Answer want = oracle::answer(s, o, fields.at(id));
        const auto it = found.find(id);
        ASSERT_EQ(it != found.end(), want.wanted) << testing::PrintToString(s.job_titles) << testing::PrintToString(s.must_have) << testing::PrintToString(s.keywords)
                                                  << testing::PrintToString(s.red_flags) << "\n" << o.title << "\n" << o.company << "\n" << o.description << "\n" << testing::PrintToString(o.tags);
        ++pairs;
        if (!want.wanted) continue;
        ++wanted;
        ASSERT_EQ(it->second.lane == Lane::kQuarantine, !want.hits.empty()) << testing::PrintToString(s.red_flags) << "\n" << o.title << "\n" << o.description;
        quarantined += !want.hits.empty();
        if (wanted % 7 == 0) ASSERT_EQ(it->second.rank, match_one(s, o, kNow).outcome->rank);
      }
      if (n % 20 == 0) {
        const SearchSpec others[] = {world.search(kNow), s, world.search(kNow)};
        const auto at_once = index.find_each(others, kNow);
        for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(at_once[i], index.find(others[i], kNow));
        numbers.resize(numbers.size() / 2);
        const auto among = index.find_each(others, kNow, numbers);
        EXPECT_EQ(among[1].size(), numbers.size());
      }
    }
  }
  EXPECT_GT(pairs, 100'000u);
  EXPECT_GT(wanted, 8'000u);
  EXPECT_GT(quarantined, 2'000u);
}

TEST(StoredOffers, KnowsWhenAnOfferIsOverAndWhenThereIsNoRoom) {
  StoredOffers index(std::size_t{4} << 20);
  Offer o;
  o.title = "Baker";
  const Uuid open = new_id(kNow), over = new_id(kNow), gone = new_id(kNow);
  index.put(open, o, kNow + kDay);
  index.put(gone, o, kNow);                                  // not seen for long
  o.expires_at = kNow - kDay;
  index.put(over, o, kNow + kDay);
  const auto found = index.find({}, kNow);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(index.id(found[0].offer), open);
  EXPECT_EQ(index.open(kNow), 1u);
  EXPECT_EQ(index.size(), 3u);
  o.expires_at.reset();
  for (int i = 0; i < 70'000; ++i) o.description += " word" + std::to_string(i);
  EXPECT_TRUE(index.put(new_id(kNow), o, kNow + kDay)) << "the one that fills it is still kept";
  EXPECT_FALSE(index.put(new_id(kNow), o, kNow + kDay));
  EXPECT_EQ(index.size(), 4u);
}

}  // namespace
}  // namespace jm::domain
