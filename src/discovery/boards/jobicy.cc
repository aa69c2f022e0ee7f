// Jobicy: {"jobs": [...], "jobCount", …}, in the shape of 2024 (annualSalaryMin/Max as texts) and of 2026 (salaryMin/Max as numbers with
// salaryPeriod). Remote only; titles carry HTML entities; "Anywhere" is a place.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using domain::PayPeriod;
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"jobs"};

void yearly(Offer& o) { if (o.pay.period == PayPeriod::kUnknown) o.pay.period = PayPeriod::kYear; }

constexpr Key<Offer> kKeys[] = {
    {"id", [](Offer& o, const JsonValue& v) { o.source_id = v.text().value_or(""); }},
    {"url", [](Offer& o, const JsonValue& v) { o.url = v.string().value_or(""); }},
    {"jobSlug", nullptr},
    {"jobTitle", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"companyName", [](Offer& o, const JsonValue& v) { o.company = line_of(v); }},
    {"companyLogo", nullptr},
    {"jobIndustry", [](Offer& o, const JsonValue& v) { add_tags(o, v); }},
    {"jobType", [](Offer& o, const JsonValue& v) {
       for (JsonElements e(v); e.next();) set_employment(o, e.value().string().value_or(""));
       set_employment(o, v.string().value_or(""));
     }},
    {"jobGeo", [](Offer& o, const JsonValue& v) { add_place(o, {.raw = line_of(v)}); }},
    {"jobLevel", [](Offer& o, const JsonValue& v) { if (v.string() != "Any") add_tag(o, v.string().value_or("")); }},
    {"jobExcerpt", [](Offer& o, const JsonValue& v) {
       if (!o.description.empty()) return;
       o.description = text_of(v.string().value_or(""));
       o.description_cut = !o.description.empty();
     }},
    {"jobDescription", [](Offer& o, const JsonValue& v) {
       if (auto t = text_of(v.string().value_or("")); !t.empty()) {
         o.description = std::move(t);
         o.description_cut = false;
       }
     }},
    {"pubDate", [](Offer& o, const JsonValue& v) { set_posted(o, v, {}); }},
    {"annualSalaryMin", [](Offer& o, const JsonValue& v) { o.pay.min = number_in(v); yearly(o); }},
    {"annualSalaryMax", [](Offer& o, const JsonValue& v) { o.pay.max = number_in(v); yearly(o); }},
    {"salaryMin", [](Offer& o, const JsonValue& v) { o.pay.min = number_in(v); }},
    {"salaryMax", [](Offer& o, const JsonValue& v) { o.pay.max = number_in(v); }},
    {"salaryCurrency", [](Offer& o, const JsonValue& v) { o.pay.currency = v.string().value_or(""); }},
    {"salaryPeriod", [](Offer& o, const JsonValue& v) { o.pay.period = pay_period_of(v.string().value_or("")); }},
};

// The newest hundred; a few times a day.
class JobicyFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kFeed; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(30'000), .burst = 1, .per_day = 6, .run_gap_min = std::chrono::hours(6)}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override { return single_get(in.config.base("jobicy", "https://jobicy.com") + "/api/v2/remote-jobs?count=100", "jobicy", false); }
};

class Jobicy final : public Board {
 public:
  std::string_view name() const override { return "jobicy"; }
  std::string_view label() const override { return "Jobicy"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      offer.remote = domain::Remote::kRemote;
      read_members(record, kKeys, offer, "", out);
      if (offer.pay.stated()) offer.pay.origin = domain::PayOrigin::kEmployer;
      else offer.pay = {};
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const JobicyFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& jobicy() {
  static const Jobicy board;
  return board;
}

}  // namespace jm::discovery
