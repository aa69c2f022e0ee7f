// Offers into inboxes: identity, versions, matching, quarantine, scans and expiry, against a real database and worker.
#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "discovery/fixture_for_tests.h"
#include "discovery/ingest_reader.h"
#include "domain/commands.h"
#include "queue/enqueue.h"
#include "queue/worker.h"

namespace jm::discovery {
namespace {

// A board whose payload is its list of offers: "id|title|company|url|text" a line; "!why" is a reject.
class LineBoard final : public Board {
 public:
  explicit LineBoard(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  std::string_view label() const override { return name_; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    while (!bytes.empty()) {
      const auto line = bytes.substr(0, bytes.find('\n'));
      bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
      ++out.seen;
      if (line.starts_with('!')) {
        out.reject(out.seen - 1, RejectCode::kNoTitle, std::string(line.substr(1)));
        continue;
      }
      std::vector<std::string> f;
      for (std::string_view rest = line;;) {
        f.emplace_back(rest.substr(0, rest.find('|')));
        if (rest.find('|') == std::string_view::npos) break;
        rest.remove_prefix(rest.find('|') + 1);
      }
      f.resize(7);
      domain::Offer o;
      o.source = name_;
      o.source_id = f[0];
      o.title = f[1];
      o.company = f[2];
      o.url = f[3];
      o.description = f[4];
      o.updated_at = parse_iso(f[5]);
      o.closed = f[6] == "closed";
      domain::seal(o, now);
      out.offers.push_back(std::move(o));
    }
  }

 private:
  std::string name_;
};

class Payloads final : public PayloadStream {
 public:
  explicit Payloads(std::vector<std::string> list) : list_(std::move(list)) {}
  std::optional<StreamChunk> next() override {
    if (at_ == list_.size()) return {};
    return StreamChunk{list_[at_++], {.name = "lines.txt"}};
  }

 private:
  std::vector<std::string> list_;
  std::size_t at_ = 0;
};

class IngestTest : public DiscoveryFixture {
 protected:
  ~IngestTest() override {
    if (worker) run(worker->stop(Deadline::in(std::chrono::seconds(5))));
  }
  IngestCounts ingest(const std::string& board, std::vector<std::string> payloads) {
    const LineBoard parser(board);
    Payloads stream(std::move(payloads));
    const auto report = run(ingester.run(parser, stream));
    EXPECT_TRUE(report) << report.error().message;
    return report ? report->counts : IngestCounts{};
  }
  std::string everything() {
    return server.scalar("SELECT md5(string_agg(t, '|' ORDER BY t)) FROM (SELECT f::text AS t FROM job_feed f UNION ALL SELECT o::text FROM offers o UNION ALL "
                         "SELECT s::text FROM offer_sightings s UNION ALL SELECT v::text FROM offer_versions v UNION ALL SELECT q::text FROM filtered_offers q UNION ALL SELECT e::text FROM events e WHERE type <> 'SEARCH_APPLIED') x");
  }
  void scan(const Uuid& user) {
    if (!worker) {
      worker = std::make_unique<queue::Worker>(io, *db, queue::WorkerOptions{.retry_first = std::chrono::milliseconds(20), .poll = std::chrono::milliseconds(20)});
      handle_scans(*worker, deps(), through_shelf ? shelf.get() : nullptr);
      worker->start();
    }
    static std::int64_t version = 0;
    const domain::Command c = domain::scan_command(user, search, ++version);
    std::vector<pg::Call> calls;
    calls.push_back(queue::enqueue_call({.kind = c.kind, .key = c.key, .user_id = user, .payload = c.payload}));
    ASSERT_TRUE(run(db->batch(pg::Scope::user(user), std::move(calls), Deadline::in(std::chrono::seconds(5)))));
    drain();
  }
  void drain() {
    for (int i = 0; i < 500; ++i) {
      run(pause());
      if (count("commands WHERE state IN ('QUEUED', 'RUNNING')") == "0") break;
    }
    EXPECT_EQ(count("commands WHERE state <> 'DONE'"), "0");
  }
  static Task<void> pause() { co_await sleep_for(std::chrono::milliseconds(20)); }
  WorkerDeps deps() { return {*db, bus, cpu, clock}; }

  bool through_shelf = true;          // scans ask the shelf which offers there are to look at
  CpuPool cpu{io, 1, 100};
  Ingest ingester{deps()};
  std::unique_ptr<queue::Worker> worker;
};

const char* kOffer = "1|C++ developer|Acme|https://acme.example/1|We build engines";

TEST_F(IngestTest, ANewOfferReachesTheInboxOfThoseWhoWantItWithOneEventEach) {
  const auto c = ingest("lines", {std::string(kOffer) + "\n2|Baker|Pain|https://pain.example/2|Bread\n!no title\n"});
  EXPECT_EQ(c.fetched, 3u);
  EXPECT_EQ(c.created, 2u);
  EXPECT_EQ(c.rejected, 1u);
  EXPECT_EQ(c.discovered, 1u);
  const auto page = feed(alice);
  ASSERT_EQ(page->items_size(), 1);
  EXPECT_EQ(page->items(0).title(), "C++ developer");
  EXPECT_EQ(page->items(0).search_config_id(), search.str());
  EXPECT_GT(page->items(0).rank(), 0);
  ASSERT_GT(page->items(0).reasons_size(), 0);
  EXPECT_EQ(page->items(0).reasons(0).code(), "TITLE");
  EXPECT_EQ(feed(bob)->items_size(), 0);

  ASSERT_EQ(bus.news.size(), 1u);
  const auto event = boost::json::parse(bus.news[0].data).as_object();
  EXPECT_EQ(event.at("type").as_string(), "JOB_DISCOVERED");
  EXPECT_EQ(event.at("jobFeedId").as_string(), page->items(0).id());
  EXPECT_EQ(event.at("company").as_string(), "Acme");
  EXPECT_EQ(server.scalar("SELECT data FROM events"), bus.news[0].data);

  const auto runs = run(service->GetSourceRuns(as(alice), {}));
  ASSERT_EQ(runs->runs_size(), 1);
  EXPECT_EQ(runs->runs(0).fetched(), 3);
  EXPECT_EQ(runs->runs(0).created(), 2);
  EXPECT_TRUE(runs->runs(0).has_finished_at());
  ASSERT_EQ(runs->runs(0).rejects_size(), 1);
  EXPECT_EQ(runs->runs(0).rejects(0).reason(), "NO_TITLE");
  EXPECT_EQ(runs->runs(0).rejects(0).example(), "lines.txt, offer 3: no title");
}

TEST_F(IngestTest, TheSamePayloadTwiceChangesNothing) {
  add_search(alice, "{\"baker\"}", "{\"night\"}");
  const std::string payload = std::string(kOffer) + "\n2|Baker|Pain|https://pain.example/2|Night work\n2|Baker|Pain|https://pain.example/2|Night work\n";
  const auto first = ingest("lines", {payload});
  EXPECT_EQ(first.created, 2u);
  EXPECT_EQ(first.duplicates, 1u);
  EXPECT_EQ(first.quarantined, 1u);
  const std::string before = everything();
  clock.advance(std::chrono::hours(1));
  const auto second = ingest("lines", {payload});
  EXPECT_EQ(second.duplicates, 3u);
  EXPECT_EQ(second.created + second.updated + second.discovered + second.quarantined, 0u);
  EXPECT_EQ(everything(), before);
}

TEST_F(IngestTest, OnePageSeenOnTwoBoardsIsOneOfferWithTwoSightings) {
  ingest("lines", {kOffer});
  const auto c = ingest("other", {"x9|C++ developer (Acme)|Acme|https://www.acme.example/1/?utm_source=other|Other words"});
  EXPECT_EQ(c.duplicates, 1u);
  EXPECT_EQ(c.created, 0u);
  EXPECT_EQ(count("offers"), "1");
  EXPECT_EQ(server.scalar("SELECT string_agg(source || ' ' || source_id, ', ' ORDER BY source) FROM offer_sightings"), "lines 1, other x9");
  ingest("other", {"x9|C++ developer (Acme)|Acme|https://www.acme.example/1/?utm_source=other|Yet other words"});
  EXPECT_EQ(server.scalar("SELECT version || ' ' || title FROM offers"), "1 C++ developer");
  EXPECT_EQ(feed(alice)->items_size(), 1);
  // And within one payload.
  const auto again = ingest("third", {"a|Cook|Chez|https://chez.example/1|x\nb|Cook|Chez|https://chez.example/1#apply|x\n"});
  EXPECT_EQ(again.created, 1u);
  EXPECT_EQ(again.duplicates, 1u);
  EXPECT_EQ(count("offer_sightings WHERE source = 'third'"), "2");
}

TEST_F(IngestTest, NewContentIsANewVersionAndAnOldFileNeverTakesItBack) {
  ingest("lines", {kOffer});
  const std::string changed = "1|C++ developer|Acme|https://acme.example/1|We build better engines";
  const auto c = ingest("lines", {changed});
  EXPECT_EQ(c.updated, 1u);
  EXPECT_EQ(server.scalar("SELECT version || ' ' || description FROM offers"), "2 We build better engines");
  EXPECT_EQ(server.scalar("SELECT version || ' ' || (before->>'description') || ' ' || (before ? 'title') FROM offer_versions"), "2 We build engines false");
  EXPECT_EQ(count("events"), "1");
  EXPECT_EQ(ingest("lines", {kOffer}).duplicates, 1u);
  EXPECT_EQ(ingest("lines", {changed}).duplicates, 1u);
  EXPECT_EQ(server.scalar("SELECT version || ' ' || description FROM offers"), "2 We build better engines");
  // The board's own revision time decides where there is one.
  ingest("lines", {"5|Cook|Chez|https://chez.example/5|first|2026-02-01T00:00:00Z"});
  EXPECT_EQ(ingest("lines", {"5|Cook|Chez|https://chez.example/5|older|2026-01-01T00:00:00Z"}).duplicates, 1u);
  EXPECT_EQ(ingest("lines", {"5|Cook|Chez|https://chez.example/5|newer|2026-02-20T00:00:00Z"}).updated, 1u);
  EXPECT_EQ(ingest("lines", {"5|Cook|Chez|https://chez.example/5|first|2026-03-01T00:00:00Z"}).updated, 1u);
  EXPECT_EQ(server.scalar("SELECT description FROM offers WHERE title = 'Cook'"), "first");
}

TEST_F(IngestTest, ARedFlagQuarantinesUnlessAnotherSearchOfTheUserAccepts) {
  const Uuid strict = add_search(bob, "{\"C++ developer\"}", "{\"on-call\"}");
  const std::string payload = "1|C++ developer|Acme|https://acme.example/1|Engines, with on-call duty";
  auto c = ingest("lines", {payload});
  EXPECT_EQ(c.quarantined, 1u);
  EXPECT_EQ(feed(bob)->items_size(), 0);
  const auto lane = run(service->GetQuarantine(as(bob), {}));
  ASSERT_EQ(lane->items_size(), 1);
  EXPECT_EQ(lane->items(0).rule(), "on-call");
  EXPECT_EQ(lane->items(0).search_config_id(), strict.str());
  EXPECT_EQ(lane->items(0).spans(0).text(), "on-call");
  EXPECT_EQ(feed(alice)->items_size(), 1);      // she has no such flag

  add_search(bob, "{developer}", "{}");
  c = ingest("lines", {"2|C++ developer|Acme|https://acme.example/2|More engines, with on-call duty"});
  EXPECT_EQ(c.quarantined, 0u);
  EXPECT_EQ(feed(bob)->items_size(), 1);
}

TEST_F(IngestTest, TheBestRankOfAUsersSearchesWins) {
  const Uuid keen = add_search(alice, "{\"C++ developer\"}", "{}");
  server.exec("UPDATE search_configs SET keywords = '{engines}' WHERE id = '" + keen.str() + "'");
  ingest("lines", {kOffer});
  const auto page = feed(alice);
  ASSERT_EQ(page->items_size(), 1);
  EXPECT_EQ(page->items(0).search_config_id(), keen.str());
  server.exec("UPDATE search_configs SET is_active = false, version = 2, updated_at = now() WHERE id = '" + keen.str() + "'");
  ingest("lines", {"2|C++ developer|Acme|https://acme.example/2|We build engines"});
  ASSERT_EQ(feed(alice)->items_size(), 2);
  EXPECT_EQ(feed(alice)->items(1).search_config_id(), search.str());
  EXPECT_LT(feed(alice)->items(1).rank(), page->items(0).rank());
}

TEST_F(IngestTest, AnUpdateWithARedFlagTakesTheOfferOutOfTheInboxAndBackAgain) {
  server.exec("UPDATE search_configs SET red_flags = '{night}', version = 2, updated_at = now() WHERE id = '" + search.str() + "'");
  ingest("lines", {kOffer});
  ASSERT_EQ(feed(alice)->items_size(), 1);
  ingest("lines", {"1|C++ developer|Acme|https://acme.example/1|Night work"});
  EXPECT_EQ(feed(alice)->items_size(), 0);
  EXPECT_EQ(run(service->GetQuarantine(as(alice), {}))->items_size(), 1);
  ingest("lines", {"1|C++ developer|Acme|https://acme.example/1|Day work after all"});
  EXPECT_EQ(feed(alice)->items_size(), 1);
  EXPECT_EQ(run(service->GetQuarantine(as(alice), {}))->items_size(), 0);
  EXPECT_EQ(count("events WHERE type = 'JOB_DISCOVERED'"), "1");
}

TEST_F(IngestTest, ADecidedItemIsNotTouchedByUpdates) {
  ingest("lines", {kOffer});
  const std::string item = feed(alice)->items(0).id();
  ASSERT_TRUE(reject(alice, item));
  // All but what it shows of its offer.
  const char* row = "SELECT (to_jsonb(f) - '{offer_title,offer_company,offer_location,offer_closed}'::text[])::text FROM job_feed f";
  const std::string before = server.scalar(row);
  const char* other_words = "1|Developer|Acme|https://acme.example/1|We want a C++ developer";
  EXPECT_EQ(ingest("lines", {other_words}).updated, 1u);
  EXPECT_EQ(server.scalar(row), before);
  EXPECT_EQ(server.scalar("SELECT offer_title FROM job_feed"), "Developer");
  // Undecided, the same update gives it a new rank.
  ASSERT_TRUE(undo(alice, item));
  ingest("lines", {"1|Developer|Acme|https://acme.example/1|We really want a C++ developer"});
  EXPECT_NE(feed(alice)->items(0).reasons(0).code(), "TITLE");
}

TEST_F(IngestTest, SearchesAreFollowedAsTheyChange) {
  ingest("lines", {kOffer});
  server.exec("UPDATE search_configs SET job_titles = '{baker}', version = 2, updated_at = now() WHERE id = '" + search.str() + "'");
  EXPECT_EQ(ingest("lines", {"2|C++ developer|B|https://b.example|x\n3|Baker|C|https://c.example|y\n"}).discovered, 1u);
  // Switched off behind the index's back: the database has the last word.
  server.exec("UPDATE search_configs SET is_active = false, version = 3, updated_at = '2020-01-01' WHERE id = '" + search.str() + "'");
  EXPECT_EQ(ingest("lines", {"4|Baker|D|https://d.example|z"}).discovered, 0u);
  server.exec("UPDATE search_configs SET updated_at = now() WHERE id = '" + search.str() + "'");
  EXPECT_EQ(ingest("lines", {"4b|Baker|D|https://d.example/b|z"}).discovered, 0u);
  server.exec("DELETE FROM users WHERE id = '" + alice.str() + "'");
  EXPECT_EQ(ingest("lines", {"5|Baker|E|https://e.example|z"}).created, 1u);
}

TEST_F(IngestTest, ClosedOffersLeaveTheInboxAndReopenedOnesAreKnown) {
  ingest("lines", {kOffer});
  const std::string closed = std::string(kOffer) + "||closed";
  EXPECT_EQ(ingest("lines", {closed}).duplicates, 1u);
  EXPECT_EQ(feed(alice)->items_size(), 0);
  EXPECT_EQ(count("offers WHERE closed_at IS NOT NULL"), "1");
  ingest("lines", {kOffer});
  EXPECT_EQ(count("offers WHERE closed_at IS NOT NULL"), "0");
  EXPECT_EQ(ingest("lines", {"7|C++ developer|New|https://new.example|born closed||closed"}).discovered, 0u);
}

TEST_F(IngestTest, TwoRunsAtOnceAgree) {
  std::string payload;
  for (int i = 0; i < 1200; ++i) payload += std::to_string(i) + "|C++ developer|Acme|https://acme.example/" + std::to_string(i) + "|Engines\n";
  const LineBoard a("lines"), b("mirror");
  Payloads sa({payload}), sb({payload});
  Ingest other(deps());
  int done = 0;
  std::vector<IngestCounts> counts;
  const auto finish = [&](std::exception_ptr e, Result<IngestReport> r) {
    ++done;
    if (!e && r) counts.push_back(r->counts);
  };
  boost::asio::co_spawn(io, ingester.run(a, sa), finish);
  boost::asio::co_spawn(io, other.run(b, sb), finish);
  while (done < 2) io.run_one();
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts[0].created + counts[1].created, 1200u);
  EXPECT_EQ(counts[0].duplicates + counts[1].duplicates, 1200u);
  EXPECT_EQ(count("offers"), "1200");
  EXPECT_EQ(count("offer_sightings"), "2400");
  EXPECT_EQ(count("job_feed"), "1200");
  EXPECT_EQ(server.scalar("SELECT count(*) || ' ' || max(seq) || ' ' || count(DISTINCT seq) FROM events"), "1200 1200 1200");
}

TEST_F(IngestTest, AScanFindsWhatWasStoredBeforeTheSearch) {
  server.exec("DELETE FROM search_configs");
  ingest("lines", {std::string(kOffer) + "\n2|Baker|Pain|https://pain.example/2|Night work\n3|Baker|Jour|https://jour.example/3|Day work\n"});
  EXPECT_EQ(count("job_feed"), "0");
  const Uuid bakers = add_search(alice, "{baker}", "{night}");
  scan(alice);
  EXPECT_EQ(feed(alice)->items_size(), 1);
  EXPECT_EQ(feed(alice)->items(0).company(), "Jour");
  EXPECT_EQ(run(service->GetQuarantine(as(alice), {}))->items_size(), 1);
  const std::string before = everything();
  scan(alice);
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(feed(bob)->items_size(), 0);
  // A red flag that goes lets its offers in; a new one takes them out.
  server.exec("UPDATE search_configs SET red_flags = '{day}', version = 2, updated_at = now() WHERE id = '" + bakers.str() + "'");
  scan(alice);
  ASSERT_EQ(feed(alice)->items_size(), 1);
  EXPECT_EQ(feed(alice)->items(0).company(), "Pain");
  const auto lane = run(service->GetQuarantine(as(alice), {}));
  ASSERT_EQ(lane->items_size(), 1);
  EXPECT_EQ(lane->items(0).company(), "Jour");
}

TEST_F(IngestTest, AnEditedSearchIsAppliedToWhatIsStoredAndADecisionStays) {
  ingest("lines", {"1|C++ developer|A|https://a.example|x\n2|C++ developer|B|https://b.example|y\n3|C++ developer, night|C|https://c.example|z\n"});
  const auto page = feed(alice);
  ASSERT_EQ(page->items_size(), 3);
  ASSERT_TRUE(approve(alice, page->items(0).id()));
  server.exec("DELETE FROM commands");             // the analysis: nobody does it here
  bus.news.clear();
  server.exec("UPDATE search_configs SET job_titles = '{Baker}', version = 2, updated_at = now()");
  scan(alice);
  pb::GetJobFeedRequest pending;
  pending.set_status(pb::PENDING);
  EXPECT_EQ(feed(alice, pending)->items_size(), 0);
  EXPECT_EQ(feed(alice)->items_size(), 1) << "what was approved stays";
  ASSERT_EQ(bus.news.size(), 1u) << "one announcement";
  const auto event = boost::json::parse(bus.news[0].data).as_object();
  EXPECT_EQ(event.at("type").as_string(), "SEARCH_APPLIED");
  EXPECT_EQ(event.at("searchConfigId").as_string(), search.str());
  EXPECT_EQ(event.at("hidden").as_int64(), 2);
  EXPECT_EQ(server.scalar("SELECT data ->> 'hidden' FROM events WHERE type = 'SEARCH_APPLIED'"), "2");
  // A search that no longer wants an offer holds no quarantine entry for it either; a deleted one holds nothing.
  server.exec("UPDATE search_configs SET job_titles = '{developer}', red_flags = '{night}', version = 3, updated_at = now()");
  scan(alice);
  EXPECT_EQ(feed(alice, pending)->items_size(), 1);
  EXPECT_EQ(run(service->GetQuarantine(as(alice), {}))->items_size(), 1);
  server.exec("UPDATE search_configs SET job_titles = '{Baker}', version = 4, updated_at = now()");
  scan(alice);
  EXPECT_EQ(run(service->GetQuarantine(as(alice), {}))->items_size(), 0);
  server.exec("UPDATE search_configs SET job_titles = '{developer}', version = 5, updated_at = now()");
  scan(alice);
  EXPECT_EQ(feed(alice, pending)->items_size(), 1);
  EXPECT_EQ(count("filtered_offers"), "1");
  server.exec("UPDATE search_configs SET is_active = false, archived_reason = 'DELETED'");
  scan(alice);
  EXPECT_EQ(feed(alice, pending)->items_size(), 0);
  EXPECT_EQ(count("filtered_offers"), "0");
  EXPECT_EQ(feed(alice)->items_size(), 1);
}

TEST_F(IngestTest, AScanThroughTheShelfLeavesWhatAScanOfEverythingLeaves) {
  server.exec("DELETE FROM search_configs");
  std::string payload;
  const char* titles[] = {"C++ developer", "Baker", "Night baker", "Developer", "Cook"};
  for (int i = 0; i < 700; ++i)
    payload += std::to_string(i) + "|" + titles[i % 5] + "|Acme|https://acme.example/" + std::to_string(i) + "|" + (i % 3 ? "Day" : "Night") + " work number " + std::to_string(i) + "\n";
  ingest("lines", {payload});
  const std::string age = "UPDATE offers SET changed_at = changed_at - interval '1 hour'";      // as if read long ago
  const auto lanes = [&] {
    return server.scalar("SELECT md5(string_agg(t, '|' ORDER BY t)) FROM (SELECT o.url || f.status || (f.expires_at > '" + to_iso(clock.now()) + "')::text || coalesce(f.search_config_id::text, '') AS t FROM job_feed f JOIN "
                         "offers o ON o.id = f.offer_id UNION ALL SELECT o.url || q.rule || q.search_config_id::text FROM filtered_offers q JOIN offers o ON o.id = q.offer_id) x");
  };
  add_search(alice, "{developer}", "{night}");
  const Uuid bakers = add_search(alice, "{baker}", "{}");
  server.exec(age);
  scan(alice);
  EXPECT_EQ(count("job_feed"), "466");
  const std::string first = lanes();
  server.exec("UPDATE search_configs SET job_titles = '{cook}', red_flags = '{day}', version = 2, updated_at = now() WHERE id = '" + bakers.str() + "'");
  scan(alice);
  const std::string shelf_says = lanes();
  EXPECT_NE(shelf_says, first);
  EXPECT_EQ(server.scalar("SELECT data ->> 'offers' FROM events WHERE type = 'SEARCH_APPLIED' ORDER BY seq DESC LIMIT 1"), "420") << "only developers and cooks were read";
  run(worker->stop(Deadline::in(std::chrono::seconds(5))));
  worker.reset();
  through_shelf = false;
  scan(alice);
  EXPECT_EQ(lanes(), shelf_says);
  EXPECT_EQ(server.scalar("SELECT data ->> 'offers' FROM events WHERE type = 'SEARCH_APPLIED' ORDER BY seq DESC LIMIT 1"), "700");
}

TEST_F(IngestTest, WhatAHiringArchivedKeepsItsItems) {
  ingest("lines", {kOffer});
  server.exec("UPDATE search_configs SET is_active = false, archived_reason = 'HIRED'");
  scan(alice);
  EXPECT_EQ(feed(alice)->items_size(), 1);
  add_search(alice, "{Baker}", "{}");
  scan(alice);
  EXPECT_EQ(feed(alice)->items_size(), 1);
}

// Exceptions to red flags -----------------------------------------------------------------------------------------------------------

class Exceptions : public IngestTest {
 protected:
  static constexpr const char* kOffers = "1|C++ developer|Acme SAS|https://acme.example/1|Night work on engines\n2|C++ developer|ACME|https://acme.example/2|Night work for rockets\n"
                                         "3|C++ developer|Other|https://other.example/3|Night work in a bakery\n4|C++ developer||https://none.example/4|Night work at sea\n";
  void SetUp() override {
    server.exec("UPDATE search_configs SET red_flags = '{night}'");
    ingest("lines", {kOffers});
    ASSERT_EQ(lane().size(), 4u);
    ASSERT_EQ(feed(alice)->items_size(), 0);
  }
  std::map<std::string, std::string> lane() {          // url -> entry
    std::map<std::string, std::string> out;
    for (const auto& q : run(service->GetQuarantine(as(alice), {}))->items()) out[q.source_url()] = q.id();
    return out;
  }
  std::set<std::string> inbox() {
    std::set<std::string> out;
    pb::GetJobFeedRequest pending;
    pending.set_status(pb::PENDING);
    for (const auto& i : feed(alice, pending)->items()) out.insert(i.source_url());
    return out;
  }
  Result<pb::ReleaseReply> release(const Uuid& user, const std::string& entry, bool company = false) {
    pb::ReleaseRequest request;
    request.set_quarantine_id(entry);
    request.set_whole_company(company);
    request.set_mutation_id("tab-1");
    return run(service->ReleaseFromQuarantine(as(user), request));
  }
  Result<pb::RemoveExceptionReply> remove(const Uuid& user, const std::string& exception) {
    pb::RemoveExceptionRequest request;
    request.set_exception_id(exception);
    return run(service->RemoveFilterException(as(user), request));
  }
  const std::string first = "https://acme.example/1", second = "https://acme.example/2", other = "https://other.example/3", none = "https://none.example/4";
};

TEST_F(Exceptions, OneOfferIsLetOutForGoodAndTheUndoTakesItBack) {
  bus.news.clear();
  const auto reply = release(alice, lane()[first]);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->offers(), 1);
  EXPECT_EQ(reply->item().source_url(), first);
  EXPECT_EQ(reply->item().reasons(reply->item().reasons_size() - 1).code(), "RELEASED");
  EXPECT_EQ(inbox(), (std::set<std::string>{first}));
  EXPECT_EQ(lane().size(), 3u);
  ASSERT_EQ(bus.news.size(), 1u);
  const auto event = boost::json::parse(bus.news[0].data).as_object();
  EXPECT_EQ(event.at("type").as_string(), "QUARANTINE_RELEASED");
  EXPECT_EQ(event.at("mutationId").as_string(), "tab-1");
  EXPECT_EQ(event.at("jobFeedIds").as_array().size(), 1u);
  EXPECT_EQ(event.at("jobFeedIds").as_array()[0].as_string(), reply->item().id());
  // Remembered: read again with a new text, scanned again, and the search changed.
  ingest("lines", {"1|C++ developer|Acme SAS|https://acme.example/1|Night work, every night\n"});
  EXPECT_EQ(inbox(), (std::set<std::string>{first}));
  scan(alice);
  EXPECT_EQ(inbox(), (std::set<std::string>{first}));
  EXPECT_EQ(lane().size(), 3u);
  server.exec("UPDATE search_configs SET red_flags = '{work}', version = 2, updated_at = now()");
  scan(alice);
  EXPECT_EQ(inbox(), (std::set<std::string>{first}));
  // Again is the same exception.
  const auto list = run(service->GetFilterExceptions(as(alice), {}));
  ASSERT_EQ(list->exceptions_size(), 1);
  EXPECT_EQ(list->exceptions(0).id(), reply->exception().id());
  EXPECT_EQ(list->exceptions(0).title(), "C++ developer");
  EXPECT_EQ(list->exceptions(0).offers(), 1);
  EXPECT_EQ(run(service->GetFilterExceptions(as(bob), {}))->exceptions_size(), 0);
  // Undone.
  const auto undone = remove(alice, reply->exception().id());
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_EQ(undone->offers(), 1);
  EXPECT_TRUE(inbox().empty());
  EXPECT_EQ(lane().size(), 4u);
  EXPECT_EQ(bus.news.back().type, "QUARANTINE_RESTORED");
  EXPECT_EQ(remove(alice, reply->exception().id()).error().code, Code::kNotFound);
  scan(alice);
  EXPECT_TRUE(inbox().empty());
  // And let out once more: the item is there again.
  ASSERT_TRUE(release(alice, lane()[first]));
  EXPECT_EQ(inbox(), (std::set<std::string>{first}));
}

TEST_F(Exceptions, AWholeCompanyUnderAllItsNamesNowAndLater) {
  const auto reply = release(alice, lane()[second], true);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->offers(), 2);
  EXPECT_FALSE(reply->exception().has_offer_id());
  EXPECT_EQ(inbox(), (std::set<std::string>{first, second}));
  const auto c = ingest("lines", {"5|C++ developer|Acme S.A.S.|https://acme.example/5|Night work\n6|C++ developer|Acmeville|https://acmeville.example/6|Night work\n"});
  EXPECT_EQ(c.discovered, 1u);
  EXPECT_EQ(c.quarantined, 1u);
  EXPECT_TRUE(inbox().contains("https://acme.example/5"));
  EXPECT_TRUE(lane().contains("https://acmeville.example/6"));
  // An exception of its own keeps an offer in when the company's goes; a decision stays in any case.
  pb::GetJobFeedRequest all;
  for (const auto& i : feed(alice, all)->items())
    if (i.source_url() == second) ASSERT_TRUE(reject(alice, i.id()));
  server.exec("INSERT INTO filter_exceptions (id, user_id, offer_id, created_at) SELECT '01900000-0000-7000-8000-000000000001', '" + alice.str() + "', id, now() FROM offers WHERE url = '" + first + "'");
  ASSERT_TRUE(remove(alice, reply->exception().id()));
  EXPECT_EQ(inbox(), (std::set<std::string>{first}));
  EXPECT_TRUE(lane().contains(second));
  EXPECT_EQ(server.scalar("SELECT status FROM job_feed f JOIN offers o ON o.id = f.offer_id WHERE o.url = '" + second + "'"), "REJECTED");
}

TEST_F(Exceptions, WhatCannotBe) {
  EXPECT_EQ(release(alice, lane()[none], true).error().reason, "NO_COMPANY");
  EXPECT_EQ(count("filter_exceptions"), "0");
  EXPECT_EQ(release(bob, lane()[first]).error().code, Code::kNotFound) << "another user's";
  EXPECT_EQ(release(alice, new_id().str()).error().code, Code::kNotFound);
  EXPECT_EQ(release(alice, "nonsense").error().code, Code::kNotFound);
  const auto mine = release(alice, lane()[first]);
  EXPECT_EQ(remove(bob, mine->exception().id()).error().code, Code::kNotFound);
  EXPECT_EQ(remove(alice, "nonsense").error().code, Code::kNotFound);
  EXPECT_EQ(inbox(), (std::set<std::string>{first}));
}

TEST_F(IngestTest, AScanGoesThroughMoreThanOneBatch) {
  server.exec("DELETE FROM search_configs");
  std::string payload;
  for (int i = 0; i < 1100; ++i) payload += std::to_string(i) + "|C++ developer|Acme|https://acme.example/" + std::to_string(i) + "|Engines\n";
  ingest("lines", {payload});
  add_search(alice, "{\"C++ developer\"}", "{}");
  scan(alice);
  EXPECT_EQ(count("job_feed"), "1100");
  EXPECT_EQ(count("events WHERE type = 'JOB_DISCOVERED'"), "1100");
  EXPECT_EQ(count("events WHERE type = 'SEARCH_APPLIED'"), "1");
}

TEST_F(IngestTest, TriggerScanIsOneAtATimeAndOnceAMinute) {
  const auto none = run(service->TriggerScan(as(bob), {}));
  EXPECT_EQ(none.error().code, Code::kFailedPrecondition);
  const auto first = run(service->TriggerScan(as(alice), {}));
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->searches(), 1);
  EXPECT_FALSE(first->already_running());
  ASSERT_EQ(bus.commands.size(), 1u);
  EXPECT_EQ(bus.commands[0].first, "CMD_SCAN");
  const auto second = run(service->TriggerScan(as(alice), {}));
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->already_running());
  EXPECT_EQ(second->scan_id(), first->scan_id());
  EXPECT_EQ(count("commands"), "1");
  server.exec("UPDATE commands SET state = 'DONE', finished_at = now()");
  clock.advance(std::chrono::seconds(20));
  const auto soon = run(service->TriggerScan(as(alice), {}));
  ASSERT_FALSE(soon);
  EXPECT_EQ(soon.error().code, Code::kResourceExhausted);
  EXPECT_NE(soon.error().message.find("40 s"), std::string::npos) << soon.error().message;
  clock.advance(std::chrono::seconds(41));
  const auto later = run(service->TriggerScan(as(alice), {}));
  ASSERT_TRUE(later) << later.error().message;
  EXPECT_EQ(server.scalar("SELECT state || ' ' || attempts FROM commands"), "QUEUED 0");
  EXPECT_EQ(count("commands"), "1");
}

TEST_F(IngestTest, TheSweepTakesWhatIsOverAndKeepsDecisions) {
  ingest("lines", {std::string(kOffer) + "\n2|C++ developer|B|https://b.example|x\n3|C++ developer|C|https://c.example|y\n"});
  const auto page = feed(alice);
  ASSERT_EQ(page->items_size(), 3);
  ASSERT_TRUE(approve(alice, page->items(0).id()));
  ASSERT_TRUE(reject(alice, page->items(1).id()));
  EXPECT_EQ(run(sweep_inbox(deps())), 0);
  clock.advance(kDay * 61);
  EXPECT_EQ(run(sweep_inbox(deps())), 1);
  EXPECT_EQ(server.scalar("SELECT string_agg(status, ' ' ORDER BY status) FROM job_feed"), "APPROVED REJECTED");
}

// The demo offers that ship, in every board's own format: everything comes in, and a second time nothing is new.
TEST_F(IngestTest, TheDemoOffersTwice) {
  const auto demo = std::filesystem::path(JM_SOURCE_DIR) / "data" / "demo";
  add_search(bob, "{}", "{}");
  for (const bool again : {false, true}) {
    IngestCounts total;
    auto plan = plan_ingest(demo.string(), "");
    ASSERT_TRUE(plan) << plan.error().message;
    for (const IngestFile& f : plan->files) {
      class File final : public PayloadStream {
       public:
        explicit File(const IngestFile& file) : reader_(file.path, file.name), name_(file.name) {}
        std::optional<StreamChunk> next() override {
          const auto chunk = reader_.next();
          if (!chunk) return {};
          return StreamChunk{chunk->bytes, {.name = name_}};
        }

       private:
        IngestReader reader_;
        std::string name_;
      } stream(f);
      const auto report = run(ingester.run(*f.board, stream));
      ASSERT_TRUE(report) << report.error().message;
      EXPECT_EQ(report->counts.fetched, report->counts.created + report->counts.updated + report->counts.duplicates + report->counts.rejected) << f.name;
      total.created += report->counts.created;
      total.updated += report->counts.updated;
      total.duplicates += report->counts.duplicates;
    }
    if (again) {
      EXPECT_EQ(total.created, 0u);
      EXPECT_EQ(total.updated, 0u);
    } else {
      EXPECT_GE(total.created, 40u);
    }
  }
  EXPECT_EQ(server.scalar("SELECT count(*) FROM job_feed WHERE user_id = '" + bob.str() + "'"), server.scalar("SELECT count(*) FROM events WHERE user_id = '" + bob.str() + "'"));
}

}  // namespace
}  // namespace jm::discovery
