// Hacker News "Who is hiring?": Firebase items ({id, type, by, time, text, parent}), Algolia hits ({objectID, comment_text, parent_id,
// story_id}) and monthly dumps of either ({"jobs": [...]}). A posting is a comment on the story itself; answers to it are passed over.
// Its first line is a custom, not a format: "Company | Role | Place | REMOTE | $150k-$180k | link", in any order, several roles at once.
// Authors are personal and never read.
#include <algorithm>

#include "discovery/boards/all.h"
#include "discovery/boards/finish.h"
#include "discovery/boards/records.h"
#include "discovery/fetch/plan.h"
#include "discovery/normalise.h"
#include "domain/place.h"
#include "http/url.h"
#include "text/clean.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::discovery {

namespace {

using domain::Offer;
using domain::Remote;
using text::JsonElements;
using text::JsonValue;

constexpr std::string_view kLists[] = {"hits", "jobs", "items"};
constexpr std::size_t kRolesMax = 8;
constexpr std::size_t kHeadLineBytesMax = 500;       // a first line longer than that is prose
constexpr std::size_t kSegmentBytesMax = 220;
constexpr std::size_t kRoleLineBytesMax = 90;

struct Draft {
  std::string id, text, title, type, url;
  std::optional<std::int64_t> parent, story;
  std::optional<Moment> posted;
  bool dead = false, is_story = false;
};

void moment(Draft& d, const JsonValue& v) {
  if (const auto t = v.text(); t && !d.posted) d.posted = moment_of(*t, {});
}

constexpr Key<Draft> kKeys[] = {
    {"id", [](Draft& d, const JsonValue& v) { d.id = v.text().value_or(""); }},
    {"objectID", [](Draft& d, const JsonValue& v) { d.id = v.text().value_or(""); }},
    {"text", [](Draft& d, const JsonValue& v) { d.text = v.string().value_or(""); }},
    {"comment_text", [](Draft& d, const JsonValue& v) { d.text = v.string().value_or(""); }},
    {"title", [](Draft& d, const JsonValue& v) { d.title = line_of(v); }},
    {"type", [](Draft& d, const JsonValue& v) { d.type = v.string().value_or(""); }},
    {"url", [](Draft& d, const JsonValue& v) { d.url = v.string().value_or(""); }},
    {"time", moment}, {"created_at_i", moment}, {"created_at", moment},
    {"parent", [](Draft& d, const JsonValue& v) { d.parent = v.integer(); }},
    {"parent_id", [](Draft& d, const JsonValue& v) { d.parent = v.integer(); }},
    {"story_id", [](Draft& d, const JsonValue& v) { d.story = v.integer(); }},
    {"dead", [](Draft& d, const JsonValue& v) { d.dead |= v.boolean() == true; }},
    {"deleted", [](Draft& d, const JsonValue& v) { d.dead |= v.boolean() == true; }},
    {"_tags", [](Draft& d, const JsonValue& v) { for (JsonElements e(v); e.next();) d.is_story |= e.value().string() == "story"; }},
    {"by", nullptr}, {"author", nullptr},                       // personal
    {"source", nullptr}, {"kids", nullptr}, {"children", nullptr}, {"descendants", nullptr}, {"score", nullptr}, {"points", nullptr}, {"num_comments", nullptr},
    {"story_title", nullptr}, {"story_text", nullptr}, {"story_url", nullptr}, {"updated_at", nullptr}, {"_highlightResult", nullptr},
};

// Words --------------------------------------------------------------------------------------------------------------------

bool has_word_of(std::string_view folded, std::initializer_list<std::string_view> words) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  for (const std::string_view w : words)
    for (std::size_t at = folded.find(w); at != std::string_view::npos; at = folded.find(w, at + 1)) {
      const std::size_t end = at + w.size();
      if ((at == 0 || !letter(folded[at - 1])) && (end == folded.size() || !letter(folded[end]))) return true;
    }
  return false;
}

// A role ends in (or is) one of these.
bool names_role(std::string_view folded) {
  return has_word_of(folded, {"engineer", "engineers", "developer", "developers", "dev", "devs", "designer", "designers", "manager", "managers", "scientist", "scientists", "architect", "architects",
                              "lead", "leads", "head", "director", "analyst", "analysts", "founder", "cofounder", "co-founder", "cto", "coo", "cmo", "vp", "researcher", "researchers", "recruiter", "writer", "marketer",
                              "specialist", "consultant", "consultants", "technician", "representative", "swe", "swes", "sre", "sres", "sdet", "fde", "devops", "devsecops", "administrator", "intern", "interns", "programmer", "programmers",
                              "chief of staff", "operations associate", "account executive", "ae", "pm", "advocate", "evangelist", "hacker", "mathematician", "physicist", "strategist", "expert", "associate", "generalist", "tester", "editor", "officer", "dba", "gtm"});
}
bool names_roles_in_general(std::string_view folded) {
  return has_word_of(folded, {"multiple roles", "multiple positions", "several roles", "various roles", "many roles", "all roles", "engineering roles", "multiple engineering roles", "open roles", "roles", "positions", "multiple", "engineering"});
}
bool names_mode(std::string_view folded) {
  return has_word_of(folded, {"remote", "remotely", "onsite", "on-site", "on site", "hybrid", "in-office", "in office", "in person", "in-person", "wfh", "relocation"});
}
bool names_employment(std::string_view folded) {
  return has_word_of(folded, {"full-time", "full time", "fulltime", "full - time", "part-time", "part time", "contract", "contractor", "internship", "internships", "freelance", "permanent", "temporary", "c2h"});
}
bool is_no_field(std::string_view folded) {
  return has_word_of(folded, {"visa", "equity", "bonus", "benefits", "401k", "funding", "series", "seed", "yc", "interns", "stock", "sponsorship", "saas", "b2b", "per week", "4-day"});
}
bool is_link(std::string_view s) {
  if (s.find("http") != std::string_view::npos || s.starts_with("www.")) return true;
  const std::size_t dot = s.rfind('.');
  return dot != std::string_view::npos && dot > 1 && s.find(' ') == std::string_view::npos && s.size() - dot >= 3 && s.size() - dot <= 12 && s.find('@') == std::string_view::npos;
}

std::string_view trim(std::string_view s) {
  while (!s.empty()) {
    const std::string_view before = s;
    for (const std::string_view sign : {" ", "\t", "\n", ",", ";", ":", "-", "–", "—", "|", "·", "•", "[", "]", "*", "#"}) {
      if (s.starts_with(sign)) s.remove_prefix(sign.size());
      if (s.ends_with(sign)) s.remove_suffix(sign.size());
    }
    if (s == before) break;
  }
  return s;
}

// Parts between any of the signs, outside parentheses.
std::vector<std::string> split(std::string_view s, std::initializer_list<std::string_view> signs) {
  std::vector<std::string> out;
  std::size_t start = 0, depth = 0;
  for (std::size_t i = 0; i <= s.size();) {
    std::size_t cut = i == s.size() ? 1 : 0;
    if (cut == 0 && s[i] == '(') ++depth;
    if (cut == 0 && s[i] == ')' && depth > 0) --depth;
    if (cut == 0 && depth == 0)
      for (const std::string_view sign : signs)
        if (s.substr(i).starts_with(sign)) cut = sign.size();
    if (cut == 0) {
      ++i;
      continue;
    }
    if (const auto part = trim(s.substr(start, i - start)); !part.empty()) out.emplace_back(part);
    i += cut;
    start = i;
  }
  return out;
}

// The head line ------------------------------------------------------------------------------------------------------------

struct Head {
  std::string company, website;
  std::vector<std::string> roles;
  std::string general;                // "Multiple roles": named nowhere yet
  std::string places;                 // parts joined by "; "
  std::string employment;
  domain::Pay pay;
  bool posting = false;               // it reads as one
};

// "Acme (https://acme.example) (YC S24)" -> "Acme"; the link goes to the website.
std::string company_name(std::string_view s, std::string& website) {
  std::string out;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '(') {
      const std::size_t close = std::min(s.find(')', i), s.size());
      const std::string_view inside = s.substr(i + 1, close - i - 1);
      if (inside.find("http") != std::string_view::npos && website.empty()) website = inside;
      ++depth;
    } else if (s[i] == ')' && depth > 0) {
      --depth;
    } else if (depth == 0) {
      out += s[i];
    }
  }
  if (const std::size_t at = out.find("http"); at != std::string::npos) {
    if (website.empty()) website = out.substr(at, out.find(' ', at) - at);
    out.erase(at);
  }
  for (const std::string_view lead : {"Company:", "HIRING:", "Hiring:"})
    if (std::string_view(out).starts_with(lead)) out.erase(0, lead.size());
  return text::clean_line(trim(out));
}

std::string role_name(std::string_view s) {
  // ">> Staff Engineer", "Backend Engineer →"
  constexpr std::string_view kArrow = "→";
  s = trim(s);
  while (s.starts_with('>') || s.starts_with(kArrow)) s = trim(s.substr(s.starts_with('>') ? 1 : kArrow.size()));
  while (s.ends_with(kArrow)) s = trim(s.substr(0, s.size() - kArrow.size()));
  for (const std::string_view lead : {"Roles:", "Role:", "ROLES:", "Positions:", "Position:", "Hiring:", "HIRING:", "Open Roles:", "1x ", "2x ", "3x ", "Hiring a ", "Hiring "})
    if (s.starts_with(lead)) s.remove_prefix(lead.size());
  return text::clean_line(trim(s));
}

// "Engineer A, Engineer B & Engineer C": several roles only when each part is one by itself.
void add_roles(std::vector<std::string>& roles, std::string_view s) {
  const std::string whole = role_name(s);
  auto parts = split(whole, {", ", " / ", "; ", " & ", " and ", " + "});
  const bool each = parts.size() > 1 && std::all_of(parts.begin(), parts.end(), [](const std::string& p) { return names_role(text::fold(p)); });
  if (!each) parts = {whole};
  for (std::string& p : parts)
    if (std::string r = role_name(p); !r.empty() && roles.size() < kRolesMax && std::find(roles.begin(), roles.end(), r) == roles.end()) roles.push_back(std::move(r));
}

void segment(Head& h, const std::string& s, bool first) {
  const std::string folded = text::fold(s);
  if (is_link(s)) {
    if (h.website.empty()) h.website = s.substr(s.find("http") == std::string::npos ? 0 : s.find("http"), s.find(' '));
    if (!first) return;
  }
  const bool role = names_role(folded);
  domain::Pay pay = parse_pay(s);
  domain::normalise_pay(pay);
  const bool money = pay.stated() && (!pay.currency.empty() || s.find_first_of("kK") != std::string::npos) && folded.find("funding") == std::string::npos && folded.find("raised") == std::string::npos;
  if (first && !role && !money) {
    h.company = company_name(s, h.website);
    return;
  }
  if (money && !h.pay.stated()) h.pay = std::move(pay);
  if (role) return add_roles(h.roles, s);
  if (names_employment(folded) && h.employment.empty()) h.employment = s;
  if (money || is_no_field(folded)) return;
  const auto place = [&] { h.places += (h.places.empty() ? "" : "; ") + s; };
  if (names_mode(folded)) return place();
  if (names_employment(folded)) return;
  if (names_roles_in_general(folded)) {
    if (h.general.empty() && s.size() <= kRoleLineBytesMax) h.general = role_name(s);
    return;
  }
  for (const auto& p : domain::parse_places(s).places)
    if (!p.country.empty() || !p.zone.empty()) return place();
}

// "Acme (YC W24) is hiring a staff engineer": company and role around the verb.
bool is_hiring(Head& h, std::string_view line) {
  const std::string folded = text::fold(line);
  if (folded.size() != line.size()) return false;              // offsets would not fit; such lines go the other way
  for (const std::string_view verb : {" is hiring", " are hiring", " is looking for", " hiring "}) {
    const std::size_t at = folded.find(verb);
    if (at == std::string::npos || at == 0 || at > 80) continue;
    h.company = company_name(line.substr(0, at), h.website);
    std::string_view rest = trim(line.substr(at + verb.size()));
    for (const std::string_view small : {"for ", "an ", "a ", "our ", "the "})
      if (text::fold(rest.substr(0, small.size())) == small) rest.remove_prefix(small.size());
    if (!rest.empty() && rest.size() <= kSegmentBytesMax && names_role(text::fold(rest))) add_roles(h.roles, rest);
    return !h.company.empty();
  }
  return false;
}

Head read_head(std::string_view line) {
  Head h;
  if (line.size() > kHeadLineBytesMax) line = text::cut_utf8(line, kHeadLineBytesMax);
  auto parts = split(line, {"|"});
  if (parts.size() < 2) parts = split(line, {" - ", " – ", " — ", " // ", " • ", " · "});
  if (parts.size() < 3 && line.find('|') == std::string_view::npos) {
    if (is_hiring(h, line)) {
      h.posting = true;
      return h;
    }
    const std::string folded = text::fold(line);
    if (parts.size() < 2) parts = split(line, {", "});
    if (!names_role(folded) || !(names_mode(folded) || names_employment(folded))) return h;
  }
  // The last field may run on into the text ("Full-Time We build …"): only its beginning can be a field.
  bool first = true;
  for (std::string& p : parts) {
    if (p.size() > kSegmentBytesMax) p.resize(text::cut_utf8(p, kSegmentBytesMax).size());
    segment(h, p, first);
    first = false;
  }
  h.posting = true;
  return h;
}

// Roles that stand on lines of their own under a head line that names none: "- Senior Rust Engineer", "Frontend Engineer: https://…".
void roles_in_body(Head& h, std::string_view body) {
  std::size_t lines = 0;
  while (!body.empty() && lines++ < 40 && h.roles.size() < kRolesMax) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    std::string_view line = trim(body.substr(0, end));
    body.remove_prefix(std::min(end + 1, body.size()));
    if (const std::size_t at = line.find("http"); at != std::string_view::npos) line = trim(line.substr(0, at));
    if (const std::size_t at = line.find(": "); at != std::string_view::npos && at > 8) line = trim(line.substr(0, at));
    if (line.empty() || line.size() > kRoleLineBytesMax || line.ends_with('.') || line.ends_with('?') || line.ends_with('!')) continue;
    const std::string folded = text::fold(line);
    if (!names_role(folded) || has_word_of(folded, {"we", "our", "you", "i", "your", "is", "are", "has", "have", "worked", "join", "with", "by", "email", "from", "who"})) continue;
    add_roles(h.roles, line);
  }
}

bool speaks_of_hiring(std::string_view folded) {
  return has_word_of(folded, {"hiring", "we're looking for", "we are looking for", "looking for a", "looking for an", "join our team", "open roles", "open positions", "full-time", "apply"});
}

// The newest "Ask HN: Who is hiring?" through Algolia: which thread, then its comments.
class HackerNewsFetching final : public Fetching {
 public:
  Reach reach() const override { return Reach::kFeed; }
  Pace pace() const override { return {.every = std::chrono::milliseconds(1000), .burst = 2, .per_day = 500, .run_gap_min = std::chrono::hours(4)}; }
  std::unique_ptr<FetchPlan> plan(const PlanInput& in) const override { return std::make_unique<Plan>(in); }

 private:
  class Plan final : public FetchPlan {
   public:
    explicit Plan(const PlanInput& in) : base_(in.config.base("hackernews", "https://hn.algolia.com") + "/api/v1/") {}
    Step next(const Answer* answer) override {
      if (answer == nullptr) {
        Step s = Step::get(base_ + "search_by_date?tags=story%2Cauthor_whoishiring&hitsPerPage=10", "threads");
        s.ask.keep = s.ask.parse = false;
        return s;
      }
      if (auto step = refused(*answer)) return *step;
      text::JsonReader json;
      const auto body = json.parse(answer->body);
      const auto hits = body ? (*body)["hits"] : std::nullopt;
      if (!hits || !hits->is_array()) return Step::fail(domain::SourceProblem::kNotUnderstood, "hits");
      if (story_.empty()) {
        for (text::JsonElements e(*hits); e.next() && story_.empty();) {
          const auto title = e.value()["title"], id = e.value()["objectID"];
          if (title && id && title->string().value_or("").find("Who is hiring") != std::string_view::npos) story_ = id->text().value_or("");
        }
        return story_.empty() ? Step::part(false) : ask();
      }
      const auto pages = (*body)["nbPages"];
      ++page_;
      if (page_ >= std::min<std::int64_t>(kPagesMax, pages ? pages->integer().value_or(0) : 0)) return Step::part(false);
      return ask();
    }

   private:
    static constexpr std::int64_t kPagesMax = 5;      // of 1,000 comments
    Step ask() const {
      return Step::get(base_ + "search?tags=comment%2Cstory_" + http::percent_encode(story_) + "&hitsPerPage=1000&page=" + std::to_string(page_), "thread " + story_ + ", page " + std::to_string(page_ + 1));
    }
    std::string base_, story_;
    std::int64_t page_ = 0;
  };
};

class HackerNews final : public Board {
 public:
  std::string_view name() const override { return "hackernews"; }
  std::string_view label() const override { return "Hacker News “Who is hiring?”"; }
  void parse(std::string_view bytes, const Payload&, Time now, ParseOutput& out) const override {
    parse_each_record(bytes, kLists, name(), now, out, [&](const JsonValue& record, const Envelope&, std::vector<Offer>& offers) -> std::optional<Reject> {
      Draft d;
      read_members(record, kKeys, d, "", out);
      if (d.dead || d.is_story || d.type == "story" || d.type == "poll") return pass_over();
      if (d.parent && d.story && *d.parent != *d.story) return pass_over();
      if (d.text.empty() && d.title.empty()) return d.id.empty() ? std::optional(Reject{0, RejectCode::kNotAnOffer, "neither an item nor a hit"}) : pass_over();
      return read(d, offers);
    });
  }

 private:
  static std::optional<Reject> read(const Draft& d, std::vector<Offer>& offers) {
    const std::string body = text_of(d.text);
    std::string first = d.title.empty() ? body.substr(0, body.find('\n')) : d.title;
    Head h = read_head(first);
    const std::size_t line_end = body.find('\n');
    const std::string_view rest = d.title.empty() ? line_end == std::string::npos ? std::string_view() : std::string_view(body).substr(line_end + 1) : std::string_view(body);
    if (!h.posting && (body.size() < 120 || !speaks_of_hiring(text::fold(std::string_view(body).substr(0, 4'000))))) return pass_over();
    if (h.roles.empty()) roles_in_body(h, rest);
    if (h.roles.empty() && !h.general.empty()) h.roles.push_back(h.general);
    if (h.roles.empty()) h.roles.push_back(h.posting && !h.company.empty() ? "Several roles" : std::string(text::cut_utf8(first, kRoleLineBytesMax)));
    const Offer base = offer_of(d, h, body);
    offers.clear();
    for (std::size_t i = 0; i < h.roles.size(); ++i) {
      Offer o = base;
      o.title = h.roles[i];
      // One page holds them all; the parameter, which the site ignores, keeps them apart.
      if (i > 0) {
        o.source_id += "-" + std::to_string(i + 1);
        if (d.url.empty()) o.url += "&role=" + std::to_string(i + 1);
      }
      offers.push_back(std::move(o));
    }
    return std::nullopt;
  }

  static Offer offer_of(const Draft& d, const Head& h, const std::string& body) {
    Offer o;
    o.source = "hackernews";
    o.source_id = d.id;
    o.url = d.url.empty() ? "https://news.ycombinator.com/item?id=" + d.id : d.url;
    if (h.website.starts_with("http")) o.apply_url = h.website;
    o.company = h.company;
    o.description = body;
    o.pay = h.pay;
    if (d.posted) {
      o.posted_at = d.posted->at;
      o.posted_precision = d.posted->precision;
    }
    set_employment(o, h.employment);
    Address where;
    where.raw = h.places;
    add_place(o, where);
    return o;
  }
  const Fetching* fetching() const override {
    static const HackerNewsFetching fetching;
    return &fetching;
  }
};

}  // namespace

const Board& hackernews() {
  static const HackerNews board;
  return board;
}

}  // namespace jm::discovery
