#include "discovery/boards/career_page.h"

#include <map>
#include <set>

#include "crypto/hash.h"
#include "discovery/boards/all.h"
#include "discovery/boards/career_site.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/job_posting.h"
#include "discovery/boards/page_markup.h"
#include "http/url.h"
#include "text/charset.h"
#include "text/fold.h"
#include "text/json_read.h"
#include "text/json_repair.h"
#include "text/utf8.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using text::JsonElements;
using text::JsonMembers;
using text::JsonValue;

constexpr std::string_view kName = "jobposting";
constexpr std::size_t kPlainIdBytesMax = 100;      // longer ids and addresses are hashed

// Every JobPosting node in a document, in order; not inside one another. Depth is the JSON reader's limit.
void find_postings(const JsonValue& v, std::vector<JsonValue>& found) {
  if (found.size() >= kPostingsPerPageMax) return;
  if (is_job_posting(v)) {
    found.push_back(v);
    return;
  }
  for (JsonElements e(v); e.next();)
    if (e.value().is_object() || e.value().is_array()) find_postings(e.value(), found);
  for (JsonMembers m(v); m.next();)
    if (m.value().is_object() || m.value().is_array()) find_postings(m.value(), found);
}

// The names of nodes that postings may only point to: {"hiringOrganization": {"@id": "#org"}} beside {"@id": "#org", "name": "…"}.
void collect_names(const JsonValue& v, std::map<std::string, std::string>& names) {
  std::string_view id, name;
  for (JsonMembers m(v); m.next();) {
    if (m.key() == "@id") id = m.value().string().value_or("");
    if (m.key() == "name") name = m.value().string().value_or("");
    if (m.value().is_object() || m.value().is_array()) collect_names(m.value(), names);
  }
  if (!id.empty() && !name.empty()) names.emplace(id, name);
  for (JsonElements e(v); e.next();)
    if (e.value().is_object() || e.value().is_array()) collect_names(e.value(), names);
}

class PageReader {
 public:
  PageReader(std::string_view page_url, Time now, ParseOutput& out) : now_(now), out_(out), json_(kEmbeddedJsonBytesMax + 64) {
    if (auto url = http::parse_url(page_url)) page_ = std::move(*url);
  }

  // One JSON text. `embedded`: from somebody's page, and repaired when it does not parse.
  void read(std::string_view text, bool embedded) {
    if (text.size() > kEmbeddedJsonBytesMax) return refuse(RejectCode::kTooBig, "a script of " + std::to_string(text.size()) + " bytes");
    auto doc = json_.parse(text);
    if (!doc && json_.last_problem() == text::JsonProblem::kInvalidUtf8) {
      repaired_ = text::repair_utf8(text);
      text = repaired_;
      ++out_.repaired_utf8;
      doc = json_.parse(text);
    }
    if (!doc && embedded && json_.last_problem() == text::JsonProblem::kMalformed) {
      mended_ = text::repair_json(text);
      doc = json_.parse(mended_);
    }
    if (!doc) {
      if (text.find("JobPosting") == std::string_view::npos) return;       // somebody else's broken script
      const bool deep = json_.last_problem() == text::JsonProblem::kTooDeep;
      return refuse(deep ? RejectCode::kTooDeep : RejectCode::kMalformed, "a JobPosting script that is not JSON, nor could be repaired");
    }
    std::vector<JsonValue> found;
    find_postings(*doc, found);
    std::map<std::string, std::string> names;
    if (!found.empty()) collect_names(*doc, names);
    for (const JsonValue& node : found) take(node, names);
  }

  // Finishes what was read: only now is it known whether the page is one posting's page.
  std::size_t finish() {
    const bool alone = drafts_.size() == 1;
    for (Offer& offer : drafts_) {
      const std::size_t index = out_.seen++;
      settle_url(offer, alone);
      settle_id(offer);
      finish_offer(std::move(offer), index, now_, out_);
    }
    return drafts_.size() + refused_;
  }

 private:
  void refuse(RejectCode code, std::string detail) {
    ++refused_;
    out_.reject(out_.seen++, code, std::move(detail));
  }

  void take(const JsonValue& node, const std::map<std::string, std::string>& names) {
    if (drafts_.size() >= kPostingsPerPageMax) return;
    Offer offer;
    offer.source = kName;
    read_job_posting(node, offer, "", out_);
    if (offer.company.empty())
      if (const auto org = node["hiringOrganization"]; org && org->is_object())
        if (const auto id = (*org)["@id"])
          if (const auto known = names.find(std::string(id->string().value_or(""))); known != names.end()) offer.company = line_of(known->second);
    const std::string same = text::fold_name(offer.title) + '\n' + text::fold_name(offer.company) + '\n' + (offer.places.empty() ? "" : text::fold_name(offer.places[0].city));
    if (!offer.title.empty() && !met_.insert(same + '\n' + offer.source_id + '\n' + offer.url).second) return;
    // The same posting in a second markup, which knows neither address nor number.
    if (!offer.title.empty() && offer.source_id.empty() && offer.url.empty() && !stated_.insert(same).second) return;
    stated_.insert(same);
    drafts_.push_back(std::move(offer));
  }

  void settle_url(Offer& offer, bool alone) const {
    if (page_.host.empty()) return;
    if (!offer.url.empty())
      if (auto url = http::resolve_url(page_, offer.url)) offer.url = url->str();
    if (offer.url.empty() && alone) offer.url = page_.str();
    if (offer.apply_url.empty() && offer.url.empty()) offer.apply_url = page_.str();
  }

  void settle_id(Offer& offer) const {
    std::string host = page_.host;
    if (const auto own = http::parse_url(offer.url)) host = own->host;
    std::string id = std::move(offer.source_id);
    if (id.empty()) id = domain::canonical_url(offer.url);
    if (id.empty()) {
      if (offer.title.empty()) return;
      id = offer.title + '\n' + offer.company + '\n' + (offer.places.empty() ? "" : offer.places[0].raw) + '\n' + (offer.posted_at ? to_iso(*offer.posted_at) : "");
      id = crypto::to_hex(crypto::sha256(id)).substr(0, 32);
    } else if (id.size() > kPlainIdBytesMax) {
      id = crypto::to_hex(crypto::sha256(id)).substr(0, 32);
    }
    offer.source_id = id.starts_with("http") || host.empty() ? std::move(id) : host + ':' + id;
  }

  http::Url page_;
  const Time now_;
  ParseOutput& out_;
  text::JsonReader json_;
  std::string repaired_, mended_;
  std::vector<Offer> drafts_;
  std::set<std::string> met_, stated_;
  std::size_t refused_ = 0;
};

bool is_json(std::string_view bytes) {
  const std::size_t at = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return at != std::string_view::npos && (bytes[at] == '{' || bytes[at] == '[');
}

class CareerPage final : public Board {
 public:
  std::string_view name() const override { return kName; }
  std::string_view label() const override { return "Career page"; }

  void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const override {
    if (is_json(bytes)) {
      PageReader reader(payload.name, now, out);
      reader.read(bytes, true);
      if (reader.finish() == 0) nothing_here(payload, out, "the document holds no JobPosting");
      return;
    }
    const auto page = html::parse(text::page_to_utf8(bytes, {}));
    if (!page) return out.reject(out.seen++, page.error().reason == "PAGE_TOO_LARGE" ? RejectCode::kTooBig : RejectCode::kTooDeep, page.error().message);
    if (read_page_postings(*page, payload.name, now, out) == 0) nothing_here(payload, out, "the page holds no JobPosting");
  }
  const Fetching* fetching() const override { return &career_site_fetching(); }

 private:
  static void nothing_here(const Payload& payload, ParseOutput& out, const char* what) {
    if (payload.among_others) ++out.passed_over;
    else out.reject(out.seen++, RejectCode::kNotAnOffer, what);
  }
};

}  // namespace

std::size_t read_page_postings(const html::Document& page, std::string_view page_url, Time now, ParseOutput& out) {
  PageReader reader(page_url, now, out);
  for (const MarkupNode& m : job_markup(page)) reader.read(m.json, m.embedded);
  return reader.finish();
}

const Board& career_page() {
  static const CareerPage board;
  return board;
}

}  // namespace jm::discovery
