// A paid feed of LinkedIn postings without their texts: places and pay are schema.org nodes, "derived" members are the feed's own
// reading. Recruiters are personal and never read.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"jobs", "data"};

void places(Offer& o, const JsonValue& v) {
  for (JsonElements e(v); e.next() && o.places.size() < domain::kPlacesMax;) {
    const auto address = e.value()["address"];
    if (!address) continue;
    const auto part = [&](std::string_view key) { const auto m = (*address)[key]; return m ? line_of(*m) : std::string(); };
    const auto lat = e.value()["latitude"], lon = e.value()["longitude"];
    add_place(o, {.city = part("addressLocality"), .region = part("addressRegion"), .country = part("addressCountry"), .lat = lat ? lat->number() : std::nullopt, .lon = lon ? lon->number() : std::nullopt});
  }
}

void pay(Offer& o, const JsonValue& v) {
  const auto value = v["value"], currency = v["currency"];
  if (!value) return;
  if (const auto n = (*value)["minValue"]) o.pay.min = number_in(*n);
  if (const auto n = (*value)["maxValue"]) o.pay.max = number_in(*n);
  if (const auto n = (*value)["value"]; n && !o.pay.stated()) o.pay.min = o.pay.max = number_in(*n);
  if (const auto u = (*value)["unitText"]) o.pay.period = pay_period_of(u->string().value_or(""));
  o.pay.currency = currency ? currency->string().value_or("") : "";
  if (o.pay.stated()) o.pay.origin = domain::PayOrigin::kEmployer;
}

constexpr Key<Offer> kKeys[] = {
    {"id", [](Offer& o, const JsonValue& v) { o.source_id = v.text().value_or(""); }},
    {"date_posted", [](Offer& o, const JsonValue& v) { set_posted(o, v, {}); }},
    {"date_created", nullptr},
    {"title", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"organization", [](Offer& o, const JsonValue& v) { o.company = line_of(v); }},
    {"date_validthrough", [](Offer& o, const JsonValue& v) { set_time(o.expires_at, v); }},
    {"locations_raw", places},
    {"location_type", [](Offer& o, const JsonValue& v) { if (v.string() == "TELECOMMUTE") o.remote = domain::Remote::kRemote; }},
    {"salary_raw", pay},
    {"employment_type", [](Offer& o, const JsonValue& v) { for (JsonElements e(v); e.next();) set_employment(o, e.value().string() == "INTERN" ? "internship" : e.value().string().value_or("")); }},
    {"url", [](Offer& o, const JsonValue& v) { o.url = v.string().value_or(""); }},
    {"seniority", [](Offer& o, const JsonValue& v) {
       o.experience.raw = line_of(v);
       if (o.experience.raw == "Entry level") o.experience.need = domain::ExperienceNeed::kBeginner;
       if (o.experience.raw == "Internship") o.contract = domain::Contract::kInternship;
     }},
    {"description_text", [](Offer& o, const JsonValue& v) { o.description = text_of(v.string().value_or("")); }},
    {"linkedin_org_recruitment_agency_derived", [](Offer& o, const JsonValue& v) { o.intermediary |= v.boolean() == true; }},
    {"linkedin_org_industry", [](Offer& o, const JsonValue& v) {
       add_tag(o, v.string().value_or(""));
       o.intermediary |= v.string() == "Staffing and Recruiting";
     }},
    {"recruiter_name", nullptr}, {"recruiter_title", nullptr}, {"recruiter_url", nullptr},      // personal
    {"organization_url", nullptr}, {"organization_logo", nullptr}, {"location_requirements_raw", nullptr}, {"source_type", nullptr}, {"source", nullptr}, {"source_domain", nullptr},
    {"cities_derived", nullptr}, {"regions_derived", nullptr}, {"countries_derived", nullptr}, {"locations_derived", nullptr}, {"timezones_derived", nullptr}, {"lats_derived", nullptr},
    {"lngs_derived", nullptr}, {"remote_derived", nullptr}, {"linkedin_org_employees", nullptr}, {"linkedin_org_url", nullptr}, {"linkedin_org_size", nullptr}, {"linkedin_org_slogan", nullptr},
    {"linkedin_org_followers", nullptr}, {"linkedin_org_headquarters", nullptr}, {"linkedin_org_type", nullptr}, {"linkedin_org_foundeddate", nullptr}, {"linkedin_org_specialties", nullptr},
    {"linkedin_org_locations", nullptr}, {"linkedin_org_description", nullptr}, {"linkedin_org_slug", nullptr}, {"directapply", nullptr},
};

class LinkedInFeed final : public Board {
 public:
  std::string_view name() const override { return "linkedin_derived"; }
  std::string_view label() const override { return "LinkedIn postings (feed)"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      read_members(record, kKeys, offer, "", out);
      return std::optional<Reject>();
    });
  }
};

}  // namespace

const Board& linkedin_derived() {
  static const LinkedInFeed board;
  return board;
}

}  // namespace jm::discovery
