// Collections over several applicant-tracking systems, as others publish them: JSON lines {company, title, location, url, id,
// updated_at}, a table (company, platform, jobId, title, …) and an RSS feed ("Title — Company", guid "greenhouse:7954688"). None has a
// text. The key is "<platform>:<id>", the same in all three.
#include <algorithm>

#include "discovery/boards/all.h"
#include "discovery/boards/csv.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/boards/xml_records.h"
#include "discovery/normalise.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonValue;
using xml::Element;

constexpr std::string_view kLists[] = {"jobs"};

// JSON lines ------------------------------------------------------------------------------------------------------------------

struct Draft {
  Offer& offer;
  std::string id, slug;
};

constexpr Key<Draft> kKeys[] = {
    {"company", [](Draft& d, const JsonValue& v) { d.offer.company = line_of(v); }},
    {"company_slug", nullptr},
    {"title", [](Draft& d, const JsonValue& v) { d.offer.title = line_of(v); }},
    {"location", [](Draft& d, const JsonValue& v) { add_place(d.offer, {.raw = line_of(v)}); }},
    {"url", [](Draft& d, const JsonValue& v) { d.offer.url = v.string().value_or(""); }},
    {"absolute_url", [](Draft& d, const JsonValue& v) { if (d.offer.url.empty()) d.offer.url = v.string().value_or(""); }},
    {"departments", [](Draft& d, const JsonValue& v) { add_tags(d.offer, v); }},
    {"id", [](Draft& d, const JsonValue& v) { d.id = v.text().value_or(""); }},
    {"updated_at", [](Draft& d, const JsonValue& v) { set_time(d.offer.updated_at, v); }},
};

// Whose number it is: only the link tells. Greenhouse's links also live on the employers' own sites.
std::string_view platform_of(std::string_view url) {
  static constexpr std::pair<std::string_view, std::string_view> kHosts[] = {
      {"greenhouse.io", "greenhouse"}, {"gh_jid=", "greenhouse"}, {"lever.co", "lever"}, {"ashbyhq.com", "ashby"}, {"smartrecruiters.com", "smartrecruiters"},
      {"workable.com", "workable"}, {"recruitee.com", "recruitee"}, {"personio.", "personio"}, {"bamboohr.com", "bamboohr"}, {"myworkdayjobs.com", "workday"}};
  for (const auto& [part, name] : kHosts)
    if (url.find(part) != std::string_view::npos) return name;
  return "greenhouse";
}

// Table -----------------------------------------------------------------------------------------------------------------------

struct Row {
  Offer& offer;
  std::string platform, id;
};
struct Column {
  std::string_view name;
  void (*set)(Row&, std::string_view);
};
constexpr Column kColumns[] = {
    {"company", [](Row& r, std::string_view s) { r.offer.company = line_of(s); }},
    {"platform", [](Row& r, std::string_view s) { r.platform = line_of(s); }},
    {"jobId", [](Row& r, std::string_view s) { r.id = line_of(s); }},
    {"title", [](Row& r, std::string_view s) { r.offer.title = line_of(s); }},
    {"department", [](Row& r, std::string_view s) { add_tag(r.offer, s); }},
    {"locations", [](Row& r, std::string_view s) { add_place(r.offer, {.raw = line_of(s)}); }},
    {"isRemote", [](Row& r, std::string_view s) { if (s == "true" && r.offer.remote == domain::Remote::kUnknown) r.offer.remote = domain::Remote::kRemote; }},
    {"employmentType", [](Row& r, std::string_view s) { set_employment(r.offer, s); }},
    {"applyUrl", [](Row& r, std::string_view s) { r.offer.url = s; }},
    {"postedAt", [](Row& r, std::string_view s) {
       if (const auto m = moment_of(s, {})) r.offer.posted_at = m->at, r.offer.posted_precision = m->precision;
     }},
    {"scrapedAt", nullptr},
};

void parse_table(std::string_view bytes, std::string_view source, Time now, ParseOutput& out) {
  CsvReader rows(bytes, ',');
  std::vector<std::string> header, row;
  if (!rows.next(header)) return;
  std::vector<const Column*> columns;
  for (const std::string& name : header) {
    const auto it = std::find_if(std::begin(kColumns), std::end(kColumns), [&](const Column& c) { return c.name == name; });
    columns.push_back(it == std::end(kColumns) ? nullptr : it);
    if (!columns.back()) count_unmapped(out, "", name);
  }
  while (rows.next(row)) {
    const std::size_t index = out.seen++;
    if (rows.cut() || row.size() != header.size()) {
      out.reject(index, rows.cut() ? RejectCode::kTruncated : RejectCode::kMalformed, std::to_string(row.size()) + " fields where the header has " + std::to_string(header.size()));
      continue;
    }
    Offer offer;
    offer.source = source;
    Row r{offer, {}, {}};
    for (std::size_t i = 0; i < row.size(); ++i)
      if (columns[i] && columns[i]->set && !row[i].empty()) columns[i]->set(r, row[i]);
    if (!r.id.empty()) offer.source_id = r.platform + ":" + r.id;
    finish_offer(std::move(offer), index, now, out);
  }
}

// Feed ------------------------------------------------------------------------------------------------------------------------

void posted(Offer& o, const Element& e) {
  if (const auto m = moment_of(trimmed(e.text), {})) o.posted_at = m->at, o.posted_precision = m->precision;
}

constexpr ElementKey<Offer> kElements[] = {
    {"title", [](Offer& o, const Element& e) {
       const std::string whole = line_of(e.text);
       const std::size_t at = whole.rfind(" — ");
       o.title = whole.substr(0, at);
       if (at != std::string::npos) o.company = whole.substr(at + std::string_view(" — ").size());
     }},
    {"link", [](Offer& o, const Element& e) { o.url = trimmed(e.text); }},
    {"description", [](Offer& o, const Element& e) {      // "Company · Place · platform"
       const std::string whole = line_of(e.text);
       constexpr std::string_view kDot = " · ";
       const std::size_t first = whole.find(kDot), last = whole.rfind(kDot);
       if (first != std::string::npos && last > first) add_place(o, {.raw = whole.substr(first + kDot.size(), last - first - kDot.size())});
     }},
    {"pubDate", posted},
    {"guid", [](Offer& o, const Element& e) { o.source_id = trimmed(e.text); }},
};

class MultiSource final : public Board {
 public:
  std::string_view name() const override { return "multi_source"; }
  std::string_view label() const override { return "Collections over several boards"; }
  void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const override {
    if (looks_like_xml(bytes)) {
      parse_elements(bytes, "item", name(), now, out, [&](const Element& element, Offer& offer) {
        read_children(element, kElements, offer, out);
        return std::optional<Reject>();
      });
      return;
    }
    if (payload.name.find(".csv") != std::string::npos) return parse_table(bytes, name(), now, out);
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) {
      Draft d{offer, {}, {}};
      read_members(record, kKeys, d, "", out);
      if (!d.id.empty()) offer.source_id = std::string(platform_of(offer.url)) + ":" + d.id;
      return std::optional<Reject>();
    });
  }
};

}  // namespace

const Board& multi_source() {
  static const MultiSource board;
  return board;
}

}  // namespace jm::discovery
