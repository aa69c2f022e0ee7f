// We Work Remotely: RSS 2.0 whose items add region, country, state, skills, category, type and expires_at. The title is
// "Company: Job title"; the text starts with the headquarters and ends with how to apply. Dumps of the feed as JSON are read too.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/boards/xml_records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonValue;
using xml::Element;

constexpr std::string_view kLists[] = {"jobs", "items"};

struct Draft {
  Offer& offer;
  std::string region, country;
};

// What stands before the first and after the last paragraph of every advertisement.
std::string without_frame(std::string s) {
  const auto drop_line = [&](std::size_t at) {
    const std::size_t end = std::min(s.find('\n', at), s.size());
    s.erase(at, end - at);
    s.erase(0, std::min(s.find_first_not_of(" \n"), s.size()));
  };
  for (const std::string_view lead : {"Headquarters:", "URL:"})
    if (s.starts_with(lead)) drop_line(0);
  const std::size_t last = s.rfind('\n');
  const std::size_t at = last == std::string::npos ? 0 : last + 1;
  if (s.find("To apply:", at) == at && at > 0) s.erase(s.find_last_not_of(" \n", at - 1) + 1);
  return s;
}

void title(Offer& o, std::string_view text) {
  const std::string whole = line_of(text);
  const std::size_t at = whole.find(": ");
  o.title = at == std::string::npos ? whole : whole.substr(at + 2);
  if (at != std::string::npos) o.company = whole.substr(0, at);
}

void posted(Draft& d, const Element& e) {
  if (const auto m = moment_of(trimmed(e.text), {})) d.offer.posted_at = m->at, d.offer.posted_precision = m->precision;
}

constexpr ElementKey<Draft> kKeys[] = {
    {"media:content", nullptr},
    {"title", [](Draft& d, const Element& e) { title(d.offer, e.text); }},
    {"region", [](Draft& d, const Element& e) { d.region = line_of(trimmed(e.text)); }},
    {"country", [](Draft& d, const Element& e) { d.country = line_of(trimmed(e.text)); }},
    {"state", nullptr},                   // of the headquarters
    {"skills", [](Draft& d, const Element& e) {
       std::string_view rest = e.text;
       while (!rest.empty()) {
         const std::size_t end = std::min(rest.find(','), rest.size());
         add_tag(d.offer, trimmed(rest.substr(0, end)));
         rest.remove_prefix(std::min(end + 1, rest.size()));
       }
     }},
    {"category", [](Draft& d, const Element& e) { add_tag(d.offer, trimmed(e.text)); }},
    {"type", [](Draft& d, const Element& e) { set_employment(d.offer, trimmed(e.text)); }},
    {"description", [](Draft& d, const Element& e) { d.offer.description = without_frame(text_of(e.text)); }},
    {"pubDate", posted},
    {"expires_at", [](Draft& d, const Element& e) { if (const auto m = moment_of(trimmed(e.text), {})) d.offer.expires_at = m->at; }},
    {"guid", [](Draft& d, const Element& e) { d.offer.source_id = trimmed(e.text); }},
    {"link", [](Draft& d, const Element& e) { d.offer.url = trimmed(e.text); }},
};

constexpr Key<Offer> kJsonKeys[] = {
    {"id", [](Offer& o, const JsonValue& v) {
       std::string id = v.text().value_or("");
       if (id.starts_with("weworkremotely:")) id.erase(0, 15);
       o.source_id = std::move(id);
     }},
    {"source", nullptr},
    {"title", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"company", [](Offer& o, const JsonValue& v) { o.company = line_of(v); }},
    {"url", [](Offer& o, const JsonValue& v) { o.url = v.string().value_or(""); }},
    {"description", [](Offer& o, const JsonValue& v) { o.description = text_of(v.string().value_or("")); }},
    {"location", [](Offer& o, const JsonValue& v) { add_place(o, {.raw = line_of(v)}); }},
    {"tags", [](Offer& o, const JsonValue& v) { add_tags(o, v); }},
    {"postedAt", [](Offer& o, const JsonValue& v) { set_posted(o, v, {}); }},
    {"category", [](Offer& o, const JsonValue& v) { add_tag(o, v.string().value_or("")); }},
};

// The newest of all categories as RSS.
class WeWorkRemotelyFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kFeed; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(10'000), .burst = 1, .per_day = 24, .run_gap_min = std::chrono::hours(2)}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    return single_get(in.config.base("weworkremotely", "https://weworkremotely.com") + "/remote-jobs.rss", "weworkremotely", false, "xml");
  }
};

class WeWorkRemotely final : public Board {
 public:
  std::string_view name() const override { return "weworkremotely"; }
  std::string_view label() const override { return "We Work Remotely"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    if (!looks_like_xml(bytes)) {
      parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
        offer.remote = domain::Remote::kRemote;
        read_members(record, kJsonKeys, offer, "", out);
        return std::optional<Reject>();
      });
      return;
    }
    parse_elements(bytes, "item", name(), now, out, [&](const Element& element, Offer& offer) {
      offer.remote = domain::Remote::kRemote;
      Draft d{offer, {}, {}};
      read_children(element, kKeys, d, out);
      add_place(offer, {.raw = d.country.empty() ? d.region : d.country});
      if (offer.source_id.empty()) offer.source_id = offer.url;
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const WeWorkRemotelyFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& weworkremotely() {
  static const WeWorkRemotely board;
  return board;
}

}  // namespace jm::discovery
