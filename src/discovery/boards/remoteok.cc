// RemoteOK: an array whose first element is a legal notice. Remote only; pay is yearly in dollars, 0 = unknown.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonValue;

constexpr std::string_view kLists[] = {"jobs"};

constexpr Key<Offer> kKeys[] = {
    {"slug", nullptr},
    {"id", [](Offer& o, const JsonValue& v) { o.source_id = v.text().value_or(""); }},
    {"epoch", [](Offer& o, const JsonValue& v) { set_posted(o, v, {}); }},
    {"date", [](Offer& o, const JsonValue& v) { if (!o.posted_at) set_posted(o, v, {}); }},
    {"company", [](Offer& o, const JsonValue& v) { o.company = line_of(v); }},
    {"company_logo", nullptr},
    {"position", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"tags", [](Offer& o, const JsonValue& v) { add_tags(o, v); }},
    {"description", [](Offer& o, const JsonValue& v) { o.description = text_of(v.string().value_or("")); }},
    {"location", [](Offer& o, const JsonValue& v) { add_place(o, {.raw = line_of(v)}); }},
    {"apply_url", [](Offer& o, const JsonValue& v) { o.apply_url = v.string().value_or(""); }},
    {"salary_min", [](Offer& o, const JsonValue& v) { o.pay.min = v.number(); }},
    {"salary_max", [](Offer& o, const JsonValue& v) { o.pay.max = v.number(); }},
    {"logo", nullptr},
    {"url", [](Offer& o, const JsonValue& v) { o.url = v.string().value_or(""); }},
    {"original", nullptr},
    {"verified", nullptr},
};

// The newest hundred or so in one answer.
class RemoteOkFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kFeed; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(10'000), .burst = 1, .per_day = 24, .run_gap_min = std::chrono::hours(4)}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override { return single_get(in.config.base("remoteok", "https://remoteok.com") + "/api", "remoteok", false); }
};

class RemoteOk final : public Board {
 public:
  std::string_view name() const override { return "remoteok"; }
  std::string_view label() const override { return "Remote OK"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) -> std::optional<Reject> {
      if (record["legal"] && !record["id"]) return pass_over();
      offer.remote = domain::Remote::kRemote;
      read_members(record, kKeys, offer, "", out);
      if (offer.pay.stated()) {
        offer.pay.currency = "USD";
        offer.pay.period = domain::PayPeriod::kYear;
        offer.pay.origin = domain::PayOrigin::kEmployer;
      }
      return std::nullopt;
    });
  }
  const Fetching* fetching() const override {
    static const RemoteOkFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& remoteok() {
  static const RemoteOk board;
  return board;
}

}  // namespace jm::discovery
