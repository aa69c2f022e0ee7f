// remotejobs.org: an array of jobs. Remote only; pay in figures and again as text ("EUR 52,800 - 72,200"), its period not said.
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using domain::PayPeriod;
using text::JsonValue;

constexpr std::string_view kLists[] = {"jobs", "data"};

struct Draft {
  Offer& offer;
  std::optional<double> min, max;
};

constexpr Key<Draft> kKeys[] = {
    {"id", [](Draft& d, const JsonValue& v) { d.offer.source_id = v.text().value_or(""); }},
    {"title", [](Draft& d, const JsonValue& v) { d.offer.title = line_of(v); }},
    {"url", [](Draft& d, const JsonValue& v) { d.offer.url = v.string().value_or(""); }},
    {"apply_url", [](Draft& d, const JsonValue& v) { d.offer.apply_url = v.string().value_or(""); }},
    {"company", [](Draft& d, const JsonValue& v) {
       const auto n = v["name"];
       d.offer.company = line_of(n ? *n : v);
     }},
    {"category", [](Draft& d, const JsonValue& v) { if (const auto n = v["name"]) add_tag(d.offer, n->string().value_or("")); }},
    {"location", [](Draft& d, const JsonValue& v) { add_place(d.offer, {.raw = line_of(v)}); }},
    {"salary_min", [](Draft& d, const JsonValue& v) { d.min = v.number(); }},
    {"salary_max", [](Draft& d, const JsonValue& v) { d.max = v.number(); }},
    {"salary_text", [](Draft& d, const JsonValue& v) { if (const auto s = v.string(); s && !s->empty()) d.offer.pay = parse_pay(*s); }},
    {"type", [](Draft& d, const JsonValue& v) { set_employment(d.offer, v.string().value_or("")); }},
    {"description", [](Draft& d, const JsonValue& v) { d.offer.description = text_of(v.string().value_or("")); }},
    {"posted_at", [](Draft& d, const JsonValue& v) { set_posted(d.offer, v, {}); }},
    {"is_translated", nullptr},
    {"original_language", nullptr},
};

class RemoteJobs final : public Board {
 public:
  std::string_view name() const override { return "remotejobs_org"; }
  std::string_view label() const override { return "remotejobs.org"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      offer.remote = domain::Remote::kRemote;
      Draft d{offer, {}, {}};
      read_members(record, kKeys, d, "", out);
      domain::Pay& pay = offer.pay;
      if (d.min || d.max) pay.min = d.min, pay.max = d.max;
      if (pay.stated()) {
        const double top = pay.max ? *pay.max : *pay.min;
        if (pay.period == PayPeriod::kUnknown) pay.period = top < 250 ? PayPeriod::kHour : top < 15'000 ? PayPeriod::kMonth : PayPeriod::kYear;
        pay.origin = domain::PayOrigin::kEmployer;
      }
      return std::optional<Reject>();
    });
  }
};

}  // namespace

const Board& remotejobs_org() {
  static const RemoteJobs board;
  return board;
}

}  // namespace jm::discovery
