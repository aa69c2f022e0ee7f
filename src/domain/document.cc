#include "domain/document.h"

#include "text/stem.h"

namespace jm::domain {

void Document::read(const Offer& offer, const Vocabulary& vocabulary) {
  const std::size_t n = vocabulary.size();
  if (seen_.size() < n)
    for (auto* v : {&seen_, &title_seen_, &text_seen_, &first_, &last_}) v->resize(n, 0);
  if (++epoch_ == 0) {             // wrapped: old marks could come alive
    for (auto* v : {&seen_, &title_seen_, &text_seen_}) std::fill(v->begin(), v->end(), 0);
    epoch_ = 1;
  }
  occurrences_.clear();
  present_.clear();
  stems_.clear();
  classes_.clear();
  title_words_ = 0;
  title_seniority_ = 0;
  texts_ = {offer.title, offer.company, offer.description};

  std::uint32_t position = 0;
  for (const Field f : {Field::kTitle, Field::kCompany, Field::kDescription}) {
    text::Tokens& tokens = fields_[static_cast<std::size_t>(f)];
    tokens.clear();
    text::tokenize(texts_[static_cast<std::size_t>(f)], tokens);
    base_[static_cast<std::size_t>(f)] = position;
    for (std::uint32_t i = 0; i < tokens.size(); ++i, ++position) {
      const std::string_view word = tokens.word(i);
      const std::uint64_t stem = text::stem_hash(word);
      const WordId w = vocabulary.find(stem);
      WordId c = w;
      if (w != kNoWord) occur(w, position, 1, f);
      if (const std::uint64_t cls = trade_class(stem)) {
        c = vocabulary.find(cls);
        if (c != kNoWord) occur(c, position, 1, f);
      }
      stems_.push_back(w);
      classes_.push_back(c);
      if (i + 1 < tokens.size()) {
        const text::Gap gap = tokens.items[i + 1].gap;
        const std::string_view next = tokens.word(i + 1);
        const std::uint64_t joined = gap == text::Gap::kHyphen ? joined_hash(word, next) : gap == text::Gap::kSpace ? compound(word, next) : 0;
        if (joined != 0)
          if (const WordId j = vocabulary.find(joined); j != kNoWord) occur(j, position, 2, f);
      }
      if (f == Field::kTitle) {
        const Seniority s = seniority_of(word);
        title_seniority_ = static_cast<std::uint8_t>(title_seniority_ | 1u << static_cast<unsigned>(s));
        if (s == Seniority::kNone && !is_title_filler(word)) ++title_words_;
      }
    }
    stems_.push_back(kNoWord);
    classes_.push_back(kNoWord);
    ++position;
  }
  base_[3] = position;
}

void Document::occur(WordId w, std::uint32_t position, std::uint8_t words, Field f) {
  const auto number = static_cast<std::uint32_t>(occurrences_.size());
  occurrences_.push_back({position, words, kEnd});
  if (seen_[w] != epoch_) {
    seen_[w] = epoch_;
    first_[w] = number;
    present_.push_back(w);
  } else {
    occurrences_[last_[w]].next = number;
  }
  last_[w] = number;
  if (f == Field::kTitle) title_seen_[w] = epoch_;
  if (f != Field::kCompany) text_seen_[w] = epoch_;
}

Document::Spot Document::spot(std::uint32_t position) const {
  const std::size_t f = position < base_[1] ? 0 : position < base_[2] ? 1 : 2;
  return {static_cast<Field>(f), position - base_[f]};
}

text::Gap Document::gap_before(std::uint32_t position) const {
  const Spot s = spot(position);
  const text::Tokens& t = tokens(s.field);
  return s.index < t.size() ? t.items[s.index].gap : text::Gap::kSentence;
}

}  // namespace jm::domain
