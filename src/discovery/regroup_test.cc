// A user's merges and splits: for that user alone, through every later ingest, and back again; and what the item then tells.
#include <gtest/gtest.h>

#include <algorithm>

#include "discovery/cards_fixture_for_tests.h"

namespace jm::discovery {
namespace {

class RegroupTest : public CardsFixture {
 protected:
  RegroupTest() { add_search(bob, "{\"C++ developer\"}", "{}"); }

  // One job on two boards: the cut one says what it pays.
  void ingest_both() {
    ingest("cutter", {{.id = "1", .text = kText.substr(0, 200), .pay = 45000, .cut = true}});
    ingest("whole", {{.id = "w", .text = kText}});
  }
  Result<pb::JobFeedItem> merge(const Uuid& user, const std::string& item, const std::string& into) {
    pb::MergeItemsRequest r;
    r.set_job_feed_id(item);
    r.set_into_job_feed_id(into);
    return CardsFixture::run(service->MergeItems(as(user), r));
  }
  Result<pb::JobFeedItem> split(const Uuid& user, const std::string& item, const std::string& source, const std::string& source_id) {
    pb::SplitSightingRequest r;
    r.set_job_feed_id(item);
    r.set_source(source);
    r.set_source_id(source_id);
    return CardsFixture::run(service->SplitSighting(as(user), r));
  }
  Result<pb::JobFeedItem> take_back(const Uuid& user, const std::string& item = "") {
    pb::UndoRegroupRequest r;
    r.set_job_feed_id(item);
    return CardsFixture::run(service->UndoRegroup(as(user), r));
  }
  pb::CardHistory history(const Uuid& user, const std::string& item) {
    pb::GetCardHistoryRequest r;
    r.add_ids(item);
    r.set_sightings(true);
    r.set_versions(true);
    r.set_reposts(true);
    const auto list = CardsFixture::run(service->GetCardHistory(as(user), r));
    EXPECT_TRUE(list) << list.error().message;
    return list && list->cards_size() == 1 ? list->cards(0) : pb::CardHistory();
  }
  // The inbox as "title pay: source id, source id | …".
  std::string inbox(const Uuid& user) {
    std::vector<std::string> items;
    for (const auto& i : feed(user)->items()) {
      std::string line = (i.has_salary_min() ? std::to_string(i.salary_min()) : std::string("-")) + ":";
      for (const auto& s : history(user, i.id()).sightings()) line += " " + s.source() + s.source_id();
      items.push_back(std::move(line));
    }
    std::sort(items.begin(), items.end());
    std::string out;
    for (const auto& i : items) out += (out.empty() ? "" : " | ") + i;
    return out;
  }
  std::string only_item(const Uuid& user) { return feed(user)->items(0).id(); }
};

TEST_F(RegroupTest, ASplitHoldsForItsUserThroughEveryIngestAndCanBeTakenBack) {
  ingest_both();
  ASSERT_EQ(inbox(alice), "45000: cutter1 wholew");
  const std::string card = only_item(alice);
  const auto made = split(alice, card, "cutter", "1");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_NE(made->id(), card);
  EXPECT_EQ(made->source(), "cutter");
  // The old card no longer shows what came from there; the other user sees nothing of it.
  EXPECT_EQ(inbox(alice), "-: wholew | 45000: cutter1");
  EXPECT_EQ(inbox(bob), "45000: cutter1 wholew");
  ingest_both();
  ingest("third", {{.id = "x", .text = kText}});
  EXPECT_EQ(inbox(alice), "-: thirdx wholew | 45000: cutter1");
  // The split card follows its board.
  EXPECT_EQ(ingest("cutter", {{.id = "1", .text = kText.substr(0, 200), .pay = 47000, .cut = true}}).updated, 1u);
  EXPECT_EQ(inbox(alice), "-: thirdx wholew | 47000: cutter1");
  EXPECT_EQ(inbox(bob), "47000: cutter1 thirdx wholew");
  ASSERT_TRUE(take_back(alice));
  EXPECT_EQ(inbox(alice), "47000: cutter1 thirdx wholew");
  // And again: the same card of its own.
  const auto again = split(alice, card, "cutter", "1");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->id(), made->id());
  EXPECT_EQ(inbox(alice), "-: thirdx wholew | 47000: cutter1");
  EXPECT_EQ(count("offers WHERE alone_source IS NOT NULL"), "1");
}

TEST_F(RegroupTest, TwoUsersSplitTheSameSightingWithoutMeeting) {
  ingest_both();
  ASSERT_TRUE(split(alice, only_item(alice), "whole", "w"));
  ASSERT_TRUE(split(bob, only_item(bob), "whole", "w"));
  ASSERT_TRUE(take_back(bob));
  EXPECT_EQ(inbox(alice), "-: wholew | 45000: cutter1");
  EXPECT_EQ(inbox(bob), "45000: cutter1 wholew");
  EXPECT_EQ(count("offers WHERE alone_source IS NOT NULL"), "1");
}

TEST_F(RegroupTest, AMergeHoldsThroughEveryIngestAndCanBeTakenBack) {
  ingest("a", {{.id = "1", .text = kText}, {.id = "2", .place = "Nantes", .text = kText}});
  const auto page = feed(alice);
  ASSERT_EQ(page->items_size(), 2);
  const std::string keep = page->items(0).id(), goes = page->items(1).id();
  const auto merged = merge(alice, goes, keep);
  ASSERT_TRUE(merged) << merged.error().message;
  EXPECT_EQ(merged->id(), keep);
  EXPECT_EQ(inbox(alice), "-: a1 a2");
  EXPECT_EQ(inbox(bob), "-: a1 | -: a2");
  ingest("a", {{.id = "1", .text = kText + " Now."}, {.id = "2", .place = "Nantes", .text = kText + " Now."}});
  EXPECT_EQ(inbox(alice), "-: a1 a2");
  clock.advance(kDay * 70);
  CardsFixture::run(sweep_inbox(deps));                      // what was merged stays known
  ingest("a", {{.id = "1", .text = kText + " Again."}, {.id = "2", .place = "Nantes", .text = kText + " Again."}});
  EXPECT_EQ(inbox(alice), "-: a1 a2");
  ASSERT_TRUE(take_back(alice, keep));
  EXPECT_EQ(inbox(alice), "-: a1 | -: a2");
  ingest("a", {{.id = "1", .text = kText}, {.id = "2", .place = "Nantes", .text = kText}});
  EXPECT_EQ(inbox(alice), "-: a1 | -: a2");
}

TEST_F(RegroupTest, MergeSplitMergeReturnsToWhereItWas) {
  ingest_both();
  ingest("other", {{.id = "o", .title = "Senior C++ developer", .text = kText}});
  const std::string start = inbox(alice);
  const std::string card = [&] {
    for (const auto& i : feed(alice)->items())
      if (history(alice, i.id()).sightings_size() == 2) return i.id();
    return std::string();
  }();
  const auto alone = split(alice, card, "whole", "w");
  ASSERT_TRUE(alone);
  const std::string apart = inbox(alice);
  ASSERT_TRUE(merge(alice, alone->id(), card));
  EXPECT_NE(inbox(alice), apart);
  ASSERT_TRUE(take_back(alice));
  EXPECT_EQ(inbox(alice), apart);
  ASSERT_TRUE(merge(alice, alone->id(), card));
  ASSERT_TRUE(take_back(alice));
  ASSERT_TRUE(take_back(alice));
  EXPECT_EQ(inbox(alice), start);
  const auto nothing = take_back(alice);
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().reason, "NOTHING_TO_UNDO");
}

TEST_F(RegroupTest, WhatCannotBeDoneSaysWhy) {
  ingest_both();
  ingest("a", {{.id = "1", .place = "Nantes", .text = kText}, {.id = "2", .place = "Lille", .text = kText}});
  std::vector<std::string> ids;
  std::string card;
  for (const auto& i : feed(alice)->items()) history(alice, i.id()).sightings_size() == 2 ? card = i.id() : ids.emplace_back(i.id());
  ASSERT_EQ(ids.size(), 2u);
  const auto reason = [](const auto& r) { return r ? std::string("done") : r.error().reason.empty() ? std::string(code_name(r.error().code)) : r.error().reason; };
  EXPECT_EQ(reason(merge(alice, card, card)), "SAME_OFFER");
  EXPECT_EQ(reason(merge(bob, ids[0], card)), reason(merge(bob, new_id(clock.now()).str(), new_id(clock.now()).str())));
  EXPECT_EQ(reason(merge(alice, ids[0], only_item(bob))), "NOT_FOUND");
  EXPECT_EQ(reason(split(bob, card, "whole", "w")), "NOT_FOUND");
  EXPECT_EQ(reason(split(alice, card, "nobody", "w")), "NO_SUCH_SIGHTING");
  EXPECT_EQ(reason(split(alice, ids[0], "a", "1")), "NO_SUCH_SIGHTING");
  EXPECT_EQ(reason(take_back(alice)), "NOTHING_TO_UNDO");
  EXPECT_EQ(reason(take_back(bob, card)), "NOT_FOUND");
  ASSERT_TRUE(approve(alice, ids[0]));
  EXPECT_EQ(reason(merge(alice, ids[0], card)), "CARD_HAS_APPLICATION");
  EXPECT_EQ(reason(merge(alice, card, ids[0])), "done");
  EXPECT_EQ(reason(merge(alice, card, ids[1])), "ALREADY_MERGED");
  EXPECT_EQ(reason(merge(alice, ids[0], ids[1])), "CARD_HOLDS_OTHERS");
  ASSERT_TRUE(take_back(alice));
  // A split card that was approved is not put back under the other.
  const auto alone = split(alice, card, "whole", "w");
  ASSERT_TRUE(alone);
  EXPECT_EQ(reason(split(alice, card, "cutter", "1")), "LAST_SIGHTING");
  ASSERT_TRUE(approve(alice, alone->id()));
  EXPECT_EQ(reason(take_back(alice)), "CARD_HAS_APPLICATION");
}

TEST_F(RegroupTest, TheHistoryTellsWhatEachBoardGaveWhatChangedAndWhatWasDecided) {
  ingest("a", {{.id = "1", .text = kText, .pay = 45000}});
  ingest("a", {{.id = "1", .text = kText}});
  ingest("a", {{.id = "1", .text = kText + " Call us.", .pay = 50000}});
  const std::string first = only_item(alice);
  auto h = history(alice, first);
  ASSERT_EQ(h.versions_size(), 2);
  EXPECT_EQ(h.versions(0).changes(0).field() + h.versions(0).changes(0).before() + (h.versions(0).changes(0).has_after() ? "!" : ""), "salary45000 EUR");
  EXPECT_EQ(h.versions(1).changes_size(), 2);
  EXPECT_EQ(h.versions(1).changes(0).after(), "50000 EUR");
  EXPECT_FALSE(h.versions(1).changes(0).has_before());
  EXPECT_EQ(h.versions(1).changes(1).field(), "description");
  EXPECT_EQ(h.sightings_size(), 1);
  EXPECT_EQ(h.sightings(0).gives_size(), 0);
  EXPECT_FALSE(h.sightings(0).gone());

  ingest("b", {{.id = "b", .text = kText.substr(0, 220)}});
  h = history(alice, first);
  ASSERT_EQ(h.sightings_size(), 2);
  EXPECT_EQ(h.sightings(1).found_by(), "TEXT");
  EXPECT_GT(h.sightings(1).likeness(), 1.25);
  EXPECT_GE(h.sightings(0).gives_size(), 4);

  ASSERT_TRUE(reject(alice, first));
  EXPECT_EQ(h.earlier_size(), 0);
  ingest("a", {{.id = "1", .text = kText + " Call us.", .pay = 50000, .closed = true}});
  ingest("b", {{.id = "b", .text = kText.substr(0, 220), .closed = true}});
  ingest("a", {{.id = "2", .text = kText}});
  pb::GetJobFeedRequest pending;
  pending.set_status(pb::PENDING);
  const auto again = feed(alice, pending);
  ASSERT_EQ(again->items_size(), 1);
  h = history(alice, again->items(0).id());
  EXPECT_EQ(h.posting(), 2);
  ASSERT_EQ(h.earlier_size(), 1);
  EXPECT_EQ(h.earlier(0).job_feed_id(), first);
  EXPECT_EQ(h.earlier(0).status(), pb::REJECTED_JOB);
  ASSERT_GE(h.versions_size(), 1);
  EXPECT_EQ(h.versions(0).posting(), 2);
  EXPECT_EQ(history(bob, feed(bob, pending)->items(0).id()).earlier_size(), 0);     // he had decided nothing
  EXPECT_EQ(history(bob, first).sightings_size(), 0);                               // not his
}

TEST_F(RegroupTest, TheTextBeforeAndAfterAVersionIsToldToWhoHasTheOffer) {
  const std::string longer = kText + " Call us.", last = std::string(60'001, 'x');
  for (const std::string& text : {kText, longer, longer, last}) ingest("a", {{.id = "1", .text = text, .pay = text == longer ? 50000 : 45000}});
  ingest("a", {{.id = "1", .text = last, .pay = 52000}});
  const std::string item = only_item(alice);
  const auto text_of = [&](const Uuid& user, const std::string& id, int version) {
    pb::GetOfferTextRequest r;
    r.set_job_feed_id(id);
    r.set_version(version);
    return CardsFixture::run(service->GetOfferText(as(user), r));
  };
  const auto two = text_of(alice, item, 2), three = text_of(alice, item, 3);
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(two->before(), kText);
  EXPECT_EQ(two->after(), longer);                           // not what the offer says by now
  EXPECT_FALSE(two->cut());
  ASSERT_TRUE(three);
  EXPECT_EQ(three->before(), longer);
  EXPECT_EQ(three->after(), last.substr(1));
  EXPECT_TRUE(three->cut());
  for (const auto& none : {text_of(alice, item, 4), text_of(alice, item, 1), text_of(alice, item, 99), text_of(alice, "x", 2), text_of(bob, item, 2)}) {
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Code::kNotFound);
  }
  EXPECT_TRUE(text_of(bob, only_item(bob), 2));
}

}  // namespace
}  // namespace jm::discovery
