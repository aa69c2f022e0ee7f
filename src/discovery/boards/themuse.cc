// The Muse: {"results": [{id, name, contents (HTML), type, publication_date, locations[]{name}, categories[], levels[], tags[],
// refs{landing_page}, company{name}}], "page", …}. Remote work is a location, "Flexible / Remote". No pay.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "domain/place.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"results"};

void tag_names(Offer& o, const JsonValue& list) {
  for (JsonElements e(list); e.next();)
    if (const auto n = e.value()["name"]) add_tag(o, n->string().value_or(""));
}

constexpr Key<Offer> kKeys[] = {
    {"contents", [](Offer& o, const JsonValue& v) { o.description = text_of(v.string().value_or("")); }},
    {"name", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"type", nullptr},
    {"publication_date", [](Offer& o, const JsonValue& v) { set_time(o.posted_at, v); }},
    {"short_name", nullptr},
    {"model_type", nullptr},
    {"id", [](Offer& o, const JsonValue& v) { o.source_id = v.text().value_or(""); }},
    {"locations", [](Offer& o, const JsonValue& v) {
       for (JsonElements e(v); e.next() && o.places.size() < domain::kPlacesMax;) {
         const auto n = e.value()["name"];
         auto found = domain::parse_places(n ? line_of(*n) : std::string());
         if (found.remote != domain::Remote::kUnknown) o.remote = found.remote;
         for (auto& p : found.places) o.places.push_back(std::move(p));
       }
     }},
    {"categories", tag_names},
    {"levels", [](Offer& o, const JsonValue& v) {
       tag_names(o, v);
       for (JsonElements e(v); e.next();)
         if (const auto n = e.value()["short_name"]; n && n->string() == "internship") o.contract = domain::Contract::kInternship;
     }},
    {"tags", tag_names},
    {"refs", [](Offer& o, const JsonValue& v) { if (const auto u = v["landing_page"]) o.url = u->string().value_or(""); }},
    {"company", [](Offer& o, const JsonValue& v) { if (const auto n = v["name"]) o.company = line_of(*n); }},
};

// Pages of 20, at most 99 of them for one query; 500 requests an hour without a key, 403 beyond.
class TheMuseFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kFeed; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(1500), .burst = 3, .per_day = 3000, .run_gap_min = std::chrono::minutes(120)}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    Paged about;
    about.base = in.config.base("themuse", "https://www.themuse.com");
    about.name = "themuse";
    about.pages_max = static_cast<std::size_t>(in.config.pages_max);
    about.ceiling = 99;
    about.url = [](const Paged& self, std::size_t n) { return self.base + "/api/public/jobs?page=" + std::to_string(n); };
    about.judge = [](const Paged&, std::string_view body, std::size_t n) {
      text::JsonReader json;
      const auto page = json.parse(body);
      if (!page || !(*page)["results"] || !(*page)["results"]->is_array()) return PageVerdict{PageVerdict::Is::kBad, {}};
      const auto count = (*page)["page_count"];
      const auto pages = count ? count->integer().value_or(0) : 0;
      return PageVerdict{static_cast<std::int64_t>(n) + 1 < pages ? PageVerdict::Is::kMore : PageVerdict::Is::kLast, {}};
    };
    return paged(std::move(about));
  }
};

class TheMuse final : public Board {
 public:
  std::string_view name() const override { return "themuse"; }
  std::string_view label() const override { return "The Muse"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      read_members(record, kKeys, offer, "", out);
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const TheMuseFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& themuse() {
  static const TheMuse board;
  return board;
}

}  // namespace jm::discovery
