// SmartRecruiters: the list ({"content": [...], "totalFound"}, no text) and one posting, which adds jobAd.sections, postingUrl and
// applyUrl. Any object may be {}; coordinates are texts; countries are lower-case codes.
#include <algorithm>
#include <map>

#include "base/json_object.h"
#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"
#include "http/url.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using domain::Remote;
using text::JsonElements;
using text::JsonMembers;
using text::JsonValue;

constexpr std::string_view kLists[] = {"content"};

struct Draft {
  Offer& offer;
  ParseOutput& out;
  Address place;
  std::string identifier;
  bool active = true, remote = false, hybrid = false;
};

std::string label_of(const JsonValue& v) {
  const auto l = v["label"];
  return l ? line_of(*l) : std::string();
}

constexpr Key<Draft> kLocationKeys[] = {
    {"city", [](Draft& d, const JsonValue& v) { d.place.city = line_of(v); }},
    {"region", [](Draft& d, const JsonValue& v) { d.place.region = line_of(v); }},
    {"regionCode", nullptr},
    {"country", [](Draft& d, const JsonValue& v) { d.place.country = line_of(v); }},
    {"countryCode", nullptr},
    {"address", nullptr},                 // the street
    {"postalCode", [](Draft& d, const JsonValue& v) { d.place.postal_code = v.text().value_or(""); }},
    {"remote", [](Draft& d, const JsonValue& v) { d.remote = v.boolean() == true; }},
    {"hybrid", [](Draft& d, const JsonValue& v) { d.hybrid = v.boolean() == true; }},
    {"hybridDescription", nullptr},
    {"manual", nullptr},
    {"latitude", [](Draft& d, const JsonValue& v) { d.place.lat = number_in(v); }},
    {"longitude", [](Draft& d, const JsonValue& v) { d.place.lon = number_in(v); }},
    {"fullLocation", [](Draft& d, const JsonValue& v) { d.place.raw = line_of(v); }},
};

void sections(Draft& d, const JsonValue& job_ad) {
  const auto all = job_ad["sections"];
  if (!all) return;
  std::string html;
  // As a person reads it: what it is, what it takes, the rest; the company comes last.
  for (const std::string_view key : {"jobDescription", "qualifications", "additionalInformation", "companyDescription"}) {
    const auto section = (*all)[key];
    const auto body = section ? (*section)["text"] : std::nullopt;
    if (!body || body->string().value_or("").empty()) continue;
    const auto heading = (*section)["title"];
    html.append("<h3>").append(heading ? heading->string().value_or("") : "").append("</h3><div>").append(*body->string()).append("</div>");
  }
  for (JsonMembers m(*all); m.next();)
    if (m.key() != "jobDescription" && m.key() != "qualifications" && m.key() != "additionalInformation" && m.key() != "companyDescription" && m.key() != "videos")
      count_unmapped(d.out, "jobAd.sections.", m.key());
  d.offer.description = text_of(html);
}

void custom_fields(Draft& d, const JsonValue& list) {
  for (JsonElements e(list); e.next();) {
    const auto label = e.value()["fieldLabel"], value = e.value()["valueLabel"];
    if (!label || !value) continue;
    const std::string_view l = label->string().value_or(""), v = value->string().value_or("");
    if (l.find("ontract") != std::string_view::npos || l.find("mployment") != std::string_view::npos) set_employment(d.offer, v);
  }
}

constexpr Key<Draft> kKeys[] = {
    {"id", [](Draft& d, const JsonValue& v) { d.offer.source_id = v.text().value_or(""); }},
    {"name", [](Draft& d, const JsonValue& v) { d.offer.title = line_of(v); }},
    {"uuid", nullptr}, {"jobAdId", nullptr}, {"jobId", nullptr}, {"defaultJobAd", nullptr}, {"refNumber", nullptr}, {"ref", nullptr}, {"creator", nullptr},
    {"company", [](Draft& d, const JsonValue& v) {
       if (const auto n = v["name"]) d.offer.company = line_of(*n);
       if (const auto i = v["identifier"]) d.identifier = line_of(*i);
     }},
    {"releasedDate", [](Draft& d, const JsonValue& v) { set_posted(d.offer, v, {}); }},
    {"location", [](Draft& d, const JsonValue& v) { read_members(v, kLocationKeys, d, "location.", d.out); }},
    {"industry", [](Draft& d, const JsonValue& v) { add_tag(d.offer, label_of(v)); }},
    {"department", [](Draft& d, const JsonValue& v) { add_tag(d.offer, label_of(v)); }},
    {"function", [](Draft& d, const JsonValue& v) { add_tag(d.offer, label_of(v)); }},
    {"typeOfEmployment", [](Draft& d, const JsonValue& v) {
       if (const auto id = v["id"]) set_employment(d.offer, id->string().value_or(""));
       set_employment(d.offer, label_of(v));
     }},
    {"experienceLevel", [](Draft& d, const JsonValue& v) {
       d.offer.experience.raw = label_of(v);
       const auto id = v["id"];
       if (id && id->string() == "internship") d.offer.contract = domain::Contract::kInternship;
       if (id && id->string() == "entry_level") d.offer.experience.need = domain::ExperienceNeed::kBeginner;
     }},
    {"customField", custom_fields},
    {"visibility", [](Draft& d, const JsonValue& v) { d.active &= v.string().value_or("PUBLIC") == "PUBLIC"; }},
    {"language", [](Draft& d, const JsonValue& v) { if (const auto c = v["code"]; c && c->string().value_or("").size() >= 2) d.offer.language = c->string()->substr(0, 2); }},
    {"jobAd", sections},
    {"applyUrl", [](Draft& d, const JsonValue& v) { d.offer.apply_url = v.string().value_or(""); }},
    {"postingUrl", [](Draft& d, const JsonValue& v) { d.offer.url = v.string().value_or(""); }},
    {"active", [](Draft& d, const JsonValue& v) { d.active &= v.boolean() != false; }},
    {"referralUrl", nullptr}, {"compensation", [](Draft& d, const JsonValue& v) {
       domain::Pay& p = d.offer.pay;
       if (const auto n = v["min"]) p.min = number_in(*n);
       if (const auto n = v["max"]) p.max = number_in(*n);
       if (const auto c = v["currency"]) p.currency = c->string().value_or("");
       if (const auto c = v["period"]) p.period = pay_period_of(c->string().value_or(""));
       if (p.stated()) p.origin = domain::PayOrigin::kEmployer;
     }},
};

// The list has no texts: its pages of 100 are read first, then every posting that is new, or was released again since the last
// run. The memory holds what was read: {"posting id": "released"}.
class SmartRecruitersFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kCompany; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(250), .burst = 3}; }
  bool narrowed() const override { return true; }      // nothing new is normal; what is listed is told beside
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override { return std::make_unique<Plan>(in); }

 private:
  class Plan final : public FetchPlan {
   public:
    explicit Plan(const PlanInput& in)
        : base_(in.config.base("smartrecruiters", "https://api.smartrecruiters.com") + "/v1/companies/" + http::percent_encode(in.listing.token) + "/postings"), name_(in.listing.token) {
      text::JsonReader json(std::size_t{8} << 20);
      if (const auto known = json.parse(in.memory))
        for (JsonMembers m(*known); m.next();) known_[std::string(m.key())] = std::string(m.value().string().value_or(""));
    }

    Step next(const Answer* answer) override {
      if (answer == nullptr) return ask_page();
      if (!listing_done_) return take_page(*answer);
      return take_posting(*answer);
    }
    std::string memory() const override {
      JsonObject o;
      for (const auto& [id, released] : read_) o.text(id, released);
      return o.str();
    }
    std::vector<std::string> listed() const override { return ids_; }

   private:
    static constexpr int kPage = 100, kPostingsMax = 10'000;

    Step ask_page() const {
      Step s = Step::get(base_ + "?limit=" + std::to_string(kPage) + "&offset=" + std::to_string(offset_), name_ + ", list from " + std::to_string(offset_));
      s.ask.parse = false;
      return s;
    }

    Step take_page(const Answer& answer) {
      if (auto step = refused(answer)) return *step;
      text::JsonReader json;
      const auto page = json.parse(answer.body);
      const auto content = page ? (*page)["content"] : std::nullopt;
      if (!content || !content->is_array()) return Step::fail(domain::SourceProblem::kNotUnderstood, "content");
      int n = 0;
      for (JsonElements e(*content); e.next(); ++n) {
        const auto id = e.value()["id"], released = e.value()["releasedDate"];
        if (!id || !id->text()) continue;
        const std::string key = *id->text(), date(released ? released->string().value_or("") : "");
        if (std::find(ids_.begin(), ids_.end(), key) != ids_.end()) continue;      // the list moved while it was read
        ids_.push_back(key);
        if (const auto it = known_.find(key); it != known_.end() && it->second == date) read_[key] = date;
        else wanted_.emplace_back(key, date);
      }
      const auto total = (*page)["totalFound"];
      offset_ += kPage;
      if (n > 0 && offset_ < (total ? total->integer().value_or(0) : 0) && offset_ < kPostingsMax) return ask_page();
      truncated_ = offset_ >= kPostingsMax;
      // An unknown company answers with an empty list.
      if (ids_.empty()) return known_.empty() ? Step::part(false) : Step::fail(domain::SourceProblem::kEmpty, std::to_string(known_.size()));
      listing_done_ = true;
      return ask_posting();
    }

    Step ask_posting() {
      if (at_ < wanted_.size()) return Step::get(base_ + "/" + http::percent_encode(wanted_[at_].first), name_ + ", posting " + wanted_[at_].first);
      Step s = truncated_ || failed_ > 0 ? Step::part(truncated_) : Step::whole();
      if (failed_ > 0) {
        s.problem = domain::SourceProblem::kParts;
        s.detail = std::to_string(failed_) + "/" + std::to_string(wanted_.size());
      }
      return s;
    }

    Step take_posting(const Answer& answer) {
      const auto& [id, released] = wanted_[at_++];
      if (answer.ok()) read_[id] = released;
      else if (answer.status == 404) std::erase(ids_, id);
      else ++failed_;
      if (answer.status == 0 && failed_ >= 3 && read_.empty()) return Step::fail(answer.problem, answer.detail);
      if (answer.status == 0 && (answer.problem == domain::SourceProblem::kRateLimited || failed_ >= 3)) {
        failed_ += static_cast<int>(wanted_.size() - at_);
        at_ = wanted_.size();
      }
      return ask_posting();
    }

    std::string base_, name_;
    std::map<std::string, std::string> known_, read_;
    std::vector<std::string> ids_;
    std::vector<std::pair<std::string, std::string>> wanted_;
    std::size_t at_ = 0;
    int offset_ = 0, failed_ = 0;
    bool listing_done_ = false, truncated_ = false;
  };
};

class SmartRecruiters final : public Board {
 public:
  std::string_view name() const override { return "smartrecruiters"; }
  std::string_view label() const override { return "SmartRecruiters"; }
  void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const override {
    parse_records(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, Offer& offer) -> std::optional<Reject> {
      Draft d{offer, out, {}, {}};
      read_members(record, kKeys, d, "", out);
      if (!d.active) return Reject{0, RejectCode::kUnlisted, "the board marks this job as not public"};
      offer.remote = d.remote ? Remote::kRemote : d.hybrid ? Remote::kHybrid : Remote::kUnknown;
      add_place(offer, d.place);
      if (offer.company.empty()) offer.company = payload.company;
      if (offer.url.empty() && !d.identifier.empty() && !offer.source_id.empty()) offer.url = "https://jobs.smartrecruiters.com/" + d.identifier + "/" + offer.source_id;
      return std::nullopt;
    });
  }
  const Fetching* fetching() const override {
    static const SmartRecruitersFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& smartrecruiters() {
  static const SmartRecruiters board;
  return board;
}

}  // namespace jm::discovery
