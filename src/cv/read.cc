#include "cv/read.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <utility>

#include "cv/contact.h"
#include "cv/dates.h"
#include "cv/fields.h"
#include "cv/rich.h"
#include "cv/sections.h"
#include "cv/words.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace jm::cv {
namespace {

bool is_upper_start(std::string_view w) {
  const auto [cp, len] = text::decode(w, 0);
  return (cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDE) || cp > 0x17F || cp == 0x152 || cp == 0x160;
}

// Could this be a person's name?
bool is_name_like(std::string_view s) {
  if (s.empty() || s.size() > 60 || s.find('@') != s.npos || s.find('\t') != s.npos) return false;
  int words = 0, upper = 0;
  for (std::size_t i = 0; i < s.size();) {
    while (i < s.size() && s[i] == ' ') ++i;
    std::size_t k = i;
    while (k < s.size() && s[k] != ' ') ++k;
    if (k == i) break;
    const std::string_view w = s.substr(i, k - i);
    for (const char c : w)
      if (!((c & 0x80) != 0 || std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '\'' || c == '-' || c == '.' || c == ',')) return false;
    ++words;
    upper += is_upper_start(w) ? 1 : 0;
    i = k;
  }
  return words >= 1 && words <= 6 && upper * 2 >= words;
}

// "fatou.patel@…" speaks for "Fatou Patel".
int email_agrees(std::string_view name, std::string_view email) {
  std::string local(email.substr(0, email.find('@')));
  local = text::fold(local);
  std::erase_if(local, [](char c) { return std::isalpha(static_cast<unsigned char>(c)) == 0; });
  std::string folded = text::fold_name(name);
  std::string glued = folded;
  std::erase(glued, ' ');
  if (glued.size() >= 3 && (local == glued || local.find(glued) != local.npos)) return 4;
  int found = 0;
  for (std::size_t i = 0; i < folded.size();) {
    const auto end = std::min(folded.find(' ', i), folded.size());
    if (end - i >= 3 && local.find(folded.substr(i, end - i)) != local.npos) ++found;
    i = end + 1;
  }
  return found >= 2 ? 4 : found;
}

struct NameFound {
  Value value;
  std::size_t line = 0;
  bool two_lines = false;
};

NameFound find_name(const Lines& lines, std::string_view email) {
  NameFound best;
  double most = 1.5;
  std::vector<float> sizes;
  for (const Line& l : lines) sizes.push_back(l.size);
  float body = 10;
  if (!sizes.empty()) {
    std::ranges::nth_element(sizes, sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2));
    body = std::max(sizes[sizes.size() / 2], 1.0F);
  }
  float largest = 0;
  for (std::size_t i = 0; i < lines.size() && lines[i].page <= 1; ++i)
    if (is_name_like(lines[i].text())) largest = std::max(largest, lines[i].size);
  for (std::size_t i = 0; i < lines.size() && lines[i].page <= 1; ++i) {
    const Line& l = lines[i];
    if (l.bullet) continue;
    const Rich rich(l);
    // "Jane Doe | Developer", "Jane Doe, PhD": the first part.
    std::size_t end = rich.text().size();
    for (const std::string_view mark : {"\t", " | ", " – ", " — ", " - ", " • ", ","})
      if (const auto at = rich.text().find(mark); at != std::string::npos && at > 0) end = std::min(end, at);
    Value v = rich.value(0, end);
    if (!is_name_like(v.text) || heading_of(v.text)) continue;
    const std::string folded = text::fold_name(v.text);
    if (folded == "curriculum vitae" || folded == "cv" || folded == "curriculum" || folded == "page" || folded.size() < 2) continue;
    const auto words = std::ranges::count(v.text, ' ') + 1;
    double score = 2.5 * (std::min(l.size / body, 3.0F) - 1);
    if (l.size >= largest * 0.98F && l.size > body * 1.15F) score += 2;
    score += l.bold ? 0.7 : 0;
    score += words >= 2 && words <= 4 ? 1 : words == 1 ? -0.5 : 0;
    score += 1.2 * email_agrees(v.text, email);
    score += i == 0 ? 1.2 : i < 4 ? 0.6 : 0;
    score -= 0.004 * static_cast<double>(i);
    score -= l.box.y0 > 300 ? 1.5 : 0;
    score -= std::max(occupation_score(v.text), 0) * 0.8;
    score -= is_place(v.text) || is_degree(v.text) || is_language(folded) ? 2 : 0;
    if (score <= most) continue;
    most = score;
    best = {v, i, false};
    // First and last name on a line each.
    if (words == 1 && i + 1 < lines.size() && std::abs(lines[i + 1].size - l.size) < 0.06F * l.size && is_name_like(lines[i + 1].text()) && l.size > body * 1.3F && !heading_of(lines[i + 1].text()) && lines[i + 1].page == l.page) {
      Rich both(l);
      both.append(lines[i + 1]);
      best.value = both.whole();
      best.two_lines = true;
    }
  }
  return best;
}

void take_contacts(const Lines& lines, Cv& cv) {
  std::set<std::string> links;
  for (const Line& l : lines) {
    const Rich rich(l);
    if (cv.email.empty())
      for (const Found& f : find_emails(rich.text())) {
        if (!cv.email.empty()) break;
        cv.email = rich.value(f.offset, f.offset + f.length);
        cv.email.text = f.text;
      }
    if (cv.phone.empty() && l.page <= 2)
      for (const Found& f : find_phones(rich.text())) {
        if (!cv.phone.empty()) break;
        cv.phone = rich.value(f.offset, f.offset + f.length);
        cv.phone.text = f.text;
      }
    for (const Found& f : find_links(rich.text())) {
      if (cv.links.size() >= 30 || !links.insert(text::fold(f.text)).second) continue;
      Value v = rich.value(f.offset, f.offset + f.length);
      v.text = f.text;
      cv.links.push_back(std::move(v));
    }
  }
}

bool is_contact_line(std::string_view s) { return has_email(s) || has_phone(s) || !find_links(s).empty(); }

std::vector<Value> cut_at(const Rich& rich, std::initializer_list<std::string_view> marks) {
  std::vector<Value> out;
  const std::string_view s = rich.text();
  std::size_t from = 0;
  for (std::size_t i = 0; i <= s.size();) {
    std::size_t mark = i == s.size() ? 1 : 0;
    for (const std::string_view m : marks)
      if (s.substr(i).starts_with(m)) mark = m.size();
    if (mark == 0) {
      ++i;
      continue;
    }
    if (Value v = rich.value(from, i); !v.empty()) out.push_back(std::move(v));
    i += mark;
    from = i;
  }
  return out;
}

// Lines of header and contact sections, those that go on joined.
std::vector<Rich> contact_lines(const Lines& lines) {
  std::vector<Rich> out;
  for (std::size_t n = 0; n < lines.size(); ++n) {
    out.emplace_back(lines[n]);
    while (n + 1 < lines.size() && !is_contact_line(lines[n].text()) && !is_contact_line(lines[n + 1].text()) && !lines[n].bold && wraps_into(lines[n], lines[n + 1], lines[n].column_right)) out.back().append(lines[++n]);
  }
  return out;
}

// What they list. Where bars part things nothing else does; a dash or a slash only does beside an address or a number.
std::vector<Value> contact_pieces(const Rich& line) {
  const std::string& s = line.text();
  if (s.find('|') != s.npos) return cut_at(line, {"|", "\t"});
  if (is_contact_line(s)) return cut_at(line, {"\t", ";", "•", "·", " – ", " — ", " / ", "●", "∙", " - ", "⋄"});
  return cut_at(line, {"\t", ";", "•", "·", "●", "∙", "⋄"});
}

Value without_label(Value v, std::initializer_list<std::string_view> labels) {
  for (const std::string_view label : labels) {
    if (!v.text.starts_with(label)) continue;
    std::string rest = v.text.substr(label.size());
    if (!rest.starts_with(':') && !rest.starts_with(" :") && label != "Adresse" && label != "Address") continue;      // "City of London"
    while (rest.starts_with(' ') || rest.starts_with(':')) rest.erase(0, 1);
    if (!rest.empty()) v.text = rest;
  }
  return v;
}

// Digits as people part them, and no date: a number of a plan that is not known here.
bool is_dialled(std::string_view s) {
  const auto digits = std::ranges::count_if(s, [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 6 && digits <= 15 && std::ranges::all_of(s, [](char c) { return (c >= '0' && c <= '9') || std::string_view(" +-().").find(c) != std::string_view::npos; }) && find_periods(s).empty();
}

// "name.studio/work": one word that can only be an address where people put theirs.
bool is_address(std::string_view s) {
  const std::string_view host = s.substr(0, s.find('/'));
  const auto dot = host.rfind('.');
  return dot != host.npos && dot > 0 && host.size() - dot > 2 && s.find(' ') == s.npos && s.find('@') == s.npos && s.find("..") == s.npos && std::ranges::all_of(host.substr(dot + 1), [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }) &&
         std::ranges::all_of(host, [](char c) { return (c & 0x80) != 0 || std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-'; });
}

// What stands beside an e-mail address or a telephone number and is nothing else that people put there: a place that is not known here.
bool may_be_location(const Value& v, const Cv& cv) {
  if (v.text.size() > 120 || v.text == cv.name.text || v.text == cv.title.text || is_contact_line(v.text) || is_address(v.text) || is_dialled(v.text) || !find_periods(v.text).empty() || heading_of(v.text) || v.text.find(':') != v.text.npos) return false;
  const std::string folded = " " + text::fold_name(v.text) + " ";
  for (const std::string_view word : {" ans ", " years ", " year ", " permis ", " licence ", " license ", " nationalite ", " nationality ", " ne ", " nee ", " born ", " celibataire ", " marie ", " mariee ", " single ", " married ", " citizen ", " vehicule ", " car ", " page ",
                                      " linkedin ", " github ", " portfolio ", " phone ", " telephone ", " tel ", " mobile ", " email ", " e mail ", " mail "})
    if (folded.find(word) != folded.npos) return false;
  return folded.size() > 3;
}

// "Lyon", "Lyon – remote", "34 – Lyon".
Value location_in(const Value& piece, const Cv& cv) {
  const Value v = without_label(piece, {"Adresse", "Address", "Location", "Localisation", "Lieu", "Ville", "City", "Domicile"});
  if (v.text.find('@') != v.text.npos || !find_links(v.text).empty() || v.text == cv.name.text) return {};
  if (is_place(v.text)) return v;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= v.text.size();) {
    std::size_t mark = i == v.text.size() ? 1 : 0;
    for (const std::string_view m : {" – ", " — ", " / ", " - "})
      if (std::string_view(v.text).substr(i).starts_with(m)) mark = m.size();
    if (mark > 0) {
      if (const std::string part = v.text.substr(from, i - from); (from > 0 || i < v.text.size()) && is_place(part)) {
        if (from == 0 && may_be_location(v, cv)) return v;
        Value out = v;
        out.text = part;
        const auto n = static_cast<float>(v.text.size());
        out.box.x0 = v.box.x0 + v.box.width() * static_cast<float>(from) / n;
        out.box.x1 = v.box.x0 + v.box.width() * static_cast<float>(i) / n;
        return out;
      }
      from = i + mark;
    }
    i += std::max<std::size_t>(mark, 1);
  }
  return {};
}

void take_location(const Lines& lines, Cv& cv) {
  for (const Rich& line : contact_lines(lines))
    for (const Value& piece : contact_pieces(line))
      if (cv.location.empty()) cv.location = location_in(piece, cv);
}

// Where the words do not say what a piece is, its place does: beside the address or the number, or under a heading that says so.
void take_by_place(const Lines& lines, bool under_heading, Cv& cv) {
  std::vector<Value> pieces;
  for (const Rich& line : contact_lines(lines))
    for (Value& v : contact_pieces(line)) pieces.push_back(std::move(v));
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Value& v = pieces[i];
    if (cv.phone.empty() && is_dialled(v.text)) cv.phone = v;
    if (is_address(v.text) && cv.links.size() < 30 && find_links(v.text).empty()) cv.links.push_back(v);
    const auto beside = [&](std::size_t k) { return k < pieces.size() && (has_email(pieces[k].text) || pieces[k].text == cv.phone.text); };
    if (cv.location.empty() && (under_heading || beside(i - 1) || beside(i + 1)) && may_be_location(v, cv)) cv.location = v;
  }
}

bool is_only_contact(std::string_view s) {
  const auto links = find_links(s);
  return has_email(s) || has_phone(s) || (!links.empty() && links.front().length * 2 > s.size());
}

// The line under the name, unless it says something else.
void take_title(const Lines& lines, const NameFound& name, Cv& cv) {
  if (name.value.empty()) return;
  const Rich own(lines[name.line]);
  if (const auto at = own.text().find_first_of("|\t"); at != std::string::npos && !name.two_lines) {
    const Value rest = own.value(at + 1, own.text().size());
    if (!rest.empty() && !is_contact_line(rest.text) && !is_place(rest.text) && occupation_score(rest.text) > 0) {
      cv.title = rest;
      return;
    }
  }
  const std::size_t first = name.line + (name.two_lines ? 2 : 1);
  // Smaller than the name, larger than the text, and no heading looks like it: a title, whatever its words are.
  if (first < lines.size() && lines[first].page == lines[name.line].page && lines[first].size < 0.95F * lines[name.line].size && lines[first].size > 1.05F * body_size(lines) && is_headline(lines, lines[first])) {
    const std::string text = lines[first].text();
    if (text.find('\t') == text.npos && !is_only_contact(text) && !is_place(text) && text::fold_name(text) != "curriculum vitae") {
      Rich rich(lines[first]);
      for (std::size_t k = first + 1; k < lines.size() && k < first + 4 && wraps_into(lines[k - 1], lines[k], lines[k - 1].column_right) && lines[k].bold == lines[first].bold && !is_only_contact(lines[k].text()); ++k) rich.append(lines[k]);
      cv.title = rich.whole();
      return;
    }
  }
  for (std::size_t i = first; i < lines.size() && i < first + 3; ++i) {
    const Line& l = lines[i];
    const std::string text = l.text();
    if (l.page != lines[name.line].page || heading_of(text) || l.bullet) return;
    if (text.size() > 120 || is_contact_line(text) || is_place(text) || !find_periods(text).empty() || is_prose(text) || text::fold_name(text) == "curriculum vitae") continue;
    Rich rich(l);
    if (text.find('\t') != text.npos) continue;
    // Under an address and set like it: more of where the person is, unless it names a job.
    if (i > first && is_contact_line(lines[i - 1].text()) && std::abs(l.size - lines[i - 1].size) < 0.04F * l.size && l.bold == lines[i - 1].bold && occupation_score(text) <= 0) continue;
    for (std::size_t k = i; k + 1 < lines.size() && k < i + 2; ++k) {
      const Line& next = lines[k + 1];
      const bool full = lines[k].rtl ? lines[k].fills(0.12F) : lines[k].box.x1 > lines[k].column_right - 0.12F * std::max(lines[k].box.width(), 1.0F);
      if (!full || std::abs(next.size - l.size) > 0.04F * l.size || next.bold != l.bold || heading_of(next.text()) || is_contact_line(next.text()) || is_place(next.text()) || next.box.y0 - lines[k].box.y1 > 0.8F * l.size || next.page != l.page || next.text().find('|') != std::string::npos) break;
      rich.append(next);
    }
    cv.title = rich.whole();
    return;
  }
}

void fill(const Lines& lines, const NameFound& name, Cv& cv) {
  const auto blocks = to_sections(lines, text::fold_name(name.value.text));
  const auto gather = [&](Section section) {
    Lines all;
    for (const Block& b : blocks)
      if (b.section == section) all.insert(all.end(), b.lines.begin(), b.lines.end());
    return all;
  };
  for (const Block& b : blocks) {
    switch (b.section) {
      case Section::kExperience:
        for (auto& e : read_experience(b.lines)) cv.experience.push_back(std::move(e));
        break;
      case Section::kEducation:
        for (auto& e : read_education(b.lines)) cv.education.push_back(std::move(e));
        break;
      case Section::kSummary: {
        Rich all;
        for (const Line& l : b.lines) all.append(l);
        if (cv.summary.empty()) cv.summary = all.whole();
        break;
      }
      case Section::kCertifications:
        for (auto& e : read_entries(b.lines)) cv.certifications.push_back(std::move(e));
        break;
      case Section::kProjects:
        for (auto& e : read_entries(b.lines)) cv.projects.push_back(std::move(e));
        break;
      default: break;
    }
  }
  std::set<std::string> seen;
  for (const Block& b : blocks) {
    if (b.section == Section::kSkills)
      for (auto& s : read_skills(b.lines))
        if (seen.insert(text::fold(s.name.text)).second) cv.skills.push_back(std::move(s));
  }
  cv.languages = read_languages(gather(Section::kLanguages));
  const Lines header = gather(Section::kHeader), contact = gather(Section::kContact);
  // A title may name a town too: it is asked last.
  Lines under_name = header;
  const auto of_title = [&](const Line& l) { return !cv.title.empty() && cv.title.text.find(l.text()) != std::string::npos; };
  std::erase_if(under_name, of_title);
  for (const Lines* part : {&std::as_const(under_name), &contact}) take_location(*part, cv);
  take_by_place(under_name, false, cv);
  take_by_place(contact, true, cv);
  take_location(header, cv);
}

Cv read_ordered(const Lines& lines, const Cv& begun) {
  Cv cv = begun;
  take_contacts(lines, cv);
  const NameFound name = find_name(lines, cv.email.text);
  cv.name = name.value;
  take_title(lines, name, cv);
  fill(lines, name, cv);
  return cv;
}

}  // namespace

Cv read_lines(Lines lines) { return read_ordered(lines, {}); }

Cv read_pages(const std::vector<text::Page>& pages) {
  Cv cv;
  cv.pages = static_cast<int>(pages.size());
  Lines all;
  for (std::size_t p = 0; p < pages.size(); ++p) {
    cv.hidden_words += pages[p].hidden;
    if (cv.hidden_text.empty()) cv.hidden_text = pages[p].hidden_text;
    auto orders = reading_orders(pages[p], static_cast<int>(p) + 1);
    std::size_t best = 0;
    double most = -1e9;
    for (std::size_t o = 0; o < orders.size() && orders.size() > 1; ++o) {
      // A person's name ends a section: the same for all orders of a page.
      std::string name;
      if (p == 0) {
        Cv draft;
        take_contacts(orders[o], draft);
        name = text::fold_name(find_name(orders[o], draft.email.text).value.text);
      }
      const double score = coherence(orders[o], name);
      if (score > most + 1e-9) most = score, best = o;
    }
    if (!orders.empty()) all.insert(all.end(), std::make_move_iterator(orders[best].begin()), std::make_move_iterator(orders[best].end()));
  }
  return read_ordered(all, cv);
}

}  // namespace jm::cv
