// Personio: <workzag-jobs><position>…</position></workzag-jobs>. No link inside and no employer but the subcompany; the text is a list
// of named parts in CDATA HTML; yearsOfExperience is a range ("lt-1", "7-10").
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/xml_records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using xml::Element;

struct Draft {
  Offer& offer;
  ParseOutput& out;
  std::string html;
  std::vector<std::string> offices;
  std::string subcompany;
};

void office(Draft& d, const Element& e) {
  if (std::string s = line_of(trimmed(e.text)); !s.empty() && d.offices.size() < domain::kPlacesMax) d.offices.push_back(std::move(s));
}

void descriptions(Draft& d, const Element& e) {
  for (const Element& part : e.children) {
    const std::string_view name = part.text_of("name"), value = part.text_of("value");
    if (!name.empty()) d.html.append("<h3>").append(name).append("</h3>");
    d.html.append("<div>").append(value).append("</div>");
  }
}

// "lt-1" and "1-2": the lower figure is what is asked.
void experience(Draft& d, const Element& e) {
  const std::string s = line_of(trimmed(e.text));
  d.offer.experience.raw = s;
  if (s == "lt-1") {
    d.offer.experience.need = domain::ExperienceNeed::kBeginner;
    return;
  }
  const std::string_view digits = s.starts_with("gt-") ? std::string_view(s).substr(3) : std::string_view(s);
  int years = 0;
  for (const char c : digits.substr(0, 2)) {
    if (c < '0' || c > '9') break;
    years = years * 10 + (c - '0');
  }
  if (years > 0 && !s.starts_with("lt-")) d.offer.experience.months = years * 12;
}

void keywords(Draft& d, const Element& e) {
  std::string_view rest = e.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    add_tag(d.offer, trimmed(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void tag(Draft& d, const Element& e) { add_tag(d.offer, trimmed(e.text)); }
void employment(Draft& d, const Element& e) { set_employment(d.offer, trimmed(e.text)); }

constexpr ElementKey<Draft> kKeys[] = {
    {"id", [](Draft& d, const Element& e) { d.offer.source_id = trimmed(e.text); }},
    {"subcompany", [](Draft& d, const Element& e) { d.subcompany = line_of(trimmed(e.text)); }},
    {"office", office},
    {"additionalOffices", [](Draft& d, const Element& e) { for (const Element& o : e.children) office(d, o); }},
    {"department", tag},
    {"recruitingCategory", tag},
    {"name", [](Draft& d, const Element& e) { d.offer.title = line_of(trimmed(e.text)); }},
    {"jobDescriptions", descriptions},
    {"employmentType", employment},
    {"seniority", [](Draft& d, const Element& e) {
       if (trimmed(e.text) == "entry-level" && d.offer.experience.need == domain::ExperienceNeed::kUnknown) d.offer.experience.need = domain::ExperienceNeed::kBeginner;
     }},
    {"schedule", employment},
    {"yearsOfExperience", experience},
    {"keywords", keywords},
    {"occupation", nullptr},
    {"occupationCategory", nullptr},
    {"createdAt", [](Draft& d, const Element& e) {
       if (const auto m = moment_of(trimmed(e.text), {})) d.offer.posted_at = m->at, d.offer.posted_precision = m->precision;
     }},
};

// One XML answer holds everything; German customers and those of personio.com ("acme@com").
class PersonioFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kCompany; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(1000), .burst = 2}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override {
    const auto [company, region] = token_and_region(in.listing.token);
    const Listing named{company, {}};
    const PlanInput renamed{.config = in.config, .listing = named, .memory = in.memory, .now = in.now};
    Payload payload{.name = company};
    payload.company = company;
    return single_get(company_site(renamed, "personio", region == "com" ? ".jobs.personio.com" : ".jobs.personio.de") + "/xml?language=en", std::move(payload), true, "xml");
  }
};

class Personio final : public Board {
 public:
  std::string_view name() const override { return "personio"; }
  std::string_view label() const override { return "Personio"; }
  void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const override {
    parse_elements(bytes, "position", name(), now, out, [&](const Element& element, Offer& offer) {
      Draft d{offer, out, {}, {}, {}};
      read_children(element, kKeys, d, out);
      offer.description = text_of(d.html);
      offer.company = d.subcompany.empty() ? payload.company : d.subcompany;
      for (const std::string& o : d.offices) add_place(offer, {.raw = o});
      if (!payload.company.empty()) offer.url = "https://" + payload.company + ".jobs.personio.de/job/" + offer.source_id;
      return std::optional<Reject>();
    });
  }
  const Fetching* fetching() const override {
    static const PersonioFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& personio() {
  static const Personio board;
  return board;
}

}  // namespace jm::discovery
