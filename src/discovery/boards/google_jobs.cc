// Google for Jobs as a search service hands it on: an array, or {"data": [...]}. Dates are relative in the searcher's language; nearly
// everything else is null. The same job comes through several publishers.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"data", "jobs"};

struct Draft {
  Offer& offer;
  Time now;
  Address place;
  std::string region;
};

constexpr Key<Draft> kKeys[] = {
    {"job_id", [](Draft& d, const JsonValue& v) { d.offer.source_id = v.text().value_or(""); }},
    {"job_title", [](Draft& d, const JsonValue& v) { d.offer.title = line_of(v); }},
    {"employer_name", [](Draft& d, const JsonValue& v) { d.offer.company = line_of(v); }},
    {"employer_logo", nullptr}, {"employer_website", nullptr}, {"employer_company_type", nullptr},
    {"job_publisher", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"job_employment_type", nullptr},            // the next one in words
    {"job_employment_types", [](Draft& d, const JsonValue& v) {
       for (JsonElements e(v); e.next();) set_employment(d.offer, e.value().string() == "INTERN" ? "internship" : e.value().string().value_or(""));
     }},
    {"job_apply_link", [](Draft& d, const JsonValue& v) { d.offer.url = v.string().value_or(""); }},
    {"job_apply_is_direct", nullptr}, {"apply_options", nullptr},
    {"job_description", [](Draft& d, const JsonValue& v) { d.offer.description = text_of(v.string().value_or("")); }},
    {"job_is_remote", [](Draft& d, const JsonValue& v) { if (v.boolean() == true) d.offer.remote = domain::Remote::kRemote; }},
    {"job_posted_at", [](Draft& d, const JsonValue& v) { if (!d.offer.posted_at) set_posted(d.offer, v, d.now); }},
    {"job_posted_at_timestamp", [](Draft& d, const JsonValue& v) { set_posted(d.offer, v, d.now); }},
    {"job_posted_at_datetime_utc", [](Draft& d, const JsonValue& v) { if (d.offer.posted_precision != domain::DatePrecision::kInstant) set_posted(d.offer, v, d.now); }},
    {"job_offer_expiration_datetime_utc", [](Draft& d, const JsonValue& v) { set_time(d.offer.expires_at, v); }},
    {"job_location", [](Draft& d, const JsonValue& v) { d.place.raw = line_of(v); }},
    {"job_city", [](Draft& d, const JsonValue& v) { d.place.city = line_of(v); }},
    {"job_state", [](Draft& d, const JsonValue& v) { d.place.region = line_of(v); }},
    {"job_country", [](Draft& d, const JsonValue& v) { d.place.country = line_of(v); }},
    {"job_latitude", [](Draft& d, const JsonValue& v) { d.place.lat = v.number(); }},
    {"job_longitude", [](Draft& d, const JsonValue& v) { d.place.lon = v.number(); }},
    {"job_benefits", nullptr}, {"job_google_link", nullptr}, {"job_highlights", nullptr}, {"job_onet_soc", nullptr}, {"job_onet_job_zone", nullptr},
    {"job_salary", [](Draft& d, const JsonValue& v) { if (const auto s = v.string(); s && !s->empty()) d.offer.pay = parse_pay(*s); }},
    {"job_min_salary", [](Draft& d, const JsonValue& v) { if (const auto n = number_in(v)) d.offer.pay.min = n; }},
    {"job_max_salary", [](Draft& d, const JsonValue& v) { if (const auto n = number_in(v)) d.offer.pay.max = n; }},
    {"job_salary_period", [](Draft& d, const JsonValue& v) { if (const auto s = v.string()) d.offer.pay.period = pay_period_of(*s); }},
    {"job_salary_currency", [](Draft& d, const JsonValue& v) { d.offer.pay.currency = v.string().value_or(""); }},
};

class GoogleJobs final : public Board {
 public:
  std::string_view name() const override { return "google_jobs"; }
  std::string_view label() const override { return "Google for Jobs"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      Draft d{offer, now, {}, {}};
      read_members(record, kKeys, d, "", out);
      // A point in the middle of the country is no place.
      if (d.place.city.empty()) d.place.lat = d.place.lon = std::nullopt;
      add_place(offer, d.place);
      if (offer.pay.stated()) offer.pay.origin = domain::PayOrigin::kEmployer;
      return std::optional<Reject>();
    });
  }
};

}  // namespace

const Board& google_jobs() {
  static const GoogleJobs board;
  return board;
}

}  // namespace jm::discovery
