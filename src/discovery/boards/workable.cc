// Workable, in both of its public shapes: the widget ({"name", "description", "jobs": [...]}, dates without time) and the paged
// v3 list ({"total", "results": [...], "nextPage"}, whose text comes from the job's own page, v2). Key: the shortcode.
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

constexpr std::string_view kLists[] = {"jobs", "results"};

struct Draft {
  Offer& offer;
  std::string html;
  Address main;
  std::vector<Address> places;
  bool open = true;
};

Address address(const JsonValue& v) {
  Address a;
  const auto part = [&](std::string_view key) { const auto m = v[key]; return m ? line_of(*m) : std::string(); };
  a.city = part("city");
  a.region = part("region");
  a.country = part("countryCode");
  if (a.country.empty()) a.country = part("country");
  return a;
}

void departments(Draft& d, const JsonValue& v) {
  if (v.is_array()) add_tags(d.offer, v);
  else add_tag(d.offer, v.string().value_or(""));
}

void experience(Draft& d, const JsonValue& v) {
  d.offer.experience.raw = line_of(v);
  if (d.offer.experience.raw == "Internship") d.offer.contract = domain::Contract::kInternship;
  if (d.offer.experience.raw == "Entry level") d.offer.experience.need = domain::ExperienceNeed::kBeginner;
}

constexpr Key<Draft> kKeys[] = {
    {"title", [](Draft& d, const JsonValue& v) { d.offer.title = line_of(v); }},
    {"shortcode", [](Draft& d, const JsonValue& v) { d.offer.source_id = v.text().value_or(""); }},
    {"code", nullptr},
    {"employment_type", [](Draft& d, const JsonValue& v) { set_employment(d.offer, v.string().value_or("")); }},
    {"telecommuting", [](Draft& d, const JsonValue& v) { if (v.boolean() == true && d.offer.remote == Remote::kUnknown) d.offer.remote = Remote::kRemote; }},
    {"department", departments},
    {"url", [](Draft& d, const JsonValue& v) { d.offer.url = v.string().value_or(""); }},
    {"shortlink", nullptr},
    {"application_url", [](Draft& d, const JsonValue& v) { d.offer.apply_url = v.string().value_or(""); }},
    {"published_on", [](Draft& d, const JsonValue& v) { set_posted(d.offer, v, {}); }},
    {"created_at", [](Draft& d, const JsonValue& v) { if (!d.offer.posted_at) set_posted(d.offer, v, {}); }},
    {"country", [](Draft& d, const JsonValue& v) { d.main.country = line_of(v); }},
    {"city", [](Draft& d, const JsonValue& v) { d.main.city = line_of(v); }},
    {"state", [](Draft& d, const JsonValue& v) {            // the widget's region; in v3 the job's own
       const std::string s = line_of(v);
       if (s == "published" || s == "closed" || s == "archived" || s == "draft") d.open = s == "published";
       else d.main.region = s;
     }},
    {"education", [](Draft& d, const JsonValue& v) {
       const std::string s = line_of(v);
       d.offer.education_level = education_level_of(s);
       if (!s.empty()) d.offer.requirements.push_back({.kind = "education", .label = s, .code = {}});
     }},
    {"experience", experience},
    {"function", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"industry", [](Draft& d, const JsonValue& v) { add_tag(d.offer, v.string().value_or("")); }},
    {"locations", [](Draft& d, const JsonValue& v) {
       for (JsonElements e(v); e.next() && d.places.size() < domain::kPlacesMax;) {
         const auto hidden = e.value()["hidden"];
         if (!hidden || hidden->boolean() != true) d.places.push_back(address(e.value()));
       }
     }},
    {"description", [](Draft& d, const JsonValue& v) { d.html.insert(0, std::string(v.string().value_or("")) + "\n"); }},
    // v3 and v2
    {"id", nullptr},
    {"remote", [](Draft& d, const JsonValue& v) { if (v.boolean() == true && d.offer.remote == Remote::kUnknown) d.offer.remote = Remote::kRemote; }},
    {"location", [](Draft& d, const JsonValue& v) { d.main = address(v); }},
    {"isInternal", [](Draft& d, const JsonValue& v) { d.open &= v.boolean() != true; }},
    {"published", [](Draft& d, const JsonValue& v) { set_posted(d.offer, v, {}); }},
    {"type", [](Draft& d, const JsonValue& v) {
       const std::string_view s = v.string().value_or("");
       set_employment(d.offer, s == "full" ? "full-time" : s == "part" ? "part-time" : s);
     }},
    {"language", [](Draft& d, const JsonValue& v) { if (const auto s = v.string(); s && s->size() >= 2) d.offer.language = s->substr(0, 2); }},
    {"accountUid", nullptr},
    {"approvalStatus", nullptr},
    {"workplace", [](Draft& d, const JsonValue& v) {
       const std::string_view s = v.string().value_or("");
       if (s == "remote") d.offer.remote = Remote::kRemote;
       if (s == "hybrid") d.offer.remote = Remote::kHybrid;
       if (s == "on_site") d.offer.remote = Remote::kOnSite;
     }},
    {"requirements", [](Draft& d, const JsonValue& v) { d.html += std::string(v.string().value_or("")) + "\n"; }},
    {"benefits", [](Draft& d, const JsonValue& v) { d.html += v.string().value_or(""); }},
};

// The documented address leads to the widget's by a redirect. 429 is frequent, so it is asked slowly.
class WorkableFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kCompany; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(3000), .burst = 2, .run_gap_min = std::chrono::minutes(120)}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    return single_get(in.config.base("workable", "https://www.workable.com") + "/api/accounts/" + http::percent_encode(in.listing.token) + "?details=true", in.listing.token, true);
  }
};

class Workable final : public Board {
 public:
  std::string_view name() const override { return "workable"; }
  std::string_view label() const override { return "Workable"; }
  void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope& envelope, Offer& offer) -> std::optional<Reject> {
      Draft d{offer, {}, {}, {}};
      read_members(record, kKeys, d, "", out);
      if (!d.open) return Reject{0, RejectCode::kUnlisted, "the board marks this job as not published"};
      offer.description = text_of(d.html);
      if (d.places.empty()) d.places.push_back(d.main);
      for (const Address& a : d.places) add_place(offer, a);
      offer.company = line_of(envelope.get("name"));
      if (offer.company.empty()) offer.company = payload.company;
      if (offer.url.empty() && !offer.source_id.empty()) offer.url = "https://apply.workable.com/j/" + offer.source_id;
      return std::nullopt;
    });
  }
  const Fetching* fetching() const override {
    static const WorkableFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& workable() {
  static const Workable board;
  return board;
}

}  // namespace jm::discovery
