// A CV as it was read. Every value keeps the place it was read from, so that a person can check it against the page. Nothing is
// inferred that is not written: no age, no gender, no missing month.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "text/page.h"

namespace jm::cv {

struct Value {
  std::string text;               // clean, one line; empty: not found
  int page = 0;                   // 1-based; 0: the format has no pages
  text::Box box;
  bool empty() const { return text.empty(); }
};

struct YearMonth {
  int year = 0, month = 0;        // month 0: only the year is written
  bool operator==(const YearMonth&) const = default;
};
// "2021-03", or "2021".
std::string to_string(const YearMonth& when);

struct Period {
  std::optional<YearMonth> start, end;
  bool current = false;           // "present", "depuis …"
  Value written;                  // as it stands in the CV; empty: no dates
};

struct Experience {
  Value title, company, place;
  Period period;
  std::vector<Value> bullets;
};

struct Education {
  Value degree, school, place;
  Period period;
  std::vector<Value> notes;
};

struct SkillItem {
  Value name;
  std::string level;              // as written; often empty
};

struct LanguageItem {
  Value name;
  std::string level;              // as written: "courant", "B2"
  std::string cefr;               // "A1" to "C2", or "native"; empty when the words do not say
};

struct Entry {                    // a certification or a project
  Value name, issuer;
  Period period;
  std::vector<Value> bullets;
  Value place;
};

struct Cv {
  Value name, title, email, phone, location, summary;
  std::vector<Value> links;
  std::vector<Experience> experience;
  std::vector<Education> education;
  std::vector<SkillItem> skills;
  std::vector<LanguageItem> languages;
  std::vector<Entry> certifications, projects;
  std::uint32_t hidden_words = 0; // words nobody sees on paper: not read
  std::string hidden_text;        // the beginning of them
  int pages = 0;
  std::vector<int> unread_pages;  // pages that are pictures, of which nothing was read
  int recognised_pages = 0;       // pages that are pictures, read by recognising their letters
};

}  // namespace jm::cv
