#include "discovery/boards/finish.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "discovery/asked.h"
#include "discovery/normalise.h"
#include "domain/gazetteer.h"
#include "domain/place.h"
#include "http/url.h"
#include "text/clean.h"
#include "text/contacts.h"
#include "text/fold.h"
#include "text/html.h"
#include "text/language.h"
#include "text/utf8.h"

namespace jm::discovery {

namespace {
bool has_markup(std::string_view s) { return s.find_first_of("<&") != std::string_view::npos; }
std::string mended(std::string_view s) { return text::looks_like_mojibake(s) ? text::repair_mojibake(s) : std::string(s); }
}  // namespace

std::string line_of(std::string_view raw) {
  raw = text::cut_utf8(raw, 8 * 1024);
  if (has_markup(raw)) return text::clean_line(text::html_to_text(mended(raw)));
  return text::clean_line(text::looks_like_mojibake(raw) ? text::repair_mojibake(raw) : raw);
}

std::string text_of(std::string_view raw) {
  raw = text::cut_utf8(raw, text::kHtmlBytesMax);
  // Before the markup goes: with it go the control characters that mojibake is told by.
  std::string whole;
  if (text::looks_like_mojibake(raw)) raw = whole = text::repair_mojibake(raw);
  std::string s = has_markup(raw) ? text::html_to_text(raw) : text::clean_text(raw);
  return text::looks_like_mojibake(s) ? text::clean_text(text::repair_mojibake(s)) : s;
}

void count_unmapped(ParseOutput& out, std::string_view prefix, std::string_view name) {
  std::string key(prefix);
  key += text::cut_utf8(name, 64);
  if (const auto it = out.unmapped_keys.find(key); it != out.unmapped_keys.end()) ++it->second;
  else if (out.unmapped_keys.size() < kUnmappedKeysMax) out.unmapped_keys.emplace(std::move(key), 1);
}

void set_time(std::optional<Time>& to, const text::JsonValue& v) {
  const auto t = v.kind() == text::JsonKind::kBool ? std::nullopt : v.text();
  if (!t) return;
  if (const auto m = moment_of(*t, Time{})) to = m->at;
}

void set_posted(domain::Offer& offer, const text::JsonValue& v, Time now) {
  const auto t = v.kind() == text::JsonKind::kBool ? std::nullopt : v.text();
  const auto m = t ? moment_of(*t, now) : std::nullopt;
  if (!m) return;
  offer.posted_at = m->at;
  offer.posted_precision = m->precision;
}

void add_tags(domain::Offer& offer, const text::JsonValue& list) {
  for (text::JsonElements e(list); e.next();) {
    const text::JsonValue& v = e.value();
    if (const auto s = v.string()) add_tag(offer, *s);
    for (const std::string_view key : {"name", "label"})
      if (const auto n = v[key]) add_tag(offer, n->string().value_or(""));
  }
}

void add_place(domain::Offer& offer, const Address& a) {
  std::string code(domain::country_from_code(a.country));
  if (code.empty())
    if (const auto* area = domain::find_area_of(domain::AreaKind::kCountry, text::fold_name(a.country))) code = area->country;
  const bool in_parts = !a.city.empty() || !a.region.empty() || a.raw.empty();
  std::string whole = in_parts ? a.city : a.raw;
  if (in_parts) {
    // A code would be read as a state ("CA"): the name says what is meant.
    const std::string country = code.empty() || a.country.size() > 3 ? a.country : std::string(domain::country_name(code, false));
    for (const std::string* part : {&a.region, &country})
      if (!part->empty() && *part != whole) whole += (whole.empty() ? "" : ", ") + *part;
  }
  auto found = domain::parse_places(whole, code);
  if (offer.remote == domain::Remote::kUnknown) offer.remote = found.remote;
  if (found.places.empty() && !code.empty()) {
    domain::Place p;
    p.country = code;
    p.raw = whole;
    found.places.push_back(std::move(p));
  }
  if (found.places.size() == 1) {
    domain::Place& p = found.places[0];
    if (!a.raw.empty()) p.raw = a.raw;
    else if (in_parts) p.raw = whole;
    if (p.country.empty()) p.country = code;
    if (p.country == "FR" || p.country.empty()) p.postal_code = p.postal_code.empty() ? a.postal_code : p.postal_code;
    p.lat = a.lat;
    p.lon = a.lon;
    domain::complete_place(p);
  }
  for (auto& p : found.places) {
    const bool known = std::find(offer.places.begin(), offer.places.end(), p) != offer.places.end();
    if (!known && offer.places.size() < domain::kPlacesMax) offer.places.push_back(std::move(p));
  }
}

std::optional<double> number_in(const text::JsonValue& v) {
  if (const auto n = v.number()) return n;
  const auto s = v.string();
  if (!s || s->empty() || s->size() > 30) return std::nullopt;
  double d = 0;
  const auto [end, ec] = std::from_chars(s->data(), s->data() + s->size(), d);
  return ec == std::errc() && end == s->data() + s->size() && std::isfinite(d) ? std::optional(d) : std::nullopt;
}

void set_employment(domain::Offer& offer, std::string_view text) {
  if (text.size() > 200) return;
  std::string words(text);
  std::replace(words.begin(), words.end(), '_', ' ');
  if (offer.contract == domain::Contract::kUnknown) offer.contract = contract_of(words);
  if (offer.working_time == domain::WorkingTime::kUnknown) offer.working_time = working_time_of(words);
}

std::string site_of(std::string_view url, std::string_view host) {
  const std::size_t at = url.find(host);
  if (at == std::string_view::npos) return {};
  std::string_view segment = url.substr(at + host.size());
  while (segment.starts_with('/')) segment.remove_prefix(1);
  segment = segment.substr(0, segment.find_first_of("/?#"));
  return line_of(http::percent_decode(segment).value_or(std::string(segment)));
}

void add_tag(domain::Offer& offer, std::string_view tag) {
  if (offer.tags.size() >= domain::kTagsMax) return;
  std::string t = line_of(tag);
  if (!t.empty() && std::find(offer.tags.begin(), offer.tags.end(), t) == offer.tags.end()) offer.tags.push_back(std::move(t));
}

void finish_offer(domain::Offer offer, std::size_t index, Time now, ParseOutput& out) {
  if (offer.source_id.empty()) return out.reject(index, RejectCode::kNoId, "the offer has no id");
  if (offer.title.empty()) return out.reject(index, RejectCode::kNoTitle, "the offer has no title");
  // A recruiter's address and number are a person's, not the offer's; the raw payload keeps what the board sent.
  text::remove_contacts(offer.title);
  text::remove_contacts(offer.description);
  if (offer.language.empty()) offer.language = text::detect_language(offer.description);
  if (offer.language.empty()) offer.language = text::detect_language(offer.title);
  if (offer.remote == domain::Remote::kUnknown) offer.remote = remote_in_text(offer.title, offer.description);
  // Boards file apprentices and trainees under their fixed-term contracts; the title knows better.
  const domain::Contract said = offer.contract == domain::Contract::kUnknown ? contract_in_title(offer.title) : training_in_title(offer.title);
  const bool loose = offer.contract == domain::Contract::kUnknown || offer.contract == domain::Contract::kCdd || offer.contract == domain::Contract::kTemporary;
  if (said != domain::Contract::kUnknown && loose) offer.contract = said;
  if (!offer.pay.stated())
    if (auto pay = pay_in_text(offer.description)) {
      pay->raw = offer.pay.raw.empty() ? std::move(pay->raw) : std::move(offer.pay.raw);
      offer.pay = std::move(*pay);
    }
  read_what_is_asked(offer);
  if (offer.posted_at && offer.posted_precision == domain::DatePrecision::kUnknown)
    offer.posted_precision = offer.posted_at->us % (std::int64_t{86'400} * 1'000'000) == 0 ? domain::DatePrecision::kDay : domain::DatePrecision::kInstant;
  for (const domain::Warning w : domain::seal(offer, now)) ++out.warnings[w];
  out.offers.push_back(std::move(offer));
}

}  // namespace jm::discovery
