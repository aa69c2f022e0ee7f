#include "render/sheet.h"

#include <algorithm>

#include "text/clean.h"
#include "text/utf8.h"

namespace jm::render {
namespace {

using domain::Draft;
using domain::DraftParagraph;
using domain::DraftSentence;
using domain::Lang;

std::string part_of(const DraftParagraph& p, std::string_view part) {
  for (const DraftSentence& s : p.sentences)
    if (s.part == part) return s.text;
  return {};
}

// Only what is plainly an address becomes a link.
std::string link_of(std::string_view part, std::string_view text) {
  const bool plain = !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || std::string_view("@.-_+/:%~#?=&").find(c) != std::string_view::npos; });
  if (!plain) return {};
  if (part == "email" && text.find('@') != text.npos) return "mailto:" + std::string(text);
  if (part != "link") return {};
  if (text.starts_with("https://") || text.starts_with("http://")) return std::string(text);
  return text.find('.') != text.npos && text.find(':') == text.npos ? "https://" + std::string(text) : std::string();
}

std::string joined(const DraftParagraph& p, std::string_view between) {
  std::string out;
  for (const DraftSentence& s : p.sentences) out += (out.empty() ? "" : std::string(between)) + s.text;
  return out;
}

// Which line each part stands on says what it is, whatever its words are: the title and its dates, under it who it was for and, behind a
// dot, the place; all else is in list items. A narrow column has no room beside a title.
void put_entry(std::vector<Block>& out, const DraftParagraph& p, bool narrow, Lang language) {
  std::string head, sub, place, period;
  std::vector<Block> lines;
  for (const DraftSentence& s : p.sentences) {
    if (s.part == "period") period = s.text;
    else if (s.part == "place") place = s.text;
    else if (s.part == "title" || s.part == "degree" || s.part == "entry") head += (head.empty() ? "" : ", ") + s.text;
    else if (s.part == "employer" || s.part == "school" || s.part == "issuer") sub += (sub.empty() ? "" : ", ") + s.text;
    else lines.push_back({BlockKind::kBullet, s.text});
  }
  if (head.empty()) std::swap(head, sub);
  if (!head.empty() || !period.empty()) out.push_back({BlockKind::kEntry, head, narrow ? std::string() : period, {}, true});
  if (!place.empty()) sub = sub.empty() ? (language == Lang::kFr ? "Lieu\u00a0: " : "Location: ") + place : sub + " · " + place;
  if (!sub.empty()) out.push_back({BlockKind::kSub, sub});
  if (narrow && !period.empty()) out.push_back({BlockKind::kText, period});
  out.insert(out.end(), lines.begin(), lines.end());
}

// Names that hold what usually parts them are parted by what they do not hold.
std::string_view separator(const DraftParagraph& p) {
  const auto any = [&](std::string_view marks) { return std::ranges::any_of(p.sentences, [&](const DraftSentence& s) { return s.text.find_first_of(marks) != std::string::npos; }); };
  const bool dots = std::ranges::any_of(p.sentences, [](const DraftSentence& s) { return s.text.find("•") != std::string::npos; });
  const bool wordy = std::ranges::any_of(p.sentences, [](const DraftSentence& s) { return std::ranges::count(s.text, ' ') > 6; });
  if (!any(",;:|") && !dots && !wordy) return ", ";
  return any("|") ? (dots ? "; " : " • ") : " | ";
}

void put_cv(Sheet& sheet, const Draft& draft, Look look) {
  constexpr std::size_t kContactBytesMax = 88;      // of a line: what stands in it is not broken
  constexpr std::size_t kAsideBytesMax = 36;        // of an address in the side column, in which it cannot be broken
  std::string section;
  for (const DraftParagraph& p : draft.paragraphs) {
    if (p.role == "HEADER") {
      std::vector<Block>& contact = look == Look::kDesigned ? sheet.side : sheet.header;
      if (look == Look::kDesigned) contact.push_back({BlockKind::kSection, std::string(sheet.language == Lang::kFr ? "Coordonnées" : "Contact")});
      for (const DraftSentence& s : p.sentences) {
        if (s.part == "name") sheet.header.insert(sheet.header.begin(), {BlockKind::kName, s.text});
        else if (s.part == "headline") sheet.header.insert(sheet.header.begin() + (sheet.header.empty() ? 0 : 1), {BlockKind::kHeadline, s.text});
        else if (look == Look::kDesigned && s.text.size() > kAsideBytesMax && s.text.find(' ') == std::string::npos) sheet.header.push_back({BlockKind::kContact, s.text, {}, link_of(s.part, s.text)});
        else if (look == Look::kDesigned || contact.empty() || contact.back().kind != BlockKind::kContact || contact.back().text.size() + s.text.size() > kContactBytesMax)
          contact.push_back({BlockKind::kContact, s.text, {}, link_of(s.part, s.text)});
        else contact.back().text += "  |  " + s.text, contact.back().link.clear();
      }
      continue;
    }
    const bool aside = look == Look::kDesigned && (p.section == "skills" || p.section == "languages" || p.section == "certifications");
    std::vector<Block>& out = aside ? sheet.side : sheet.main;
    if (p.section != section) {
      section = p.section;
      out.push_back({BlockKind::kSection, domain::section_title(section, sheet.language)});
    }
    if (p.role == "ENTRY") {
      put_entry(out, p, aside, sheet.language);
    } else if (p.role == "ITEMS" && aside) {
      for (const DraftSentence& s : p.sentences) out.push_back({BlockKind::kBullet, s.text});
    } else {
      out.push_back({BlockKind::kText, joined(p, p.role == "ITEMS" ? separator(p) : " ")});
    }
  }
}

void put_letter(Sheet& sheet, const Draft& draft, std::string_view date) {
  bool dated = date.empty();
  for (const DraftParagraph& p : draft.paragraphs) {
    if (p.role == "SENDER") {
      for (const DraftSentence& s : p.sentences) {
        if (s.part == "name") sheet.header.insert(sheet.header.begin(), {BlockKind::kName, s.text});
        else sheet.header.push_back({BlockKind::kContact, s.text, {}, link_of(s.part, s.text)});
      }
      continue;
    }
    if (!dated) sheet.main.push_back({BlockKind::kRight, std::string(date)});
    dated = true;
    if (p.role == "LIST") {
      for (const DraftSentence& s : p.sentences) sheet.main.push_back({BlockKind::kBullet, s.text.starts_with("- ") ? s.text.substr(2) : s.text});
      continue;
    }
    bool first = true;
    for (const DraftSentence& s : p.sentences) {
      const bool line = first || s.part == "line";
      if (line && s.text.starts_with("- ")) sheet.main.push_back({BlockKind::kBullet, s.text.substr(2), {}, {}, first});
      else if (line) sheet.main.push_back({p.role == "SUBJECT" ? BlockKind::kSubject : BlockKind::kText, s.text, {}, {}, first});
      else sheet.main.back().text += " " + s.text;
      first = false;
    }
  }
}

}  // namespace

Sheet sheet_of(const Draft& draft, Look look, std::string_view date) {
  Sheet sheet;
  sheet.letter = draft.kind == domain::DraftKind::kLetter;
  sheet.language = draft.language;
  if (sheet.letter) put_letter(sheet, draft, date);
  else put_cv(sheet, draft, look);
  for (const DraftParagraph& p : draft.paragraphs)
    if (p.role == "HEADER" || p.role == "SENDER") sheet.author = part_of(p, "name");
  const bool fr = draft.language == Lang::kFr;
  sheet.title = (sheet.letter ? (fr ? "Lettre de motivation" : "Cover letter") : (fr ? "CV" : "CV")) + (sheet.author.empty() ? std::string() : " – " + sheet.author);
  return sheet;
}

std::string letter_date(Time now, Lang language) {
  constexpr std::string_view kEn[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
  constexpr std::string_view kFr[] = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"};
  const std::string iso = to_iso(now);
  const int month = (iso[5] - '0') * 10 + (iso[6] - '0'), day = (iso[8] - '0') * 10 + (iso[9] - '0');
  const std::string_view name = (language == Lang::kFr ? kFr : kEn)[std::clamp(month, 1, 12) - 1];
  return (language == Lang::kFr ? "le " : "") + (language == Lang::kFr && day == 1 ? std::string("1er") : std::to_string(day)) + " " + std::string(name) + " " + iso.substr(0, 4);
}

std::string file_name(const Draft& draft, std::string_view company, std::string_view ending) {
  const Sheet sheet = sheet_of(draft, Look::kAts, {});
  std::string out = sheet.author;
  const bool fr = draft.language == Lang::kFr;
  out += (out.empty() ? "" : " - ") + std::string(sheet.letter ? (fr ? "Lettre" : "Letter") : "CV");
  if (!company.empty()) out += " - " + std::string(company);
  out = text::clean_line(out);
  std::erase_if(out, [](char c) { return std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos; });
  return std::string(text::cut_utf8(out, 120)) + "." + std::string(ending);
}

}  // namespace jm::render
