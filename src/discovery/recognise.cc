#include "discovery/recognise.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "http/url.h"

namespace jm::discovery {

namespace {

using html::NodeId;
using outbound::WebUrl;

constexpr std::size_t kTokenBytesMax = 120;

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_digits(std::string_view s) { return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }); }
std::string lower(std::string_view s) {
  std::string out(s);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// "0b805801-78d2-4aae-997a-a827dcd0ca01"
bool is_uuid(std::string_view s) {
  if (s.size() != 36) return false;
  for (std::size_t i = 0; i < s.size(); ++i)
    if ((i == 8 || i == 13 || i == 18 || i == 23) ? s[i] != '-' : !is_alnum(s[i])) return false;
  return true;
}

struct Parts {
  std::string host;
  std::vector<std::string> path;                 // decoded, empty segments left out
  const WebUrl* url = nullptr;

  std::string segment(std::size_t i) const { return i < path.size() ? path[i] : std::string(); }
  std::string parameter(std::string_view name) const {
    return url->query ? http::query_parameter(*url->query, name).value_or("") : std::string();
  }
  // "acme" of "acme.recruitee.com" under ".recruitee.com"; empty for other hosts and deeper names.
  std::string name_under(std::string_view suffix) const {
    if (!host.ends_with(suffix) || host.size() == suffix.size()) return {};
    std::string name = host.substr(0, host.size() - suffix.size());
    return name.find('.') == std::string::npos ? name : std::string();
  }
};

Parts parts_of(const WebUrl& url) {
  Parts p{url.host, {}, &url};
  for (std::size_t at = 0; at < url.path.size() && p.path.size() < 12;) {
    const std::size_t end = std::min(url.path.find('/', at), url.path.size());
    if (end > at) p.path.push_back(http::percent_decode(url.path.substr(at, end - at)).value_or(url.path.substr(at, end - at)));
    at = end + 1;
  }
  return p;
}

bool is_token(std::string_view s) { return !s.empty() && s.size() <= kTokenBytesMax && s.find_first_of("/?#<>\"\n\0") == std::string_view::npos; }

std::optional<CareerSite> site(std::string_view ats, std::string token, std::string job_id = {}, std::string region = {}) {
  if (!is_token(token) || job_id.size() > kTokenBytesMax) return std::nullopt;
  CareerSite s;
  s.ats = ats;
  s.token = std::move(token);
  s.job_id = std::move(job_id);
  s.region = std::move(region);
  return s;
}

// One function a system: its hosts, and where on them token and posting stand.

std::optional<CareerSite> greenhouse(const Parts& p) {
  const std::string& h = p.host;
  if (h == "boards-api.greenhouse.io" || h == "api.greenhouse.io") {
    if (p.segment(0) == "v1" && p.segment(1) == "boards") return site("greenhouse", p.segment(2), p.segment(3) == "jobs" && is_digits(p.segment(4)) ? p.segment(4) : "");
    return std::nullopt;
  }
  const bool eu = h == "boards.eu.greenhouse.io" || h == "job-boards.eu.greenhouse.io";
  if (!eu && h != "boards.greenhouse.io" && h != "job-boards.greenhouse.io") return std::nullopt;
  std::string token = p.segment(0), job = p.segment(1) == "jobs" && is_digits(p.segment(2)) ? p.segment(2) : "";
  if (token == "embed") {                        // embed/job_board?for=acme, embed/job_app?for=acme&token=123
    token = p.parameter("for");
    job = p.parameter("token");
  }
  if (job.empty()) job = p.parameter("gh_jid");
  return site("greenhouse", token, is_digits(job) ? job : "", eu ? "eu" : "");
}

std::optional<CareerSite> lever(const Parts& p) {
  const bool eu = p.host.ends_with(".eu.lever.co");
  if (p.host == "api.lever.co" || p.host == "api.eu.lever.co") {
    if (p.segment(0) == "v0" && p.segment(1) == "postings") return site("lever", p.segment(2), p.segment(3), eu ? "eu" : "");
    return std::nullopt;
  }
  if (p.host != "jobs.lever.co" && p.host != "jobs.eu.lever.co") return std::nullopt;
  return site("lever", p.segment(0), is_uuid(p.segment(1)) ? p.segment(1) : "", eu ? "eu" : "");
}

std::optional<CareerSite> ashby(const Parts& p) {
  if (p.host == "api.ashbyhq.com") return p.segment(0) == "posting-api" && p.segment(1) == "job-board" ? site("ashby", p.segment(2)) : std::nullopt;
  if (p.host != "jobs.ashbyhq.com") return std::nullopt;
  std::string job = is_uuid(p.segment(1)) ? p.segment(1) : p.parameter("ashby_jid");
  return site("ashby", p.segment(0), is_uuid(job) ? job : "");
}

std::optional<CareerSite> workable(const Parts& p) {
  std::string job;
  for (std::size_t i = 0; i + 1 < p.path.size(); ++i)
    if (p.path[i] == "j" || p.path[i] == "jobs") job = p.path[i + 1];
  if (p.host == "apply.workable.com" || p.host == "www.workable.com") {
    for (std::size_t i = 0; i + 1 < p.path.size(); ++i)
      if (p.path[i] == "accounts") return site("workable", p.path[i + 1], job);
    const std::string first = p.segment(0);
    if (p.host == "www.workable.com" || first == "j" || first == "api" || first == "static" || first == "assets") return std::nullopt;
    return site("workable", first, job);
  }
  const std::string name = p.name_under(".workable.com");
  static constexpr std::string_view kOwn[] = {"jobs", "help", "resources", "careers", "app", "id", "developers", "status", "workable-application-form", "backend"};
  if (name.empty() || std::find(std::begin(kOwn), std::end(kOwn), name) != std::end(kOwn)) return std::nullopt;
  return site("workable", name, job);
}

std::optional<CareerSite> smartrecruiters(const Parts& p) {
  if (p.host == "api.smartrecruiters.com")
    return p.segment(0) == "v1" && p.segment(1) == "companies" ? site("smartrecruiters", p.segment(2), p.segment(3) == "postings" ? p.segment(4) : "") : std::nullopt;
  if (p.host != "jobs.smartrecruiters.com" && p.host != "careers.smartrecruiters.com" && p.host != "www.smartrecruiters.com") return std::nullopt;
  if (p.segment(0) == "oneclick-ui") return p.segment(1) == "company" ? site("smartrecruiters", p.segment(2)) : std::nullopt;
  if (p.host == "www.smartrecruiters.com" && p.path.size() < 2) return std::nullopt;           // the vendor's own pages
  const std::string second = p.segment(1), number = second.substr(0, second.find('-'));      // "744000091624446-bartender"
  return site("smartrecruiters", p.segment(0), is_digits(number) && number.size() >= 6 ? number : "");
}

std::optional<CareerSite> recruitee(const Parts& p) {
  const std::string name = p.name_under(".recruitee.com");
  static constexpr std::string_view kOwn[] = {"api", "www", "app", "docs", "help", "support", "status", "careers-analytics", "careers-assets", "auth", "jobs"};
  if (name.empty() || std::find(std::begin(kOwn), std::end(kOwn), name) != std::end(kOwn)) return std::nullopt;
  std::string job;
  for (std::size_t i = 0; i + 1 < p.path.size(); ++i)
    if (p.path[i] == "o" || p.path[i] == "offers") job = p.path[i + 1];
  return site("recruitee", name, job);
}

std::string teamtailor_job(const Parts& p) {     // /jobs/7167985-account-executive
  for (std::size_t i = 0; i + 1 < p.path.size(); ++i) {
    const std::string number = p.path[i + 1].substr(0, p.path[i + 1].find('-'));
    if (p.path[i] == "jobs" && is_digits(number)) return number;
  }
  return {};
}

std::optional<CareerSite> teamtailor(const Parts& p) {
  for (const std::string_view suffix : {".teamtailor.com", ".na.teamtailor.com", ".au.teamtailor.com"}) {
    const std::string name = p.name_under(suffix);
    static constexpr std::string_view kOwn[] = {"www", "api", "app", "docs", "support", "help", "blog", "career-cdn", "na", "au", "tt", "partner", "get"};
    if (name.empty() || std::find(std::begin(kOwn), std::end(kOwn), name) != std::end(kOwn)) continue;
    return site("teamtailor", p.host, teamtailor_job(p));
  }
  return std::nullopt;
}

std::optional<CareerSite> personio(const Parts& p) {
  for (const std::string_view end : {"de", "com"}) {
    const std::string name = p.name_under(".jobs.personio." + std::string(end));
    if (name.empty()) continue;
    return site("personio", name, p.segment(0) == "job" && is_digits(p.segment(1)) ? p.segment(1) : "", std::string(end));
  }
  return std::nullopt;
}

// Systems without a feed that we read: named, so that the answer is not "unknown".
struct Named {
  std::string_view suffix, ats;
};
constexpr Named kNamed[] = {{".myworkdayjobs.com", "workday"}, {".myworkdaysite.com", "workday"}, {".icims.com", "icims"}, {".pinpointhq.com", "pinpoint"}, {"join.com", "join"},
                            {".bamboohr.com", "bamboohr"}, {".breezy.hr", "breezy"}, {".oraclecloud.com", "oracle"}, {".taleo.net", "taleo"}, {".successfactors.com", "successfactors"},
                            {".successfactors.eu", "successfactors"}, {".avature.net", "avature"}, {".eightfold.ai", "eightfold"}, {".jobvite.com", "jobvite"}, {".applytojob.com", "jazzhr"},
                            {".gupy.io", "gupy"}, {".softgarden.io", "softgarden"}, {".comeet.com", "comeet"}, {".jobylon.com", "jobylon"}, {".rippling.com", "rippling"}, {".gem.com", "gem"},
                            {".welcometothejungle.com", "welcometothejungle"}, {".linkedin.com", "linkedin"}, {".hellowork.com", "hellowork"}, {".indeed.com", "indeed"}};

std::optional<CareerSite> named(const Parts& p) {
  for (const Named& n : kNamed)
    if (p.host.ends_with(n.suffix) || p.host == (n.suffix.front() == '.' ? n.suffix.substr(1) : n.suffix)) {
      auto s = site(n.ats, p.host);
      if (s) s->followed = false;
      return s;
    }
  return std::nullopt;
}

std::optional<CareerSite> with_feed(const WebUrl& url) {
  if (url.address) return std::nullopt;
  const Parts p = parts_of(url);
  for (auto* system : {greenhouse, lever, ashby, workable, smartrecruiters, recruitee, teamtailor, personio})
    if (auto found = system(p)) return found;
  return std::nullopt;
}

// The posting that a page on the employer's own host shows, by the parameters that the systems' embeds use.
std::string embedded_job(const WebUrl& url, std::string_view ats) {
  if (!url.query) return {};
  std::string id = ats == "greenhouse" ? http::query_parameter(*url.query, "gh_jid").value_or("") : ats == "ashby" ? http::query_parameter(*url.query, "ashby_jid").value_or("")
                   : ats == "lever" ? http::query_parameter(*url.query, "lever-id").value_or("") : "";
  return (ats == "greenhouse" ? is_digits(id) : is_uuid(id)) ? id : std::string();
}

// Addresses in a text, wherever they stand.
template <class F>
void each_url(std::string_view s, F&& f) {
  for (std::size_t at = s.find("//"); at != std::string_view::npos; at = s.find("//", at + 2)) {
    std::size_t end = at + 2;
    while (end < s.size() && end - at < 400 && (is_alnum(s[end]) || std::string_view("-._~:/?&=%+@\\").find(s[end]) != std::string_view::npos)) ++end;
    f("https:" + std::string(s.substr(at, end - at)));
  }
}

constexpr std::size_t kScriptBytesRead = std::size_t{1} << 20;
constexpr std::size_t kAddressesRead = 20'000;

}  // namespace

std::optional<CareerSite> recognise_url(const WebUrl& url) {
  if (auto found = with_feed(url)) return found;
  return url.address ? std::nullopt : named(parts_of(url));
}

std::optional<CareerSite> recognise_page(const html::Document& page, const WebUrl& url) {
  // What loads or embeds a system counts most, what links to it less; the employer named most often is the page's.
  std::map<std::pair<std::string, std::string>, std::pair<int, CareerSite>> votes;
  std::size_t read = 0;
  bool recruitee_assets = false, teamtailor_assets = false;
  const auto weigh = [&](std::string address, int weight) {
    if (read++ > kAddressesRead) return;
    const auto parsed = outbound::parse_web_url(address, &url);
    if (!parsed) return;
    recruitee_assets |= parsed->host.ends_with("recruiteecdn.com") || parsed->host == "careers-analytics.recruitee.com";
    teamtailor_assets |= parsed->host.ends_with("teamtailor-cdn.com");
    auto found = with_feed(*parsed);
    if (!found || parsed->host == url.host) return;
    auto& vote = votes[{found->ats, lower(found->token)}];
    if (vote.first == 0) vote.second = *found;
    vote.first += weight;
  };
  std::size_t script_bytes = 0;
  for (NodeId i = 0; i < page.size(); ++i) {
    const auto& tag = page.node(i).tag;
    if (tag == "script") {
      if (const auto src = page.attribute(i, "src"); !src.empty()) weigh(std::string(src), 20);
      const auto text = page.inner_source(i);
      if (script_bytes + text.size() > kScriptBytesRead) continue;
      script_bytes += text.size();
      recruitee_assets |= text.find("window.recruitee") != std::string_view::npos;
      std::string plain;
      for (std::size_t k = 0; k < text.size(); ++k)
        if (text[k] != '\\' || k + 1 == text.size() || text[k + 1] != '/') plain += text[k];
      each_url(plain, [&](std::string a) { weigh(std::move(a), 3); });
    } else if (tag == "iframe") {
      weigh(std::string(page.attribute(i, "src")), 20);
    } else if (tag == "link") {
      weigh(std::string(page.attribute(i, "href")), 2);
    } else if (tag == "a") {
      weigh(std::string(page.attribute(i, "href")), 1);
    } else if (tag == "form") {
      weigh(std::string(page.attribute(i, "action")), 5);
    } else if (tag == "meta" && page.attribute(i, "name") == "generator") {
      teamtailor_assets |= lower(page.attribute(i, "content")).find("teamtailor") != std::string::npos;
    }
  }
  const std::pair<int, CareerSite>* best = nullptr;
  for (const auto& [key, vote] : votes)
    if (!best || vote.first > best->first) best = &vote;
  std::optional<CareerSite> out;
  if (best) {
    out = best->second;
    out->job_id = embedded_job(url, out->ats);
  } else if (recruitee_assets || teamtailor_assets) {
    out = site(recruitee_assets ? "recruitee" : "teamtailor", url.host);
    if (out) {
      const Parts p = parts_of(url);
      out->own_domain = true;
      if (teamtailor_assets && !recruitee_assets) out->job_id = teamtailor_job(p);
      else if (p.segment(0) == "o") out->job_id = p.segment(1);
    }
  }
  if (out) out->evidence = Evidence::kPage;
  return out;
}

std::optional<CareerSite> recognise(std::string_view url_text, std::string_view final_text, const html::Document* page) {
  const auto url = outbound::parse_web_url(url_text);
  if (!url) return std::nullopt;
  if (auto found = with_feed(*url)) return found;
  const auto last = final_text.empty() ? url : outbound::parse_web_url(final_text);
  if (last && last->href() != url->href())
    if (auto found = with_feed(*last)) {
      found->evidence = Evidence::kRedirect;
      return found;
    }
  const WebUrl& at = last ? *last : *url;
  if (page) {
    if (auto found = recognise_page(*page, at)) return found;
    for (NodeId i = 0; i < page->size(); ++i) {
      const bool script = page->node(i).tag == "script" && lower(page->attribute(i, "type")).starts_with("application/ld+json") && page->inner_source(i).find("JobPosting") != std::string_view::npos;
      const bool markup = page->attribute(i, "itemtype").ends_with("schema.org/JobPosting") || page->attribute(i, "typeof").ends_with("JobPosting");
      if (!page->node(i).tag.empty() && (script || markup)) {
        CareerSite own{.ats = "jobposting", .token = at.href(), .region = {}, .job_id = {}, .evidence = Evidence::kPage};
        return own;
      }
    }
  }
  return recognise_url(at);
}

std::string feed_url(const CareerSite& s) {
  if (!s.followed) return {};
  const std::string token = http::percent_encode(s.token);
  if (s.ats == "greenhouse") return "https://boards-api.greenhouse.io/v1/boards/" + token + "/jobs?content=true&pay_transparency=true";
  if (s.ats == "lever") return "https://api." + std::string(s.region == "eu" ? "eu." : "") + "lever.co/v0/postings/" + token + "?mode=json";
  if (s.ats == "ashby") return "https://api.ashbyhq.com/posting-api/job-board/" + token + "?includeCompensation=true";
  if (s.ats == "workable") return "https://apply.workable.com/api/v1/widget/accounts/" + token + "?details=true";
  if (s.ats == "smartrecruiters") return "https://api.smartrecruiters.com/v1/companies/" + token + "/postings?limit=100&offset=0";
  if (s.ats == "recruitee") return "https://" + (s.own_domain ? s.token : s.token + ".recruitee.com") + "/api/offers";
  if (s.ats == "teamtailor") return "https://" + s.token + "/jobs.json";
  if (s.ats == "personio") return "https://" + s.token + ".jobs.personio." + s.region + "/xml?language=en";
  if (s.ats == "jobposting") return s.token;
  return {};
}

std::string posting_url(const CareerSite& s) {
  if (s.job_id.empty() || !s.followed) return {};
  const std::string token = http::percent_encode(s.token), id = http::percent_encode(s.job_id);
  if (s.ats == "greenhouse") return "https://boards-api.greenhouse.io/v1/boards/" + token + "/jobs/" + id + "?pay_transparency=true";
  if (s.ats == "lever") return "https://api." + std::string(s.region == "eu" ? "eu." : "") + "lever.co/v0/postings/" + token + "/" + id;
  if (s.ats == "smartrecruiters") return "https://api.smartrecruiters.com/v1/companies/" + token + "/postings/" + id;
  if (s.ats == "recruitee") return "https://" + (s.own_domain ? s.token : s.token + ".recruitee.com") + "/api/offers/" + id;
  return {};                        // Ashby, Workable, Teamtailor, Personio: the whole feed, and the one in it
}

std::string_view ats_label(std::string_view ats) {
  static constexpr std::pair<std::string_view, std::string_view> kLabels[] = {
      {"greenhouse", "Greenhouse"}, {"lever", "Lever"}, {"ashby", "Ashby"}, {"workable", "Workable"}, {"smartrecruiters", "SmartRecruiters"}, {"recruitee", "Recruitee"},
      {"teamtailor", "Teamtailor"}, {"personio", "Personio"}, {"jobposting", "Career page"}, {"workday", "Workday"}, {"icims", "iCIMS"}, {"pinpoint", "Pinpoint"}, {"join", "JOIN"},
      {"bamboohr", "BambooHR"}, {"breezy", "Breezy"}, {"oracle", "Oracle"}, {"taleo", "Taleo"}, {"successfactors", "SuccessFactors"}, {"avature", "Avature"}, {"eightfold", "Eightfold"},
      {"jobvite", "Jobvite"}, {"jazzhr", "JazzHR"}, {"gupy", "Gupy"}, {"softgarden", "softgarden"}, {"comeet", "Comeet"}, {"jobylon", "Jobylon"}, {"rippling", "Rippling"}, {"gem", "Gem"},
      {"welcometothejungle", "Welcome to the Jungle"}, {"linkedin", "LinkedIn"}, {"hellowork", "HelloWork"}, {"indeed", "Indeed"}};
  for (const auto& [name, label] : kLabels)
    if (name == ats) return label;
  return ats;
}

}  // namespace jm::discovery
