#include "discovery/sitemap.h"

#include <algorithm>
#include <unordered_set>

#include "http/gzip.h"
#include "text/charset.h"
#include "xml/records.h"

namespace jm::discovery {

namespace {

constexpr std::size_t kRatioMax = 200;

std::string_view trim(std::string_view s) {
  while (!s.empty() && static_cast<unsigned char>(s.front()) <= ' ') s.remove_prefix(1);
  while (!s.empty() && static_cast<unsigned char>(s.back()) <= ' ') s.remove_suffix(1);
  return s;
}

bool same_site(const std::string& host, std::string site) {
  if (site.starts_with("www.")) site.erase(0, 4);
  return host == site || (host.size() > site.size() && host.ends_with(site) && host[host.size() - site.size() - 1] == '.');
}

class Collector {
 public:
  explicit Collector(const outbound::WebUrl& at) : at_(at) {}

  bool add(std::string_view loc, std::string_view modified) {
    if (map.entries.size() >= kSitemapEntriesMax) {
      map.cut = true;
      return false;
    }
    auto url = outbound::parse_web_url(trim(loc), &at_);
    if (trim(loc).empty() || !url || url->credentials || !same_site(url->host, at_.host)) {
      ++map.refused;
      return true;
    }
    std::string href = url->href();
    if (met_.insert(href).second) map.entries.push_back({std::move(href), parse_iso(trim(modified))});
    return true;
  }

  Sitemap map;

 private:
  const outbound::WebUrl& at_;
  std::unordered_set<std::string> met_;
};

bool is_text_list(std::string_view s) { return s.starts_with("http://") || s.starts_with("https://"); }

}  // namespace

Result<Sitemap> read_sitemap(std::string_view bytes, const outbound::WebUrl& at) {
  std::string inflated;
  if (bytes.starts_with("\x1F\x8B")) {
    auto plain = http::gunzip(bytes, {.decoded_bytes_max = kSitemapBytesMax, .ratio_max = kRatioMax});
    if (!plain && plain.error().code == Code::kResourceExhausted) return fail(Code::kResourceExhausted, "The sitemap is larger than accepted.", "TOO_LARGE");
    if (!plain) return fail(Code::kInvalidArgument, "The sitemap's compression is broken.", "NOT_A_SITEMAP");
    inflated = std::move(*plain);
    bytes = inflated;
  }
  if (bytes.size() > kSitemapBytesMax) return fail(Code::kResourceExhausted, "The sitemap is larger than accepted.", "TOO_LARGE");
  Collector collect(at);
  const std::string_view head = trim(bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes);
  if (is_text_list(head)) {
    for (std::string_view rest = head; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      if (const auto line = trim(rest.substr(0, end)); !line.empty() && !collect.add(line, {})) break;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return std::move(collect.map);
  }
  const xml::Limits limits{.bytes_max = kSitemapBytesMax, .depth_max = 16, .record_bytes_max = 64 * 1024, .record_nodes_max = 2000};
  const auto doc = xml::read_records(bytes, {"url", "sitemap"}, limits, [&](const xml::Element& e) {
    collect.map.is_index |= e.name == "sitemap";
    return collect.add(e.text_of("loc"), e.text_of("lastmod"));
  });
  const bool any = !collect.map.entries.empty() || collect.map.refused > 0;
  if (!doc && !any) return fail(Code::kInvalidArgument, "This is not a sitemap: " + doc.error().message, "NOT_A_SITEMAP");
  if (doc && !any && doc->root != "urlset" && doc->root != "sitemapindex") return fail(Code::kInvalidArgument, "This is not a sitemap.", "NOT_A_SITEMAP");
  collect.map.broken = !doc;
  return std::move(collect.map);
}

bool looks_like_job_page(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::size_t path = url.find('/', scheme + 3);
  if (path == std::string_view::npos) return false;
  std::string s(url.substr(path));
  std::transform(s.begin(), s.end(), s.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  // A word of the path: "/jobs/7", "/offre-emploi/x", "/job_7"; not "/jobsite-news".
  static constexpr std::string_view kWords[] = {"job", "jobs", "career", "careers", "vacancy", "vacancies", "position", "positions", "opening", "openings", "emploi", "emplois", "offre", "offres",
                                                "recrutement", "poste", "postes", "annonce", "annonces", "carriere", "carrieres", "stelle", "stellen", "stellenangebot", "stellenangebote", "karriere",
                                                "empleo", "empleos", "oferta", "ofertas", "vacante", "lavoro", "offerte", "posizione", "vacature", "vacatures"};
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  for (std::size_t i = 0; i < s.size();) {
    if (!letter(s[i])) {
      ++i;
      continue;
    }
    std::size_t j = i;
    while (j < s.size() && letter(s[j])) ++j;
    if (std::find(std::begin(kWords), std::end(kWords), std::string_view(s).substr(i, j - i)) != std::end(kWords)) return true;
    i = j;
  }
  return false;
}

}  // namespace jm::discovery
