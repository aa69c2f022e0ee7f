// New offer × all searches: the index says exactly what a naive reading says, over more than 100,000 random pairs.
#include <gtest/gtest.h>

#include <map>

#include "domain/match_oracle_for_tests.h"

namespace jm::domain {
namespace {

const Time kNow = *parse_iso("2026-06-01");

TEST(MatchOracle, IndexAgreesWithTheNaiveReading) {
  std::size_t pairs = 0, wanted = 0, quarantined = 0, hits = 0;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    oracle::World world(seed);
    MatchIndex index;
    std::vector<SearchSpec> searches;
    for (int i = 0; i < 160; ++i) {
      searches.push_back(world.search(kNow));
      index.add(searches.back());
    }
    for (int n = 0; n < 100; ++n) {
      // Searches come, go and change between the offers.
      if (n % 9 == 8) {
        SearchSpec& s = searches[world.below(searches.size())];
        const Uuid id = s.id;
        s = world.search(kNow);
        s.id = id;
        index.add(s);
      }
      if (n % 13 == 12) {
        const std::size_t gone = world.below(searches.size());
        index.remove(searches[gone].id);
        searches.erase(searches.begin() + static_cast<std::ptrdiff_t>(gone));
      }
      const Offer o = world.offer(kNow);
      const auto fields = oracle::fields_of(o);
      std::map<Uuid, MatchOutcome> found;
      for (auto& m : index.match(o, kNow)) ASSERT_TRUE(found.emplace(m.search_id, std::move(m)).second) << "twice";
      for (const SearchSpec& s : searches) {
        const oracle::Answer want = oracle::answer(s, o, fields);
        const auto it = found.find(s.id);
        const auto say = [&] {
          std::string t;
          for (const auto* list : {&s.job_titles, &s.must_have, &s.keywords, &s.red_flags}) {
            for (const auto& x : *list) t += "'" + x + "' ";
            t += "/ ";
          }
          return t + "\n" + o.title + "\n" + o.company + "\n" + o.description + "\n" + testing::PrintToString(o.tags);
        };
        ASSERT_EQ(it != found.end(), want.wanted) << say();
        ++pairs;
        if (!want.wanted) continue;
        ++wanted;
        ASSERT_EQ(it->second.lane == Lane::kQuarantine, !want.hits.empty()) << say();
        quarantined += !want.hits.empty();
        if (want.hits.size() >= kRedFlagHitsMax) continue;
        std::vector<oracle::Hit> got;
        for (const RedFlagHit& h : it->second.hits) got.push_back({h.rule, h.field, h.offset, h.length});
        std::sort(got.begin(), got.end());
        got.erase(std::unique(got.begin(), got.end()), got.end());
        const auto list = [](const std::vector<oracle::Hit>& v) {
          std::string t;
          for (const auto& h : v) t += h.rule + " " + std::string(name(h.field)) + " " + std::to_string(h.offset) + "+" + std::to_string(h.length) + "; ";
          return t;
        };
        ASSERT_EQ(list(got), list(want.hits)) << say();
        hits += got.size();
      }
    }
  }
  EXPECT_GT(pairs, 100'000u);
  EXPECT_GT(wanted, 8'000u);
  EXPECT_GT(quarantined, 2'000u);
  EXPECT_GT(hits, 4'000u);
}

}  // namespace
}  // namespace jm::domain
