// Himalayas: {"jobs": [...], "totalCount", "offset", "limit"}. Remote only; locationRestrictions are the countries one may live in, none =
// anywhere; dates are epoch seconds. The key is the link (guid).
#include <algorithm>

#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"jobs"};

constexpr Key<Offer> kKeys[] = {
    {"title", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"excerpt", [](Offer& o, const JsonValue& v) {
       if (!o.description.empty()) return;
       o.description = text_of(v.string().value_or(""));
       o.description_cut = !o.description.empty();
     }},
    {"companyName", [](Offer& o, const JsonValue& v) { o.company = line_of(v); }},
    {"companySlug", nullptr},
    {"companyLogo", nullptr},
    {"employmentType", [](Offer& o, const JsonValue& v) { set_employment(o, v.string().value_or("")); }},
    {"minSalary", [](Offer& o, const JsonValue& v) { o.pay.min = number_in(v); }},
    {"maxSalary", [](Offer& o, const JsonValue& v) { o.pay.max = number_in(v); }},
    {"salaryPeriod", [](Offer& o, const JsonValue& v) { o.pay.period = pay_period_of(v.string().value_or("")); }},
    {"seniority", [](Offer& o, const JsonValue& v) { add_tags(o, v); }},
    {"currency", [](Offer& o, const JsonValue& v) { o.pay.currency = v.string().value_or(""); }},
    {"locationRestrictions", [](Offer& o, const JsonValue& v) {
       for (JsonElements e(v); e.next() && o.places.size() < domain::kPlacesMax;) {
         const auto name = e.value()["name"];
         add_place(o, {.raw = line_of(name ? *name : e.value())});
       }
     }},
    {"timezoneRestrictions", nullptr},
    {"categories", [](Offer& o, const JsonValue& v) {
       for (JsonElements e(v); e.next();) {
         std::string tag(e.value().string().value_or(""));
         std::replace(tag.begin(), tag.end(), '-', ' ');
         add_tag(o, tag);
       }
     }},
    {"parentCategories", [](Offer& o, const JsonValue& v) { add_tags(o, v); }},
    {"description", [](Offer& o, const JsonValue& v) {
       if (auto t = text_of(v.string().value_or("")); !t.empty()) {
         o.description = std::move(t);
         o.description_cut = false;
       }
     }},
    {"pubDate", [](Offer& o, const JsonValue& v) { set_posted(o, v, {}); }},
    {"expiryDate", [](Offer& o, const JsonValue& v) { set_time(o.expires_at, v); }},
    {"applicationLink", [](Offer& o, const JsonValue& v) { o.url = v.string().value_or(""); }},
    {"guid", [](Offer& o, const JsonValue& v) { o.source_id = v.text().value_or(""); }},
};

// Pages of 20 of some hundred thousand, newest first: the first fifty.
class HimalayasFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kFeed; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(1500), .burst = 2, .per_day = 400, .run_gap_min = std::chrono::hours(4)}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    Paged about;
    about.base = in.config.base("himalayas", "https://himalayas.app");
    about.name = "himalayas";
    about.pages_max = 50;
    about.whole = false;
    about.url = [](const Paged& self, std::size_t n) { return self.base + "/jobs/api?limit=20&offset=" + std::to_string(20 * n); };
    about.judge = [](const Paged&, std::string_view body, std::size_t n) {
      text::JsonReader json;
      const auto page = json.parse(body);
      if (!page || !(*page)["jobs"] || !(*page)["jobs"]->is_array()) return PageVerdict{PageVerdict::Is::kBad, {}};
      const auto total = (*page)["totalCount"];
      const auto count = total ? total->integer().value_or(0) : 0;
      return PageVerdict{20 * (static_cast<std::int64_t>(n) + 1) < count ? PageVerdict::Is::kMore : PageVerdict::Is::kLast, {}};
    };
    return paged(std::move(about));
  }
};

class Himalayas final : public Board {
 public:
  std::string_view name() const override { return "himalayas"; }
  std::string_view label() const override { return "Himalayas"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      offer.remote = domain::Remote::kRemote;
      read_members(record, kKeys, offer, "", out);
      if (!offer.pay.stated()) offer.pay = {};
      else offer.pay.origin = domain::PayOrigin::kEmployer;
      if (offer.pay.stated() && offer.pay.period == domain::PayPeriod::kUnknown)
        offer.pay.period = offer.pay.max.value_or(*offer.pay.min) < 250 ? domain::PayPeriod::kHour : domain::PayPeriod::kYear;
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const HimalayasFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& himalayas() {
  static const Himalayas board;
  return board;
}

}  // namespace jm::discovery
