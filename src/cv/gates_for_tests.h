// The labelled CVs (JOBMATE_CORPUS, default ../shared/data): reading them and counting what came out right. Used by the test that
// holds the gates and by the bench that prints them.
//
// A value is right when it equals the truth without case, accents and marks. F1 over all documents of a layout together.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cv/cv.h"
#include "text/fold.h"
#include "text/json_read.h"

namespace jm::cv::gates {

inline std::string corpus() {
  const char* env = std::getenv("JOBMATE_CORPUS");
  return env != nullptr ? std::string(env) : std::string(JM_SOURCE_DIR "/../shared/data");
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

struct Count {
  std::size_t right = 0, found = 0, expected = 0;
  double recall() const { return expected == 0 ? 1 : double(right) / double(expected); }
  double f1() const { return found + expected == 0 ? 1 : 2.0 * double(right) / double(found + expected); }
};

struct Score {
  std::size_t files = 0, pages = 0;
  Count name, email, phone, title, location, skills, languages, experience, experience_dated, education;
};

inline std::string norm(std::string_view s) { return text::fold_name(s); }

inline std::string digits(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

inline void one(Count& c, bool right) {
  ++c.expected;
  ++c.found;
  c.right += right ? 1 : 0;
}

inline void sets(Count& c, std::vector<std::string> found, std::vector<std::string> expected) {
  c.found += found.size();
  c.expected += expected.size();
  for (const auto& e : expected)
    if (const auto at = std::ranges::find(found, e); at != found.end()) {
      ++c.right;
      found.erase(at);
    }
}

inline std::string text_at(const text::JsonValue& v, std::string_view key) {
  const auto m = v[key];
  const auto s = m ? m->text() : std::nullopt;
  return s && !m->is_null() ? *s : std::string();
}

inline std::vector<std::string> strings_at(const text::JsonValue& v, std::string_view key, auto make) {
  std::vector<std::string> out;
  if (const auto list = v[key])
    for (text::JsonElements e(*list); e.next();) out.push_back(make(e.value()));
  return out;
}

// One line of dev.truth.jsonl against a reading; `why` collects what went wrong, for a person.
inline void judge(const text::JsonValue& truth, const Cv& cv, Score& s, std::string* why = nullptr) {
  ++s.files;
  const auto note = [&](std::string_view field, const std::string& expected, const std::string& found) {
    if (why != nullptr) *why += "  " + std::string(field) + ": expected \"" + expected + "\", read \"" + found + "\"\n";
  };
  const auto check = [&](Count& c, std::string_view field, const std::string& expected, const std::string& found, bool right) {
    one(c, right);
    if (!right) note(field, expected, found);
  };
  check(s.name, "name", text_at(truth, "name"), cv.name.text, norm(text_at(truth, "name")) == norm(cv.name.text));
  check(s.email, "email", text_at(truth, "email"), cv.email.text, text_at(truth, "email") == cv.email.text);
  check(s.phone, "phone", text_at(truth, "phone"), cv.phone.text, digits(text_at(truth, "phone")) == digits(cv.phone.text));
  check(s.title, "headline", text_at(truth, "headline"), cv.title.text, norm(text_at(truth, "headline")) == norm(cv.title.text));
  check(s.location, "city", text_at(truth, "city"), cv.location.text, norm(text_at(truth, "city")) == norm(cv.location.text));

  const auto compare = [&](Count& c, std::string_view field, const std::vector<std::string>& found, const std::vector<std::string>& expected) {
    sets(c, found, expected);
    if (why == nullptr) return;
    for (const auto& e : expected)
      if (std::ranges::find(found, e) == found.end()) *why += "  " + std::string(field) + " missing: " + e + "\n";
    for (const auto& f : found)
      if (std::ranges::find(expected, f) == expected.end()) *why += "  " + std::string(field) + " extra:   " + f + "\n";
  };
  std::vector<std::string> skills, languages, plain, dated, education;
  for (const auto& x : cv.skills) skills.push_back(norm(x.name.text));
  for (const auto& x : cv.languages) languages.push_back(norm(x.name.text) + " = " + norm(x.level));
  for (const auto& x : cv.experience) {
    plain.push_back(norm(x.title.text) + " @ " + norm(x.company.text));
    dated.push_back(plain.back() + " " + (x.period.start ? to_string(*x.period.start) : "?") + ".." + (x.period.current || !x.period.end ? "now" : to_string(*x.period.end)));
  }
  for (const auto& x : cv.education) education.push_back(norm(x.degree.text) + " @ " + norm(x.school.text) + " " + (x.period.end ? std::to_string(x.period.end->year) : "?"));
  compare(s.skills, "skill", skills, strings_at(truth, "skills", [](const text::JsonValue& v) { return norm(v.text().value_or("")); }));
  compare(s.languages, "language", languages, strings_at(truth, "languages", [](const text::JsonValue& v) {
            std::vector<std::string> pair;
            for (text::JsonElements e(v); e.next();) pair.push_back(norm(e.value().text().value_or("")));
            return pair.size() == 2 ? pair[0] + " = " + pair[1] : std::string();
          }));
  const auto job = [](const text::JsonValue& v) { return norm(text_at(v, "title")) + " @ " + norm(text_at(v, "company")); };
  sets(s.experience, plain, strings_at(truth, "experience", job));
  compare(s.experience_dated, "experience", dated, strings_at(truth, "experience", [&](const text::JsonValue& v) {
            const std::string end = text_at(v, "end");
            return job(v) + " " + text_at(v, "start") + ".." + (end.empty() ? "now" : end);
          }));
  compare(s.education, "education", education, strings_at(truth, "education", [](const text::JsonValue& v) {
            return norm(text_at(v, "degree")) + " @ " + norm(text_at(v, "school")) + " " + text_at(v, "year");
          }));
}

// One of the hand-written files beside data/cv (offlinecv): only what it states is judged.
inline void judge_by_hand(const text::JsonValue& truth, const Cv& cv, Score& s, std::string* why = nullptr) {
  ++s.files;
  const auto note = [&](std::string_view field, const std::string& expected, const std::string& found) {
    if (why != nullptr) *why += "  " + std::string(field) + ": expected \"" + expected + "\", read \"" + found + "\"\n";
  };
  if (const auto contact = truth["contact"]) {
    const auto check = [&](Count& c, const char* key, const std::string& found, bool as_digits) {
      const std::string expected = text_at(*contact, key);
      if (expected.empty()) return;
      const bool right = as_digits ? digits(expected) == digits(found) : norm(expected) == norm(found);
      one(c, right);
      if (!right) note(key, expected, found);
    };
    check(s.name, "full_name", cv.name.text, false);
    check(s.email, "email", cv.email.text, false);
    check(s.phone, "phone", cv.phone.text, true);
    check(s.location, "location", cv.location.text, false);
  }
  const auto compare = [&](Count& c, std::string_view field, const std::vector<std::string>& found, const std::vector<std::string>& expected) {
    sets(c, found, expected);
    if (why == nullptr) return;
    for (const auto& e : expected)
      if (std::ranges::find(found, e) == found.end()) *why += "  " + std::string(field) + " missing: " + e + "\n";
    for (const auto& f : found)
      if (std::ranges::find(expected, f) == expected.end()) *why += "  " + std::string(field) + " extra:   " + f + "\n";
  };
  if (truth["experience"]) {
    std::vector<std::string> plain, dated;
    for (const auto& x : cv.experience) {
      plain.push_back(norm(x.title.text) + " @ " + norm(x.company.text));
      dated.push_back(plain.back() + " " + norm(x.period.written.text));
    }
    const auto job = [](const text::JsonValue& v) { return norm(text_at(v, "title")) + " @ " + norm(text_at(v, "company")); };
    sets(s.experience, plain, strings_at(truth, "experience", job));
    compare(s.experience_dated, "experience", dated, strings_at(truth, "experience", [&](const text::JsonValue& v) { return job(v) + " " + norm(text_at(v, "dates")); }));
  }
  if (truth["education"]) {
    std::vector<std::string> found;
    for (const auto& x : cv.education) found.push_back(norm(x.degree.text) + " @ " + norm(x.school.text));
    compare(s.education, "education", found, strings_at(truth, "education", [](const text::JsonValue& v) { return norm(text_at(v, "degree")) + " @ " + norm(text_at(v, "institution")); }));
  }
  if (truth["skills"]) {
    std::vector<std::string> found;
    for (const auto& x : cv.skills) found.push_back(norm(x.name.text));
    compare(s.skills, "skill", found, strings_at(truth, "skills", [](const text::JsonValue& v) { return norm(v.text().value_or("")); }));
  }
}

}  // namespace jm::cv::gates
