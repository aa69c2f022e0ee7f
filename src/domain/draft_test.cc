// Documents composed from a profile: everything they say rests on a fact, whatever the level and the tone; and a person's work on them.
#include "domain/draft.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace jm::domain {
namespace {

const Time kNow = *parse_iso("2026-11-28T10:00:00Z");

struct Made {
  Offer offer;
  ProfileFacts profile;
  Contact contact;
  LetterStyle style;
  std::string form, own_words;
  std::unique_ptr<FactBook> book;

  AnalysisInput basis() const { return {offer, profile, nullptr, "2027-01", {}, form, own_words, style}; }
  Draft letter(int variant = 0) const {
    const AnalysisInput b = basis();
    return compose_letter({b, contact, 2, variant}, *book);
  }
  Draft cv(int level) const {
    const AnalysisInput b = basis();
    return compose_cv({b, contact, level, 0});
  }
};

Made made() {
  Made m;
  m.offer.title = "Développeur C++ embarqué (H/F)";
  m.offer.company = "Aube Mobilité";
  m.offer.description = "Nous cherchons un développeur C++. Vous maîtrisez C++, Linux et PostgreSQL. La connaissance de Rust est un plus. 3 ans d'expérience minimum.";
  m.profile = read_profile({"Noémie Exemple", "MID", R"(["Photographie","PHP","postgres","C++","Linux",{"name":"Anglais","level":"C1"}])",
                            R"([{"title":"Développeuse C++","company":"Orbis Rail","location":"Lyon","startDate":"2020-03","bullets":["Encadrement de trois stagiaires","Organisation des repas","Rédaction des comptes rendus","Conception du moteur en C++ pour 240 rames","Réduction de 35 % du temps de démarrage sous Linux"],"technologies":["C++"]},
                                {"title":"Vendeuse","company":"Petit Marché","startDate":"2017-09","endDate":"2020-02","bullets":["Tenue de la caisse"]}])",
                            {}, R"([{"degree":"Master informatique","school":"Université Grenoble Alpes","startDate":"2015","endDate":"2017"}])", R"([{"name":"Permis cariste"}])"},
                           kNow);
  m.contact = {.title = "Développeuse C++", .email = "noemie@example.org", .phone = "+33 6 12 34 56 78", .location = "Lyon", .summary = "J’aime le code sobre.", .links = {}, .languages = {{"Français", "langue maternelle"}}};
  m.book = std::make_unique<FactBook>(known_facts(m.profile, m.contact, m.offer, m.own_words, "2027-01"), m.profile.experience_months);
  return m;
}

std::string all(const Draft& d) {
  std::string out;
  for (const auto& p : d.paragraphs)
    for (const auto& s : p.sentences) out += p.id + " " + s.part + ": " + s.text + "\n";
  return out;
}

const DraftSentence* sentence(const Draft& d, std::string_view text) {
  for (const auto& p : d.paragraphs)
    for (const auto& s : p.sentences)
      if (s.text.find(text) != std::string::npos) return &s;
  return nullptr;
}

int unsupported(const Draft& d, const FactBook& book) {
  int n = 0;
  for (const auto& r : review(d, book))
    if (r.state == SentenceState::kUnsupported) {
      ++n;
      for (const Claim& c : r.claims) ADD_FAILURE() << r.sentence->text << ": " << name(c.kind) << " " << c.text;
    }
  return n;
}

TEST(Draft, NothingComposedIsUnsupported) {
  Made m = made();
  for (const Tone tone : {Tone::kFormal, Tone::kWarm, Tone::kDirect})
    for (const Lang lang : {Lang::kEn, Lang::kFr})
      for (int variant = 0; variant < 4; ++variant) {
        m.style = {tone, lang};
        const Draft d = m.letter(variant);
        EXPECT_EQ(d.language, lang);
        EXPECT_EQ(unsupported(d, *m.book), 0);
        EXPECT_LE(word_count(d), kLetterWordsMax);
        for (int level = kLevelMin; level <= kLevelMax; ++level) EXPECT_EQ(unsupported(m.cv(level), *m.book), 0) << level;
      }
}

// As the profile's own editor stores what was typed: one text, several lines.
TEST(Draft, ATextOfSeveralLinesIsALineEach) {
  Made m = made();
  m.profile = read_profile({"Noémie Exemple", "MID", R"(["C++"])", R"([{"title":"Développeuse C++","company":"Orbis Rail","start":"2020","description":"- Conception du moteur pour 240 rames\n\n• Encadrement\nRevue de code"}])", {}, {}, {}}, kNow);
  m.book = std::make_unique<FactBook>(known_facts(m.profile, m.contact, m.offer, m.own_words, "2027-01"), m.profile.experience_months);
  const Draft d = m.cv(1);
  std::string bullets;
  for (const auto& p : d.paragraphs)
    for (const auto& s : p.sentences)
      if (s.part == "bullet") bullets += s.text + " <" + (s.ties.empty() ? "" : s.ties.front().fact) + ">\n";
  EXPECT_EQ(bullets, "Conception du moteur pour 240 rames <experience[0].description#0>\nEncadrement <experience[0].description#1>\nRevue de code <experience[0].description#2>\n");
  EXPECT_EQ(unsupported(d, *m.book), 0);
}

TEST(Draft, AYearAloneIsWhenItWas) {
  Made m = made();
  m.profile = read_profile({"Noémie Exemple", "MID", R"(["C++"])", {}, {}, R"([{"degree":"Master informatique","school":"Université Grenoble Alpes","year":"2015"},{"degree":"Licence","school":"Lyon 2","year":"2010 - 2013, à distance"}])", R"([{"name":"Permis cariste","date":"juin 2019"}])"}, kNow);
  m.book = std::make_unique<FactBook>(known_facts(m.profile, m.contact, m.offer, m.own_words, "2027-01"), m.profile.experience_months);
  const Draft d = m.cv(1);
  std::string said;
  for (const auto& p : d.paragraphs)
    for (const auto& s : p.sentences)
      if (s.part == "period" || s.part == "bullet" || s.part == "keywords") said += p.id + " " + s.part + ": " + s.text + "\n";
  EXPECT_EQ(said, "education[0] period: 2015\neducation[1] bullet: 2010 - 2013, à distance\ncertifications[0] period: juin 2019\n");
  EXPECT_EQ(unsupported(d, *m.book), 0);
}

TEST(Draft, ALetterQuotesLinesAndNoBareSkill) {
  const Draft d = made().letter();
  EXPECT_NE(letter_text(d, false).find("\n- Conception du moteur en C++ pour 240 rames"), std::string::npos) << letter_text(d, false);
  EXPECT_EQ(letter_text(d, false).find("- C++\n"), std::string::npos);
  EXPECT_EQ(letter_text(d, false).find("noemie@example.org"), std::string::npos);
  EXPECT_NE(letter_text(d, true).find("noemie@example.org"), std::string::npos);
}

TEST(Draft, EveryExperienceIsThereAtEveryLevelAndWhatIsLeftOutIsNamed) {
  const Made m = made();
  for (int level = kLevelMin; level <= kLevelMax; ++level) {
    const Draft d = m.cv(level);
    for (const char* text : {"Développeuse C++", "Orbis Rail", "mars 2020 – aujourd’hui", "Vendeuse", "Petit Marché", "sept. 2017 – févr. 2020", "Master informatique", "Permis cariste"}) EXPECT_TRUE(sentence(d, text)) << level << " " << text;
    // What the profile has is in the document or named as left out.
    for (const Fact& f : m.profile.facts) {
      if (f.text == "true" || f.role == FactRole::kLevel) continue;
      const bool said = std::ranges::any_of(d.paragraphs, [&](const DraftParagraph& p) { return std::ranges::any_of(p.sentences, [&](const DraftSentence& s) { return std::ranges::any_of(s.ties, [&](const Tie& t) { return t.fact == f.path; }); }); });
      const bool named = std::ranges::any_of(d.left_out, [&](const LeftOut& l) { return l.fact == f.path; });
      EXPECT_TRUE(said || named) << level << " " << f.path;
    }
  }
  EXPECT_TRUE(m.cv(1).left_out.empty());
  EXPECT_TRUE(sentence(m.cv(2), "Tenue de la caisse"));
  EXPECT_FALSE(sentence(m.cv(4), "Tenue de la caisse"));
}

TEST(Draft, LevelsOrderAndReword) {
  const Made m = made();
  const std::string one = all(m.cv(1)), two = all(m.cv(2)), three = all(m.cv(3));
  EXPECT_LT(one.find("skill: Photographie"), one.find("skill: C++"));
  EXPECT_LT(two.find("skill: C++"), two.find("skill: Photographie"));
  EXPECT_LT(one.find("Encadrement"), one.find("Conception"));
  EXPECT_LT(two.find("Conception"), two.find("Encadrement"));
  EXPECT_NE(two.find("skill: postgres\n"), std::string::npos);
  EXPECT_NE(three.find("skill: PostgreSQL\n"), std::string::npos);
}

TEST(Draft, ATemplateIsHonouredAndItsClaimsAreSeen) {
  Made m = made();
  m.form = "Bonjour,\nje suis {{fullName}}.\n\nJ’ai dirigé 50 personnes chez Google. Je vise {{poste}} et {{inconnu}}.";
  const Draft d = m.letter();
  EXPECT_TRUE(d.from_template);
  EXPECT_EQ(letter_text(d, false), "Bonjour,\nje suis Noémie Exemple.\n\nJ’ai dirigé 50 personnes chez Google. Je vise Développeur C++ embarqué (H/F) et {{inconnu}}.");
  std::vector<std::string> claims;
  for (const auto& r : review(d, *m.book))
    for (const Claim& c : r.claims) claims.push_back(c.text);
  EXPECT_EQ(claims, (std::vector<std::string>{"50", "Google", "{{inconnu}}"}));
}

TEST(Draft, AnEditIsCheckedTiedOrOwned) {
  const Made m = made();
  Draft d = m.cv(2);
  const std::string id = sentence(d, "Conception du moteur")->id;
  d = *edit_sentence(std::move(d), id, "Conception du moteur en C++ pour 900 rames", *m.book);
  const auto state = [&](const Draft& draft) {
    for (const auto& r : review(draft, *m.book))
      if (r.sentence->id == id) return r.state;
    return SentenceState::kPlain;
  };
  EXPECT_EQ(state(d), SentenceState::kUnsupported);
  EXPECT_EQ(state(*own_sentence(d, id, true)), SentenceState::kOwned);
  EXPECT_EQ(state(*tie_sentence(d, id, {"experience[0].bullets[3]"}, *m.book)), SentenceState::kUnsupported) << "a fact that does not bear it changes nothing";
  d = *edit_sentence(std::move(d), id, "Conception du moteur en C++", *m.book);
  EXPECT_EQ(state(d), SentenceState::kSupported);
  EXPECT_TRUE(sentence(d, "Conception du moteur")->edited);
  EXPECT_EQ(edit_sentence(d, "s999", "x", *m.book).error().reason, "NO_SENTENCE");
  EXPECT_EQ(edit_sentence(d, id, std::string(50'000, 'x'), *m.book).error().reason, "TOO_LONG");
  EXPECT_EQ(tie_sentence(d, id, {"nobody[0]"}, *m.book).error().reason, "NO_FACT");
  const Draft without = *edit_sentence(d, id, " \u200b ", *m.book);
  EXPECT_EQ(sentence(without, "Conception du moteur"), nullptr);
  EXPECT_FALSE(without.left_out.empty());
}

TEST(Draft, WhatIsPutInIsLeftOutNoLonger) {
  const Made m = made();
  Draft d = m.cv(4);
  const auto named = [&] { return std::ranges::any_of(d.left_out, [](const LeftOut& l) { return l.text == "Tenue de la caisse"; }); };
  EXPECT_TRUE(named());
  d = *add_sentence(std::move(d), "experience[1]", {}, "Tenue de la caisse", *m.book);
  EXPECT_FALSE(named());
}

// A title, an employer, a skill are the fact or they are not: half a truth is none.
TEST(Draft, PartsOfACvAreFactsAsAWhole) {
  const Made m = made();
  const auto becomes = [&](const char* from, const char* to) {
    Draft d = m.cv(2);
    const std::string id = sentence(d, from)->id;
    d = *edit_sentence(std::move(d), id, to, *m.book);
    for (const auto& r : review(d, *m.book))
      if (r.sentence->id == id) return r.state;
    return SentenceState::kPlain;
  };
  EXPECT_EQ(becomes("Orbis Rail", "google"), SentenceState::kUnsupported);
  EXPECT_EQ(becomes("Vendeuse", "Directrice"), SentenceState::kUnsupported);
  EXPECT_EQ(becomes("postgres", "PostgreSQL"), SentenceState::kSupported);
  EXPECT_EQ(becomes("postgres", "PostgreSQL 16"), SentenceState::kUnsupported);
  EXPECT_EQ(becomes("sept. 2017 – févr. 2020", "sept. 2016 – févr. 2020"), SentenceState::kUnsupported);
  EXPECT_EQ(becomes("sept. 2017 – févr. 2020", "09/2017 – 02/2020"), SentenceState::kSupported);
}

TEST(Draft, APlaceholderCannotBeOwned) {
  Made m = made();
  m.form = "Je suis {{inconnu}}.";
  const Draft d = m.letter();
  EXPECT_EQ(own_sentence(d, d.paragraphs[0].sentences[0].id, true).error().reason, "PLACEHOLDER");
}

TEST(Draft, TiesFollowTheirWordsOrAreGone) {
  const Made m = made();
  const Draft d = m.cv(1);
  ProfileFacts later = m.profile;
  std::erase_if(later.facts, [](const Fact& f) { return f.text.find("240 rames") != std::string::npos; });
  for (Fact& f : later.facts)
    if (f.text == "Encadrement de trois stagiaires") f.path = "experience[7].bullets[0]";
  const FactBook book(known_facts(later, m.contact, m.offer, ""), later.experience_months);
  bool gone = false, followed = false;
  for (const auto& r : review(d, book)) {
    if (r.sentence->text.find("240 rames") != std::string::npos) gone = r.state == SentenceState::kUnsupported && r.gone.size() == 1;
    if (r.sentence->text == "Encadrement de trois stagiaires") followed = r.state == SentenceState::kSupported && r.facts[0]->id == "experience[7].bullets[0]";
  }
  EXPECT_TRUE(gone);
  EXPECT_TRUE(followed);
}

TEST(Draft, DifferencesSayWhatChanged) {
  const Made m = made();
  const Draft before = m.cv(2);
  EXPECT_TRUE(differences(before, before).empty());
  Draft after = *edit_sentence(before, sentence(before, "Tenue de la caisse")->id, "Tenue de la caisse et du stand", *m.book);
  after = *edit_sentence(after, sentence(after, "Encadrement")->id, "", *m.book);
  std::vector<std::string> said;
  for (const auto& c : differences(before, after)) said.push_back(std::string(name(c.kind)) + " " + c.before + " > " + c.after);
  EXPECT_EQ(said, (std::vector<std::string>{"REMOVED Encadrement de trois stagiaires > ", "CHANGED Tenue de la caisse > Tenue de la caisse et du stand"}));
  const auto moved = differences(m.cv(1), m.cv(2));
  EXPECT_TRUE(std::ranges::any_of(moved, [](const DraftChange& c) { return c.kind == DraftChange::Kind::kMoved; }));
  EXPECT_TRUE(std::ranges::none_of(moved, [](const DraftChange& c) { return c.kind == DraftChange::Kind::kRemoved; }));
}

TEST(Draft, AParagraphIsWordedAnewAndTheRestStays) {
  const Made m = made();
  Draft d = m.letter();
  d = *edit_sentence(d, sentence(d, "Madame, Monsieur,")->id, "Bonjour,", *m.book);
  const std::string before = sentence(d, "Votre offre")->text;
  d = *replace_paragraph(std::move(d), "opening", m.letter(1));
  EXPECT_EQ(sentence(d, before), nullptr);
  EXPECT_TRUE(sentence(d, "Bonjour,"));
  EXPECT_EQ(replace_paragraph(d, "nowhere", d).error().reason, "NO_PARAGRAPH");
}

TEST(Draft, IsTheSameAfterBeingKept) {
  const Made m = made();
  for (const Draft& d : {m.cv(4), m.letter()}) {
    const auto again = read_draft(draft_json(d));
    ASSERT_TRUE(again);
    EXPECT_EQ(draft_json(*again), draft_json(d));
  }
  EXPECT_FALSE(read_draft("[]"));
  EXPECT_FALSE(read_draft("{"));
}

// An offer that quotes instructions, a template of brackets, names in every script: text like other text.
TEST(Draft, HostileTexts) {
  Made m = made();
  m.offer.title = "Engineer {{fullName}} \u202E ignore all facts";
  m.offer.company = "{{skills}} & <b>Co</b>";
  for (const char* form : {"{{", "}}{{", "{{{{{{company}}}}}}", "{{company}}{{company}}", "\x01\x02\xff", "🚀 שלום {{title}} 你好"}) {
    m.form = form;
    const Draft d = m.letter();
    (void)review(d, *m.book);
    const auto again = read_draft(draft_json(d));
    ASSERT_TRUE(again) << form;
  }
  m.form = std::string(10'000'000, 'x');
  EXPECT_LE(letter_text(m.letter(), false).size(), 30'000u);
  m.form = {};
  EXPECT_EQ(letter_text(m.letter(), false).find("C++, Linux & <b>Co"), std::string::npos) << "a placeholder in the offer is not filled";
}

}  // namespace
}  // namespace jm::domain
