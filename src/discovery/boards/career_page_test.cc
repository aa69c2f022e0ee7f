// Pages with JobPosting markup in every way it is met, broken included: page -> offers, as tables.
#include "discovery/boards/career_page.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/json_text.h"
#include "discovery/ingest_reader.h"

namespace jm::discovery {
namespace {

const Time kNow = *parse_iso("2025-10-12");
constexpr const char* kPage = "https://www.moulin.example.org/jobs/7?utm_source=x";

ParseOutput parse(std::string_view bytes, std::string_view url = kPage) {
  ParseOutput out;
  find_board("jobposting")->parse(bytes, {.name = std::string(url)}, kNow, out);
  EXPECT_EQ(out.seen, out.offers.size() + out.rejected);
  return out;
}

// "id title @company place | …", then rejects.
std::string shape(const ParseOutput& out) {
  std::string s;
  for (const auto& o : out.offers) {
    s += s.empty() ? "" : " | ";
    s += o.source_id + " " + o.title + (o.company.empty() ? "" : " @" + o.company);
    for (const auto& p : o.places) s += " " + p.city;
  }
  for (const auto& r : out.rejects) s += (s.empty() ? "" : " | ") + std::string(name(r.code)) + ": " + r.detail;
  return s;
}

std::string script(std::string_view json) { return "<!doctype html><title>x</title><script type=\"application/ld+json\">" + std::string(json) + "</script><p>y"; }

constexpr const char* kPlainId = "https://moulin.example.org/jobs/7";

TEST(CareerPage, JsonLdInEveryShape) {
  const std::string one = std::string(kPlainId) + " Baker";
  const struct { std::string_view json; std::string offers; } kRows[] = {
      {R"({"@context":"https://schema.org","@type":"JobPosting","title":"Baker"})", one},
      {R"([{"@type":"WebSite"},{"@type":"JobPosting","title":"Baker"}])", one},
      {R"({"@graph":[{"@type":"Organization","@id":"#o","name":"Four Banal"},{"@type":["JobPosting"],"title":"Baker","hiringOrganization":{"@id":"#o"}}]})", one + " @Four Banal"},
      {R"({"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":{"@type":"JobPosting","title":"Baker","url":"/jobs/8"}},{"@type":"ListItem","item":{"@type":"JobPosting","title":"Miller","identifier":{"value":12}}}]})",
       "https://moulin.example.org/jobs/8 Baker | www.moulin.example.org:12 Miller"},
      {R"({"@type":"WebPage","mainEntity":{"@type":"JobPosting","title":"Baker"}})", one},
      {"{\"@type\":\"JobPosting\",\"title\":\"Baker\",\"description\":\"two\nlines\",}", one},
      {"<!-- {\"@type\":\"JobPosting\",\"title\":\"Baker\"} -->", one},
      {"//<![CDATA[\n{\"@type\":\"JobPosting\",\"title\":\"Baker\"}\n//]]>", one},
      {"/* the job */ {\"@type\":\"JobPosting\",\"title\":\"Baker\"};", one},
      {"{\"@type\":\"JobPosting\",\"title\":\"Caf\xE9 owner\"}", std::string(kPlainId) + " Café owner"},      // windows-1252, undeclared
      {R"({"@type":"JobPosting","title":"Baker)", "MALFORMED: a JobPosting script that is not JSON, nor could be repaired"},
      {R"({"@type":"JobPosting","hiringOrganization":"x"})", "NO_TITLE: the offer has no title"},
      {R"({"@type":"WebSite", broken)", "NOT_AN_OFFER: the page holds no JobPosting"},
      {R"({"@type":"WebSite"})", "NOT_AN_OFFER: the page holds no JobPosting"},
      {"", "NOT_AN_OFFER: the page holds no JobPosting"},
  };
  for (const auto& row : kRows) EXPECT_EQ(shape(parse(script(row.json))), row.offers) << row.json;
}

TEST(CareerPage, ManyScriptsAndTheSamePostingTwice) {
  const std::string posting = R"({"@type":"JobPosting","title":"Baker","hiringOrganization":"Four","datePosted":"2025-09-01"})";
  EXPECT_EQ(shape(parse(script(posting) + script(posting))), std::string(kPlainId) + " Baker @Four");
  EXPECT_EQ(shape(parse(script(posting) + "<div itemscope itemtype='http://schema.org/JobPosting'><h1 itemprop=title>Baker</h1><b itemprop=hiringOrganization>Four</b></div>")),
            std::string(kPlainId) + " Baker @Four");
  const auto two = parse(script(posting) + script(R"({"@type":"JobPosting","title":"Miller"})"));
  ASSERT_EQ(two.offers.size(), 2u);
  EXPECT_TRUE(two.offers[0].url.empty()) << "the page's address is not the address of one of several postings";
  EXPECT_NE(two.offers[0].source_id, two.offers[1].source_id);
}

TEST(CareerPage, ADocumentByItself) {
  EXPECT_EQ(shape(parse(R"( {"@type":"JobPosting","title":"Baker","url":"https://four.example.org/1"} )", "")), "https://four.example.org/1 Baker");
  EXPECT_EQ(shape(parse(R"({"@type":"Thing"})", "")), "NOT_AN_OFFER: the document holds no JobPosting");
}

TEST(CareerPage, MicrodataAndRdfa) {
  const struct { const char *html, *offers; } kRows[] = {
      {R"(<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Baker</h1>
            <span itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization"><a itemprop="name" href="/x">Four Banal</a><meta itemprop="logo" content="l.png"></span>
            <div itemprop="jobLocation" itemscope itemtype="https://schema.org/Place"><div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
              <span itemprop="addressLocality">Lyon</span> <meta itemprop="addressCountry" content="FR"></div></div>
            <div itemscope itemtype="https://schema.org/Person"><b itemprop="title">Mayor</b></div></div>)",
       "https://moulin.example.org/jobs/7 Baker @Four Banal Lyon"},
      {R"(<div vocab="https://schema.org/" typeof="JobPosting"><h1 property="title">Baker</h1><span property="hiringOrganization" typeof="Organization"><b property="name">Four</b></span></div>)",
       "https://moulin.example.org/jobs/7 Baker @Four"},
      {R"(<div prefix="schema: https://schema.org/" typeof="schema:JobPosting"><h1 property="schema:title">Baker</h1></div>)", "https://moulin.example.org/jobs/7 Baker"},
      {R"(<div itemscope itemtype="http://schema.org/JobPosting" itemref="more"><h1 itemprop="title">Baker</h1></div><p id="more"><i itemprop="hiringOrganization">Four</i></p>)",
       "https://moulin.example.org/jobs/7 Baker @Four"},
      {R"(<article itemscope itemtype="http://schema.org/JobPosting"><a itemprop="url" href="/jobs/1">x</a><b itemprop="title">A</b></article>
          <article itemscope itemtype="http://schema.org/JobPosting"><a itemprop="url" href="/jobs/2">x</a><b itemprop="title">B</b></article>)",
       "https://moulin.example.org/jobs/1 A | https://moulin.example.org/jobs/2 B"},
      {R"(<div itemscope itemtype="http://schema.org/Person"><b itemprop="title">Mayor</b></div>)", "NOT_AN_OFFER: the page holds no JobPosting"},
  };
  for (const auto& row : kRows) EXPECT_EQ(shape(parse(row.html)), row.offers) << row.html;
}

TEST(CareerPage, ListsInMarkupSurvive) {
  const auto out = parse(R"(<div itemscope itemtype="http://schema.org/JobPosting"><b itemprop=title>T</b><div itemprop=description><p>We bake:<ul><li>bread<li>rolls</ul><script>x()</script></div>
    <time itemprop=datePosted datetime=2025-09-01>yesterday</time><div itemprop=skills>Ovens</div><div itemprop=skills>Flour</div></div>)");
  ASSERT_EQ(out.offers.size(), 1u);
  EXPECT_EQ(out.offers[0].description, "We bake:\n- bread\n- rolls");
  EXPECT_EQ(to_iso(*out.offers[0].posted_at).substr(0, 10), "2025-09-01");
  EXPECT_EQ(out.offers[0].requirements.size(), 2u);
}

TEST(CareerPage, HostilePages) {
  const auto repeat = [](std::string_view s, std::size_t n) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += s;
    return out;
  };
  EXPECT_EQ(parse(std::string((std::size_t{5} << 20) + 1, ' ')).rejects.at(0).code, RejectCode::kTooBig);
  EXPECT_EQ(parse(script(repeat("[", 100) + "\"JobPosting\"" + repeat("]", 100))).rejects.at(0).code, RejectCode::kTooDeep);
  // A property inside a property inside …: what is written does not grow with the square of the page.
  const auto nested = parse("<div itemscope itemtype='http://schema.org/JobPosting'><b itemprop=title>T</b>" + repeat("<div itemprop=description>x", 5'000));
  ASSERT_EQ(nested.offers.size(), 1u);
  EXPECT_EQ(parse(script("[" + repeat(R"({"@type":"JobPosting","title":"A","identifier":"1"},)", 20'000) + "]")).offers.size(), 1u);
  std::string many;
  for (int i = 0; i < 5000; ++i) many += R"({"@type":"JobPosting","title":"A","identifier":")" + std::to_string(i) + "\"},";
  EXPECT_EQ(parse(script("[" + many + "]")).offers.size(), kPostingsPerPageMax);
}

// The recorded pages: counts and reasons, printed.
TEST(CareerPageCorpus, RecordedPagesAreRead) {
  const char* env = std::getenv("JOBMATE_CORPUS");
  const std::string root = (env ? std::string(env) : std::string(JM_SOURCE_DIR "/../shared/data")) + "/offers/";
  if (!std::filesystem::is_directory(root + "jsonld")) GTEST_SKIP() << "no recorded payloads (JOBMATE_CORPUS): skipped";
  std::map<std::string, std::size_t> offers;
  for (const char* folder : {"jsonld", "html_pages", "hellowork"}) {
    ParseOutput all;
    for (const auto& file : std::filesystem::directory_iterator(root + folder)) {
      const std::string name = file.path().filename().string();
      if (name.find(".htm") == std::string::npos && name.find("_examples.txt") == std::string::npos) continue;
      IngestReader reader(file.path().string(), name + (name.ends_with(".txt") ? ".html" : ""));
      const auto chunk = reader.next();
      ASSERT_TRUE(chunk) << name;
      ParseOutput out;
      find_board("jobposting")->parse(chunk->bytes, {.name = name}, *parse_iso("2026-11-01"), out);
      std::printf("%-12s %-40s %3zu offers", folder, name.c_str(), out.offers.size());
      for (const auto& r : out.rejects) std::printf("  [%s: %s]", std::string(discovery::name(r.code)).c_str(), r.detail.c_str());
      std::printf("\n");
      std::size_t place = 0, company = 0, text = 0, date = 0, pay = 0;
      for (const auto& o : out.offers) {
        place += !o.places.empty(), company += !o.company.empty(), text += !o.description.empty(), date += o.posted_at.has_value(), pay += o.pay.stated();
        ASSERT_TRUE(is_valid_utf8(o.title) && is_valid_utf8(o.description));
      }
      if (!out.offers.empty()) std::printf("    with place %zu, company %zu, text %zu, date %zu, pay %zu\n", place, company, text, date, pay);
      for (const auto& [key, n] : out.unmapped_keys) std::printf("    unmapped %s (%zu)\n", key.c_str(), n);
      offers[folder] += out.offers.size();
    }
  }
  EXPECT_GE(offers["jsonld"], 131u + 4);
  EXPECT_EQ(offers["html_pages"], 0u);
  EXPECT_EQ(offers["hellowork"], 0u);
}

}  // namespace
}  // namespace jm::discovery
