// Adzuna: {"results": [...], "count", "mean"}. Descriptions are cut at 500 characters; pay is yearly in the country's currency;
// salary_is_predicted "1" is Adzuna's own guess and never counts as the employer's. location.area goes from the country down.
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
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"results"};
constexpr std::size_t kDescriptionCutBytesMin = 490;

struct Draft {
  Offer& offer;
  std::vector<std::string> area;
  std::string display;
  std::string country;
  std::optional<double> lat, lon;
  bool predicted = false;
};

constexpr Key<Draft> kLocationKeys[] = {
    {"area", [](Draft& d, const JsonValue& v) { for (JsonElements e(v); e.next() && d.area.size() < 10;) d.area.push_back(line_of(e.value())); }},
    {"display_name", [](Draft& d, const JsonValue& v) { d.display = line_of(v); }},
    {"__CLASS__", nullptr},
};

constexpr Key<Draft> kKeys[] = {
    {"id", [](Draft& d, const JsonValue& v) { d.offer.source_id = v.text().value_or(""); }},
    {"title", [](Draft& d, const JsonValue& v) { d.offer.title = line_of(v); }},
    {"description", [](Draft& d, const JsonValue& v) {
       d.offer.description = text_of(v.string().value_or(""));
       d.offer.description_cut = d.offer.description.ends_with("…") || d.offer.description.size() > kDescriptionCutBytesMin;
     }},
    {"created", [](Draft& d, const JsonValue& v) { set_time(d.offer.posted_at, v); }},
    {"redirect_url", [](Draft& d, const JsonValue& v) { d.offer.url = v.string().value_or(""); }},
    {"adref", nullptr},
    {"salary_min", [](Draft& d, const JsonValue& v) { d.offer.pay.min = v.number(); }},
    {"salary_max", [](Draft& d, const JsonValue& v) { d.offer.pay.max = v.number(); }},
    {"salary_is_predicted", [](Draft& d, const JsonValue& v) { d.predicted = v.text() == "1" || v.boolean() == true; }},
    {"contract_type", [](Draft& d, const JsonValue& v) { d.offer.contract = contract_of(v.string().value_or("")); }},
    {"contract_time", [](Draft& d, const JsonValue& v) { d.offer.working_time = working_time_of(v.string().value_or("")); }},
    {"category", [](Draft& d, const JsonValue& v) {
       const auto tag = v["tag"];
       if (const auto label = v["label"]; label && !(tag && tag->string() == "unknown")) add_tag(d.offer, label->string().value_or(""));
     }},
    {"location", nullptr},           // read apart: its members have their own table
    {"company", [](Draft& d, const JsonValue& v) { if (const auto n = v["display_name"]) d.offer.company = line_of(*n); }},
    {"latitude", [](Draft& d, const JsonValue& v) { d.lat = v.number(); }},
    {"longitude", [](Draft& d, const JsonValue& v) { d.lon = v.number(); }},
    {"__CLASS__", nullptr},
    {"_company_query", nullptr}, {"_country", nullptr},      // what others' downloads add
};

// "https://www.adzuna.fr/…" -> "FR".
std::string country_of_link(std::string_view url) {
  const std::size_t at = url.find("adzuna.");
  if (at == std::string_view::npos) return {};
  const std::string_view host = url.substr(at + 7, std::min(url.find('/', at), url.size()) - at - 7);
  if (host == "com") return "US";
  return std::string(domain::country_from_code(host.substr(host.rfind('.') == std::string_view::npos ? 0 : host.rfind('.') + 1)));
}

void place(Draft& d, std::string_view queried) {
  if (d.country.empty() && !d.area.empty())
    if (const auto* a = domain::find_area_of(domain::AreaKind::kCountry, text::fold_name(d.area[0]))) d.country = a->country;
  if (d.country.empty() && !d.area.empty()) d.country = domain::country_from_code(d.area[0]);
  if (d.country.empty()) d.country = country_of_link(d.offer.url);
  if (d.country.empty()) d.country = queried;
  if (d.area.size() < 2 && d.display.empty()) return;
  domain::Place p;
  p.raw = d.display.empty() ? d.area.back() : d.display;
  p.country = d.country;
  if (d.area.size() >= 2) {
    // From the country down: region, departement or county, town, quarter.
    if (const auto* r = domain::find_area_of(domain::AreaKind::kRegion, text::fold_name(d.area[1])); r && p.country == "FR") p.region = r->region;
    else if (p.country != "FR") p.region = d.area[1];
    if (p.country == "FR" && d.area.size() >= 3)
      if (const auto* dep = domain::find_area_of(domain::AreaKind::kDepartement, text::fold_name(d.area[2]))) p.departement = dep->departement;
    // In France the last is the commune; elsewhere it may be a quarter of the town before it.
    if (d.area.size() >= 4) p.city = p.country == "FR" ? d.area.back() : d.area[3];
    while (p.city.ends_with(';')) p.city.pop_back();
    if (p.country == "FR" && p.departement == "75") p.city = "Paris";
  }
  if (const auto* town = domain::find_area_of(domain::AreaKind::kCity, text::fold_name(p.city)); town && town->country == p.country) p.city = town->name;
  p.lat = d.lat;
  p.lon = d.lon;
  domain::complete_place(p);
  d.offer.places.push_back(std::move(p));
}

// Pages of 50 from 1, newest first, of one country's search. 25 requests a minute, 250 a day: a few pages of each query, twice a day.
constexpr std::string_view kCountries[] = {"gb", "us", "at", "au", "be", "br", "ca", "ch", "de", "es", "fr", "in", "it", "mx", "nl", "nz", "pl", "sg", "za"};

class AdzunaFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kSearch; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(2500), .burst = 2, .per_day = 240, .run_gap_min = std::chrono::hours(12)}; }
  std::vector<std::string> missing(const FetchConfig& c) const override {
    std::vector<std::string> names;
    if (c.adzuna_id.empty()) names.emplace_back("ADZUNA_APP_ID");
    if (c.adzuna_key.empty()) names.emplace_back("ADZUNA_APP_KEY");
    return names;
  }
  std::string keys_from() const override { return "https://developer.adzuna.com"; }
  std::optional<FetchQuery> fit(FetchQuery q, const FetchConfig& c) const override {
    const std::string country = q.country.empty() ? c.adzuna_country : text::fold(q.country);
    if (std::find(std::begin(kCountries), std::end(kCountries), country) == std::end(kCountries)) return std::nullopt;
    q.country = country;
    q.departement.clear();
    return q;
  }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override { return std::make_unique<Plan>(in); }

 private:
  class Plan final : public FetchPlan {
   public:
    explicit Plan(const PlanInput& in) : country_(in.listing.query.country) {
      first_ = in.config.base("adzuna", "https://api.adzuna.com") + "/v1/api/jobs/" + country_ + "/search/";
      rest_ = "?app_id=" + http::percent_encode(in.config.adzuna_id.reveal()) + "&app_key=" + http::percent_encode(in.config.adzuna_key.reveal()) + "&results_per_page=" + std::to_string(kPage) +
              "&sort_by=date&max_days_old=14&content-type=application%2Fjson&what=" + http::percent_encode(in.listing.query.words);
      if (!in.listing.query.place.empty()) rest_ += "&where=" + http::percent_encode(in.listing.query.place);
    }
    Step next(const Answer* answer) override {
      if (answer == nullptr) return ask();
      if (answer->status == 401 || answer->status == 403) return Step::fail(domain::SourceProblem::kKeyRefused, "https://developer.adzuna.com");
      if (auto step = refused(*answer)) return *step;
      text::JsonReader json;
      const auto body = json.parse(answer->body);
      const auto results = body ? (*body)["results"] : std::nullopt;
      if (!results || !results->is_array()) return Step::fail(domain::SourceProblem::kNotUnderstood, "results");
      const auto count = (*body)["count"];
      if (static_cast<std::int64_t>(page_) * kPage >= (count ? count->integer().value_or(0) : 0)) return Step::part(false);
      if (page_ >= kPagesMax) return Step::part(true);
      ++page_;
      return ask();
    }

   private:
    static constexpr int kPage = 50, kPagesMax = 4;
    Step ask() const {
      Step s = Step::get(first_ + std::to_string(page_) + rest_, "adzuna " + country_ + ", page " + std::to_string(page_));
      s.ask.payload.country = country_;
      return s;
    }
    std::string country_, first_, rest_;
    int page_ = 1;
  };
};

class Adzuna final : public Board {
 public:
  std::string_view name() const override { return "adzuna"; }
  std::string_view label() const override { return "Adzuna"; }
  void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      Draft d{offer, {}, {}, {}, {}, {}, false};
      read_members(record, kKeys, d, "", out);
      if (const auto location = record["location"]) read_members(*location, kLocationKeys, d, "location.", out);
      place(d, payload.country);
      if (offer.pay.stated()) {
        offer.pay.currency = currency_of_country(d.country);
        offer.pay.period = domain::PayPeriod::kYear;
        offer.pay.origin = d.predicted ? domain::PayOrigin::kPredicted : domain::PayOrigin::kEmployer;
      }
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const AdzunaFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& adzuna() {
  static const Adzuna board;
  return board;
}

}  // namespace jm::discovery
