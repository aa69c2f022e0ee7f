// Reed (UK): {"results": [...], "totalResults"}. Dates are DD/MM/YYYY, places are towns or bare postcodes, texts are cut at about 450
// characters, pay has no period.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using domain::PayPeriod;
using text::JsonValue;

constexpr std::string_view kLists[] = {"results"};
constexpr std::size_t kDescriptionCutBytesMin = 440;

// "ST145JP", "DA1 4FH": a postcode and no name of a town.
bool is_postcode(std::string_view s) {
  std::string c;
  for (const char x : s)
    if (x != ' ') c += x;
  if (c.size() < 5 || c.size() > 7) return false;
  const auto digit = [](char x) { return x >= '0' && x <= '9'; };
  const auto letter = [](char x) { return x >= 'A' && x <= 'Z'; };
  const std::size_t n = c.size();
  return letter(c[0]) && digit(c[n - 3]) && letter(c[n - 2]) && letter(c[n - 1]) && (digit(c[1]) || digit(c[2]));
}

constexpr Key<Offer> kKeys[] = {
    {"jobId", [](Offer& o, const JsonValue& v) { o.source_id = v.text().value_or(""); }},
    {"employerId", nullptr},
    {"employerName", [](Offer& o, const JsonValue& v) { o.company = line_of(v); }},
    {"employerProfileId", nullptr}, {"employerProfileName", nullptr},
    {"jobTitle", [](Offer& o, const JsonValue& v) { o.title = line_of(v); }},
    {"locationName", [](Offer& o, const JsonValue& v) {
       const std::string s = line_of(v);
       if (!is_postcode(s)) return add_place(o, {.raw = s, .country = "GB"});
       domain::Place p;
       p.raw = p.postal_code = s;
       p.country = "GB";
       o.places.push_back(std::move(p));
     }},
    {"minimumSalary", [](Offer& o, const JsonValue& v) { o.pay.min = v.number(); }},
    {"maximumSalary", [](Offer& o, const JsonValue& v) { o.pay.max = v.number(); }},
    {"currency", [](Offer& o, const JsonValue& v) { o.pay.currency = v.string().value_or(""); }},
    {"expirationDate", [](Offer& o, const JsonValue& v) { set_time(o.expires_at, v); }},
    {"date", [](Offer& o, const JsonValue& v) { set_posted(o, v, {}); }},
    {"jobDescription", [](Offer& o, const JsonValue& v) {
       o.description = text_of(v.string().value_or(""));
       o.description_cut = o.description.size() >= kDescriptionCutBytesMin || o.description.ends_with("...");
     }},
    {"applications", nullptr},
    {"jobUrl", [](Offer& o, const JsonValue& v) { o.url = v.string().value_or(""); }},
};

class Reed final : public Board {
 public:
  std::string_view name() const override { return "reed_uk"; }
  std::string_view label() const override { return "Reed"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      read_members(record, kKeys, offer, "", out);
      if (offer.pay.stated()) {
        const double top = offer.pay.max ? *offer.pay.max : *offer.pay.min;
        offer.pay.period = top < 150 ? PayPeriod::kHour : top < 2'000 ? PayPeriod::kDay : PayPeriod::kYear;
        offer.pay.origin = domain::PayOrigin::kEmployer;
      }
      return std::optional<Reject>();
    });
  }
};

}  // namespace

const Board& reed_uk() {
  static const Reed board;
  return board;
}

}  // namespace jm::discovery
