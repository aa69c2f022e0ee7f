// For tests of cards: boards that give what they were made with, on top of the discovery fixture.
#pragma once
#include <utility>

#include "discovery/fixture_for_tests.h"
#include "discovery/ingest.h"
#include "discovery/module.h"
#include "domain/place.h"

namespace jm::discovery {

struct GivenAd {
  std::string id, title = "C++ developer", company = "Brume", place = "Lyon", text = {};
  int pay = 0;
  bool closed = false, cut = false;
  std::string url = {};
};

// A board that gives what it was made with.
class GivenBoard final : public Board {
 public:
  GivenBoard(std::string name, std::vector<GivenAd> ads) : name_(std::move(name)), ads_(std::move(ads)) {}
  std::string_view name() const override { return name_; }
  std::string_view label() const override { return name_; }
  void parse(std::string_view, const Payload&, Time now, ParseOutput& out) const override {
    for (const GivenAd& ad : ads_) {
      ++out.seen;
      domain::Offer o;
      o.source = name_;
      o.source_id = ad.id;
      o.title = ad.title;
      o.company = ad.company;
      o.places = domain::parse_places(ad.place).places;
      o.description = ad.text;
      o.description_cut = ad.cut;
      o.language = "en";
      o.url = ad.url.empty() ? "https://" + name_ + ".example.org/" + ad.id : ad.url;
      o.closed = ad.closed;
      if (ad.pay != 0) {
        o.pay.min = ad.pay;
        o.pay.currency = "EUR";
        o.pay.period = domain::PayPeriod::kYear;
        o.pay.origin = domain::PayOrigin::kEmployer;
      }
      domain::seal(o, now);
      out.offers.push_back(std::move(o));
    }
  }

 private:
  std::string name_;
  std::vector<GivenAd> ads_;
};

class OneChunk final : public PayloadStream {
 public:
  std::optional<StreamChunk> next() override {
    if (std::exchange(given_, true)) return {};
    return StreamChunk{"x", {.name = "x"}};
  }

 private:
  bool given_ = false;
};

inline const std::string kText =
    "We measure rivers. You write C++ and Python for our probes, under Linux, and keep twelve PostgreSQL servers in good order with a team of four. "
    "Two days a week can be worked from home. We give thirty-one days of leave, a bicycle and lunch. The post is free from September, and the interview is one afternoon.";

class CardsFixture : public DiscoveryFixture {
 protected:
  IngestCounts ingest(const std::string& board, std::vector<GivenAd> ads) { return ingest_by(ingester, board, std::move(ads)); }
  IngestCounts ingest_by(Ingest& by, const std::string& board, std::vector<GivenAd> ads) {
    const GivenBoard parser(board, std::move(ads));
    OneChunk stream;
    const auto report = run(by.run(parser, stream));
    EXPECT_TRUE(report) << report.error().message;
    clock.advance(std::chrono::minutes(10));
    return report ? report->counts : IngestCounts{};
  }
  // "board id, board id | board id": cards as sets of sightings.
  std::string cards() {
    return server.scalar("SELECT string_agg(c, ' | ' ORDER BY c) FROM (SELECT string_agg(source || ' ' || source_id, ', ' ORDER BY source, source_id) AS c FROM offer_sightings GROUP BY offer_id) x");
  }
  // What the cards say, without what differs from run to run.
  std::string contents() {
    return server.scalar("SELECT string_agg(c, E'\\n' ORDER BY c) FROM (SELECT concat_ws('|', source, title, company, location, salary_min, description, url, provenance::text, encode(content_hash, 'hex'), closed_at IS NOT NULL) AS c FROM offers) x");
  }
  std::string everything() {
    return server.scalar("SELECT md5(string_agg(t, '|' ORDER BY t)) FROM (SELECT f::text AS t FROM job_feed f UNION ALL SELECT o::text FROM offers o UNION ALL SELECT s::text FROM offer_sightings s UNION ALL "
                         "SELECT v::text FROM offer_versions v UNION ALL SELECT e::text FROM events e UNION ALL SELECT (k.n, k.offer_id)::text FROM offer_sketches k) x");
  }

  CpuPool cpu{io, 1, 100};
  WorkerDeps deps{*db, bus, cpu, clock};
  Ingest ingester{deps};
};

}  // namespace jm::discovery
