// What came back of a document: pure comparisons of a draft with a reading.
#include <algorithm>
#include <map>

#include "render/render.h"
#include "text/fold.h"
#include "text/normal.h"
#include "text/tokens.h"
#include "text/utf8.h"

namespace jm::render {
namespace {

using domain::DraftParagraph;
using domain::DraftSentence;

std::string part_of(const DraftParagraph& p, std::initializer_list<std::string_view> parts) {
  for (const DraftSentence& s : p.sentences)
    if (std::ranges::find(parts, s.part) != parts.end()) return s.text;
  return {};
}

// Letters and digits; without blanks where the script has none.
std::string key(std::string_view s) {
  std::string out;
  const std::string folded = text::fold_name(s);
  char32_t before = 0;
  for (std::size_t i = 0; i < folded.size();) {
    const auto [cp, len] = text::decode(folded, i);
    const char32_t after = i + len < folded.size() ? text::decode(folded, i + len).cp : 0;
    if (cp != ' ' || (!text::is_blankless(before) && !text::is_blankless(after))) out.append(folded, i, len);
    before = cp;
    i += len;
  }
  return out;
}

bool same(std::string_view a, std::string_view b) {
  const std::string x = key(a);
  return x == key(b) && (!x.empty() || a == b);
}

std::string joined(std::string_view a, std::string_view b) { return std::string(a) + " " + std::string(b); }

std::string digits(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

bool same_period(std::string_view written, const cv::Period& read) { return same(written, read.written.text) && (digits(written).empty() || read.start || read.end); }

// "https://www.Example.org/me/" and "example.org/me" are one address.
std::string address(std::string_view s) {
  std::string out(s);
  for (std::size_t i = 0; i < out.size() && (out[i] != '/' || i == 0 || out[i - 1] == ':' || out[i - 1] == '/'); ++i)
    if (out[i] >= 'A' && out[i] <= 'Z') out[i] = static_cast<char>(out[i] - 'A' + 'a');
  for (const std::string_view lead : {"https://", "http://", "www."})
    if (out.starts_with(lead)) out.erase(0, lead.size());
  while (out.ends_with('/') || out.ends_with('.')) out.pop_back();
  return out;
}

// The addresses in a line such as "GitHub: github.com/me".
std::vector<std::string> addresses(std::string_view s) {
  std::vector<std::string> out;
  while (!s.empty()) {
    const auto end = std::min(s.find(' '), s.size());
    const std::string_view word = s.substr(0, end);
    const auto dot = word.find('.');
    if (dot != word.npos && dot > 0 && dot + 1 < word.size() && word.find('@') == word.npos) out.push_back(address(word));
    s.remove_prefix(std::min(end + 1, s.size()));
  }
  return out;
}

// --- entries

struct Entry {
  const cv::Value *title, *who, *place;
  const cv::Period* period;
  const std::vector<cv::Value>* lines;
  bool taken = false;
};

std::vector<Entry> entries_of(const std::vector<cv::Experience>& list) {
  std::vector<Entry> out;
  for (const auto& e : list) out.push_back({&e.title, &e.company, &e.place, &e.period, &e.bullets});
  return out;
}
std::vector<Entry> entries_of(const std::vector<cv::Education>& list) {
  std::vector<Entry> out;
  for (const auto& e : list) out.push_back({&e.degree, &e.school, &e.place, &e.period, &e.notes});
  return out;
}
std::vector<Entry> entries_of(const std::vector<cv::Entry>& list) {
  std::vector<Entry> out;
  for (const auto& e : list) out.push_back({&e.name, &e.issuer, &e.place, &e.period, &e.bullets});
  return out;
}

struct Names {
  const char *title, *who;
};

bool is_head(const DraftSentence& s) {
  for (const std::string_view part : {"title", "degree", "entry", "employer", "school", "issuer", "place", "period"})
    if (s.part == part) return true;
  return false;
}

// What is missing of a paragraph in an entry; its title first.
std::vector<Unread> missing(const DraftParagraph& p, const Entry& e, const Names& names) {
  const std::string title = part_of(p, {"title", "degree", "entry"}), who = part_of(p, {"employer", "school", "issuer"}), place = part_of(p, {"place"}), period = part_of(p, {"period"});
  std::vector<Unread> out;
  // A name that ends in a town may have come back as name and town.
  const auto back = [&](const std::string& written, const cv::Value& read) { return same(written, read.text) || (place.empty() && !e.place->empty() && same(written, joined(read.text, e.place->text))); };
  if (title.empty() != who.empty()) {      // one of the two alone may be read as either
    const std::string& sole = title.empty() ? who : title;
    if (!back(sole, *e.title) && !back(sole, *e.who)) out.push_back({names.title, sole});
  } else if (!title.empty()) {
    if (!back(title, *e.title)) out.push_back({names.title, title});
    if (!back(who, *e.who)) out.push_back({names.who, who});
  }
  if (!place.empty() && !same(place, e.place->text)) out.push_back({"place", place});
  if (!period.empty() && !same_period(period, *e.period)) out.push_back({"dates", period});
  for (const DraftSentence& s : p.sentences)
    if (!is_head(s) && std::ranges::none_of(*e.lines, [&](const cv::Value& v) { return same(s.text, v.text); })) out.push_back({"line", s.text});
  return out;
}

// Against the entry that has most of it; one whose title is lost is only that.
void check_entry(std::vector<Unread>& out, std::vector<Entry>& read, const DraftParagraph& p, const Names& names) {
  std::vector<Unread> least;
  Entry* best = nullptr;
  const auto cost = [&](const std::vector<Unread>& unread) { return unread.size() + (!unread.empty() && unread.front().field == names.title ? 1'000 : 0); };
  for (Entry& e : read) {
    if (e.taken) continue;
    auto unread = missing(p, e, names);
    if (best != nullptr && cost(unread) >= cost(least)) continue;
    least = std::move(unread);
    best = &e;
  }
  if (best == nullptr) {
    static const cv::Value kNothing;
    static const cv::Period kNever;
    static const std::vector<cv::Value> kNone;
    least = missing(p, {&kNothing, &kNothing, &kNothing, &kNever, &kNone}, names);
  } else {
    best->taken = true;
  }
  if (!least.empty() && least.front().field == names.title) least.resize(1);
  out.insert(out.end(), least.begin(), least.end());
}

// --- lists

// What is one sentence here may be a list of names.
std::vector<std::string> listed(std::string_view s) {
  std::vector<std::string> out(1);
  int depth = 0;
  for (const char c : s) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth <= 0 && (c == ',' || c == ';')) out.emplace_back();
    else if (c != ' ' || !out.back().empty()) out.back() += c;
  }
  std::erase_if(out, [](const std::string& one) { return key(one).empty() && one.size() < 2; });
  return out;
}

bool is_skill(std::string_view written, const cv::SkillItem& read) {
  const auto marks = [](std::string_view s) { return std::ranges::count_if(s, [](char c) { return c == '+' || c == '#'; }); };      // "C", "C++" and "C#"
  return same(written, read.level.empty() ? read.name.text : joined(read.name.text, read.level)) && marks(written) == marks(read.name.text);
}

void check_skills(std::vector<Unread>& out, const DraftParagraph& p, const std::vector<cv::SkillItem>& read) {
  const auto there = [&](std::string_view written) { return std::ranges::any_of(read, [&](const cv::SkillItem& x) { return is_skill(written, x); }); };
  for (const DraftSentence& s : p.sentences) {
    if (there(s.text)) continue;
    for (const std::string& one : listed(s.text)) {
      // "Tools: Docker": a heading of its own and the first of a list.
      const auto colon = one.find(':');
      if (!there(one) && (colon == one.npos || colon + 1 >= one.size() || !there(std::string_view(one).substr(colon + 1)))) out.push_back({"skill", one});
    }
  }
}

// The name, and in brackets or behind a mark how well.
bool is_language(std::string_view written, const cv::LanguageItem& read) {
  if (!same(written, read.level.empty() ? read.name.text : joined(read.name.text, read.level))) return false;
  return !written.ends_with(')') || !read.level.empty();
}

}  // namespace

std::vector<Unread> unread_fields(const domain::Draft& draft, const cv::Cv& read) {
  std::vector<Unread> out;
  std::vector<Entry> experience = entries_of(read.experience), education = entries_of(read.education), projects = entries_of(read.projects), certificates = entries_of(read.certifications);
  for (const DraftParagraph& p : draft.paragraphs) {
    if (p.role == "HEADER") {
      // What stands behind a comma or in brackets is no name.
      if (const auto name = part_of(p, {"name"}); !name.empty() && !same(name, read.name.text) && !same(name.substr(0, name.find_first_of(",(")), read.name.text)) out.push_back({"name", name});
      if (const auto headline = part_of(p, {"headline"}); !headline.empty() && !same(headline, read.title.text)) out.push_back({"headline", headline});
      if (const auto email = part_of(p, {"email"}); !email.empty() && text::fold(email) != text::fold(read.email.text)) out.push_back({"e-mail", email});
      if (const auto phone = part_of(p, {"phone"}); !phone.empty() && digits(phone) != digits(read.phone.text)) out.push_back({"phone", phone});
      if (const auto location = part_of(p, {"location"}); !location.empty() && !same(location, read.location.text)) out.push_back({"location", location});
      for (const DraftSentence& s : p.sentences)
        if (s.part == "link")
          for (const std::string& written : addresses(s.text))
            if (std::ranges::none_of(read.links, [&](const cv::Value& v) { return address(v.text) == written; })) out.push_back({"link", s.text});
    } else if (p.section == "summary") {
      std::string all;
      for (const DraftSentence& s : p.sentences) all += (all.empty() ? "" : " ") + s.text;
      if (!all.empty() && !same(all, read.summary.text)) out.push_back({"summary", all});
    } else if (p.section == "experience") {
      check_entry(out, experience, p, {"job title", "employer"});
    } else if (p.section == "education") {
      check_entry(out, education, p, {"degree", "school"});
    } else if (p.section == "projects") {
      check_entry(out, projects, p, {"project", "organisation"});
    } else if (p.section == "certifications") {
      check_entry(out, certificates, p, {"certificate", "issuer"});
    } else if (p.section == "skills") {
      check_skills(out, p, read.skills);
    } else if (p.section == "languages") {
      for (const DraftSentence& s : p.sentences)
        if (std::ranges::none_of(read.languages, [&](const cv::LanguageItem& x) { return is_language(s.text, x); })) out.push_back({"language", s.text});
    }
  }
  return out;
}

std::vector<Unread> unread_words(const domain::Draft& draft, std::string_view words) {
  std::map<std::string, int, std::less<>> there;
  const text::Tokens read = text::tokenize(words);
  for (std::size_t i = 0; i < read.size(); ++i) ++there[std::string(read.word(i))];
  std::vector<Unread> out;
  for (const DraftParagraph& p : draft.paragraphs)
    for (const DraftSentence& s : p.sentences) {
      const text::Tokens t = text::tokenize(s.text);
      for (std::size_t i = 0; i < t.size(); ++i) {
        const auto it = there.find(t.word(i));
        if (it != there.end() && it->second > 0) {
          --it->second;
          continue;
        }
        out.push_back({"words", s.text});
        break;
      }
    }
  return out;
}

}  // namespace jm::render
