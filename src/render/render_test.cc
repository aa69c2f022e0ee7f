// Files as they are sent, read back here by the readers that CVs are read with.
#include "render/render.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cv/document.h"
#include "pdf/read.h"
#include "render/drafts_for_tests.h"
#include "render/pdf.h"

namespace jm::render {
namespace {

using domain::Draft;

struct Line {
  const char *id, *role, *section, *part, *text;
};

Draft draft_of(domain::DraftKind kind, domain::Lang language, const std::vector<Line>& lines) {
  Draft d;
  d.kind = kind;
  d.language = language;
  for (const Line& l : lines) {
    if (d.paragraphs.empty() || d.paragraphs.back().id != l.id) d.paragraphs.push_back({l.id, l.role, l.section, 0, {}});
    d.paragraphs.back().sentences.push_back({"s" + std::to_string(d.next_sentence++), l.part, l.text, {}, false, false});
  }
  return d;
}

Draft french_cv() {
  return draft_of(domain::DraftKind::kCv, domain::Lang::kFr,
                  {{"header", "HEADER", "header", "name", "Noémie Exemple"}, {"header", "HEADER", "header", "headline", "Développeuse C++"}, {"header", "HEADER", "header", "email", "noemie@example.org"}, {"header", "HEADER", "header", "phone", "+33 6 12 34 56 78"},
                   {"header", "HEADER", "header", "location", "Lyon, France"}, {"summary", "SUMMARY", "summary", "", "Offre de l’efficacité : fiches, flux, affinage."},
                   {"experience[0]", "ENTRY", "experience", "title", "Développeuse C++ senior"}, {"experience[0]", "ENTRY", "experience", "employer", "Orbis Rail"}, {"experience[0]", "ENTRY", "experience", "place", "Lyon"}, {"experience[0]", "ENTRY", "experience", "period", "mars 2020 – aujourd’hui"},
                   {"experience[0]", "ENTRY", "experience", "bullet", "Conception du moteur de supervision en C++ pour 240 rames"}, {"experience[1]", "ENTRY", "experience", "title", "Développeuse logiciel"}, {"experience[1]", "ENTRY", "experience", "employer", "Petit Web"},
                   {"experience[1]", "ENTRY", "experience", "period", "sept. 2017 – févr. 2020"}, {"experience[1]", "ENTRY", "experience", "bullet", "Migration de la base vers PostgreSQL 12"}, {"education[0]", "ENTRY", "education", "degree", "Master informatique"},
                   {"education[0]", "ENTRY", "education", "school", "Université Grenoble Alpes"}, {"education[0]", "ENTRY", "education", "period", "2015 – 2017"}, {"skills", "ITEMS", "skills", "skill", "C++"}, {"skills", "ITEMS", "skills", "skill", "PostgreSQL"}, {"skills", "ITEMS", "skills", "skill", "Docker"},
                   {"languages", "ITEMS", "languages", "language", "Anglais (C1)"}});
}

Draft english_cv() {
  return draft_of(domain::DraftKind::kCv, domain::Lang::kEn,
                  {{"header", "HEADER", "header", "name", "Nadia Example"}, {"header", "HEADER", "header", "headline", "Backend Engineer"}, {"header", "HEADER", "header", "email", "nadia@example.org"}, {"header", "HEADER", "header", "phone", "+44 7700 900123"},
                   {"experience[0]", "ENTRY", "experience", "title", "Backend Engineer"}, {"experience[0]", "ENTRY", "experience", "employer", "Orbis Rail"}, {"experience[0]", "ENTRY", "experience", "period", "Mar 2019 – Dec 2025"},
                   {"experience[0]", "ENTRY", "experience", "bullet", "Moved 40 services to Kubernetes without downtime"}, {"education[0]", "ENTRY", "education", "degree", "Master of Science"}, {"education[0]", "ENTRY", "education", "school", "University of Exampleton"},
                   {"education[0]", "ENTRY", "education", "period", "2016"}, {"skills", "ITEMS", "skills", "skill", "Python"}, {"skills", "ITEMS", "skills", "skill", "SQL"}, {"languages", "ITEMS", "languages", "language", "French (native)"}});
}

Draft letter(const char* body) {
  return draft_of(domain::DraftKind::kLetter, domain::Lang::kEn,
                  {{"sender", "SENDER", "", "name", "Nadia Example"}, {"sender", "SENDER", "", "email", "nadia@example.org"}, {"subject", "SUBJECT", "", "", "Subject: application – Officer"}, {"greeting", "GREETING", "", "", "Dear hiring team,"}, {"opening", "TEXT", "", "", body},
                   {"examples", "LIST", "", "bullet", "Moved 40 services"}, {"signature", "SIGNATURE", "", "", "Nadia Example"}});
}

class Files : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto ready = prepare_fonts();
    ASSERT_TRUE(ready) << ready.error().message;
  }
  static std::string words(const std::string& pdf) {
    const auto pages = pdf::read(pdf);
    EXPECT_TRUE(pages);
    std::string out;
    if (pages)
      for (const auto& page : pages->pages) {
        EXPECT_EQ(page.hidden, 0u);
        EXPECT_EQ(page.unmapped, 0u);
        for (const auto& w : page.words) out += w.text + " ";
      }
    return out;
  }
};

TEST_F(Files, EveryFieldOfACvComesBackFromEveryLookAndFormat) {
  for (const Draft& d : {french_cv(), english_cv()})
    for (const Look look : {Look::kAts, Look::kDesigned}) {
      const auto pdf = write_pdf(sheet_of(d, look, {}), look);
      ASSERT_TRUE(pdf) << pdf.error().message;
      EXPECT_EQ(pdf->pages, 1);
      EXPECT_EQ(all(unread_words(d, words(pdf->bytes))), "");
      const auto cv = cv::read_document(pdf->bytes);
      ASSERT_TRUE(cv) << cv.error().message;
      EXPECT_EQ(all(unread_fields(d, *cv)), "");
      const auto docx = write_docx(sheet_of(d, look, {}), look, {});
      ASSERT_TRUE(docx);
      const auto from_docx = cv::read_document(*docx);
      ASSERT_TRUE(from_docx) << from_docx.error().message;
      EXPECT_EQ(all(unread_fields(d, *from_docx)), "");
    }
}

TEST_F(Files, TheWordsOfALetterComeBackFromDocx) {
  const Draft d = letter("The first officer of the fjord offers efficient flight. Привет, 日本語.");
  for (const Look look : {Look::kAts, Look::kDesigned}) {
    const auto docx = write_docx(sheet_of(d, look, "28 November 2026"), look, {});
    ASSERT_TRUE(docx);
    EXPECT_EQ(all(unread_words(d, cv::words_of(*docx))), "");
    Draft other = d;
    other.paragraphs[4].sentences[0].text += " Besides, I never wrote this.";
    EXPECT_NE(all(unread_words(other, cv::words_of(*docx))), "");
  }
}

TEST_F(Files, WhatIsNotInTheFileIsNamed) {
  const auto pdf = write_pdf(sheet_of(french_cv(), Look::kAts, {}), Look::kAts);
  ASSERT_TRUE(pdf);
  const auto cv = cv::read_document(pdf->bytes);
  ASSERT_TRUE(cv);
  Draft other = french_cv();
  for (auto& p : other.paragraphs)
    for (auto& s : p.sentences) {
      if (s.part == "phone") s.text = "+33 6 99 99 99 99";
      if (s.text == "Orbis Rail") s.text = "Autre Société";
      if (s.text == "sept. 2017 – févr. 2020") s.text = "sept. 2018 – févr. 2020";
      if (s.text == "Docker") s.text = "Haskell";
    }
  EXPECT_EQ(all(unread_fields(other, *cv)), "phone: +33 6 99 99 99 99\nemployer: Autre Société\ndates: sept. 2018 – févr. 2020\nskill: Haskell\n");
  EXPECT_NE(all(unread_words(other, words(pdf->bytes))), "");
}

TEST_F(Files, APdfIsTaggedNamedAndSpeaksItsLanguage) {
  const auto pdf = write_pdf(sheet_of(french_cv(), Look::kDesigned, {}), Look::kDesigned);
  ASSERT_TRUE(pdf);
  for (const char* mark : {"/StructTreeRoot", "/MarkInfo", "/Lang", "fr-FR", "/DisplayDocTitle true", "/ToUnicode"}) EXPECT_NE(pdf->bytes.find(mark), std::string::npos) << mark;
  EXPECT_TRUE(pdf->bytes.starts_with("%PDF-1."));
}

TEST_F(Files, LigaturesAndOtherScriptsAreRealText) {
  const Draft d = letter("The first officer of the fjord offers efficient flight. Ελληνικά, Привет, 日本語.");
  for (const Look look : {Look::kAts, Look::kDesigned}) {
    const auto pdf = write_pdf(sheet_of(d, look, "28 November 2026"), look);
    ASSERT_TRUE(pdf) << pdf.error().message;
    const std::string back = words(pdf->bytes);
    EXPECT_EQ(all(unread_words(d, back)), "");
    EXPECT_NE(back.find("efficient flight"), std::string::npos) << back;
    EXPECT_NE(back.find("28 November 2026"), std::string::npos);
  }
}

TEST_F(Files, WhatNoFontShowsIsSaid) {
  const auto pdf = write_pdf(sheet_of(letter("I like rockets 🚀 and \U00012000."), Look::kAts, {}), Look::kAts);
  ASSERT_FALSE(pdf);
  EXPECT_EQ(pdf.error().reason, "NO_GLYPH");
  EXPECT_NE(pdf.error().message.find("U+1F680"), std::string::npos) << pdf.error().message;
}

TEST_F(Files, ALongAddressIsNotTakenApart) {
  Draft d = french_cv();
  for (auto& p : d.paragraphs)
    for (auto& s : p.sentences)
      if (s.part == "email") s.text = "noemie-marie.exemple-duchamp@example.org";
  const auto pdf = write_pdf(sheet_of(d, Look::kDesigned, {}), Look::kDesigned);
  ASSERT_TRUE(pdf);
  const auto cv = cv::read_document(pdf->bytes);
  ASSERT_TRUE(cv);
  EXPECT_EQ(all(unread_fields(d, *cv)), "");
}

TEST_F(Files, PagesAreBroken) {
  std::string body;
  for (int i = 0; i < 40; ++i) body += "A sentence of a fairly long letter that goes on and on. ";
  Draft d = letter(body.c_str());
  for (int i = 0; i < 3; ++i) d.paragraphs[4].sentences.push_back({"x" + std::to_string(i), "line", body, {}, false, false});
  const auto pdf = write_pdf(sheet_of(d, Look::kDesigned, {}), Look::kDesigned);
  ASSERT_TRUE(pdf);
  EXPECT_GT(pdf->pages, 1);
  EXPECT_EQ(all(unread_words(d, words(pdf->bytes))), "");
  for (int i = 0; i < 60; ++i) d.paragraphs[4].sentences.push_back({"y", "line", body, {}, false, false});
  EXPECT_EQ(write_pdf(sheet_of(d, Look::kDesigned, {}), Look::kDesigned).error().reason, "TOO_MANY_PAGES");
}

TEST_F(Files, HostileTextsStayText) {
  Draft d = letter("<b>&amp; ' \" ]]> <w:p/> 'uri='javascript:x' \\( %s");
  d.paragraphs[0].sentences[1].text = "a'b@example.org' uri='javascript:alert(1)";
  for (const Look look : {Look::kAts, Look::kDesigned}) {
    const auto pdf = write_pdf(sheet_of(d, look, {}), look);
    ASSERT_TRUE(pdf);
    EXPECT_EQ(pdf->bytes.find("/URI (javascript"), std::string::npos);
    const auto docx = write_docx(sheet_of(d, look, {}), look, {});
    ASSERT_TRUE(docx);
    EXPECT_TRUE(docx->starts_with("PK"));
  }
}

TEST(Sheet, NamesAndDates) {
  EXPECT_EQ(letter_date(*parse_iso("2026-03-01T10:00:00Z"), domain::Lang::kFr), "le 1er mars 2026");
  EXPECT_EQ(letter_date(*parse_iso("2026-11-28T10:00:00Z"), domain::Lang::kEn), "28 November 2026");
  EXPECT_EQ(file_name(letter("x"), "A/B: Co.", "pdf"), "Nadia Example - Letter - AB Co..pdf");
  EXPECT_EQ(file_name(french_cv(), "", "docx"), "Noémie Exemple - CV.docx");
}

}  // namespace
}  // namespace jm::render
