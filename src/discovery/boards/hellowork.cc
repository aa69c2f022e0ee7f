// HelloWork cards, as collected from its result pages: title, company, location, link. The number in the link is the key.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/boards/xml_records.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonValue;

constexpr std::string_view kLists[] = {"offres", "jobs"};

constexpr Key<Offer> kKeys[] = {
    {"title", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"company", [](Offer& o, const JsonValue& v) { o.company = line_of(v); }},
    {"location", [](Offer& o, const JsonValue& v) { add_place(o, {.raw = line_of(v)}); }},
    {"url", [](Offer& o, const JsonValue& v) { o.url = v.string().value_or(""); }},
    {"source", nullptr},
};

// ".../emplois/62131231.html" -> "62131231"; any other link is its own key.
std::string id_of(std::string_view url) {
  const std::size_t slash = url.rfind('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view last = url.substr(slash + 1, url.find_first_of(".?#", slash) - slash - 1);
  const bool number = !last.empty() && last.find_first_not_of("0123456789") == std::string_view::npos;
  return std::string(number ? last : url);
}

class HelloWork final : public Board {
 public:
  std::string_view name() const override { return "hellowork"; }
  std::string_view label() const override { return "HelloWork"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    if (looks_like_xml(bytes)) return out.reject(out.seen++, RejectCode::kUnsupported, "a saved page, not a list of cards");
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      read_members(record, kKeys, offer, "", out);
      offer.source_id = id_of(offer.url);
      offer.language = "fr";                       // cards are titles, too short to tell
      return std::optional<Reject>();
    });
  }
};

}  // namespace

const Board& hellowork() {
  static const HelloWork board;
  return board;
}

}  // namespace jm::discovery
