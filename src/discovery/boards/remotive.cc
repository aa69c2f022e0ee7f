// Remotive: {"00-warning", "0-legal-notice", "job-count", "jobs": [...]}. Remote only; the place is where one may live; pay is free text
// ("$75k - $95k", "OTE $25k - $35k"); dates are UTC without saying so.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonValue;

constexpr std::string_view kLists[] = {"jobs"};

constexpr Key<Offer> kKeys[] = {
    {"id", [](Offer& o, const JsonValue& v) { o.source_id = v.text().value_or(""); }},
    {"url", [](Offer& o, const JsonValue& v) { o.url = v.string().value_or(""); }},
    {"title", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"company_name", [](Offer& o, const JsonValue& v) { o.company = line_of(v); }},
    {"company_logo", nullptr},
    {"company_logo_url", nullptr},
    {"category", [](Offer& o, const JsonValue& v) { add_tag(o, v.string().value_or("")); }},
    {"tags", [](Offer& o, const JsonValue& v) { add_tags(o, v); }},
    {"job_type", [](Offer& o, const JsonValue& v) { set_employment(o, v.string().value_or("")); }},
    {"publication_date", [](Offer& o, const JsonValue& v) { set_posted(o, v, {}); }},
    {"candidate_required_location", [](Offer& o, const JsonValue& v) { add_place(o, {.raw = line_of(v)}); }},
    {"salary", [](Offer& o, const JsonValue& v) { if (const auto s = v.string(); s && !s->empty()) o.pay = parse_pay(*s); }},
    {"description", [](Offer& o, const JsonValue& v) { o.description = text_of(v.string().value_or("")); }},
};

// The newest of everything in one answer; at most about four requests a day are welcome.
class RemotiveFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kFeed; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(30'000), .burst = 1, .per_day = 4, .run_gap_min = std::chrono::hours(6)}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override { return single_get(in.config.base("remotive", "https://remotive.com") + "/api/remote-jobs", "remotive", false); }
};

class Remotive final : public Board {
 public:
  std::string_view name() const override { return "remotive"; }
  std::string_view label() const override { return "Remotive"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      offer.remote = domain::Remote::kRemote;
      read_members(record, kKeys, offer, "", out);
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const RemotiveFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& remotive() {
  static const Remotive board;
  return board;
}

}  // namespace jm::discovery
