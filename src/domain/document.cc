#include "domain/document.h"

#include <algorithm>

#include "text/lookalike.h"
#include "text/stem.h"

namespace jm::domain {

namespace {

constexpr std::size_t kLettersApartMin = 3, kLettersApartMax = 40;

bool ascii_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool separates_letters(std::string_view s) {
  static constexpr std::string_view kSigns[] = {" ", "  ", ".", ". ", "-", " - ", "_", "*", "/", "|", " . ", "\xC2\xB7", "\xE2\x80\xA2", "\xC2\xA0"};
  return std::find(std::begin(kSigns), std::end(kSigns), s) != std::end(kSigns);
}

}  // namespace

std::string tags_text(const Offer& offer) {
  std::string out;
  const auto line = [&](const std::string& s) {
    if (s.empty()) return;
    if (!out.empty()) out += '\n';
    out += s;
  };
  for (const std::string& t : offer.tags) line(t);
  for (const Requirement& r : offer.requirements) line(r.label);
  return out;
}

WordKey word_key(std::string_view folded, std::string_view written) {
  WordKey k;
  k.stem = text::stem_hash(folded);
  k.trade = trade_class(k.stem);
  if (written.size() <= 2) {
    for (const char c : written) k.spelling = static_cast<std::uint16_t>(k.spelling << 8 | static_cast<unsigned char>(c));
  }
  return k;
}

std::size_t letters_apart(std::string_view text, const text::Tokens& tokens, std::size_t i) {
  const auto single = [&](std::size_t k) { return k < tokens.size() && tokens.items[k].length <= 2 && tokens.word(k).size() == 1 && ascii_alnum(tokens.word(k)[0]); };
  if (!single(i)) return 0;
  const auto end = [&](std::size_t k) { return tokens.items[k].offset + tokens.items[k].length; };
  bool letter = false;
  std::string_view sign;
  std::size_t n = 0;
  for (; n < kLettersApartMax && single(i + n); ++n) {
    const text::Token& t = tokens.items[i + n];
    if (n > 0) {
      const std::string_view between = text.substr(end(i + n - 1), t.offset - end(i + n - 1));
      if (n == 1) sign = between;
      // "à C D D": a change of case is a change of word.
      const bool same_case = tokens.items[i].upper == t.upper || tokens.word(i + n)[0] <= '9' || tokens.word(i)[0] <= '9';
      if (between != sign || !separates_letters(between) || !same_case) break;
    }
    letter = letter || tokens.word(i + n)[0] > '9';
  }
  return letter && n >= kLettersApartMin ? n : 0;
}

namespace detail {

std::string_view read_as(std::string_view written, std::string_view folded, std::deque<std::string>& latin, std::string_view& spelled) {
  const bool plain = is_ascii(folded);
  // The spelling matters in short words only.
  if (plain && (folded.size() > 2 || is_ascii(written))) return folded;
  std::string seen = text::latin_lookalike(written);
  if (seen.empty()) return folded;
  latin.push_back(std::move(seen));
  spelled = latin.back();
  if (plain) return folded;
  std::string low = latin.back();
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  latin.push_back(std::move(low));
  return latin.back();
}

std::uint64_t run_hash(const text::Tokens& tokens, std::size_t i, std::size_t n) {
  char word[kLettersApartMax];
  for (std::size_t k = 0; k < n; ++k) word[k] = tokens.word(i + k)[0];
  return text::stem_hash({word, n});
}

}  // namespace detail

void Document::begin(const Vocabulary& vocabulary, const Words* words) {
  vocabulary_ = &vocabulary;
  source_ = words;
  if (seen_.size() < vocabulary.size()) seen_.resize(vocabulary.size());
  if (++epoch_ == 0) {             // wrapped: old marks could come alive
    for (Seen& s : seen_) s.epoch = 0;
    epoch_ = 1;
  }
  occurrences_.clear();
  readings_.clear();
  present_.clear();
  stems_.clear();
  classes_.clear();
  spellings_.clear();
  words_.clear();
  gaps_.clear();
  title_words_ = 0;
  title_seniority_ = 0;
  field_ = 0;
  base_[0] = 0;
}

void Document::read(const Offer& offer, const Vocabulary& vocabulary) {
  begin(vocabulary);
  tags_ = tags_text(offer);
  latin_.clear();
  texts_ = {offer.title, offer.company, offer.description, tags_};
  for (std::size_t f = 0; f < kFields; ++f) {
    text::Tokens& tokens = fields_[f];
    tokens.clear();
    text::tokenize(texts_[f], tokens);
    each_word(
        texts_[f], tokens, latin_,
        [&](std::string_view folded, const WordKey& key, text::Gap gap) {
          put(vocabulary.find(key.stem), key.trade == 0 ? kNoWord : vocabulary.find(key.trade), folded, key, gap);
          if (vocabulary.has_patterns()) vocabulary.each_pattern(folded, [&](WordId w) { occur(w, size() - 1, 1); });
        },
        [&](std::uint64_t joined, std::uint8_t words) {
          if (const WordId w = vocabulary.find(joined); w != kNoWord) occur(w, size(), words);
        });
    end_field();
  }
}

void Document::put(WordId stem, WordId trade, std::string_view folded, const WordKey& key, text::Gap gap) {
  if (size() > base_[field_] && gap <= text::Gap::kHyphen) join_with_last(folded, gap);
  stems_.push_back(kNoWord);
  classes_.push_back(kNoWord);
  gaps_.push_back(gap);
  know(size() - 1, stem, trade != kNoWord ? trade : key.trade != 0 ? kNoWord : stem);
  spellings_.push_back(key.spelling);
  words_.push_back(folded);
  if (field_ == 0) put_title(folded);
}

void Document::put_title(std::string_view folded) {
  const Seniority s = seniority_of(folded);
  title_seniority_ = static_cast<std::uint8_t>(title_seniority_ | 1u << static_cast<unsigned>(s));
  title_words_ += s == Seniority::kNone && !is_title_filler(folded);
}

// "full-stack", "full stack": also one word, where a search has it.
void Document::join_with_last(std::string_view folded, text::Gap gap) {
  const std::string_view last = words_.back();
  const std::uint64_t joined = gap == text::Gap::kHyphen ? joined_hash(last, folded) : compound(last, folded);
  if (joined == 0) return;
  if (const WordId w = vocabulary_->find(joined); w != kNoWord) occur(w, size() - 1, 2);
}

void Document::end_field() {
  stems_.push_back(kNoWord);
  classes_.push_back(kNoWord);
  gaps_.push_back(text::Gap::kSentence);
  if (!source_) {
    spellings_.push_back(0);
    words_.emplace_back();
  }
  base_[++field_] = size();
}

void Document::occur(WordId w, std::uint32_t position, std::uint8_t words) {
  const auto number = static_cast<std::uint32_t>(occurrences_.size());
  occurrences_.push_back({position, words, kEnd});
  Seen& s = seen_[w];
  if (s.epoch != epoch_) {
    s = {epoch_, number, number, 0};
    present_.push_back(w);
  } else {
    occurrences_[s.last].next = number;
  }
  s.last = number;
  s.fields = static_cast<FieldMask>(s.fields | 1u << field_);
  const bool plain = words == 1 && position < size() && (stems_[position] == w || classes_[position] == w);
  if (!plain) readings_.push_back({position, w, words});
}

std::uint32_t Document::title_word_end(WordId w, std::uint32_t position) const {
  if (class_at(position) == w || stem_at(position) == w) return position + 1;
  std::uint32_t end = 0;
  each_reading(w, position, [&](std::uint32_t e) { end = e; });
  return end;
}

Field Document::field_at(std::uint32_t position) const {
  std::size_t f = 0;
  while (f + 1 < kFields && position >= base_[f + 1]) ++f;
  return static_cast<Field>(f);
}

Document::Bytes Document::bytes(std::uint32_t position, std::uint32_t words) const {
  const auto f = static_cast<std::size_t>(field_at(position));
  const text::Tokens& t = fields_[f];
  const std::size_t i = position - base_[f];
  const text::Token &from = t.items[i], &to = t.items[i + words - 1];
  return {from.offset, to.offset + to.length - from.offset};
}

}  // namespace jm::domain
