// Recruitee: {"offers": [...]} in one answer. `requirements` is a second part of the text; dates are "2026-08-05 09:41:37 UTC"; pay
// bounds are texts or null. mailbox_email is personal and never read.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using domain::Remote;
using text::JsonElements;
using text::JsonMembers;
using text::JsonValue;

constexpr std::string_view kLists[] = {"offers"};

struct Draft {
  Offer& offer;
  std::string description, requirements, language;
  Address main;
  std::vector<Address> places;
  bool published = true, remote = false, hybrid = false, on_site = false;
};

Address address(const JsonValue& v) {
  const auto part = [&](std::string_view key) { const auto m = v[key]; return m ? line_of(*m) : std::string(); };
  Address a;
  a.city = part("city");
  a.region = part("state");
  a.country = part("country_code");
  if (a.country.empty()) a.country = part("country");
  a.postal_code = part("postal_code");
  if (a.city.empty() && a.country.empty()) a.raw = part("name");
  return a;
}

void pay(Draft& d, const JsonValue& v) {
  domain::Pay& p = d.offer.pay;
  if (const auto n = v["min"]) p.min = number_in(*n);
  if (const auto n = v["max"]) p.max = number_in(*n);
  if (const auto c = v["currency"]) p.currency = c->string().value_or("");
  if (const auto c = v["period"]) p.period = pay_period_of(c->string().value_or(""));
  if (p.stated()) p.origin = domain::PayOrigin::kEmployer;
}

constexpr Key<Draft> kKeys[] = {
    {"id", [](Draft& d, const JsonValue& v) { d.offer.source_id = v.text().value_or(""); }},
    {"title", [](Draft& d, const JsonValue& v) { d.offer.title = line_of(v); }},
    {"company_name", [](Draft& d, const JsonValue& v) { d.offer.company = line_of(v); }},
    {"status", [](Draft& d, const JsonValue& v) { d.published = v.string().value_or("published") == "published"; }},
    {"department", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"description", [](Draft& d, const JsonValue& v) { d.description = v.string().value_or(""); }},
    {"requirements", [](Draft& d, const JsonValue& v) { d.requirements = v.string().value_or(""); }},
    {"careers_url", [](Draft& d, const JsonValue& v) { d.offer.url = v.string().value_or(""); }},
    {"careers_apply_url", [](Draft& d, const JsonValue& v) { d.offer.apply_url = v.string().value_or(""); }},
    {"published_at", [](Draft& d, const JsonValue& v) { set_posted(d.offer, v, {}); }},
    {"created_at", [](Draft& d, const JsonValue& v) { if (!d.offer.posted_at) set_posted(d.offer, v, {}); }},
    {"updated_at", [](Draft& d, const JsonValue& v) { set_time(d.offer.updated_at, v); }},
    {"close_at", [](Draft& d, const JsonValue& v) { set_time(d.offer.expires_at, v); }},
    {"employment_type_code", [](Draft& d, const JsonValue& v) { set_employment(d.offer, v.string().value_or("")); }},
    {"category_code", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"experience_code", [](Draft& d, const JsonValue& v) {
       d.offer.experience.raw = line_of(v);
       if (d.offer.experience.raw == "entry_level") d.offer.experience.need = domain::ExperienceNeed::kBeginner;
     }},
    {"education_code", [](Draft& d, const JsonValue& v) { d.offer.education_level = education_level_of(v.string().value_or("")); }},
    {"min_hours", nullptr},
    {"max_hours", [](Draft& d, const JsonValue& v) {
       const auto hours = v.integer();
       if (!hours || *hours < 1 || *hours > 80) return;
       d.offer.working_hours = std::to_string(*hours) + " h";
       if (d.offer.working_time == domain::WorkingTime::kUnknown) d.offer.working_time = *hours < 32 ? domain::WorkingTime::kPartTime : domain::WorkingTime::kFullTime;
     }},
    {"salary", pay},
    {"remote", [](Draft& d, const JsonValue& v) { d.remote = v.boolean() == true; }},
    {"hybrid", [](Draft& d, const JsonValue& v) { d.hybrid = v.boolean() == true; }},
    {"on_site", [](Draft& d, const JsonValue& v) { d.on_site = v.boolean() == true; }},
    {"location", [](Draft& d, const JsonValue& v) { d.main.raw = line_of(v); }},
    {"city", [](Draft& d, const JsonValue& v) { d.main.city = line_of(v); }},
    {"state_name", [](Draft& d, const JsonValue& v) { d.main.region = line_of(v); }},
    {"country", [](Draft& d, const JsonValue& v) { if (d.main.country.empty()) d.main.country = line_of(v); }},
    {"country_code", [](Draft& d, const JsonValue& v) { if (auto c = line_of(v); !c.empty()) d.main.country = std::move(c); }},
    {"postal_code", [](Draft& d, const JsonValue& v) { d.main.postal_code = line_of(v); }},
    {"locations", [](Draft& d, const JsonValue& v) { for (JsonElements e(v); e.next() && d.places.size() < domain::kPlacesMax;) d.places.push_back(address(e.value())); }},
    {"translations", [](Draft& d, const JsonValue& v) {       // one translation tells the language
       std::size_t n = 0;
       for (JsonMembers m(v); m.next(); ++n) d.language = m.key();
       if (n != 1) d.language.clear();
     }},
    {"tags", [](Draft& d, const JsonValue& v) { add_tags(d.offer, v); }},
    {"highlight", nullptr},
    {"mailbox_email", nullptr},            // personal
    // the application form and how the page looks
    {"guid", nullptr}, {"slug", nullptr}, {"position", nullptr}, {"state_code", nullptr}, {"dynamic_fields", nullptr}, {"open_questions", nullptr},
    {"options_cv", nullptr}, {"options_cover_letter", nullptr}, {"options_photo", nullptr}, {"options_phone", nullptr}, {"options_title", nullptr}, {"options_salutation", nullptr},
    {"min_hours_per_week", nullptr}, {"max_hours_per_week", nullptr}, {"locations_question", nullptr}, {"locations_question_type", nullptr}, {"locations_question_required", nullptr},
    {"location_question_visible", nullptr}, {"sharing_title", nullptr}, {"sharing_description", nullptr}, {"sharing_image", nullptr}, {"cover_image", nullptr},
};

// One answer holds everything; at {company}.recruitee.com, or at the company's own host (a token with a dot).
class RecruiteeFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kCompany; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(1000), .burst = 2}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    return single_get(company_site(in, "recruitee", ".recruitee.com") + "/api/offers", in.listing.token, true);
  }
};

class Recruitee final : public Board {
 public:
  std::string_view name() const override { return "recruitee"; }
  std::string_view label() const override { return "Recruitee"; }
  void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) -> std::optional<Reject> {
      Draft d{offer, {}, {}, {}, {}, {}};
      read_members(record, kKeys, d, "", out);
      if (!d.published) return Reject{0, RejectCode::kUnlisted, "the board marks this job as not published"};
      offer.description = text_of(d.description + "<div>" + d.requirements + "</div>");
      if (d.language.size() == 2) offer.language = d.language;
      // "hybrid" and "remote" may both be ticked: some days in the office are then possible, not demanded.
      offer.remote = d.remote ? Remote::kRemote : d.hybrid ? Remote::kHybrid : d.on_site ? Remote::kOnSite : Remote::kUnknown;
      if (d.places.empty()) d.places.push_back(d.main);
      for (const Address& a : d.places) add_place(offer, a);
      if (offer.company.empty()) offer.company = payload.company;
      return std::nullopt;
    });
  }
  const Fetching* fetching() const override {
    static const RecruiteeFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& recruitee() {
  static const Recruitee board;
  return board;
}

}  // namespace jm::discovery
