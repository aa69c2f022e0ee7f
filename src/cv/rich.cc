#include "cv/rich.h"

#include <algorithm>
#include <cctype>

#include "text/normal.h"
#include "text/utf8.h"

namespace jm::cv {
namespace {

constexpr std::string_view kDangling = " \t,;:|-/";

bool dangling_at(std::string_view s, std::size_t i, std::size_t& length) {
  if (kDangling.find(s[i]) != kDangling.npos) {
    length = 1;
    return true;
  }
  for (const std::string_view mark : {"–", "—", "•", "·", "●", "▪", "|", "⋄", "◦", "∙"})
    if (s.substr(i).starts_with(mark)) {
      length = mark.size();
      return true;
    }
  return false;
}

bool starts_small(std::string_view s) {
  if (s.empty()) return false;
  const char32_t c = text::decode(s, 0).cp;
  return (c >= 'a' && c <= 'z') || (c >= 0xDF && c <= 0xFF && c != 0xF7) || c == 0x153;
}

char32_t last_of(std::string_view s) {
  std::size_t at = s.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(s[at]) & 0xC0) == 0x80) --at;
  return text::decode(s, at).cp;
}

}  // namespace

void Rich::append(const Line& line) {
  const bool joined = !text_.empty() && !line.runs.empty() && text::is_blankless(last_of(text_)) && !line.runs.front().text.empty() && text::is_blankless(text::decode(line.runs.front().text, 0).cp);
  if (!joined && !text_.empty() && !line.runs.empty()) {
    const std::string& next = line.runs.front().text;
    const bool hyphen = text_.size() > 2 && text_.back() == '-' && text_[text_.size() - 2] != ' ' && starts_small(next);
    const bool name = !hyphen && text_.size() > 2 && text_.back() == '-' && text_[text_.size() - 2] != ' ' && !next.empty() && (text::decode(next, 0).cp >= 0xC0 || std::isupper(static_cast<unsigned char>(next[0])) != 0);
    if (name) {                        // "Auvergne-" / "Rhône-Alpes": its hyphen stays
    } else if (hyphen) {
      text_.pop_back();
      at_.pop_back();
    } else {
      text_ += ' ';
      at_.push_back(static_cast<std::uint16_t>(runs_.size() - 1));
    }
  }
  bool first = true;
  for (const Run& r : line.runs) {
    if (!first) {
      const bool glued = text_.ends_with('(') || r.text.starts_with(',') || r.text.starts_with('.') || r.text.starts_with(')');
      if (r.after_gap || !glued) {
        text_ += r.after_gap ? '\t' : ' ';
        at_.push_back(static_cast<std::uint16_t>(runs_.size() - 1));
      }
    }
    first = false;
    if (runs_.size() >= 0xFFFE) return;
    const std::size_t from = text_.size();
    text_ += r.text;
    at_.resize(text_.size(), static_cast<std::uint16_t>(runs_.size()));
    runs_.push_back({from, text_.size(), r.box, r.bold, line.page});
  }
}

Value Rich::value(std::size_t from, std::size_t to) const {
  const std::string_view s = text_;
  to = std::min(to, s.size());
  std::size_t length = 0;
  while (from < to && dangling_at(s, from, length)) from += length;
  bool again = true;
  while (again && from < to) {
    again = false;
    for (const std::size_t back : {1U, 2U, 3U}) {
      if (to - from >= back && dangling_at(s, to - back, length) && length == back) {
        to -= back;
        again = true;
        break;
      }
    }
  }
  Value v;
  if (from >= to) return v;
  for (std::size_t i = from; i < to; ++i) v.text += s[i] == '\t' ? ' ' : s[i];
  for (std::size_t r = at_[from]; r <= at_[to - 1]; ++r) {
    const Piece& p = runs_[r];
    text::Box box = p.box;
    const auto length_of = static_cast<float>(std::max<std::size_t>(p.to - p.from, 1));
    if (from > p.from) box.x0 += box.width() * static_cast<float>(std::min(from, p.to) - p.from) / length_of;
    if (to < p.to) box.x1 = p.box.x0 + p.box.width() * static_cast<float>(to > p.from ? to - p.from : 0) / length_of;
    if (v.page == 0) v.page = p.page;
    if (v.page == p.page) v.box.add(box);
  }
  return v;
}

void Rich::cut_out(std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to && i < text_.size(); ++i) text_[i] = '\t';
}

std::vector<Value> joined_items(const Lines& lines, std::size_t from, std::size_t to) {
  std::vector<Value> out;
  Rich item;
  const Line *before = nullptr, *mark = nullptr;      // the line before; the one with the mark of the item it belongs to
  const auto finish = [&] {
    if (Value v = item.whole(); !v.empty()) out.push_back(std::move(v));
    item = {};
  };
  for (std::size_t i = from; i < to; ++i) {
    const Line& l = lines[i];
    // A paragraph goes on where the line before was full.
    const bool full = before != nullptr && before->fills(0.2F);
    const bool lower = !l.runs.empty() && !l.runs.front().text.empty() && (std::islower(static_cast<unsigned char>(l.runs.front().text[0])) != 0);
    const bool hanging = before != nullptr && mark != nullptr && !before->rtl && l.indent > mark->box.x0 + 1 && (before == mark || l.indent > mark->indent - 2);
    const bool goes_on = !l.bullet && before != nullptr && (full || lower || hanging);
    if (!goes_on) finish(), mark = l.bullet ? &l : nullptr;
    item.append(l);
    before = &l;
  }
  finish();
  return out;
}

}  // namespace jm::cv
