#include "domain/offer_json.h"

#include <charconv>
#include <cmath>

#include "base/json_text.h"
#include "text/json_read.h"

namespace jm::domain {

namespace {

// Writes one object; members with nothing to say are left out.
class Writer {
 public:
  Writer() { out_ += '{'; }
  std::string finish() {
    out_ += '}';
    return std::move(out_);
  }
  void text(std::string_view key, std::string_view v) {
    if (v.empty()) return;
    begin(key);
    append_json_string(out_, v);
  }
  void boolean(std::string_view key, bool v) {
    if (!v) return;
    begin(key);
    out_ += "true";
  }
  void number(std::string_view key, const std::optional<double>& v) {
    if (!v || !std::isfinite(*v)) return;
    begin(key);
    char buffer[32];
    out_.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, *v).ptr);
  }
  void integer(std::string_view key, const std::optional<int>& v) {
    if (!v) return;
    begin(key);
    out_ += std::to_string(*v);
  }
  void time(std::string_view key, const std::optional<Time>& v) {
    if (v) text(key, to_iso(*v));
  }
  void raw(std::string_view key, std::string_view json) {
    begin(key);
    out_ += json;
  }
  template <class List, class Each>
  void list(std::string_view key, const List& items, Each each) {
    if (items.empty()) return;
    begin(key);
    out_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i) out_ += ',';
      each(items[i], out_);
    }
    out_ += ']';
  }
  bool empty() const { return out_.size() == 1; }

 private:
  void begin(std::string_view key) {
    if (out_.size() > 1) out_ += ',';
    append_json_string(out_, key);
    out_ += ':';
  }
  std::string out_;
};

std::string place_json(const Place& p) {
  Writer w;
  w.text("raw", p.raw);
  w.text("city", p.city);
  w.text("postalCode", p.postal_code);
  w.text("insee", p.insee);
  w.text("departement", p.departement);
  w.text("region", p.region);
  w.text("country", p.country);
  w.text("zone", p.zone);
  w.number("lat", p.lat);
  w.number("lon", p.lon);
  return w.finish();
}

std::string pay_json(const Pay& p) {
  Writer w;
  w.number("min", p.min);
  w.number("max", p.max);
  w.text("currency", p.currency);
  w.text("period", name(p.period));
  if (p.months > 0) w.number("months", p.months);
  w.text("grossNet", name(p.gross_net));
  w.text("origin", name(p.origin));
  w.boolean("doubtful", p.doubtful);
  w.text("status", name(p.status()));
  w.integer("yearlyMin", p.yearly_min);
  w.integer("yearlyMax", p.yearly_max);
  w.text("raw", p.raw);
  return w.finish();
}

std::string requirement_json(const Requirement& r) {
  Writer w;
  w.text("kind", r.kind);
  w.text("label", r.label);
  w.text("code", r.code);
  w.boolean("required", r.required);
  return w.finish();
}

std::string skill_json(const OfferSkill& s) {
  Writer w;
  w.text("id", s.id);
  w.boolean("required", s.required);
  return w.finish();
}

std::string language_json(const OfferLanguage& l) {
  Writer w;
  w.text("code", l.code);
  w.text("level", l.level);
  w.boolean("required", l.required);
  return w.finish();
}

// Reading back ----------------------------------------------------------------------------------------------------------

using text::JsonElements;
using text::JsonMembers;
using text::JsonValue;

void read(const JsonValue& v, std::string& out) { if (const auto s = v.string()) out = std::string(*s); }
void read(const JsonValue& v, bool& out) { if (const auto b = v.boolean()) out = *b; }
void read(const JsonValue& v, std::optional<double>& out) { out = v.number(); }
void read(const JsonValue& v, std::optional<int>& out) {
  const auto i = v.integer();
  if (i && *i >= INT32_MIN && *i <= INT32_MAX) out = static_cast<int>(*i);
}
void read(const JsonValue& v, std::optional<Time>& out) { if (const auto s = v.string()) out = parse_iso(*s); }
std::string string_of(const JsonValue& v) { return std::string(v.string().value_or("")); }

Place read_place(const JsonValue& object) {
  Place p;
  for (JsonMembers m(object); m.next();) {
    const auto key = m.key();
    const auto& v = m.value();
    if (key == "raw") read(v, p.raw);
    else if (key == "city") read(v, p.city);
    else if (key == "postalCode") read(v, p.postal_code);
    else if (key == "insee") read(v, p.insee);
    else if (key == "departement") read(v, p.departement);
    else if (key == "region") read(v, p.region);
    else if (key == "country") read(v, p.country);
    else if (key == "zone") read(v, p.zone);
    else if (key == "lat") read(v, p.lat);
    else if (key == "lon") read(v, p.lon);
  }
  return p;
}

Pay read_pay(const JsonValue& object) {
  Pay p;
  for (JsonMembers m(object); m.next();) {
    const auto key = m.key();
    const auto& v = m.value();
    if (key == "min") read(v, p.min);
    else if (key == "max") read(v, p.max);
    else if (key == "currency") read(v, p.currency);
    else if (key == "period") p.period = pay_period_from(string_of(v));
    else if (key == "months") p.months = v.number().value_or(0);
    else if (key == "grossNet") p.gross_net = gross_net_from(string_of(v));
    else if (key == "origin") p.origin = pay_origin_from(string_of(v));
    else if (key == "doubtful") read(v, p.doubtful);
    else if (key == "yearlyMin") read(v, p.yearly_min);
    else if (key == "yearlyMax") read(v, p.yearly_max);
    else if (key == "raw") read(v, p.raw);
  }
  return p;
}

Experience read_experience(const JsonValue& object) {
  Experience e;
  for (JsonMembers m(object); m.next();) {
    if (m.key() == "need") e.need = experience_need_from(string_of(m.value()));
    else if (m.key() == "months") read(m.value(), e.months);
    else if (m.key() == "raw") read(m.value(), e.raw);
  }
  return e;
}

Requirement read_requirement(const JsonValue& object) {
  Requirement r;
  for (JsonMembers m(object); m.next();) {
    if (m.key() == "kind") read(m.value(), r.kind);
    else if (m.key() == "label") read(m.value(), r.label);
    else if (m.key() == "code") read(m.value(), r.code);
    else if (m.key() == "required") read(m.value(), r.required);
  }
  return r;
}

OfferSkill read_skill(const JsonValue& object) {
  OfferSkill s;
  for (JsonMembers m(object); m.next();) {
    if (m.key() == "id") read(m.value(), s.id);
    else if (m.key() == "required") read(m.value(), s.required);
  }
  return s;
}

OfferLanguage read_language(const JsonValue& object) {
  OfferLanguage l;
  for (JsonMembers m(object); m.next();) {
    if (m.key() == "code") read(m.value(), l.code);
    else if (m.key() == "level") read(m.value(), l.level);
    else if (m.key() == "required") read(m.value(), l.required);
  }
  return l;
}

template <class List, class Read>
void read_list(const JsonValue& array, List& out, Read read_one) {
  out.clear();
  for (JsonElements e(array); e.next() && out.size() < kTagsMax;) out.push_back(read_one(e.value()));
}

}  // namespace

std::string details_json(const Offer& o, bool without_text) {
  Writer w;
  w.text("source", o.source);
  w.text("sourceId", o.source_id);
  if (!without_text) {
    w.text("url", o.url);
    w.text("title", o.title);
    w.text("company", o.company);
    w.text("description", o.description);
  }
  w.text("applyUrl", o.apply_url);
  w.text("companyKey", o.company_key);
  w.boolean("intermediary", o.intermediary);
  w.list("places", o.places, [](const Place& p, std::string& out) { out += place_json(p); });
  w.text("remote", name(o.remote));
  w.text("contract", name(o.contract));
  w.integer("contractMonths", o.contract_months);
  w.text("workingTime", name(o.working_time));
  if (o.pay.stated() || !o.pay.raw.empty()) w.raw("pay", pay_json(o.pay));
  w.boolean("descriptionCut", o.description_cut);
  w.text("language", o.language);
  w.time("postedAt", o.posted_at);
  w.text("postedPrecision", name(o.posted_precision));
  w.time("updatedAt", o.updated_at);
  w.time("expiresAt", o.expires_at);
  w.boolean("closed", o.closed);
  w.list("tags", o.tags, [](const std::string& t, std::string& out) { append_json_string(out, t); });
  if (o.experience != Experience{}) {
    Writer e;
    e.text("need", name(o.experience.need));
    e.integer("months", o.experience.months);
    e.text("raw", o.experience.raw);
    w.raw("experience", e.finish());
  }
  w.list("requirements", o.requirements, [](const Requirement& r, std::string& out) { out += requirement_json(r); });
  w.list("skills", o.skills, [](const OfferSkill& k, std::string& out) { out += skill_json(k); });
  w.list("languages", o.languages, [](const OfferLanguage& l, std::string& out) { out += language_json(l); });
  w.integer("educationLevel", o.education_level);
  w.boolean("educationRequired", o.education_required);
  w.list("licences", o.licences, [](const std::string& l, std::string& out) { append_json_string(out, l); });
  w.text("romeCode", o.rome_code);
  w.text("nafCode", o.naf_code);
  w.text("qualification", o.qualification);
  w.text("workingHours", o.working_hours);
  w.text("travel", o.travel);
  w.integer("openings", o.openings);
  return w.finish();
}

Result<void> read_details(std::string_view json, Offer& o) {
  text::JsonReader reader;
  JM_TRY(doc, reader.parse(json));
  if (!doc.is_object()) return fail(Code::kInvalidArgument, "Offer details must be a JSON object.", "JSON_MALFORMED");
  for (JsonMembers m(doc); m.next();) {
    const auto key = m.key();
    const auto& v = m.value();
    if (key == "source") read(v, o.source);
    else if (key == "sourceId") read(v, o.source_id);
    else if (key == "url") read(v, o.url);
    else if (key == "title") read(v, o.title);
    else if (key == "company") read(v, o.company);
    else if (key == "description") read(v, o.description);
    else if (key == "applyUrl") read(v, o.apply_url);
    else if (key == "places") {
      o.places.clear();
      for (JsonElements e(v); e.next() && o.places.size() < kPlacesMax;) o.places.push_back(read_place(e.value()));
    } else if (key == "remote") o.remote = remote_from(string_of(v));
    else if (key == "contract") o.contract = contract_from(string_of(v));
    else if (key == "contractMonths") read(v, o.contract_months);
    else if (key == "workingTime") o.working_time = working_time_from(string_of(v));
    else if (key == "pay") o.pay = read_pay(v);
    else if (key == "descriptionCut") read(v, o.description_cut);
    else if (key == "language") read(v, o.language);
    else if (key == "postedAt") read(v, o.posted_at);
    else if (key == "updatedAt") read(v, o.updated_at);
    else if (key == "expiresAt") read(v, o.expires_at);
    else if (key == "closed") read(v, o.closed);
    else if (key == "tags") read_list(v, o.tags, string_of);
    else if (key == "experience") o.experience = read_experience(v);
    else if (key == "requirements") read_list(v, o.requirements, read_requirement);
    else if (key == "skills") read_list(v, o.skills, read_skill);
    else if (key == "languages") read_list(v, o.languages, read_language);
    else if (key == "educationLevel") read(v, o.education_level);
    else if (key == "educationRequired") read(v, o.education_required);
    else if (key == "licences") read_list(v, o.licences, string_of);
    else if (key == "companyKey") read(v, o.company_key);
    else if (key == "intermediary") read(v, o.intermediary);
    else if (key == "postedPrecision") o.posted_precision = date_precision_from(string_of(v));
    else if (key == "romeCode") read(v, o.rome_code);
    else if (key == "nafCode") read(v, o.naf_code);
    else if (key == "qualification") read(v, o.qualification);
    else if (key == "workingHours") read(v, o.working_hours);
    else if (key == "travel") read(v, o.travel);
    else if (key == "openings") read(v, o.openings);
  }
  return {};
}

std::string raw_data_json(const Offer& o) {
  Writer w;
  w.text("title", o.title);
  w.text("company", o.company);
  std::string where;
  for (const Place& p : o.places) where += (where.empty() ? "" : "; ") + p.raw;
  w.text("location", where);
  w.text("description", o.description);
  w.text("salary", pay_text(o.pay, o.language));
  w.text("url", o.url);
  w.text("source", o.source);
  w.text("remote", name(o.remote));
  w.text("contract", name(o.contract));
  w.integer("contractMonths", o.contract_months);
  w.text("workingTime", name(o.working_time));
  w.text("language", o.language);
  w.time("postedAt", o.posted_at);
  w.time("updatedAt", o.updated_at);
  w.time("expiresAt", o.expires_at);
  w.list("tags", o.tags, [](const std::string& t, std::string& out) { append_json_string(out, t); });
  return w.finish();
}

namespace {

std::string grouped(double v, std::string_view separator) {
  const bool whole = std::abs(v - std::round(v)) < 0.005;
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, v, std::chars_format::fixed, whole ? 0 : 2).ptr;
  std::string digits(buffer, end);
  std::size_t at = std::min(digits.find('.'), digits.size());
  while (at > 3) digits.insert(at -= 3, separator);
  return digits;
}

}  // namespace

std::string pay_text(const Pay& p, std::string_view lang) {
  if (!p.stated()) return {};
  const bool fr = lang == "fr";
  const std::string_view separator = fr ? "\u202F" : ",";
  std::string figure;
  if (p.min && p.max && *p.min != *p.max) figure = grouped(*p.min, separator) + " – " + grouped(*p.max, separator);
  else if (p.min && p.max) figure = grouped(*p.min, separator);
  else if (p.min) figure = (fr ? "à partir de " : "from ") + grouped(*p.min, separator);
  else figure = (fr ? "jusqu’à " : "up to ") + grouped(*p.max, separator);
  const std::string_view sign = p.currency == "EUR" ? "€" : p.currency == "USD" ? "$" : p.currency == "GBP" ? "£" : std::string_view(p.currency);
  if (!sign.empty()) figure.append(fr ? "\u00A0" : " ").append(sign);
  static constexpr std::array<std::string_view, 6> kEn = {"", " an hour", " a day", " a week", " a month", " a year"};
  static constexpr std::array<std::string_view, 6> kFr = {"", " de l’heure", " par jour", " par semaine", " par mois", " par an"};
  figure += (fr ? kFr : kEn)[static_cast<std::size_t>(p.period)];
  if (p.origin == PayOrigin::kPredicted) figure += fr ? " (estimation du site)" : " (the board's estimate)";
  else if (p.doubtful) figure += fr ? " (à vérifier)" : " (doubtful)";
  return figure;
}

}  // namespace jm::domain
