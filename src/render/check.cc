// What came back of a document: pure comparisons of a draft with a reading.
#include <algorithm>
#include <map>

#include "render/render.h"
#include "text/fold.h"
#include "text/tokens.h"

namespace jm::render {
namespace {

using domain::DraftParagraph;
using domain::DraftSentence;

std::string part_of(const DraftParagraph& p, std::initializer_list<std::string_view> parts) {
  for (const DraftSentence& s : p.sentences)
    if (std::ranges::find(parts, s.part) != parts.end()) return s.text;
  return {};
}

// All words of `part`, one after the other, in `all`; in letters and digits.
bool holds(std::string_view all, std::string_view part) {
  const std::string x = " " + text::fold_name(all) + " ", y = " " + text::fold_name(part) + " ";
  return y.size() == 2 ? all == part : x.find(y) != x.npos;
}

bool same(std::string_view a, std::string_view b) { return holds(a, b) || holds(b, a); }

// A reader may leave the town with the name or take it off; it may take nothing else.
bool came_back(std::string_view written, const cv::Value& read, const cv::Value& place) { return holds(read.text, written) || (!read.empty() && holds(read.text + " " + place.text, written)); }

std::string digits(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (c >= '0' && c <= '9') out += c;
  return out;
}

bool same_period(std::string_view written, const cv::Period& read) {
  if (written.empty()) return true;
  return text::fold_name(written) == text::fold_name(read.written.text) && (digits(written).empty() || read.start || read.end);
}

// Finds the entry that has all of it; else says what is the first thing missing.
template <class Entry, class Title, class Place>
void check_entry(std::vector<Unread>& out, const std::vector<Entry>& read, const DraftParagraph& p, const char* title_name, Title title_of, const char* place_name, Place place_of) {
  const std::string title = part_of(p, {"title", "degree", "entry"}), place = part_of(p, {"employer", "school", "issuer"}), period = part_of(p, {"period"});
  int best = 0;
  for (const Entry& e : read) {
    int n = 0;
    // One of the two alone may be read as either.
    const auto back = [&](const std::string& written, const cv::Value& read, const cv::Value& other) { return written.empty() || came_back(written, read, e.place) || ((title.empty() || place.empty()) && came_back(written, other, e.place)); };
    if (back(title, title_of(e), place_of(e))) {
      n = 1;
      if (back(place, place_of(e), title_of(e))) n = same_period(period, e.period) ? 3 : 2;
    }
    best = std::max(best, n);
  }
  if (best == 0) out.push_back({title_name, title.empty() ? place : title});
  else if (best == 1) out.push_back({place_name, place});
  else if (best == 2) out.push_back({"dates", period});
}

}  // namespace

std::vector<Unread> unread_fields(const domain::Draft& draft, const cv::Cv& read) {
  std::vector<Unread> out;
  for (const DraftParagraph& p : draft.paragraphs) {
    if (p.role == "HEADER") {
      if (const auto name = part_of(p, {"name"}); !name.empty() && !same(name, read.name.text)) out.push_back({"name", name});
      if (const auto email = part_of(p, {"email"}); !email.empty() && text::fold(email) != text::fold(read.email.text)) out.push_back({"e-mail", email});
      if (const auto phone = part_of(p, {"phone"}); !phone.empty() && digits(phone) != digits(read.phone.text)) out.push_back({"phone", phone});
    } else if (p.section == "experience") {
      check_entry(out, read.experience, p, "job title", [](const cv::Experience& e) -> const cv::Value& { return e.title; }, "employer", [](const cv::Experience& e) -> const cv::Value& { return e.company; });
    } else if (p.section == "education") {
      check_entry(out, read.education, p, "degree", [](const cv::Education& e) -> const cv::Value& { return e.degree; }, "school", [](const cv::Education& e) -> const cv::Value& { return e.school; });
    } else if (p.section == "skills") {
      for (const DraftSentence& s : p.sentences) {
        // What is one sentence here may be a list of names.
        for (std::size_t at = 0; at < s.text.size();) {
          const auto end = std::min(s.text.find_first_of(",;", at), s.text.size());
          std::string one = s.text.substr(at, end - at);
          if (const auto level = one.find(" ("); level != one.npos) one.resize(level);
          at = end + 1;
          if (text::fold_name(one).empty() && digits(one).empty() && one.size() < 2) continue;
          const std::string folded = text::fold(one);
          const bool there = std::ranges::any_of(read.skills, [&](const cv::SkillItem& x) { return text::fold(x.name.text) == folded || same(x.name.text, one); });
          if (!there) out.push_back({"skill", one});
        }
      }
    } else if (p.section == "languages") {
      for (const DraftSentence& s : p.sentences)
        if (std::ranges::none_of(read.languages, [&](const cv::LanguageItem& x) { return same(s.text, x.name.text); })) out.push_back({"language", s.text});
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
