// previewSearch against a real database: counts, samples with their reasons, what was approved, other searches, exceptions, changes.
#include <functional>

#include "discovery/fixture_for_tests.h"

namespace jm::discovery {
namespace {

class Preview : public DiscoveryFixture {
 protected:
  void SetUp() override {
    const std::string item = add_item(alice, 50, "C++ developer");
    ASSERT_TRUE(approve(alice, item));
    approved_item = item;
    for (int i = 1; i <= 3; ++i) add_offer("C++ developer", "https://jobs.example.org/c" + std::to_string(i));
    for (int i = 1; i <= 2; ++i) add_offer("Baker", "https://jobs.example.org/b" + std::to_string(i));
  }
  Result<pb::SearchPreview> preview(const Uuid& user, const std::function<void(pb::UpdateSearchConfigRequest&)>& change, const std::string& id, int samples = 10) {
    pb::PreviewRequest request;
    request.mutable_search()->set_id(id);
    change(*request.mutable_search());
    request.set_samples(samples);
    return run(service->PreviewSearch(as(user), request));
  }
  static std::function<void(pb::UpdateSearchConfigRequest&)> red_flag(const std::string& rule) {
    return [rule](auto& u) { u.mutable_red_flags()->add_values(rule); };
  }
  static std::function<void(pb::UpdateSearchConfigRequest&)> titles(const std::string& title) {
    return [title](auto& u) { u.mutable_job_titles()->add_values(title); };
  }
  std::string approved_item;
};

TEST_F(Preview, ARedFlagSaysWhatItWouldHideAndWhatOfItWasApproved) {
  const auto p = preview(alice, red_flag("engine"), search.str());
  ASSERT_TRUE(p) << p.error().message;
  EXPECT_EQ(p->stored(), 6);
  EXPECT_EQ(p->left_out(), 0);
  EXPECT_EQ(p->hidden(), 4);
  EXPECT_EQ(p->approved_hidden(), 1);
  EXPECT_EQ(p->kept(), 0);
  EXPECT_EQ(p->shown(), 0);
  EXPECT_EQ(p->red_flagged(), 4);
  ASSERT_EQ(p->hidden_samples_size(), 4);
  const pb::PreviewSample& first = p->hidden_samples(0);
  EXPECT_TRUE(first.approved()) << "what was approved stands first";
  EXPECT_EQ(first.job_feed_id(), approved_item);
  EXPECT_EQ(first.cause(), "RED_FLAG");
  EXPECT_EQ(first.rule(), "engine");
  ASSERT_EQ(first.spans_size(), 1);
  EXPECT_EQ(first.spans(0).field(), "description");
  EXPECT_EQ(first.spans(0).text(), "engines");
  EXPECT_EQ(first.spans(0).before(), "We build ");
  // Nothing was saved, and nobody told.
  EXPECT_EQ(server.scalar("SELECT red_flags::text FROM search_configs WHERE id = '" + search.str() + "'"), "{}");
  EXPECT_EQ(count("filtered_offers"), "0");
}

TEST_F(Preview, OtherWordsHideAndShow) {
  const auto p = preview(alice, titles("Baker"), search.str(), 1);
  ASSERT_TRUE(p) << p.error().message;
  EXPECT_EQ(p->hidden(), 4);
  EXPECT_EQ(p->shown(), 2);
  EXPECT_EQ(p->red_flagged(), 0);
  ASSERT_EQ(p->hidden_samples_size(), 1);
  EXPECT_EQ(p->hidden_samples(0).cause(), "TITLE");
  ASSERT_EQ(p->shown_samples_size(), 1);
  EXPECT_EQ(p->shown_samples(0).title(), "Baker");
  EXPECT_EQ(p->shown_samples(0).cause(), "");
  EXPECT_GT(p->shown_samples(0).rank(), 0);
  EXPECT_GT(p->shown_samples(0).reasons_size(), 0);
  const auto same = preview(alice, [](auto&) {}, search.str());
  EXPECT_EQ(same->kept(), 4);
  EXPECT_EQ(same->hidden() + same->shown(), 0);
  const auto place = preview(alice, [](auto& u) { u.mutable_locations()->add_values("Lyon"); }, search.str());
  EXPECT_EQ(place->hidden(), 4);
  EXPECT_EQ(place->hidden_samples(0).cause(), "PLACE");
}

TEST_F(Preview, TheWholeInboxCounts) {
  // A new search finds what no search of the user has yet.
  EXPECT_EQ(preview(alice, titles("Baker"), "")->shown(), 2);
  EXPECT_EQ(preview(alice, titles("developer"), "")->shown(), 0) << "in the inbox already";
  EXPECT_EQ(preview(bob, titles("developer"), "")->shown(), 4);
  // What another search holds is not hidden.
  add_search(alice, "{\"C++ developer\"}", "{}");
  const auto p = preview(alice, titles("Baker"), search.str());
  EXPECT_EQ(p->hidden(), 0);
  EXPECT_EQ(p->kept(), 4);
}

TEST_F(Preview, ExceptionsAreKept) {
  server.exec("INSERT INTO filter_exceptions (id, user_id, offer_id, created_at) SELECT '01900000-0000-7000-8000-000000000001', '" + alice.str() + "', id, now() FROM offers WHERE url LIKE '%/c1'");
  const auto one = preview(alice, red_flag("engine"), search.str());
  EXPECT_EQ(one->hidden(), 3);
  EXPECT_EQ(one->kept(), 1);
  server.exec("INSERT INTO filter_exceptions (id, user_id, company_key, created_at) VALUES ('01900000-0000-7000-8000-000000000002', '" + alice.str() + "', 'acme', now())");
  const auto all = preview(alice, red_flag("engine"), search.str());
  EXPECT_EQ(all->hidden(), 0);
  EXPECT_EQ(all->red_flagged(), 0);
  EXPECT_EQ(all->kept(), 4);
}

TEST_F(Preview, SeesWhatChangedSince) {
  EXPECT_EQ(preview(bob, titles("Baker"), "")->shown(), 2);
  add_offer("Baker", "https://jobs.example.org/b3");
  EXPECT_EQ(preview(bob, titles("Baker"), "")->shown(), 3);
  server.exec("UPDATE offers SET title = 'Butcher', version = version + 1 WHERE url LIKE '%/b3'");
  EXPECT_EQ(preview(bob, titles("Baker"), "")->shown(), 2);
  EXPECT_EQ(preview(bob, titles("Butcher"), "")->shown(), 1);
  server.exec("UPDATE offers SET closed_at = now() WHERE url LIKE '%/b2'");
  EXPECT_EQ(preview(bob, titles("Baker"), "")->shown(), 1);
  server.exec("UPDATE offers SET closed_at = NULL WHERE url LIKE '%/b2'");
  EXPECT_EQ(preview(bob, titles("Baker"), "")->shown(), 2);
  clock.advance(kDay * 90);
  EXPECT_EQ(preview(bob, titles("Baker"), "")->stored(), 0) << "not seen for long";
}

TEST_F(Preview, WhatCannotBe) {
  EXPECT_EQ(preview(bob, red_flag("x"), search.str()).error().code, Code::kNotFound) << "another user's";
  EXPECT_EQ(preview(alice, red_flag("x"), new_id().str()).error().code, Code::kNotFound);
  EXPECT_EQ(preview(alice, red_flag("x"), "nonsense").error().code, Code::kNotFound);
  EXPECT_EQ(preview(alice, red_flag("d*"), search.str()).error().reason, "BAD_RULE");
  EXPECT_EQ(preview(alice, red_flag(std::string(300, 'x')), search.str()).error().code, Code::kInvalidArgument);
  EXPECT_EQ(preview(alice, red_flag("x"), search.str(), 51).error().code, Code::kInvalidArgument);
}

// The shelf against transactions that commit when they like.
class Shelf : public Preview {
 protected:
  static Deadline soon() { return Deadline::in(std::chrono::seconds(20)); }
  std::size_t size(const OfferShelf::View& view) { return *run(shelf->ask(view, [](domain::StoredOffers& offers) { return offers.size(); })); }
  OfferShelf::View look() {
    auto view = run(shelf->refresh(soon()));
    EXPECT_TRUE(view) << view.error().message;
    return *view;
  }
  // As if all that is stored had been written hours ago.
  void age_all() {
    server.exec("ALTER TABLE offers DISABLE TRIGGER offers_changed; UPDATE offers SET changed_at = changed_at - interval '3 hours'; ALTER TABLE offers ENABLE TRIGGER offers_changed");
  }
  // A transaction that stores an offer, two hours ago by its clock, and does not commit yet.
  pg::Transaction slow_writer(const std::string& url) {
    auto tx = run(db->begin(pg::Scope::worker(), soon()));
    EXPECT_TRUE(tx);
    const std::string sql = "INSERT INTO offers (id, source, url, canonical_url, title, description, details, content_hash, first_seen_at, last_seen_at, changed_at) VALUES ('" +
                            new_id(clock.now()).str() + "', 'test', '" + url + "', '" + url + "', 'Baker', '', '{}', '\\x00', '" + to_iso(clock.now()) + "', '" + to_iso(clock.now()) +
                            "', clock_timestamp() - interval '2 hours')";
    const auto done = run(tx->query({"", sql}));
    EXPECT_TRUE(done) << done.error().message;
    return std::move(*tx);
  }
};

TEST_F(Shelf, ReadsOnlyWhatChangedSince) {
  age_all();
  EXPECT_EQ(size(look()), 6u);
  EXPECT_EQ(shelf->work().read, 6u);
  const std::size_t listed = shelf->work().listed;
  look();
  EXPECT_EQ(shelf->work().listed, listed) << "nothing changed: nothing is even listed";
  add_offer("Baker", "https://jobs.example.org/b3");
  server.exec("UPDATE offers SET title = 'Butcher', version = version + 1 WHERE url LIKE '%/b2'");
  EXPECT_EQ(size(look()), 7u);
  EXPECT_EQ(shelf->work().listed, listed + 2);
  EXPECT_EQ(shelf->work().read, 8u);
  look();
  EXPECT_EQ(shelf->work().read, 8u) << "the last ones are listed again, not read";
}

TEST_F(Shelf, AnOfferThatIsClosedLaterLeaves) {
  age_all();
  EXPECT_EQ(size(look()), 6u);
  look();
  server.exec("UPDATE offers SET closed_at = now() WHERE url LIKE '%/b2'");
  EXPECT_EQ(size(look()), 5u);
}

TEST_F(Shelf, WhatCommitsLateIsFoundHoweverLate) {
  age_all();
  auto before = slow_writer("https://jobs.example.org/before");       // runs while the shelf is filled
  EXPECT_EQ(size(look()), 6u);
  EXPECT_EQ(size(look()), 6u);
  ASSERT_TRUE(run(before.commit()));
  ASSERT_EQ(count("offers"), "7");
  EXPECT_EQ(size(look()), 7u);
  const std::size_t listed = shelf->work().listed;
  look();
  EXPECT_EQ(shelf->work().listed, listed) << "and then nothing is listed any more";

  // One that began before a look and ends after several, with others in between.
  auto tx = run(db->begin(pg::Scope::worker(), soon()));
  ASSERT_TRUE(tx);
  ASSERT_TRUE(run(tx->query({"", "UPDATE offers SET title = 'Butcher', version = version + 1 WHERE url LIKE '%/b1'"})));
  for (int i = 0; i < 3; ++i) {
    add_offer("Baker", "https://jobs.example.org/between" + std::to_string(i));
    EXPECT_EQ(size(look()), 8u + static_cast<unsigned>(i));
  }
  ASSERT_TRUE(run(tx->commit()));
  const std::size_t read = shelf->work().read;
  look();
  EXPECT_EQ(shelf->work().read, read + 1);
  EXPECT_EQ(preview(bob, titles("Butcher"), "")->shown(), 1);
}

TEST_F(Shelf, OffersAreReadInWhenAskedForAndLetGoWhenNobodyAsks) {
  shelf = std::make_unique<OfferShelf>(ShelfDeps{*db, preview_cpu, clock, kShelfBytesMax, std::chrono::milliseconds(0)});
  ASSERT_TRUE(run(shelf->tend(soon())));
  EXPECT_EQ(shelf->work().read, 0u) << "nobody has asked";
  const auto view = look();
  EXPECT_EQ(size(view), 6u);
  ASSERT_TRUE(run(shelf->tend(soon())));
  EXPECT_EQ(size(view), 6u) << "who has a view keeps it";
  EXPECT_EQ(shelf->work().read, 6u);
  EXPECT_EQ(size(look()), 6u);
  EXPECT_EQ(shelf->work().read, 12u) << "they were let go";

  shelf = std::make_unique<OfferShelf>(ShelfDeps{*db, preview_cpu, clock, kShelfBytesMax, std::chrono::hours(1)});
  const auto kept = look();
  add_offer("Baker", "https://jobs.example.org/late");
  ASSERT_TRUE(run(shelf->tend(soon())));
  EXPECT_EQ(size(kept), 7u) << "what changed is read in the background";
}

}  // namespace
}  // namespace jm::discovery
