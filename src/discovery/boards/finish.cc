#include "discovery/boards/finish.h"

#include <algorithm>

#include "discovery/normalise.h"
#include "text/clean.h"
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
  if (const auto s = v.string()) to = parse_iso(*s);
}

void add_tag(domain::Offer& offer, std::string_view tag) {
  if (offer.tags.size() >= domain::kTagsMax) return;
  std::string t = line_of(tag);
  if (!t.empty() && std::find(offer.tags.begin(), offer.tags.end(), t) == offer.tags.end()) offer.tags.push_back(std::move(t));
}

void finish_offer(domain::Offer offer, std::size_t index, Time now, ParseOutput& out) {
  if (offer.source_id.empty()) return out.reject(index, RejectCode::kNoId, "the offer has no id");
  if (offer.title.empty()) return out.reject(index, RejectCode::kNoTitle, "the offer has no title");
  if (offer.language.empty()) offer.language = text::detect_language(offer.description);
  if (offer.language.empty()) offer.language = text::detect_language(offer.title);
  if (offer.remote == domain::Remote::kUnknown) offer.remote = remote_in_text(offer.title, offer.description);
  if (offer.contract == domain::Contract::kUnknown) offer.contract = contract_in_title(offer.title);
  if (!offer.pay.stated())
    if (auto pay = pay_in_text(offer.description)) {
      pay->raw = offer.pay.raw.empty() ? std::move(pay->raw) : std::move(offer.pay.raw);
      offer.pay = std::move(*pay);
    }
  for (const domain::Warning w : domain::seal(offer, now)) ++out.warnings[w];
  out.offers.push_back(std::move(offer));
}

}  // namespace jm::discovery
