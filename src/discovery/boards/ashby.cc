// Ashby: {"jobs": [...], "apiVersion": "1"}. The employer is only in the link (jobs.ashbyhq.com/<name>/<id>). Pay is shown only when
// the employer says so (shouldDisplayCompensationOnJobPostings); unlisted jobs are rejected by the board's own word.
#include <algorithm>

#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"
#include "domain/gazetteer.h"
#include "domain/place.h"
#include "http/url.h"
#include "text/fold.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using domain::PayPeriod;
using domain::Remote;
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"jobs"};

struct Draft {
  Offer& offer;
  domain::Pay pay;
  std::string location;
  std::string city, region, country;
  std::vector<std::string> others;
  std::string plain;
  bool listed = true, show_pay = false;
  std::optional<bool> is_remote;
  Remote workplace = Remote::kUnknown;
};

PayPeriod interval_of(std::string_view s) {
  if (s == "1 YEAR") return PayPeriod::kYear;
  if (s == "1 MONTH") return PayPeriod::kMonth;
  if (s == "1 WEEK") return PayPeriod::kWeek;
  if (s == "1 DAY") return PayPeriod::kDay;
  if (s == "1 HOUR") return PayPeriod::kHour;
  return PayPeriod::kUnknown;
}

void compensation(Draft& d, const JsonValue& v) {
  if (const auto summary = v["scrapeableCompensationSalarySummary"]) d.pay.raw = line_of(*summary);
  const auto components = v["summaryComponents"];
  if (!components) return;
  for (JsonElements e(*components); e.next();) {
    const auto type = e.value()["compensationType"];
    if (!type || type->string() != "Salary") continue;
    const auto low = e.value()["minValue"], high = e.value()["maxValue"], currency = e.value()["currencyCode"], interval = e.value()["interval"];
    d.pay.min = low ? low->number() : std::nullopt;
    d.pay.max = high ? high->number() : std::nullopt;
    d.pay.currency = currency ? currency->string().value_or("") : "";
    d.pay.period = interval ? interval_of(interval->string().value_or("")) : PayPeriod::kUnknown;
    d.pay.origin = domain::PayOrigin::kEmployer;
    return;
  }
}

void address(Draft& d, const JsonValue& v) {
  const auto postal = v["postalAddress"];
  if (!postal) return;
  if (const auto x = (*postal)["addressLocality"]) d.city = line_of(*x);
  if (const auto x = (*postal)["addressRegion"]) d.region = line_of(*x);
  if (const auto x = (*postal)["addressCountry"]) d.country = line_of(*x);
}

constexpr Key<Draft> kKeys[] = {
    {"id", [](Draft& d, const JsonValue& v) { d.offer.source_id = v.text().value_or(""); }},
    {"title", [](Draft& d, const JsonValue& v) { d.offer.title = line_of(v); }},
    {"department", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"team", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"employmentType", [](Draft& d, const JsonValue& v) {
       d.offer.contract = contract_of(v.string().value_or(""));
       d.offer.working_time = working_time_of(v.string().value_or(""));
     }},
    {"location", [](Draft& d, const JsonValue& v) { d.location = line_of(v); }},
    {"shouldDisplayCompensationOnJobPostings", [](Draft& d, const JsonValue& v) { d.show_pay = v.boolean() == true; }},
    {"secondaryLocations", [](Draft& d, const JsonValue& v) {
       for (JsonElements e(v); e.next() && d.others.size() < domain::kPlacesMax;)
         if (const auto l = e.value()["location"]) d.others.push_back(line_of(*l));
     }},
    {"publishedAt", [](Draft& d, const JsonValue& v) { set_time(d.offer.posted_at, v); }},
    {"isListed", [](Draft& d, const JsonValue& v) { d.listed = v.boolean() != false; }},
    {"isRemote", [](Draft& d, const JsonValue& v) { d.is_remote = v.boolean(); }},
    {"workplaceType", [](Draft& d, const JsonValue& v) {
       const std::string_view s = v.string().value_or("");
       d.workplace = s == "Remote" ? Remote::kRemote : s == "Hybrid" ? Remote::kHybrid : s == "OnSite" || s == "On-site" ? Remote::kOnSite : Remote::kUnknown;
     }},
    {"address", address},
    {"jobUrl", [](Draft& d, const JsonValue& v) { d.offer.url = v.string().value_or(""); }},
    {"applyUrl", [](Draft& d, const JsonValue& v) { d.offer.apply_url = v.string().value_or(""); }},
    {"descriptionHtml", [](Draft& d, const JsonValue& v) { d.offer.description = text_of(v.string().value_or("")); }},
    {"descriptionPlain", [](Draft& d, const JsonValue& v) { if (d.offer.description.empty()) d.offer.description = text_of(v.string().value_or("")); }},
    {"compensation", compensation},
};

void places(Draft& d) {
  auto found = domain::parse_places(d.location);
  Offer& o = d.offer;
  o.places = std::move(found.places);
  // The address belongs to the main location and says it better than its name ("Paris HQ").
  const auto* country = domain::find_area_of(domain::AreaKind::kCountry, text::fold_name(d.country));
  const std::string_view code = country ? country->country : domain::country_from_code(d.country);
  if (!d.city.empty() || !code.empty()) {
    std::string whole = d.city;
    for (const std::string* part : {&d.region, &d.country})
      if (!part->empty()) whole += (whole.empty() ? "" : ", ") + *part;
    auto exact = domain::parse_places(whole);
    if (exact.places.size() == 1 && o.places.size() <= 1) {
      exact.places[0].raw = d.location.empty() ? whole : d.location;
      o.places = std::move(exact.places);
    }
  }
  for (const std::string& other : d.others) {
    auto more = domain::parse_places(other);
    if (found.remote == Remote::kUnknown) found.remote = more.remote;
    for (auto& p : more.places)
      if (o.places.size() < domain::kPlacesMax) o.places.push_back(std::move(p));
  }
  o.remote = d.workplace != Remote::kUnknown ? d.workplace : d.is_remote == true ? Remote::kRemote : found.remote;
}

// One answer holds the whole board. Names may hold blanks and capitals.
class AshbyFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kCompany; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(500), .burst = 2}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    return single_get(in.config.base("ashby", "https://api.ashbyhq.com") + "/posting-api/job-board/" + http::percent_encode(in.listing.token) + "?includeCompensation=true", in.listing.token, true);
  }
};

class Ashby final : public Board {
 public:
  std::string_view name() const override { return "ashby"; }
  std::string_view label() const override { return "Ashby"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) -> std::optional<Reject> {
      Draft d{offer, {}, {}, {}, {}, {}, {}, {}, true, false, {}, Remote::kUnknown};
      read_members(record, kKeys, d, "", out);
      if (!d.listed) return Reject{0, RejectCode::kUnlisted, "the board marks this job as not listed"};
      places(d);
      offer.company = site_of(offer.url, "ashbyhq.com");
      if (d.show_pay) offer.pay = std::move(d.pay);
      return std::nullopt;
    });
  }
  const Fetching* fetching() const override {
    static const AshbyFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& ashby() {
  static const Ashby board;
  return board;
}

}  // namespace jm::discovery
