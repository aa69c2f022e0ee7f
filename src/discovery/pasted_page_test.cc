// Pages as people paste them: what is read off each.
#include "discovery/pasted_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/pasted_page.h"

namespace jm::discovery {
namespace {

using testing::HasSubstr;
using testing::Not;

const Time kNow = *parse_iso("2025-10-12");
const std::string kLong = "<p>We bake bread for the whole valley and look for a person who likes to get up early. The oven is hot, the work is honest.</p>";

PageView look(std::string_view html, const char* at = "https://moulin.example.org/jobs/7", const char* pasted = nullptr) {
  return look_at_page(html, "text/html; charset=utf-8", *outbound::parse_web_url(at), *outbound::parse_web_url(pasted ? pasted : at), kNow);
}

TEST(PastedPage, MarkupComesFirst) {
  const auto v = look(R"(<title>x</title><script type="application/ld+json">{"@type":"JobPosting","title":"Baker","hiringOrganization":"Moulin"}</script>)" + kLong);
  ASSERT_TRUE(v.posting);
  EXPECT_EQ(v.posting->title, "Baker");
  EXPECT_FALSE(v.words);
}

TEST(PastedPage, OfSeveralPostingsTheOneOfThisAddress) {
  const std::string page = R"(<script type="application/ld+json">[{"@type":"JobPosting","title":"A","url":"/jobs/6"},{"@type":"JobPosting","title":"B","url":"https://www.moulin.example.org/jobs/7?utm_source=x"}]</script>)";
  EXPECT_EQ(look(page).posting->title, "B");
  const auto list = look(page, "https://moulin.example.org/jobs");
  EXPECT_FALSE(list.posting);
  EXPECT_EQ(list.postings, 2u);
}

TEST(PastedPage, TitleTagsAndMainTextForWantOfBetter) {
  const auto v = look("<head><title>Boulanger (H/F) - Moulin Bleu</title><meta property='og:title' content='Boulanger (H/F) | Moulin Bleu'><meta property=og:site_name content='Moulin Bleu'></head>"
                      "<header>Menu Accueil Contact</header><nav><a href=/>Accueil</a></nav><main><h1>Boulanger</h1>" + kLong +
                      "<ul><li>CDI, 35h</li><li>Télétravail impossible</li></ul><form>Postuler <input></form><aside>Autres offres</aside></main><footer>Mentions légales</footer>");
  ASSERT_TRUE(v.words);
  EXPECT_EQ(v.words->title, "Boulanger (H/F)");
  EXPECT_EQ(v.words->company, "Moulin Bleu");
  EXPECT_THAT(v.words->description, HasSubstr("bake bread"));
  EXPECT_THAT(v.words->description, HasSubstr("- CDI, 35h"));
  for (const char* furniture : {"Accueil", "Postuler", "Autres offres", "Mentions"}) EXPECT_THAT(v.words->description, Not(HasSubstr(furniture))) << furniture;
}

TEST(PastedPage, WithoutMainTheElementThatHoldsTheText) {
  const auto v = look("<title>Baker</title><div class=top><a href=/1>One</a><a href=/2>Two</a></div><div><div class=x>" + kLong + kLong + "</div></div><div>Cookies</div>");
  ASSERT_TRUE(v.words);
  EXPECT_THAT(v.words->description, HasSubstr("bake bread"));
  EXPECT_THAT(v.words->description, Not(HasSubstr("One")));
  EXPECT_THAT(v.words->description, Not(HasSubstr("Cookies")));
}

TEST(PastedPage, DoorsAreNotOffers) {
  EXPECT_TRUE(look("<title>Sign in</title><form><input type=password></form>" + kLong).login_wall);
  EXPECT_TRUE(look("<title>Welcome</title>" + kLong, "https://moulin.example.org/login?next=/jobs/7", "https://moulin.example.org/jobs/7").login_wall);
  EXPECT_FALSE(look("<title>Baker</title><main>" + kLong + "</main>").login_wall);
  EXPECT_FALSE(look(R"(<script type="application/ld+json">{"@type":"JobPosting","title":"Baker"}</script><input type=password>)").login_wall);
}

TEST(PastedPage, NothingIsNothing) {
  for (const char* page : {"", "<title>x</title>", "<p>short", "{\"a\":1}", "\xFF\xFE"}) {
    const auto v = look(page);
    EXPECT_FALSE(v.posting || v.words) << page;
  }
}

TEST(PastedPage, TheBoardsOwnAnswer) {
  const auto url = *outbound::parse_web_url("https://job-boards.greenhouse.io/copperfinch/jobs/4001");
  const auto site = *recognise_url(url);
  const char* one = R"({"id":4001,"title":"Archivist","absolute_url":"https://job-boards.greenhouse.io/copperfinch/jobs/4001","content":"&lt;p&gt;Paper.&lt;/p&gt;","location":{"name":"Lyon"}})";
  const auto posting = pick_posting(one, site, url, kNow);
  ASSERT_TRUE(posting);
  EXPECT_EQ(posting->title, "Archivist");
  EXPECT_EQ(posting->company, "copperfinch");
  const std::string feed = R"({"jobs":[{"id":1,"title":"Other","location":{"name":"Paris"}},)" + std::string(one) + "]}";
  EXPECT_EQ(pick_posting(feed, site, url, kNow)->title, "Archivist");
  EXPECT_FALSE(pick_posting(R"({"jobs":[{"id":1,"title":"Other"},{"id":2,"title":"Third"}]})", site, url, kNow));
  EXPECT_FALSE(pick_posting("<html>", site, url, kNow));
}

}  // namespace
}  // namespace jm::discovery
