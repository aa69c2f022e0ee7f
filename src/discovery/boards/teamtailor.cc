// Teamtailor: JSON Feed 1.1 whose items embed a schema.org JobPosting (`_jobposting`); the feed's title is the employer.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/job_posting.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonValue;

constexpr std::string_view kLists[] = {"items"};

struct Draft {
  Offer& offer;
  ParseOutput& out;
  std::string id, title, url, html;
};

constexpr Key<Draft> kKeys[] = {
    {"id", [](Draft& d, const JsonValue& v) { d.id = v.text().value_or(""); }},
    {"title", [](Draft& d, const JsonValue& v) { d.title = line_of(v); }},
    {"url", [](Draft& d, const JsonValue& v) { d.url = v.string().value_or(""); }},
    {"date_published", [](Draft& d, const JsonValue& v) { if (!d.offer.posted_at) set_posted(d.offer, v, {}); }},
    {"date_modified", [](Draft& d, const JsonValue& v) { set_time(d.offer.updated_at, v); }},
    {"content_html", [](Draft& d, const JsonValue& v) { d.html = v.string().value_or(""); }},
    {"content_text", [](Draft& d, const JsonValue& v) { if (d.html.empty()) d.html = v.string().value_or(""); }},
    {"summary", nullptr}, {"image", nullptr}, {"banner_image", nullptr}, {"external_url", nullptr}, {"authors", nullptr}, {"author", nullptr},
    {"tags", [](Draft& d, const JsonValue& v) { add_tags(d.offer, v); }},
    {"language", [](Draft& d, const JsonValue& v) { if (const auto s = v.string(); s && s->size() >= 2) d.offer.language = s->substr(0, 2); }},
    {"_jobposting", [](Draft& d, const JsonValue& v) { read_job_posting(v, d.offer, "_jobposting.", d.out); }},
};

// The feed of a site, 100 postings a page; the page names the next one, which must be the same site's.
class TeamtailorFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kCompany; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(1000), .burst = 2}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    Paged about;
    about.base = company_site(in, "teamtailor", ".teamtailor.com");
    about.name = in.listing.token;
    about.pages_max = 50;
    about.url = [](const Paged& self, std::size_t) { return self.base + "/jobs.json"; };
    about.judge = [](const Paged& self, std::string_view body, std::size_t) {
      text::JsonReader json;
      const auto page = json.parse(body);
      if (!page || !(*page)["items"] || !(*page)["items"]->is_array()) return PageVerdict{PageVerdict::Is::kBad, {}};
      const auto next = (*page)["next_url"];
      if (!next || !next->string() || next->string()->empty()) return PageVerdict{PageVerdict::Is::kLast, {}};
      if (!next->string()->starts_with(self.base + "/")) return PageVerdict{PageVerdict::Is::kBad, {}};
      return PageVerdict{PageVerdict::Is::kMore, std::string(*next->string())};
    };
    return paged(std::move(about));
  }
};

class Teamtailor final : public Board {
 public:
  std::string_view name() const override { return "teamtailor"; }
  std::string_view label() const override { return "Teamtailor"; }
  void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope& envelope, Offer& offer) {
      Draft d{offer, out, {}, {}, {}, {}};
      read_members(record, kKeys, d, "", out);
      offer.source_id = d.id;
      if (offer.title.empty()) offer.title = d.title;
      if (!d.url.empty()) offer.url = d.url;
      if (auto text = text_of(d.html); text.size() > offer.description.size()) offer.description = std::move(text);
      if (offer.company.empty()) offer.company = line_of(envelope.get("title"));
      if (offer.company.empty()) offer.company = payload.company;
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const TeamtailorFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& teamtailor() {
  static const Teamtailor board;
  return board;
}

}  // namespace jm::discovery
