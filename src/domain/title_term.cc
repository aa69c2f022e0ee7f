#include "domain/title_term.h"

#include <algorithm>

#include "text/clean.h"
#include "text/stem.h"

namespace jm::domain {

namespace {

constexpr std::uint8_t bit(Seniority s) { return static_cast<std::uint8_t>(1u << static_cast<unsigned>(s)); }

bool in_text_as_phrase(const TitleTerm& t, const Document& d) {
  for (std::uint32_t o = d.first(t.sequence[0]); o != Document::kEnd; o = d.occurrence(o).next) {
    if (d.field_at(d.occurrence(o).position) != Field::kDescription) continue;
    std::uint32_t position = d.occurrence(o).position + d.occurrence(o).words;
    std::size_t i = 1;
    for (; i < t.sequence.size() && d.gap_before(position) != text::Gap::kSentence; ++i) {
      const std::uint32_t end = d.title_word_end(t.sequence[i], position);
      if (end == 0) break;
      position = end;
    }
    if (i == t.sequence.size()) return true;
  }
  return false;
}

}  // namespace

TitleTerm compile_title(std::string_view text, Vocabulary& vocabulary) {
  TitleTerm term;
  term.text = text::clean_line(text);
  const text::Tokens t = text::tokenize(term.text);
  const auto word_id = [&](std::uint64_t stem) {
    const std::uint64_t cls = trade_class(stem);
    return vocabulary.add(cls != 0 ? cls : stem);
  };
  std::vector<WordId> optional;
  std::uint8_t wanted = 0;
  for (std::size_t i = 0; i < t.size() && term.sequence.size() < kWordsPerTermMax; ++i) {
    const std::string_view w = t.word(i);
    const std::uint64_t joined = i + 1 < t.size() && t.items[i + 1].gap <= text::Gap::kHyphen ? compound(w, t.word(i + 1)) : 0;
    const WordId id = joined != 0 ? vocabulary.add(joined) : word_id(text::stem_hash(w));
    if (joined != 0) ++i;
    term.sequence.push_back(id);
    const Seniority s = joined != 0 ? Seniority::kNone : seniority_of(w);
    if (s != Seniority::kNone) {
      wanted = static_cast<std::uint8_t>(wanted | bit(s));
      // A trainee's post is another post; senior and junior are a wish.
      if (s == Seniority::kTrainee) term.words.push_back(id);
      else optional.push_back(id);
    } else if (joined != 0 || !is_title_filler(w)) {
      term.words.push_back(id);
    }
  }
  if (term.words.empty()) term.words = optional.empty() ? term.sequence : optional;
  if (wanted & bit(Seniority::kSenior)) term.excluded = bit(Seniority::kJunior) | bit(Seniority::kTrainee);
  if (wanted & bit(Seniority::kJunior)) term.excluded = bit(Seniority::kSenior);
  std::sort(term.words.begin(), term.words.end());
  term.words.erase(std::unique(term.words.begin(), term.words.end()), term.words.end());
  return term;
}

TitleFit fit_title(const TitleTerm& t, const Document& d) {
  std::size_t in_title = 0;
  for (const WordId w : t.words) {
    if (!d.in_title_or_text(w)) return TitleFit::kNone;
    in_title += d.in_title(w);
  }
  const bool contradicted = (d.title_seniority() & t.excluded) != 0;
  if (in_title == t.words.size() && !contradicted) return TitleFit::kTitle;
  if (contradicted && in_title == 0) return TitleFit::kNone;
  if (in_title > 0) return TitleFit::kText;
  if (t.words.size() < 2) return TitleFit::kNone;          // one word somewhere in a text says nothing
  return in_text_as_phrase(t, d) ? TitleFit::kText : TitleFit::kNone;
}

}  // namespace jm::domain
