// Greenhouse: {"jobs": [...], "meta": {...}}, or one board a line as {"board", "company", "jobs": [...]}. `content` is HTML escaped
// once more. One location text may pack several places. updated_at moves for the whole board; the content hash tells changes.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"
#include "domain/place.h"
#include "http/url.h"
#include "text/fold.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using domain::PayOrigin;
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"jobs"};

// Custom fields of the employer: only those whose name says what they are.
void metadata(Offer& o, const JsonValue& list) {
  for (JsonElements e(list); e.next();) {
    const auto label = e.value()["name"];
    const auto value = e.value()["value"];
    if (!label || !value) continue;
    const std::string key = text::fold(label->string().value_or(""));
    const auto has = [&](std::string_view w) { return key.find(w) != std::string::npos; };
    if (value->is_object()) {            // a currency range: {"unit": "USD", "min_value": "100", "max_value": "120"}
      const auto unit = (*value)["unit"], low = (*value)["min_value"], high = (*value)["max_value"];
      if (!unit || !low || !high || o.pay.stated()) continue;
      const auto amount = [](const JsonValue& v) -> std::optional<double> {
        const auto t = v.text();
        if (!t) return std::nullopt;
        char* end = nullptr;
        const double d = std::strtod(t->c_str(), &end);
        return end == t->c_str() ? std::nullopt : std::optional(d);
      };
      o.pay.min = amount(*low);
      o.pay.max = amount(*high);
      o.pay.currency = unit->string().value_or("");
      // The field does not say; nobody earns 30 dollars a year.
      o.pay.period = has("hour") || (o.pay.max && *o.pay.max < 250) ? domain::PayPeriod::kHour : domain::PayPeriod::kYear;
      o.pay.origin = PayOrigin::kEmployer;
      continue;
    }
    const std::string_view s = value->string().value_or("");
    if (s.empty() || s.size() > 200) continue;
    if (has("employment type") || has("time type") || has("job type") || has("contract")) {
      if (o.contract == domain::Contract::kUnknown) o.contract = contract_of(s);
      if (o.working_time == domain::WorkingTime::kUnknown) o.working_time = working_time_of(s);
    } else if (has("workplace") || has("remote") || has("location type") || has("work model")) {
      const auto said = domain::parse_places(s).remote;
      if (o.remote == domain::Remote::kUnknown) o.remote = said;
    }
  }
}

void pay_ranges(Offer& o, const JsonValue& list) {
  for (JsonElements e(list); e.next();) {
    const auto low = e.value()["min_cents"], high = e.value()["max_cents"], currency = e.value()["currency_type"];
    if (!low || !high || !low->number() || !high->number()) continue;
    o.pay.min = *low->number() / 100;
    o.pay.max = *high->number() / 100;
    o.pay.currency = currency ? currency->string().value_or("") : "";
    const auto title = e.value()["title"];
    o.pay.period = title && text::fold(title->string().value_or("")).find("hour") != std::string::npos ? domain::PayPeriod::kHour : domain::PayPeriod::kYear;
    o.pay.origin = PayOrigin::kEmployer;
    return;                          // the first range is the main one
  }
}

void tag_names(Offer& o, const JsonValue& list) {
  for (JsonElements e(list); e.next();)
    if (const auto n = e.value()["name"]) add_tag(o, n->string().value_or(""));
}

constexpr Key<Offer> kKeys[] = {
    {"absolute_url", [](Offer& o, const JsonValue& v) { o.url = v.string().value_or(""); }},
    {"data_compliance", nullptr}, {"ai_disclaimer", nullptr}, {"ai_opt_out_request_url", nullptr}, {"include_ai_disclaimer", nullptr},
    {"education", nullptr},
    {"employment", nullptr},
    {"internal_job_id", nullptr},
    {"location", [](Offer& o, const JsonValue& v) {
       const auto n = v["name"];
       auto found = domain::parse_places(n ? line_of(*n) : std::string());
       o.places = std::move(found.places);
       if (found.remote != domain::Remote::kUnknown) o.remote = found.remote;
     }},
    {"metadata", metadata},
    {"id", [](Offer& o, const JsonValue& v) { o.source_id = v.text().value_or(""); }},
    {"updated_at", [](Offer& o, const JsonValue& v) { set_time(o.updated_at, v); }},
    {"requisition_id", nullptr},
    {"title", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"company_name", [](Offer& o, const JsonValue& v) { o.company = line_of(v); }},
    {"first_published", [](Offer& o, const JsonValue& v) { set_time(o.posted_at, v); }},
    {"language", [](Offer& o, const JsonValue& v) {
       const std::string_view code = v.string().value_or("");
       if (code.size() >= 2) o.language = text::fold(code.substr(0, 2));
     }},
    {"application_deadline", [](Offer& o, const JsonValue& v) { set_time(o.expires_at, v); }},
    {"content", [](Offer& o, const JsonValue& v) { o.description = text_of(v.string().value_or("")); }},
    {"departments", tag_names},
    {"offices", nullptr},            // the employer's sites, not this job's places
    {"pay_input_ranges", pay_ranges},
};

// One answer holds the whole board.
class GreenhouseFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kCompany; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(500), .burst = 2}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    return single_get(in.config.base("greenhouse", "https://boards-api.greenhouse.io") + "/v1/boards/" + http::percent_encode(in.listing.token) + "/jobs?content=true&pay_transparency=true",
                      in.listing.token, true);
  }
};

class Greenhouse final : public Board {
 public:
  std::string_view name() const override { return "greenhouse"; }
  std::string_view label() const override { return "Greenhouse"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope& envelope, Offer& offer) {
      read_members(record, kKeys, offer, "", out);
      if (offer.company.empty()) offer.company = line_of(envelope.get("company"));
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const GreenhouseFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& greenhouse() {
  static const Greenhouse board;
  return board;
}

}  // namespace jm::discovery
