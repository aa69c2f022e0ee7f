// CVs in scripts other than Latin, through real PDFs with embedded fonts: what was written is what is read, letter by letter and in the
// order it is read in.
#include <gtest/gtest.h>

#include "cv/document.h"
#include "render/pdf.h"
#include "render/render.h"

namespace jm::render {
namespace {

struct Person {
  const char *script, *name, *title, *employer, *bullet, *degree, *school, *skill;
};
constexpr Person kPeople[] = {
    {"Chinese", "王小明", "高级软件工程师", "示例科技有限公司", "负责设计实时监控平台", "计算机科学硕士", "示例大学", "数据库设计"},
    {"Japanese", "山田太郎", "ソフトウェアエンジニア", "株式会社サンプル", "リアルタイム監視システムを設計した", "情報工学修士", "サンプル大学", "データベース設計"},
    {"Arabic", "ليلى المثال", "مهندسة برمجيات أولى", "شركة المثال للتقنية", "صممت منصة مراقبة لعدد 240 قطارا", "ماجستير علوم الحاسوب", "جامعة المثال", "تصميم قواعد البيانات"},
    {"Hebrew", "נועה לדוגמה", "מהנדסת תוכנה בכירה", "חברת הדוגמה", "תכננה מערכת ניטור עבור 240 רכבות", "תואר שני במדעי המחשב", "אוניברסיטת הדוגמה", "תכנון מסדי נתונים"},
    {"Arabic with Latin", "سامي المثال", "مطور Java أول", "شركة Orbis Rail للنقل", "نقل الخدمات القديمة كلها إلى PostgreSQL 12 في ستة أشهر", "ماجستير إعلامية", "جامعة المثال", "Python"},
    {"Arabic, mostly Latin", "سامي المثال", "مطور C++ و C# أول", "شركة Orbis Rail (فرع دبي)", "طورت خدمات Python و Django و PostgreSQL على AWS و Kubernetes و Docker Swarm", "ماجستير Data Science and AI", "جامعة المثال", "C++ و C#"},
    {"Hebrew, mostly Latin", "נועה לדוגמה", "מפתחת C++ בכירה", "Orbis Rail ישראל", "Docker ו-Kubernetes על AWS: הקטנת זמן הריצה ב-35% בפרויקט Orbis Rail Control", "תואר Computer Science", "אוניברסיטת הדוגמה", "C++"},
    {"Korean", "김예시", "수석 소프트웨어 엔지니어", "주식회사 예시", "PostgreSQL 기반의 실시간 모니터링 플랫폼을 설계하고 세 팀을 교육했습니다", "컴퓨터공학 석사", "예시대학교", "데이터베이스 설계"},
    {"Greek", "Νίκη Παράδειγμα", "Μηχανικός λογισμικού", "Εταιρεία Δείγμα ΑΕ", "Σχεδίασε την πλατφόρμα παρακολούθησης", "Μεταπτυχιακό στην πληροφορική", "Πανεπιστήμιο Δείγματος", "Βάσεις δεδομένων"},
    {"Russian", "Анна Примерова", "Ведущий инженер-программист", "ООО «Пример»", "Спроектировала систему наблюдения", "Магистр информатики", "Примерный университет", "Базы данных"},
    {"Vietnamese", "Nguyễn Thị Mẫu", "Kỹ sư phần mềm cao cấp", "Công ty Cổ phần Ví Dụ", "Thiết kế nền tảng giám sát thời gian thực", "Thạc sĩ khoa học máy tính", "Đại học Ví Dụ", "Cơ sở dữ liệu"},
    {"Polish and Turkish", "Żółć Gęślą-Jaźń", "Inżynier oprogramowania", "Örneğin Yazılım A.Ş.", "Zaprojektował system nadzoru dla 240 pociągów", "Yüksek lisans, bilişim", "Uniwersytet Przykładowy", "Bazy danych"},
};

domain::Draft cv_of(const Person& p) {
  domain::Draft d;
  d.kind = domain::DraftKind::kCv;
  d.language = domain::Lang::kEn;
  const auto put = [&](const char* id, const char* role, const char* section, const char* part, const char* text) {
    if (d.paragraphs.empty() || d.paragraphs.back().id != id) d.paragraphs.push_back({id, role, section, 0, {}});
    d.paragraphs.back().sentences.push_back({"s" + std::to_string(d.next_sentence++), part, text, {}, false, false});
  };
  put("header", "HEADER", "header", "name", p.name);
  put("header", "HEADER", "header", "headline", p.title);
  put("header", "HEADER", "header", "email", "someone@example.org");
  put("header", "HEADER", "header", "phone", "+33 6 12 34 56 78");
  put("experience[0]", "ENTRY", "experience", "title", p.title);
  put("experience[0]", "ENTRY", "experience", "employer", p.employer);
  put("experience[0]", "ENTRY", "experience", "period", "Mar 2020 – present");
  put("experience[0]", "ENTRY", "experience", "bullet", p.bullet);
  put("experience[1]", "ENTRY", "experience", "title", p.title);
  put("experience[1]", "ENTRY", "experience", "employer", p.school);
  put("experience[1]", "ENTRY", "experience", "period", "Sep 2017 – Feb 2020");
  put("experience[1]", "ENTRY", "experience", "bullet", p.bullet);
  put("education[0]", "ENTRY", "education", "degree", p.degree);
  put("education[0]", "ENTRY", "education", "school", p.school);
  put("education[0]", "ENTRY", "education", "period", "2015 – 2017");
  put("skills", "ITEMS", "skills", "skill", p.skill);
  put("skills", "ITEMS", "skills", "skill", "Docker");
  return d;
}

TEST(Scripts, WhatIsWrittenIsWhatIsRead) {
  const auto ready = prepare_fonts();
  ASSERT_TRUE(ready) << ready.error().message;
  for (const Person& p : kPeople)
    for (const Look look : {Look::kAts, Look::kDesigned}) {
      const std::string where = std::string(p.script) + (look == Look::kAts ? " ATS" : " DESIGNED");
      const domain::Draft d = cv_of(p);
      const auto pdf = write_pdf(sheet_of(d, look, {}), look);
      ASSERT_TRUE(pdf) << where << ": " << pdf.error().message;
      EXPECT_TRUE(unread_words(d, cv::words_of(pdf->bytes)).empty()) << where << ": " << cv::words_of(pdf->bytes);
      const auto cv = cv::read_document(pdf->bytes);
      ASSERT_TRUE(cv) << where << ": " << cv.error().message;
      std::string unread;
      for (const Unread& u : unread_fields(d, *cv)) unread += u.field + ": " + u.text + "\n";
      EXPECT_EQ(unread, "") << where;
      EXPECT_EQ(cv->name.text, p.name) << where;
      EXPECT_EQ(cv->email.text, "someone@example.org") << where;
      EXPECT_EQ(cv->phone.text, "+33 6 12 34 56 78") << where;
      ASSERT_EQ(cv->experience.size(), 2u) << where;
      const auto& e = cv->experience[0];
      EXPECT_EQ(e.title.text, p.title) << where;
      EXPECT_EQ(e.company.text, p.employer) << where;
      EXPECT_EQ(e.period.start, (cv::YearMonth{2020, 3})) << where;
      EXPECT_TRUE(e.period.current) << where;
      ASSERT_EQ(e.bullets.size(), 1u) << where;
      EXPECT_EQ(e.bullets[0].text, p.bullet) << where;
      EXPECT_EQ(cv->experience[1].title.text, p.title) << where;
      EXPECT_EQ(cv->experience[1].company.text, p.school) << where;
      EXPECT_EQ(cv->experience[1].period.end, (cv::YearMonth{2020, 2})) << where;
      ASSERT_EQ(cv->education.size(), 1u) << where;
      EXPECT_EQ(cv->education[0].degree.text, p.degree) << where;
      EXPECT_EQ(cv->education[0].school.text, p.school) << where;
      ASSERT_EQ(cv->skills.size(), 2u) << where;
      EXPECT_EQ(cv->skills[0].name.text, p.skill) << where;
    }
}

}  // namespace
}  // namespace jm::render
