// One card, several sightings: across boards, in any order, through changes, closings and new postings, against a real database.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "discovery/cards_fixture_for_tests.h"

namespace jm::discovery {
namespace {

using Ad = GivenAd;
using CardsTest = CardsFixture;

TEST_F(CardsTest, TheSameJobOnTwoBoardsIsOneCardWithTheBestOfBoth) {
  const auto first = ingest("cutter", {{.id = "1", .text = kText.substr(0, 200), .pay = 45000, .cut = true}});
  EXPECT_EQ(first.created, 1u);
  const auto second = ingest("whole", {{.id = "w", .title = "C++ Developer (M/F) - Ref 70231", .company = "BRUME SAS", .text = kText}});
  EXPECT_EQ(second.created, 0u);
  EXPECT_EQ(second.duplicates, 1u);
  EXPECT_EQ(cards(), "cutter 1, whole w");
  EXPECT_EQ(server.scalar("SELECT source || ' ' || (description = '" + kText + "') || ' ' || salary_min || ' ' || version FROM offers"), "whole true 45000 1");
  EXPECT_EQ(server.scalar("SELECT provenance->>'PAY' || (provenance->>'TEXT') FROM offers"), R"(["cutter","1"]["whole","w"])");
  EXPECT_EQ(server.scalar("SELECT found_by || ' ' || (likeness > 1.25) FROM offer_sightings WHERE source = 'whole'"), "TEXT true");
  ASSERT_EQ(feed(alice)->items_size(), 1);
  EXPECT_EQ(feed(alice)->items(0).salary_min(), 45000);
  EXPECT_EQ(count("events"), "1");
  // Again: nothing changes.
  const std::string before = everything();
  ingest("cutter", {{.id = "1", .text = kText.substr(0, 200), .pay = 45000, .cut = true}});
  ingest("whole", {{.id = "w", .title = "C++ Developer (M/F) - Ref 70231", .company = "BRUME SAS", .text = kText}});
  EXPECT_EQ(everything(), before);
}

// Whoever keeps offers in memory goes by changed_at; the text and the pay are not all that matching sees.
TEST_F(CardsTest, AnOfferReadBetterHasChangedAndOneSeenAgainHasNot) {
  ingest("a", {{.id = "1", .text = kText}});
  server.exec("UPDATE offers SET changed_at = changed_at - interval '1 hour'");
  ingest("a", {{.id = "1", .text = kText}});
  const char* lately = "SELECT changed_at > now() - interval '5 minutes' FROM offers";
  EXPECT_EQ(server.scalar(lately), "f");
  server.exec("UPDATE offers SET details = jsonb_set(details::jsonb, '{remote}', '\"REMOTE\"')::json");
  EXPECT_EQ(server.scalar(lately), "t");
}

TEST_F(CardsTest, TownsAndSiblingsStayApart) {
  ingest("a", {{.id = "1", .text = kText}, {.id = "2", .place = "Nantes", .text = kText}, {.id = "3", .title = "Senior C++ developer", .text = kText},
               {.id = "4", .title = "Cook", .text = "We cook for eighty people at noon. " + kText.substr(0, 90)}});
  EXPECT_EQ(cards(), "a 1 | a 2 | a 3 | a 4");
  ingest("b", {{.id = "n", .place = "Nantes", .text = kText}});
  EXPECT_EQ(cards(), "a 1 | a 2, b n | a 3 | a 4");
}

TEST_F(CardsTest, AFullerTextThatHoldsARedFlagTakesTheCardOutOfTheInbox) {
  server.exec("UPDATE search_configs SET red_flags = '{bicycle}', version = 2, updated_at = now() WHERE id = '" + search.str() + "'");
  ingest("cutter", {{.id = "1", .text = kText.substr(0, 200), .cut = true}});
  ASSERT_EQ(feed(alice)->items_size(), 1);
  EXPECT_EQ(ingest("whole", {{.id = "1", .text = kText}}).quarantined, 1u);
  EXPECT_EQ(feed(alice)->items_size(), 0);
  EXPECT_EQ(run(service->GetQuarantine(as(alice), {}))->items_size(), 1);
}

TEST_F(CardsTest, ClosingOneSightingDoesNotCloseTheCard) {
  ingest("a", {{.id = "1", .text = kText}});
  ingest("b", {{.id = "1", .text = kText + " Apply here."}});
  ingest("b", {{.id = "1", .text = kText + " Apply here.", .closed = true}});
  EXPECT_EQ(count("offer_sightings WHERE gone_at IS NOT NULL"), "1");
  EXPECT_EQ(count("offers WHERE closed_at IS NOT NULL"), "0");
  EXPECT_EQ(feed(alice)->items_size(), 1);
  EXPECT_EQ(server.scalar("SELECT url FROM offers"), "https://a.example.org/1");           // the link that still works
  ingest("a", {{.id = "1", .text = kText, .closed = true}});
  EXPECT_EQ(count("offers WHERE closed_at IS NOT NULL"), "1");
  EXPECT_EQ(feed(alice)->items_size(), 0);
  ingest("b", {{.id = "1", .text = kText + " Apply here."}});
  EXPECT_EQ(count("offers WHERE closed_at IS NOT NULL"), "0");
  EXPECT_EQ(count("offers"), "1");
}

TEST_F(CardsTest, AChangedSightingIsAVersionOfTheCardAndAnOldFileDoesNotTakeItBack) {
  ingest("a", {{.id = "1", .text = kText, .pay = 45000}});
  ingest("b", {{.id = "1", .text = kText.substr(0, 250)}});
  const auto c = ingest("a", {{.id = "1", .text = kText}});
  EXPECT_EQ(c.updated, 1u);
  EXPECT_EQ(server.scalar("SELECT version || ' ' || (salary_min IS NULL) FROM offers"), "2 true");
  EXPECT_EQ(server.scalar("SELECT (before->>'salaryMin') FROM offer_versions"), "45000");
  EXPECT_EQ(ingest("a", {{.id = "1", .text = kText, .pay = 45000}}).duplicates, 1u);
  EXPECT_EQ(ingest("a", {{.id = "1", .text = kText}}).duplicates, 1u);
  EXPECT_EQ(server.scalar("SELECT version || ' ' || (salary_min IS NULL) FROM offers"), "2 true");
  // A change that the card does not show is none of it.
  EXPECT_EQ(ingest("b", {{.id = "1", .text = kText.substr(0, 240)}}).updated, 1u);
  EXPECT_EQ(server.scalar("SELECT max(version) FROM offers"), "2");
}

TEST_F(CardsTest, AJobPostedAgainAfterItWasClosedIsANewCardThatKnows) {
  ingest("a", {{.id = "1", .text = kText}});
  ASSERT_TRUE(reject(alice, feed(alice)->items(0).id()));
  ingest("a", {{.id = "1", .text = kText, .closed = true}});
  EXPECT_EQ(ingest("a", {{.id = "2", .text = kText}}).discovered, 1u);
  ingest("a", {{.id = "2", .text = kText, .closed = true}});
  clock.advance(kDay * 30);
  ingest("b", {{.id = "3", .text = kText}});
  EXPECT_EQ(cards(), "a 1 | a 2 | b 3");
  EXPECT_EQ(server.scalar("SELECT string_agg(repost_number || ' ' || (repost_root IS NOT NULL), ', ' ORDER BY repost_number) FROM offers"), "1 false, 2 true, 3 true");
  EXPECT_EQ(count("offers o WHERE repost_root = (SELECT id FROM offers WHERE repost_number = 1)"), "2");
  // Not seen for two months: over as well.
  clock.advance(kDay * 61);
  ingest("b", {{.id = "4", .text = kText}});
  EXPECT_EQ(server.scalar("SELECT max(repost_number) FROM offers"), "4");
}

TEST_F(CardsTest, EveryProcessKnowsWhatTheOthersStored) {
  Ingest other(deps);
  ingest("a", {{.id = "1", .text = kText}});
  ingest_by(other, "b", {{.id = "1", .text = kText}, {.id = "2", .place = "Nantes", .text = kText}});
  ingest("c", {{.id = "1", .place = "Nantes", .text = kText}, {.id = "2", .text = kText}});
  Ingest third(deps);
  ingest_by(third, "d", {{.id = "1", .text = kText}});
  EXPECT_EQ(cards(), "a 1, b 1, c 2, d 1 | b 2, c 1");
}

TEST_F(CardsTest, AnAbandonedBatchLeavesNothingInTheIndex) {
  ingest("a", {{.id = "0", .title = "Cook", .text = "Soup."}});
  server.exec("ALTER TABLE offer_sketches ADD CONSTRAINT no CHECK (n < 0) NOT VALID");
  {
    const GivenBoard parser("a", {{.id = "1", .text = kText}});
    OneChunk stream;
    EXPECT_FALSE(run(ingester.run(parser, stream)));
  }
  server.exec("ALTER TABLE offer_sketches DROP CONSTRAINT no");
  EXPECT_EQ(count("offers"), "1");
  EXPECT_EQ(ingest("b", {{.id = "1", .text = kText}}).created, 1u);
  EXPECT_EQ(ingest("a", {{.id = "1", .text = kText}}).created, 0u);
  EXPECT_EQ(cards(), "a 0 | a 1, b 1");
}

// Jobs with one or more ads each on four boards: whatever the order and the batches they come in, the cards are the same and say
// the same.
TEST_F(CardsTest, TheOrderOfIngestChangesNothing) {
  std::mt19937 random(7);
  const auto words = [&](std::size_t bytes) {
    static const std::vector<std::string> list = [] {
      std::mt19937 r(1);
      std::vector<std::string> w;
      for (int i = 0; i < 2000; ++i) {
        std::string s;
        for (int n = 3 + static_cast<int>(r() % 7); n > 0; --n) s += static_cast<char>('a' + r() % 26);
        w.push_back(s);
      }
      return w;
    }();
    std::string out;
    while (out.size() < bytes) out += list[random() % list.size()] + (random() % 9 == 0 ? ". " : " ");
    return out;
  };
  const std::vector<std::string> towns = {"Lyon", "Nantes", "Lille"}, titles = {"C++ developer", "Data engineer", "Cook"};
  std::vector<std::pair<std::string, Ad>> all;
  for (int job = 0; job < 24; ++job) {
    const std::string text = words(900);
    for (int board = 0; board < 4; ++board) {
      if (random() % 3 == 0) continue;
      Ad ad{.id = std::to_string(job), .title = titles[static_cast<std::size_t>(job) % 3], .company = board == 2 ? "" : "House " + std::to_string(job % 5),
            .place = towns[static_cast<std::size_t>(job / 3) % 3], .text = text};
      if (board == 1) ad.text.resize(450), ad.cut = true;
      if (board == 3) ad.text += words(120);
      if (board == 0 && job % 2 == 0) ad.pay = 40000 + job;
      all.emplace_back("board" + std::to_string(board), ad);
    }
  }
  std::string clusters, said;
  for (int round = 0; round < 5; ++round) {
    server.exec("TRUNCATE offers, job_feed, events CASCADE");
    std::shuffle(all.begin(), all.end(), random);
    Ingest fresh(deps);
    std::size_t at = 0;
    while (at < all.size()) {
      std::map<std::string, std::vector<Ad>> batches;
      for (const std::size_t end = std::min(all.size(), at + 1 + random() % 20); at < end; ++at) batches[all[at].first].push_back(all[at].second);
      for (auto& [board, ads] : batches) ingest_by(fresh, board, ads);
    }
    if (round == 0) {
      clusters = cards();
      said = contents();
      EXPECT_EQ(count("offers"), "24");
    }
    EXPECT_EQ(cards(), clusters) << round;
    EXPECT_EQ(contents(), said) << round;
  }
}

}  // namespace
}  // namespace jm::discovery
