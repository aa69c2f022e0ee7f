#include <gtest/gtest.h>

#include "cv/contact.h"
#include "cv/dates.h"
#include "cv/headings.h"
#include "cv/json.h"
#include "cv/layout.h"
#include "cv/read.h"
#include "cv/words.h"

namespace jm::cv {
namespace {

std::string shown(const FoundPeriod& p) { return (p.start ? to_string(*p.start) : "") + ".." + (p.current ? "now" : p.end ? to_string(*p.end) : ""); }

TEST(Dates, PeriodsOfBothLanguages) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"2019 – 2021", "2019..2021"},          {"mars 2019 à aujourd'hui", "2019-03..now"},   {"03/2019 - 02/2021", "2019-03..2021-02"}, {"Jan 2020 to present", "2020-01..now"},
      {"depuis janvier 2018", "2018-01..now"}, {"juin - août 2019", "2019-06..2019-08"},      {"2019-21", "2019..2021"},                 {"Sept. 2016 – Déc. 2017", "2016-09..2017-12"},
      {"Diplôme 2017", "..2017"},              {"août 2020 – à ce jour", "2020-08..now"},     {"15/03/2021 au 30/06/2021", "2021-03..2021-06"}, {"1er mars 2019 - en cours", "2019-03..now"},
      {"Aug '19 - Present", "2019-08..now"},   {"2021-03 – 2022-04", "2021-03..2022-04"},     {"since 2015", "2015..now"},               {"Summer 2020", "..2020"},
      {"depuis 2019", "2019..now"},            {"de 2019 à ce jour", "2019..now"},          {"20XX – 20XX", ".."},                     {"20XX à ce jour", "..now"},
      {"mars 201X - juin 20xx", ".."},         {"2017 - 20XX", "2017.."},                  {"depuis 20XX", "..now"},                  {"Diplôme 20**", ".."}};
  for (const auto& [text, expected] : cases) {
    const auto found = find_periods(text);
    ASSERT_EQ(found.size(), 1u) << text;
    EXPECT_EQ(shown(found[0]), expected) << text;
  }
  EXPECT_TRUE(find_periods("20XXL shirts, 1920xx1080, XXXX, 20X, 30XX").empty());
  EXPECT_TRUE(is_mostly_dates("20XX – 20XX"));
  EXPECT_TRUE(find_periods("may the force be with 12 men and 3000 horses").empty());
  EXPECT_TRUE(is_mostly_dates("décembre 2020 à"));
  EXPECT_FALSE(is_mostly_dates("- Trier les déchets"));
  EXPECT_FALSE(is_mostly_dates("-"));
}

TEST(Contact, NumbersOfTheKnownPlansAndNothingElse) {
  for (const std::string_view phone : {"+33 6 38 32 87 22", "06.38.32.87.22", "07 54 98 50 37", "+44 7238 409056", "(617) 555-0831", "617-555-0831", "+1 (617) 555-0831", "+41 79 555 01 23", "079 555 01 23", "+32 470 55 01 23",
                                       "+49 151 5550123", "+33 (0)1 55 50 12 34", "(718) 555–0100"}) {
    const auto found = find_phones("Tel: " + std::string(phone) + " | x");
    ASSERT_EQ(found.size(), 1u) << phone;
    EXPECT_EQ(found[0].text, phone);
  }
  for (const std::string_view other : {"2011 – 2015", "69003 Lyon", "2021 - 2023", "SIRET 12345678901234567", "10/2016 - 11/2018", "v1.2.3.4", "150 000 000 EUR"}) EXPECT_TRUE(find_phones(other).empty()) << other;
  EXPECT_EQ(find_emails("mail: a.b@example.org, c@d")[0].text, "a.b@example.org");
  EXPECT_EQ(find_links("linkedin.com/in/jane | https://example.org/x. | a@b.org").size(), 2u);
}

TEST(Headings, MarksAndCapitalsDoNotCount) {
  EXPECT_EQ(heading_of("3. EXPÉRIENCES PROFESSIONNELLES :"), Section::kExperience);
  EXPECT_EQ(heading_of("Compétences et langues"), Section::kSkills);
  EXPECT_EQ(heading_of("Study of experience"), std::nullopt);
}

TEST(Words, LevelsOfLanguages) {
  EXPECT_EQ(cefr_of("courant"), "C1");
  EXPECT_EQ(cefr_of("langue maternelle"), "native");
  EXPECT_EQ(cefr_of("(B2)"), "B2");
  EXPECT_EQ(cefr_of("élégant"), "");
}

text::PageWord word(std::string text, float x, float y, float size = 10, bool bold = false) {
  const auto width = static_cast<float>(text.size()) * size * 0.5F;
  return {std::move(text), {x, y, x + width, y + size}, size, bold, false};
}

void put(text::Page& page, std::string_view line, float x, float y, float size = 10, bool bold = false) {
  while (!line.empty()) {
    const auto end = line.find(' ');
    page.words.push_back(word(std::string(line.substr(0, end)), x, y, size, bold));
    x = page.words.back().box.x1 + size * 0.3F;
    line.remove_prefix(end == line.npos ? line.size() : end + 1);
  }
}

// A bar at the right: not one of the layouts that the labelled files show.
TEST(Layout, ABarAtTheRightIsReadAfterTheMainColumn) {
  text::Page page{.width = 595, .height = 842};
  put(page, "Ada Example", 40, 40, 20, true);
  put(page, "EXPERIENCE", 40, 90, 12, true);
  put(page, "Data engineer", 40, 110, 10, true);
  put(page, "Acme Systems, Lyon", 40, 124);
  put(page, "Jan 2020 - Present", 40, 138);
  put(page, "EDUCATION", 40, 200, 12, true);
  put(page, "Master Informatique", 40, 220, 10, true);
  put(page, "INSA Lyon", 40, 234);
  put(page, "2019", 40, 248);
  put(page, "SKILLS", 400, 88, 12, true);
  put(page, "• Python", 400, 108);
  put(page, "• Rust", 400, 121);
  put(page, "• Kafka", 400, 134);
  put(page, "LANGUAGES", 400, 198, 12, true);
  put(page, "French (native)", 400, 218);
  put(page, "ada@example.org", 400, 40);
  const Cv cv = read_pages({page});
  EXPECT_EQ(cv.name.text, "Ada Example");
  ASSERT_EQ(cv.experience.size(), 1u);
  EXPECT_EQ(cv.experience[0].title.text, "Data engineer");
  EXPECT_EQ(cv.experience[0].company.text, "Acme Systems");
  EXPECT_TRUE(cv.experience[0].period.current);
  ASSERT_EQ(cv.education.size(), 1u);
  EXPECT_EQ(cv.education[0].school.text, "INSA Lyon");
  ASSERT_EQ(cv.skills.size(), 3u);
  EXPECT_EQ(cv.skills[2].name.text, "Kafka");
  ASSERT_EQ(cv.languages.size(), 1u);
  EXPECT_EQ(cv.languages[0].cefr, "native");
}

TEST(Layout, LetterSpacedHeadingsAreRejoined) {
  text::Page page{.width = 595, .height = 842};
  put(page, "Ada Example", 40, 40, 20, true);
  float x = 40;
  for (const char c : std::string_view("SKILLS")) {
    page.words.push_back(word(std::string(1, c), x, 90, 12, true));
    x += 12;
  }
  put(page, "Python, Rust, Kafka", 40, 110);
  const Cv cv = read_pages({page});
  ASSERT_EQ(cv.skills.size(), 3u);
}

// Entries are told apart by masked dates, and no date is made up.
TEST(Read, MaskedYears) {
  text::Page page{.width = 595, .height = 842};
  put(page, "Ada Example", 40, 40, 20, true);
  put(page, "EXPERIENCE", 40, 90, 12, true);
  put(page, "Data engineer", 40, 110, 10, true);
  put(page, "Acme Systems, Lyon", 40, 124);
  put(page, "20XX – à ce jour", 40, 138);
  put(page, "Analyst", 40, 160, 10, true);
  put(page, "Harbour Retail, Leeds", 40, 174);
  put(page, "20XX – 20XX", 40, 188);
  const Cv cv = read_pages({page});
  ASSERT_EQ(cv.experience.size(), 2u);
  EXPECT_EQ(cv.experience[0].company.text, "Acme Systems");
  EXPECT_TRUE(cv.experience[0].period.current);
  EXPECT_FALSE(cv.experience[0].period.start);
  EXPECT_EQ(cv.experience[1].title.text, "Analyst");
  EXPECT_EQ(cv.experience[1].period.written.text, "20XX – 20XX");
  EXPECT_FALSE(cv.experience[1].period.end);
}

TEST(Layout, RightToLeftRowsAreReadAsTheyAreRead) {
  text::Page page{.width = 595, .height = 842};
  // As painted, from the left: the Latin name inside reads from left to right, the years from right to left.
  put(page, "Acme Systems בכירה תוכנה מהנדסת", 300, 40);
  put(page, "2021 - 2019 בין", 300, 60);
  const auto orders = reading_orders(page, 1);
  ASSERT_FALSE(orders.empty());
  ASSERT_EQ(orders[0].size(), 2u);
  EXPECT_EQ(orders[0][0].text(), "מהנדסת תוכנה בכירה Acme Systems");
  EXPECT_EQ(orders[0][1].text(), "בין 2019 - 2021");
}

TEST(Layout, NumbersBehindALatinNameStayBehindIt) {
  text::Page page{.width = 595, .height = 842};
  put(page, "חודשים 6 תוך PostgreSQL 12 אל", 300, 40);
  put(page, "קצרה", 400, 60);
  const auto orders = reading_orders(page, 1);
  ASSERT_EQ(orders[0].size(), 2u);
  EXPECT_EQ(orders[0][0].text(), "אל PostgreSQL 12 תוך 6 חודשים");
  EXPECT_TRUE(orders[0][0].rtl);
  EXPECT_TRUE(orders[0][0].fills(0.2F));
  EXPECT_FALSE(orders[0][1].fills(0.2F)) << "it ends far from the left edge, where its lines end";
}

TEST(Json, ComesBackTheSame) {
  text::Page page{.width = 595, .height = 842};
  put(page, "Ada Example", 40, 40, 20, true);
  put(page, "ada@example.org", 40, 70);
  put(page, "Experience", 40, 90, 12, true);
  put(page, "Engineer — Acme Systems, Lyon", 40, 110);
  put(page, "2019 - 2021", 40, 125);
  put(page, "• Built it", 46, 140);
  const std::string json = to_json(read_pages({page}));
  const auto back = from_json(json);
  ASSERT_TRUE(back);
  EXPECT_EQ(to_json(*back), json);
  EXPECT_FALSE(from_json("[1]"));
}

}  // namespace
}  // namespace jm::cv
