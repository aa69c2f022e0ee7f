// Lever: an array of postings. The body is in four pieces (opening, descriptionBody, lists whose content is <li> without <ul>,
// additional); `description` repeats the first two. The employer is only in the link (jobs.lever.co/<site>/<id>).
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"
#include "http/url.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using domain::Remote;
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"postings", "data"};

struct Draft {
  Offer& offer;
  ParseOutput& out;
  std::string opening, body, lists, additional, pay_note, whole, plain;
  std::string location, country;
  std::vector<std::string> places;
};

template <std::string Draft::*Member>
void html(Draft& d, const JsonValue& v) { d.*Member = v.string().value_or(""); }

constexpr Key<Draft> kCategoryKeys[] = {
    {"commitment", [](Draft& d, const JsonValue& v) { set_employment(d.offer, v.string().value_or("")); }},
    {"department", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"location", [](Draft& d, const JsonValue& v) { d.location = line_of(v); }},
    {"team", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"level", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"group", nullptr},
    {"allLocations", [](Draft& d, const JsonValue& v) {
       for (JsonElements e(v); e.next() && d.places.size() < domain::kPlacesMax;) d.places.push_back(line_of(e.value()));
     }},
};

void lists(Draft& d, const JsonValue& v) {
  for (JsonElements e(v); e.next();) {
    const auto heading = e.value()["text"], items = e.value()["content"];
    if (heading) d.lists.append("<h3>").append(heading->string().value_or("")).append("</h3>");
    if (items) d.lists.append("<ul>").append(items->string().value_or("")).append("</ul>");
  }
}

void pay(Draft& d, const JsonValue& v) {
  domain::Pay& p = d.offer.pay;
  if (const auto n = v["min"]) p.min = n->number();
  if (const auto n = v["max"]) p.max = n->number();
  if (const auto c = v["currency"]) p.currency = c->string().value_or("");
  if (const auto i = v["interval"]) p.period = pay_period_of(i->string().value_or(""));
  p.origin = domain::PayOrigin::kEmployer;
}

constexpr Key<Draft> kKeys[] = {
    {"additionalPlain", nullptr},
    {"additional", html<&Draft::additional>},
    {"categories", [](Draft& d, const JsonValue& v) { read_members(v, kCategoryKeys, d, "categories.", d.out); }},
    {"createdAt", [](Draft& d, const JsonValue& v) { set_posted(d.offer, v, {}); }},
    {"descriptionPlain", html<&Draft::plain>},
    {"description", html<&Draft::whole>},
    {"id", [](Draft& d, const JsonValue& v) { d.offer.source_id = v.text().value_or(""); }},
    {"lists", lists},
    {"salaryRange", pay},
    {"salaryDescription", html<&Draft::pay_note>},
    {"salaryDescriptionPlain", nullptr},
    {"text", [](Draft& d, const JsonValue& v) { d.offer.title = line_of(v); }},
    {"country", [](Draft& d, const JsonValue& v) { d.country = line_of(v); }},
    {"workplaceType", [](Draft& d, const JsonValue& v) {
       const std::string_view s = v.string().value_or("");
       d.offer.remote = s == "remote" ? Remote::kRemote : s == "hybrid" ? Remote::kHybrid : s == "on-site" || s == "onsite" ? Remote::kOnSite : Remote::kUnknown;
     }},
    {"opening", html<&Draft::opening>},
    {"openingPlain", nullptr},
    {"descriptionBody", html<&Draft::body>},
    {"descriptionBodyPlain", nullptr},
    {"hostedUrl", [](Draft& d, const JsonValue& v) { d.offer.url = v.string().value_or(""); }},
    {"applyUrl", [](Draft& d, const JsonValue& v) { d.offer.apply_url = v.string().value_or(""); }},
};

void assemble(Draft& d, std::string_view company) {
  Offer& o = d.offer;
  std::string first = d.opening + d.body;
  if (first.empty()) first = std::move(d.whole);
  o.description = text_of(first + d.lists + "<div>" + d.additional + "</div><div>" + d.pay_note + "</div>");
  if (o.description.empty()) o.description = text_of(d.plain);
  if (d.places.empty()) d.places.push_back(d.location);
  // The country is that of the first place; a list may cross borders.
  for (const std::string& place : d.places) add_place(o, {.raw = place, .country = d.places.size() == 1 ? d.country : std::string()});
  o.company = company.empty() ? site_of(o.url, "lever.co/") : std::string(company);
}

// Without a limit one answer holds the whole board. European customers are on a host of their own ("acme@eu").
class LeverFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kCompany; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(500), .burst = 2}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    const auto [site, region] = token_and_region(in.listing.token);
    const std::string base = in.config.base("lever", region == "eu" ? "https://api.eu.lever.co" : "https://api.lever.co");
    return single_get(base + "/v0/postings/" + http::percent_encode(site) + "?mode=json", site, true);
  }
};

class Lever final : public Board {
 public:
  std::string_view name() const override { return "lever"; }
  std::string_view label() const override { return "Lever"; }
  void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      Draft d{offer, out, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
      read_members(record, kKeys, d, "", out);
      assemble(d, payload.company);
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const LeverFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& lever() {
  static const Lever board;
  return board;
}

}  // namespace jm::discovery
