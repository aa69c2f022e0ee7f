// Arbeitnow: {"data": [{slug, company_name, title, description (HTML), remote, url, tags[], job_types[], location, created_at
// (epoch seconds)}], "links", "meta"}. No pay, no country; mostly Germany.
#include <algorithm>

#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"
#include "domain/place.h"
#include "text/language.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"data"};

constexpr Key<Offer> kKeys[] = {
    {"slug", [](Offer& o, const JsonValue& v) { o.source_id = v.text().value_or(""); }},
    {"company_name", [](Offer& o, const JsonValue& v) { o.company = line_of(v); }},
    {"title", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"description", [](Offer& o, const JsonValue& v) { o.description = text_of(v.string().value_or("")); }},
    {"remote", [](Offer& o, const JsonValue& v) { if (v.boolean() == true) o.remote = domain::Remote::kRemote; }},
    {"url", [](Offer& o, const JsonValue& v) { o.url = v.string().value_or(""); }},
    {"tags", [](Offer& o, const JsonValue& v) { for (JsonElements e(v); e.next();) add_tag(o, e.value().string().value_or("")); }},
    {"job_types", [](Offer& o, const JsonValue& v) {
       for (JsonElements e(v); e.next();) {
         const std::string_view type = e.value().string().value_or("");
         if (o.contract == domain::Contract::kUnknown) o.contract = contract_of(type);
         if (o.working_time == domain::WorkingTime::kUnknown) o.working_time = working_time_of(type);
         add_tag(o, type);
       }
     }},
    {"location", [](Offer& o, const JsonValue& v) {
       auto found = domain::parse_places(line_of(v));
       o.places = std::move(found.places);
       if (o.remote == domain::Remote::kUnknown) o.remote = found.remote;
     }},
    {"created_at", [](Offer& o, const JsonValue& v) {
       const auto seconds = v.integer();
       if (seconds && *seconds > 0 && *seconds < 10'000'000'000) o.posted_at = Time{*seconds * 1'000'000};
     }},
};

// Pages of 100, newest first, until links.next is null; refreshed hourly.
class ArbeitnowFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kFeed; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(1000), .burst = 3}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    Paged about;
    about.base = in.config.base("arbeitnow", "https://www.arbeitnow.com");
    about.name = "arbeitnow";
    about.pages_max = static_cast<std::size_t>(in.config.pages_max);
    about.url = [](const Paged& self, std::size_t n) { return self.base + "/api/job-board-api?page=" + std::to_string(n + 1); };
    about.judge = [](const Paged&, std::string_view body, std::size_t) {
      text::JsonReader json;
      const auto page = json.parse(body);
      if (!page || !(*page)["data"] || !(*page)["data"]->is_array()) return PageVerdict{PageVerdict::Is::kBad, {}};
      const auto links = (*page)["links"];
      const auto next = links ? (*links)["next"] : std::nullopt;
      return PageVerdict{next && next->string() && !next->string()->empty() ? PageVerdict::Is::kMore : PageVerdict::Is::kLast, {}};
    };
    return paged(std::move(about));
  }
};

class Arbeitnow final : public Board {
 public:
  std::string_view name() const override { return "arbeitnow"; }
  std::string_view label() const override { return "Arbeitnow"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      read_members(record, kKeys, offer, "", out);
      // "Quedlinburg": a German text about a town that nobody else knows is about one in Germany.
      const bool unknown = std::ranges::any_of(offer.places, [](const domain::Place& p) { return p.country.empty() && p.zone.empty() && !p.city.empty(); });
      if (unknown && text::detect_language(offer.description) == "de")
        for (domain::Place& p : offer.places)
          if (p.country.empty() && p.zone.empty()) p.country = "DE";
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const ArbeitnowFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& arbeitnow() {
  static const Arbeitnow board;
  return board;
}

}  // namespace jm::discovery
