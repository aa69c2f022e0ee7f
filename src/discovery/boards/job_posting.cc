#include "discovery/boards/job_posting.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "discovery/boards/finish.h"
#include "discovery/normalise.h"
#include "domain/gazetteer.h"
#include "domain/place.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using domain::PayPeriod;
using text::JsonElements;
using text::JsonMembers;
using text::JsonValue;

constexpr int kNestingMax = 4;               // a name inside a node inside a list: deeper is nobody's posting
constexpr std::size_t kListedMax = 100;      // values of one property

// "https://schema.org/JobPosting", "schema:JobPosting" -> "JobPosting".
std::string_view local_name(std::string_view s) {
  const std::size_t cut = s.find_last_of("/#:");
  return cut == std::string_view::npos ? s : s.substr(cut + 1);
}

// The values of a property: an array's elements, or the one value.
template <class F>
void each(const JsonValue& v, F&& f) {
  if (!v.is_array()) return f(v);
  std::size_t n = 0;
  for (JsonElements e(v); e.next() && n++ < kListedMax;) f(e.value());
}

std::optional<JsonValue> member(const JsonValue& object, std::string_view name) {
  for (JsonMembers m(object); m.next();)
    if (local_name(m.key()) == name && !m.value().is_null()) return m.value();
  return std::nullopt;
}

// The raw text of a value, whatever carries it: "x", 5, {"name": "x"}, {"@value": "x"}, the first of a list.
std::string words(const JsonValue& v, int depth = 0) {
  if (auto t = v.text()) return v.kind() == text::JsonKind::kBool ? std::string() : *t;
  if (depth >= kNestingMax) return {};
  if (v.is_array()) {
    for (JsonElements e(v); e.next();)
      if (auto t = words(e.value(), depth + 1); !t.empty()) return t;
    return {};
  }
  for (const std::string_view key : {"name", "@value", "value", "credentialCategory", "description"})
    if (const auto m = member(v, key))
      if (auto t = words(*m, depth + 1); !t.empty()) return t;
  return {};
}

std::string line(const JsonValue& v) { return line_of(words(v)); }

// "100000", "$100,000", "45 000 €", "35000.50": the figure, or nothing.
std::optional<double> figure(const JsonValue& v) {
  if (const auto n = v.number()) return *n;
  const std::string s = words(v);
  std::string digits;
  for (std::size_t i = 0; i < s.size() && digits.size() < 20; ++i) {
    const char c = s[i];
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c == '.' || c == ',') {        // a separator of thousands is followed by exactly three digits
      const std::size_t run = std::min(s.find_first_not_of("0123456789", i + 1), s.size()) - i - 1;
      if (run != 3 && !digits.empty()) digits += '.';
    } else if (c == '-' && !digits.empty()) {
      break;                                   // "30000-40000": parse_pay reads ranges
    }
  }
  double d = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), d);
  return ec == std::errc() && end != digits.data() && std::isfinite(d) ? std::optional(d) : std::nullopt;
}

PayPeriod period_of(std::string_view text) {
  static constexpr std::pair<std::string_view, PayPeriod> kUnits[] = {
      {"hour", PayPeriod::kHour}, {"heure", PayPeriod::kHour}, {"day", PayPeriod::kDay}, {"jour", PayPeriod::kDay},
      {"week", PayPeriod::kWeek}, {"semaine", PayPeriod::kWeek}, {"month", PayPeriod::kMonth}, {"mois", PayPeriod::kMonth},
      {"year", PayPeriod::kYear}, {"annual", PayPeriod::kYear}, {"ann", PayPeriod::kYear}, {"yr", PayPeriod::kYear},
      {"hur", PayPeriod::kHour}, {"mon", PayPeriod::kMonth}};         // UN/CEFACT: HUR, DAY, WEE, MON, ANN
  const std::string s = text::fold(text.substr(0, 40));
  for (const auto& [word, period] : kUnits)
    if (s.find(word) != std::string::npos) return period;
  return PayPeriod::kUnknown;
}

std::string country_code(std::string_view name) {
  if (const auto code = domain::country_from_code(name); !code.empty()) return std::string(code);
  const auto* area = domain::find_area_of(domain::AreaKind::kCountry, text::fold_name(name));
  return area ? std::string(area->country) : std::string();
}

// What a node says beside its own table of keys, before the pieces are put together.
struct Draft {
  Offer& offer;
  std::string description;
  std::vector<std::string> more;               // further parts of the text, in the node's order
  std::string salary_currency;
  PayPeriod salary_unit = PayPeriod::kUnknown;
  domain::Pay pay, estimated;
  std::vector<domain::Place> places;
  std::vector<std::string> allowed_from;       // applicantLocationRequirements
  bool telecommute = false;
};

void money(const JsonValue& v, domain::Pay& pay, PayPeriod& unit, int depth = 0) {
  if (depth >= kNestingMax) return;
  if (v.is_array()) {
    for (JsonElements e(v); e.next() && !pay.stated();) money(e.value(), pay, unit, depth + 1);
    return;
  }
  if (!v.is_object()) {
    if (pay.raw.empty()) pay.raw = line(v);
    return;
  }
  for (const std::string_view key : {"currency", "salaryCurrency", "priceCurrency"})
    if (const auto c = member(v, key); c && pay.currency.empty()) pay.currency = line(*c);
  if (const auto u = member(v, "unitText"); u && unit == PayPeriod::kUnknown) unit = period_of(words(*u));
  if (const auto u = member(v, "unitCode"); u && unit == PayPeriod::kUnknown) unit = period_of(words(*u));
  if (const auto u = member(v, "duration"); u && unit == PayPeriod::kUnknown) {
    const std::string iso = words(*u);
    unit = iso == "P1Y" ? PayPeriod::kYear : iso == "P1M" ? PayPeriod::kMonth : iso == "P1W" ? PayPeriod::kWeek : iso == "P1D" ? PayPeriod::kDay : iso == "PT1H" ? PayPeriod::kHour : unit;
  }
  const auto min = member(v, "minValue"), max = member(v, "maxValue"), value = member(v, "value"), price = member(v, "price");
  if (min) pay.min = figure(*min);
  if (max) pay.max = figure(*max);
  if (const auto m = member(v, "percentile10"); m && !pay.min) pay.min = figure(*m);
  if (const auto m = member(v, "percentile90"); m && !pay.max) pay.max = figure(*m);
  if (const auto m = member(v, "median"); m && !pay.stated()) pay.min = pay.max = figure(*m);
  if (pay.stated()) return;
  const auto one = value ? value : price;
  if (!one) return;
  if (one->is_object() || one->is_array()) return money(*one, pay, unit, depth + 1);
  if (const auto s = one->string(); s && s->find_first_of("-–kK") != std::string_view::npos) pay.raw = line_of(*s);
  else pay.min = pay.max = figure(*one);
}

// Pay as figures where the node gives figures, else read from its words.
void settle_pay(domain::Pay& pay, PayPeriod unit, std::string_view currency) {
  std::string stated = pay.currency.empty() ? std::string(currency) : pay.currency;
  std::transform(stated.begin(), stated.end(), stated.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (stated.size() != 3) stated.clear();
  pay.currency = stated;
  if (pay.min && *pay.min <= 0) pay.min.reset();
  if (pay.max && *pay.max <= 0) pay.max.reset();
  if (!pay.stated() && !pay.raw.empty()) {
    const std::string raw = pay.raw;
    pay = parse_pay(raw, stated);
    if (!pay.stated()) {                       // "100000", "$100,000": a bare figure
      const auto digits = std::count_if(raw.begin(), raw.end(), [](char c) { return c >= '0' && c <= '9'; });
      std::string plain;
      std::copy_if(raw.begin(), raw.end(), std::back_inserter(plain), [](char c) { return c >= '0' && c <= '9'; });
      if (digits >= 2 && digits <= 7 && raw.size() <= 16) pay.min = pay.max = std::strtod(plain.c_str(), nullptr);
    }
    if (pay.currency.empty()) pay.currency = stated;
  }
  if (!pay.stated()) return;
  if (unit != PayPeriod::kUnknown) pay.period = unit;
  if (pay.period == PayPeriod::kUnknown) {     // stated without a unit: what the figure can only be
    const double v = pay.max ? *pay.max : *pay.min;
    pay.period = v >= 12'000 ? PayPeriod::kYear : v < 100 ? PayPeriod::kHour : PayPeriod::kUnknown;
  }
}

void coordinates(const JsonValue& place, domain::Place& to) {
  const auto geo = member(place, "geo");
  const JsonValue& at = geo && geo->is_object() ? *geo : place;
  const auto lat = member(at, "latitude"), lon = member(at, "longitude");
  if (!lat || !lon) return;
  const auto number = [](const JsonValue& v) -> std::optional<double> {
    if (const auto n = v.number()) return n;
    const std::string s = words(v);
    double d = 0;
    const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), d);
    return ec == std::errc() && end == s.data() + s.size() ? std::optional(d) : std::nullopt;
  };
  to.lat = number(*lat);
  to.lon = number(*lon);
  if (!to.lat || !to.lon || std::fabs(*to.lat) > 90 || std::fabs(*to.lon) > 180 || (*to.lat == 0 && *to.lon == 0)) to.lat = to.lon = std::nullopt;
}

// A Place, its address (a node or a text), or a bare text.
void place(const JsonValue& v, Draft& d, int depth = 0) {
  if (depth >= kNestingMax || d.places.size() >= domain::kPlacesMax) return;
  if (v.is_array()) return each(v, [&](const JsonValue& one) { place(one, d, depth + 1); });
  const auto from_text = [&](const std::string& text, std::string_view country) {
    auto found = domain::parse_places(text, country);
    if (found.remote != domain::Remote::kUnknown) d.offer.remote = found.remote;
    return std::move(found.places);
  };
  if (!v.is_object()) {
    for (auto& p : from_text(line(v), "")) d.places.push_back(std::move(p));
    return;
  }
  const auto address = member(v, "address");
  if (address && address->is_array()) return each(*address, [&](const JsonValue& one) { place(one, d, depth + 1); });
  const JsonValue& at = address && address->is_object() ? *address : v;
  const auto part = [&](std::string_view key) { const auto m = member(at, key); return m ? line(*m) : std::string(); };
  std::string city = part("addressLocality"), region = part("addressRegion"), postal = part("postalCode"), country = part("addressCountry");
  const std::string code = country_code(country);
  const std::string whole = address && !address->is_object() ? line(*address) : std::string();
  if (city.empty() && region.empty() && postal.empty() && country.empty()) {
    const auto name = member(v, "name");
    const std::string text = !whole.empty() ? whole : name ? line(*name) : part("streetAddress");
    auto found = from_text(text, code);
    if (found.size() == 1) coordinates(v, found[0]);
    for (auto& p : found) d.places.push_back(std::move(p));
    return;
  }
  // Boards repeat the country or the continent as the region ("Europe" in "Europe"); it says nothing more.
  const std::string folded = text::fold_name(region);
  if (folded == text::fold_name(country) || country_code(region) == code) region.clear();
  if (const auto* zone = domain::find_area_of(domain::AreaKind::kZone, folded); zone && !code.empty()) region.clear();
  std::string text = city;
  for (const std::string* more : {&region, &country})
    if (!more->empty() && *more != text) text += (text.empty() ? "" : ", ") + *more;
  auto found = from_text(text, code);
  domain::Place one;
  if (found.size() == 1) one = std::move(found[0]);
  one.raw = text;
  if (one.city.empty() && !city.empty() && one.zone.empty() && found.empty()) one.city = domain::usual_case(city);
  if (one.country.empty()) one.country = code;
  if (one.country == "FR" && postal.size() == 5) one.postal_code = postal;
  coordinates(v, one);
  domain::complete_place(one);
  d.places.push_back(std::move(one));
}

void text_part(Draft& d, const JsonValue& v) {
  std::string joined;
  each(v, [&](const JsonValue& one) {
    const std::string t = text_of(words(one));
    if (t.empty()) return;
    if (!joined.empty()) joined += '\n';
    joined += v.is_array() && t.find('\n') == std::string::npos && !t.starts_with("- ") ? "- " + t : t;
  });
  if (!joined.empty()) d.more.push_back(std::move(joined));
}

void requirement(Draft& d, const JsonValue& v, std::string_view kind) {
  each(v, [&](const JsonValue& one) {
    std::string label = line(one);
    if (label.empty() || label.size() > 200 || d.offer.requirements.size() >= domain::kTagsMax) return;
    std::string code;
    if (const auto term = one.is_object() ? member(one, "termCode") : std::nullopt) code = line(*term);
    d.offer.requirements.push_back({.kind = std::string(kind), .label = std::move(label), .code = std::move(code)});
  });
}

void tags(Draft& d, const JsonValue& v) {
  each(v, [&](const JsonValue& one) {
    const std::string t = line(one);
    if (t.size() <= domain::kTagBytesMax) add_tag(d.offer, t);
  });
}

void when(std::optional<Time>& to, const JsonValue& v) {
  std::string s = words(v);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\n')) s.pop_back();
  s.erase(0, std::min(s.find_first_not_of(" \n"), s.size()));
  to = parse_iso(s);
}

constexpr Key<Draft> kKeys[] = {
    {"@type", nullptr},
    {"@context", nullptr},
    {"title", [](Draft& d, const JsonValue& v) { d.offer.title = line(v); }},
    {"description", [](Draft& d, const JsonValue& v) { d.description = text_of(words(v)); }},
    {"identifier", [](Draft& d, const JsonValue& v) {
       const auto value = v.is_object() ? member(v, "value") : std::nullopt;
       if (auto id = value ? line(*value) : line(v); !id.empty()) d.offer.source_id = std::move(id);
     }},
    {"datePosted", [](Draft& d, const JsonValue& v) { when(d.offer.posted_at, v); }},
    {"dateModified", [](Draft& d, const JsonValue& v) { when(d.offer.updated_at, v); }},
    {"validThrough", [](Draft& d, const JsonValue& v) { when(d.offer.expires_at, v); }},
    {"employmentType", [](Draft& d, const JsonValue& v) {
       each(v, [&](const JsonValue& one) {
         const std::string s = line(one);
         if (d.offer.contract == domain::Contract::kUnknown) d.offer.contract = contract_of(s);
         if (d.offer.working_time == domain::WorkingTime::kUnknown) d.offer.working_time = working_time_of(s);
       });
     }},
    {"hiringOrganization", [](Draft& d, const JsonValue& v) { d.offer.company = line(v); }},
    {"jobLocation", [](Draft& d, const JsonValue& v) { place(v, d); }},
    {"jobLocationType", [](Draft& d, const JsonValue& v) {
       each(v, [&](const JsonValue& one) { d.telecommute |= text::fold(line(one)).find("telecommute") != std::string::npos; });
     }},
    {"applicantLocationRequirements", [](Draft& d, const JsonValue& v) {
       each(v, [&](const JsonValue& one) {
         if (auto name = line(one); !name.empty()) d.allowed_from.push_back(std::move(name));
       });
     }},
    {"baseSalary", [](Draft& d, const JsonValue& v) { money(v, d.pay, d.salary_unit); }},
    {"estimatedSalary", [](Draft& d, const JsonValue& v) {
       PayPeriod unit = PayPeriod::kUnknown;
       money(v, d.estimated, unit);
       d.estimated.period = unit;
     }},
    {"salaryCurrency", [](Draft& d, const JsonValue& v) { d.salary_currency = line(v); }},
    {"url", [](Draft& d, const JsonValue& v) { if (auto u = line(v); u.starts_with("http") || u.starts_with('/')) d.offer.url = std::move(u); }},
    {"@id", [](Draft& d, const JsonValue& v) { if (auto u = line(v); d.offer.url.empty() && u.starts_with("http")) d.offer.url = std::move(u); }},
    {"name", [](Draft& d, const JsonValue& v) { if (d.offer.title.empty()) d.offer.title = line(v); }},
    {"inLanguage", [](Draft& d, const JsonValue& v) { if (const auto s = line(v); s.size() >= 2) d.offer.language = text::fold(s.substr(0, 2)); }},
    {"responsibilities", text_part},
    {"qualifications", text_part},
    {"experienceRequirements", [](Draft& d, const JsonValue& v) {
       const auto months = v.is_object() ? member(v, "monthsOfExperience") : std::nullopt;
       if (months)
         if (const auto n = figure(*months); n && *n >= 0 && *n <= 600) d.offer.experience.months = static_cast<int>(*n);
       d.offer.experience.raw = std::string(text::cut_utf8(line(v), 300));
       if (!v.is_object()) text_part(d, v);
     }},
    {"educationRequirements", [](Draft& d, const JsonValue& v) { requirement(d, v, "education"); }},
    {"skills", [](Draft& d, const JsonValue& v) {
       requirement(d, v, "skill");
       if (v.string() && v.string()->size() > 200) text_part(d, v);
     }},
    {"jobBenefits", text_part},
    {"benefits", text_part},
    {"incentiveCompensation", text_part},
    {"incentives", text_part},
    {"specialCommitments", tags},
    {"industry", tags},
    {"occupationalCategory", tags},
    {"category", tags},
    {"workHours", [](Draft& d, const JsonValue& v) {
       d.offer.working_hours = std::string(text::cut_utf8(line(v), 200));
       if (d.offer.working_time == domain::WorkingTime::kUnknown) d.offer.working_time = working_time_of(d.offer.working_hours);
     }},
    {"totalJobOpenings", [](Draft& d, const JsonValue& v) {
       if (const auto n = figure(v); n && *n >= 1 && *n <= 10'000) d.offer.openings = static_cast<int>(*n);
     }},
    {"applicationContact", nullptr},             // a person
    {"author", nullptr}, {"creator", nullptr},
    {"directApply", nullptr}, {"jobImmediateStart", nullptr}, {"jobStartDate", nullptr}, {"image", nullptr}, {"logo", nullptr},
    {"sameAs", nullptr}, {"mainEntityOfPage", nullptr}, {"potentialAction", nullptr}, {"experienceInPlaceOfEducation", nullptr},
    {"employmentUnit", nullptr}, {"employerOverview", nullptr}, {"securityClearanceRequirement", nullptr},
    {"sensoryRequirement", nullptr}, {"physicalRequirement", nullptr}, {"eligibilityToWorkRequirement", nullptr},
    {"relevantOccupation", nullptr}, {"applicationDeadline", nullptr},
};

// The parts that are not in the description already, each set apart.
void settle_text(Draft& d) {
  std::string& text = d.description;
  for (const std::string& part : d.more) {
    const std::string_view start = text::cut_utf8(part, 120);
    if (text.find(start) != std::string::npos) continue;
    text += (text.empty() ? "" : "\n\n") + part;
  }
  d.offer.description = std::move(text);
}

void settle_places(Draft& d) {
  Offer& o = d.offer;
  o.places = std::move(d.places);
  if (d.telecommute) o.remote = domain::Remote::kRemote;
  if (!o.places.empty()) return;
  for (const std::string& name : d.allowed_from)             // fully remote: where one may live is where it is
    for (auto& p : domain::parse_places(name).places)
      if (o.places.size() < domain::kPlacesMax) o.places.push_back(std::move(p));
}

}  // namespace

bool is_job_posting(const JsonValue& node) {
  if (!node.is_object()) return false;
  const auto type = node["@type"];
  if (!type) return false;
  bool found = false;
  each(*type, [&](const JsonValue& one) { found |= local_name(one.string().value_or("")) == "JobPosting"; });
  return found;
}

void read_job_posting(const JsonValue& node, Offer& offer, std::string_view prefix, ParseOutput& out) {
  Draft d{.offer = offer, .description = {}, .more = {}, .salary_currency = {}, .pay = {}, .estimated = {}, .places = {}, .allowed_from = {}};
  read_members(node, kKeys, d, prefix, out, local_name);
  settle_text(d);
  settle_places(d);
  settle_pay(d.pay, d.salary_unit, d.salary_currency);
  settle_pay(d.estimated, d.estimated.period, d.salary_currency);
  if (d.pay.stated()) {
    d.pay.origin = domain::PayOrigin::kEmployer;
    offer.pay = std::move(d.pay);
  } else if (d.estimated.stated()) {
    d.estimated.origin = domain::PayOrigin::kPredicted;
    offer.pay = std::move(d.estimated);
  } else if (!d.pay.raw.empty()) {
    offer.pay.raw = std::move(d.pay.raw);
  }
}

}  // namespace jm::discovery
