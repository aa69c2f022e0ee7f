#include "domain/match_engine.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>

#include "domain/rule.h"
#include "text/clean.h"
#include "text/stem.h"

namespace jm::domain {

namespace {

// What each ground can bring; together 100. match.h tells it to the reader.
constexpr int kTitlePoints = 40;
constexpr int kTitleCoverPoints = 10;          // when the title says little else
constexpr int kTitleTextPoints = 18;
constexpr int kKeywordPoints = 20;
constexpr int kKeywordOnlyPoints = 30;         // added where keywords stand in for job titles
constexpr int kPlacePoints = 10, kPlaceRemotePoints = 9, kPlaceVaguePoints = 3;
constexpr int kPlaceFarPoints = 6;             // at the edge of a radius
constexpr int kPayPoints = 8, kPayBelowPoints = 3;
constexpr int kRemotePoints = 6;
constexpr int kFreshPoints = 6, kOldPoints = -5;

constexpr std::size_t kCodeGoneMax = std::size_t{1} << 18;      // numbers of searches that are gone, before they are dropped

// Currencies whose figures can be held against a wish in euros or dollars; the others do not exclude.
bool comparable(std::string_view currency) {
  static constexpr std::string_view kLike = "EUR USD GBP CHF CAD AUD NZD SGD ";
  return currency.empty() || kLike.find(currency) != std::string_view::npos;
}

std::string pay_range(const OfferFacts& f) {
  const int low = f.pay_min >= 0 ? f.pay_min : f.pay_max, high = f.pay_max >= 0 ? f.pay_max : low;
  std::string out = low == high ? std::to_string(low) : std::to_string(low) + "-" + std::to_string(high);
  if (!f.currency.empty()) out.append(" ").append(f.currency);
  return out;
}

bool document_order(const RedFlagHit& a, const RedFlagHit& b) {
  return std::tie(a.field, a.offset, a.length, a.rule) < std::tie(b.field, b.offset, b.length, b.rule);
}

// Decisions want the sum of the points, explanations the reasons.
struct PointsOnly {
  int sum = 0;
  template <class Detail>
  void add(ReasonCode, int points, Detail) { sum += points; }
  void add(ReasonCode, int points) { sum += points; }
};
struct WithReasons {
  std::vector<Reason> reasons;
  template <class Detail>
  void add(ReasonCode code, int points, Detail detail) { reasons.push_back({code, points, detail()}); }
  void add(ReasonCode code, int points) { reasons.push_back({code, points, {}}); }
};

}  // namespace

OfferFacts facts_of(const Offer& offer, const PlaceFacts& places, Time now) {
  OfferFacts f;
  f.places = &places;
  f.remote = offer.remote;
  f.pay_known = offer.pay.usable() && comparable(offer.pay.currency);
  f.pay_min = offer.pay.yearly_min.value_or(-1);
  f.pay_max = offer.pay.yearly_max.value_or(-1);
  f.currency = offer.pay.currency;
  const auto& shown = offer.posted_at ? offer.posted_at : offer.updated_at;
  if (shown) f.age_days = static_cast<int>(std::max<std::int64_t>(0, (now.us - shown->us) / (std::int64_t{86'400} * 1'000'000)));
  return f;
}

// Terms ---------------------------------------------------------------------------------------------------------------------------

Engine::TermId Engine::intern(std::string_view text, bool title, FieldMask fields) {
  std::string key(1, static_cast<char>(title ? 0x7F : fields));
  key += text;
  if (const auto it = term_by_key_.find(key); it != term_by_key_.end()) {
    ++terms_[it->second].uses;
    return it->second;
  }
  Term term;
  if (title) term.title = std::make_unique<TitleTerm>(compile_title(text, vocabulary_));
  else term.phrase = compile_phrase(text, fields, vocabulary_);
  if (term.words().empty()) return kAlways;      // nothing to look for
  term.uses = 1;
  if (counts_.size() < vocabulary_.size()) {
    counts_.resize(vocabulary_.size(), 0);
    anchors_.resize(vocabulary_.size());
  }
  // Words meant to be common start with a count, so that the first searches are filed well too.
  const text::Tokens tokens = text::tokenize(text);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::uint64_t stem = text::stem_hash(tokens.word(i));
    for (const std::uint64_t h : {stem, trade_class(stem)})
      if (const WordId w = h == 0 ? kNoWord : vocabulary_.find(h); w != kNoWord) counts_[w] = std::max(counts_[w], prior_count(h));
  }
  TermId t;
  if (free_terms_.empty()) {
    t = static_cast<TermId>(terms_.size());
    terms_.emplace_back();
    lists_.emplace_back();
    fits_.push_back(TitleFit::kNone);
    flag_state_.push_back(0);
    plain_words_.emplace_back();
    if (present_.size() * 64 <= t) present_.push_back(0);
  } else {
    t = free_terms_.back();
    free_terms_.pop_back();
  }
  plain_words_[t] = !title && term.phrase.one_plain_word() ? PlainWord{term.phrase.words[0], term.phrase.fields} : PlainWord{};
  term.key = &term_by_key_.emplace(std::move(key), t).first->first;
  terms_[t] = std::move(term);
  lists_[t].seen = guess(t);
  anchor(t);
  return t;
}

void Engine::release(TermId t) {
  if (t == kAlways || --terms_[t].uses > 0) return;
  unanchor(t);
  term_by_key_.erase(term_by_key_.find(*terms_[t].key));
  terms_[t] = {};
  lists_[t] = {};
  present_[t >> 6] &= ~(std::uint64_t{1} << (t & 63));
  free_terms_.push_back(t);
}

// The words under which an offer that holds the term finds it: its rarest, and wherever that can be written as one with its
// neighbour, that one word. With a second word that must be there too, where there is one.
std::vector<std::pair<WordId, WordId>> Engine::anchors_of(const Term& t) const {
  const std::vector<WordId>& words = t.words();
  const auto rarest = std::min_element(words.begin(), words.end(), [&](WordId a, WordId b) { return counts_[a] < counts_[b]; });
  const auto i = static_cast<std::size_t>(rarest - words.begin());
  std::vector<std::pair<WordId, WordId>> out;
  if (t.title) {
    out.emplace_back(words[i], words.size() > 1 ? words[i == 0 ? 1 : 0] : kNoWord);
    return out;
  }
  out.emplace_back(words[i], words.size() == 2 ? words[1 - i] : kNoWord);
  for (const std::size_t j : {i, i + 1})         // joined[j - 1] is words j - 1 and j
    if (j >= 1 && j - 1 < t.phrase.joined.size() && t.phrase.joined[j - 1] != kNoWord) out.emplace_back(t.phrase.joined[j - 1], kNoWord);
  return out;
}

void Engine::anchor(TermId t) {
  const Term& term = terms_[t];
  if (is_pair(term)) {
    pairs_.add(pair_key(term.phrase.words[0], term.phrase.words[1]), t, term.phrase.fields);
    anchors_[term.phrase.joined[0]].push_back({t, kNoWord, term.phrase.fields});
    return;
  }
  const FieldMask enough = plain_words_[t].word != kNoWord ? term.phrase.fields : FieldMask{0};
  for (const auto& [word, need] : anchors_of(term)) anchors_[word].push_back({t, need, enough});
}

void Engine::unanchor(TermId t) {
  // By all its words: counts may have changed since it was anchored.
  const Term& term = terms_[t];
  if (is_pair(term)) pairs_.remove(pair_key(term.phrase.words[0], term.phrase.words[1]), t);
  for (const auto* words : {&term.words(), &term.phrase.joined})
    for (const WordId w : *words)
      if (w != kNoWord) std::erase_if(anchors_[w], [t](const Anchor& a) { return a.term == t; });
}

std::uint32_t Engine::guess(TermId t) const {
  const std::vector<WordId>& words = terms_[t].words();
  std::uint32_t least = ~std::uint32_t{0};
  for (const WordId w : words) least = std::min(least, counts_[w]);
  return words.size() == 1 ? least : least / 4;         // a phrase is rarer than its rarest word
}

// Searches ------------------------------------------------------------------------------------------------------------------------

Engine::Parts Engine::parts(std::uint32_t code) const {
  Parts p;
  std::memcpy(&p.head, &code_[code], sizeof p.head);
  const TermId* at = &code_[code] + kHeadWords;
  p.titles = {at, p.head.titles};
  at += p.head.titles;
  p.must_haves = at;
  for (unsigned i = 0; i < p.head.must_haves; ++i) at += 1 + *at;
  p.keywords = {at, p.head.keywords};
  p.red_flags = {at + p.head.keywords, p.head.red_flags};
  return p;
}

void Engine::set_filed(std::uint32_t code, std::uint8_t filed) {
  Head head;
  std::memcpy(&head, &code_[code], sizeof head);
  head.filed = filed;
  std::memcpy(&code_[code], &head, sizeof head);
}

void Engine::compact() {
  std::vector<std::uint32_t> ordered;
  ordered.reserve(code_.size() - code_gone_);
  std::vector<bool> done(slots_.size(), false);
  const auto take = [&](std::uint32_t code) {
    const std::uint32_t n = code_[code];         // Head begins with the slot
    if (done[n]) return slots_[n].code;
    done[n] = true;
    const auto from = code_.begin() + code;
    const auto length = static_cast<std::ptrdiff_t>(kHeadWords + parts(code).head.terms);
    slots_[n].code = static_cast<std::uint32_t>(ordered.size());
    ordered.insert(ordered.end(), from, from + length);
    return slots_[n].code;
  };
  for (List& list : lists_)
    for (Posting& p : list.postings) p.code = take(p.code);
  for (const std::uint32_t n : unfiled_) take(slots_[n].code);
  code_ = std::move(ordered);
  code_gone_ = 0;
}

template <class F>
void Engine::each_demand(const Parts& p, F demand) const {
  if (p.head.titles > 0) demand(std::uint8_t{0}, p.titles);
  else if (p.head.keywords > 0 && p.head.must_haves == 0) demand(std::uint8_t{1}, p.keywords);
  const TermId* at = p.must_haves;
  for (unsigned i = 0; i < p.head.must_haves; ++i, at += 1 + *at) demand(static_cast<std::uint8_t>(2 + i), Terms{at + 1, *at});
}

std::uint32_t Engine::locations_of(const std::vector<std::string>& list) {
  std::string key;
  for (const std::string& s : list) key.append(s).push_back('\0');
  if (const auto it = locations_by_key_.find(key); it != locations_by_key_.end()) {
    ++locations_[it->second].uses;
    return it->second;
  }
  std::uint32_t n = static_cast<std::uint32_t>(locations_.size());
  if (free_locations_.empty()) {
    locations_.emplace_back();
  } else {
    n = free_locations_.back();
    free_locations_.pop_back();
  }
  locations_[n] = {compile_locations(list), key, 1, 0, {}};
  locations_by_key_.emplace(std::move(key), n);
  return n;
}

std::uint32_t Engine::conditions_of(const SearchSpec& spec) {
  Conditions c;
  c.locations = locations_of(spec.locations);
  c.salary_min = spec.salary_min.value_or(-1);
  c.remote = spec.remote_policy;
  const auto [it, fresh] = conditions_by_key_.try_emplace(c.key(), 0);
  if (!fresh) {
    --locations_[c.locations].uses;      // known: they hold their locations once
    ++conditions_[it->second].uses;
    return it->second;
  }
  c.uses = 1;
  if (free_conditions_.empty()) {
    it->second = static_cast<std::uint32_t>(conditions_.size());
    conditions_.push_back(c);
  } else {
    it->second = free_conditions_.back();
    free_conditions_.pop_back();
    conditions_[it->second] = c;
  }
  return it->second;
}

void Engine::release_conditions(std::uint32_t n) {
  Conditions& c = conditions_[n];
  if (--c.uses > 0) return;
  conditions_by_key_.erase(c.key());
  free_conditions_.push_back(n);
  Locations& where = locations_[c.locations];
  if (--where.uses > 0) return;
  locations_by_key_.erase(where.key);
  where = {};
  free_locations_.push_back(c.locations);
}

std::uint32_t Engine::add(const SearchSpec& spec) {
  std::vector<TermId> titles, must_haves, keywords, red_flags;
  const auto each = [](const std::vector<std::string>& list, auto f) {
    for (std::size_t i = 0; i < std::min(list.size(), kTermsPerListMax); ++i) f(list[i]);
  };
  const auto put = [&](std::vector<TermId>& list, std::string_view text, bool title, FieldMask fields) {
    if (const TermId t = intern(text, title, fields); t != kAlways) list.push_back(t);
  };
  each(spec.job_titles, [&](const std::string& s) { put(titles, s, true, 0); });
  each(spec.keywords, [&](const std::string& s) { put(keywords, s, false, kWishFields); });
  each(spec.red_flags, [&](const std::string& s) { put(red_flags, s, false, kEverywhere); });
  Head head;
  each(spec.must_have, [&](const std::string& s) {
    std::vector<TermId> group;
    for (const std::string_view one : alternatives(s)) put(group, one, false, kWishFields);
    if (group.empty()) return;
    ++head.must_haves;
    must_haves.push_back(static_cast<TermId>(group.size()));
    must_haves.insert(must_haves.end(), group.begin(), group.end());
  });
  std::uint32_t n = static_cast<std::uint32_t>(slots_.size());
  if (free_slots_.empty()) {
    slots_.emplace_back();
  } else {
    n = free_slots_.back();
    free_slots_.pop_back();
  }
  slots_[n] = {spec.id, spec.user_id, static_cast<std::uint32_t>(code_.size()), true};
  head.slot = n;
  head.titles = static_cast<std::uint8_t>(titles.size());
  head.keywords = static_cast<std::uint8_t>(keywords.size());
  head.red_flags = static_cast<std::uint8_t>(red_flags.size());
  head.conditions = conditions_of(spec);
  head.terms = static_cast<std::uint16_t>(titles.size() + must_haves.size() + keywords.size() + red_flags.size());
  code_.resize(code_.size() + kHeadWords);
  std::memcpy(&code_[slots_[n].code], &head, sizeof head);
  for (const auto* list : {&titles, &must_haves, &keywords, &red_flags}) code_.insert(code_.end(), list->begin(), list->end());
  file(n);
  return n;
}

void Engine::remove(std::uint32_t n) {
  unfile(n);
  Slot& s = slots_[n];
  const Parts p = parts(s.code);
  for (const Terms& list : {p.titles, p.keywords, p.red_flags})
    for (const TermId t : list) release(t);
  const TermId* at = p.must_haves;
  for (unsigned i = 0; i < p.head.must_haves; ++i, at += 1 + *at)
    for (const TermId t : Terms{at + 1, *at}) release(t);
  release_conditions(p.head.conditions);
  code_gone_ += kHeadWords + p.head.terms;
  s = {};
  free_slots_.push_back(n);
  if (code_gone_ > kCodeGoneMax && code_gone_ > code_.size() / 2) refile();
}

// Under the rarest of its demands; each posting carries the next best one that is short enough, so that most searches are turned away
// without being touched.
void Engine::file(std::uint32_t n) {
  const std::uint32_t code = slots_[n].code;
  const Parts p = parts(code);
  std::uint8_t filed = kNotFiled;
  std::uint64_t best = ~std::uint64_t{0}, second = ~std::uint64_t{0};
  Terms under, need;
  const auto sum = [&](const Terms& terms) {
    std::uint64_t total = 0;
    for (const TermId t : terms) total += weight(t);
    return total;
  };
  each_demand(p, [&](std::uint8_t number, Terms terms) {
    if (const std::uint64_t w = sum(terms); w < best) {
      best = w;
      under = terms;
      filed = number;
    }
  });
  set_filed(code, filed);
  if (filed == kNotFiled) {
    unfiled_.push_back(n);
    return;
  }
  each_demand(p, [&](std::uint8_t number, Terms terms) {
    if (number == filed || terms.size > 3) return;
    if (const std::uint64_t w = sum(terms); w < second) {
      second = w;
      need = terms;
    }
  });
  Posting posting{code, {kAlways, kAlways, kAlways}};
  for (std::size_t i = 0; i < 3 && need.size > 0; ++i) posting.need[i] = need.first[std::min(i, need.size - 1)];
  for (const TermId t : under) lists_[t].postings.push_back(posting);
}

void Engine::unfile(std::uint32_t n) {
  const Parts p = parts(slots_[n].code);
  if (p.head.filed == kNotFiled) {
    std::erase(unfiled_, n);
    return;
  }
  each_demand(p, [&](std::uint8_t number, Terms terms) {
    if (number != p.head.filed) return;
    for (const TermId t : terms) std::erase_if(lists_[t].postings, [&](const Posting& one) { return one.code == slots_[n].code; });
  });
}

void Engine::refile() {
  for (auto& list : anchors_) list.clear();
  pairs_.clear();
  for (List& list : lists_) list.postings.clear();
  unfiled_.clear();
  for (TermId t = 1; t < terms_.size(); ++t)
    if (terms_[t].uses > 0) anchor(t);
  for (std::uint32_t n = 0; n < slots_.size(); ++n)
    if (slots_[n].used) file(n);
  compact();
}

void Engine::count(const std::vector<std::uint32_t>& counts) {
  std::copy(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(std::min(counts.size(), counts_.size())), counts_.begin());
  for (TermId t = 1; t < terms_.size(); ++t)
    if (terms_[t].uses > 0) lists_[t].seen = guess(t);
  refile();
}

Engine::Plan Engine::plan(std::uint32_t n) const {
  Plan plan;
  const Parts p = parts(slots_[n].code);
  const auto seek = [&](TermId t) {
    for (std::size_t i = 0; i < plan.sought.size(); ++i)
      if (plan.sought[i].term == t) return i;
    const Term& term = terms_[t];
    Sought s{t, static_cast<FieldMask>(term.title ? mask_of(Field::kTitle) | mask_of(Field::kDescription) : term.phrase.fields), kNoWord, 0, false, term.title.get(), {}};
    const std::vector<WordId>& joined = term.phrase.joined;
    if (!term.title && term.phrase.words.size() == 1) {
      s.word = term.phrase.words[0];
      s.spelling = term.phrase.spelling;
      s.alone = term.phrase.expressions != 0;
    }
    for (std::size_t i = 0; !term.title && s.word == kNoWord && i < term.words().size(); ++i) {
      s.needs.push_back({term.words()[i]});
      for (const std::size_t j : {i, i + 1})         // joined[j - 1] is words j - 1 and j
        if (j >= 1 && j - 1 < joined.size() && joined[j - 1] != kNoWord) s.needs.back().push_back(joined[j - 1]);
    }
    plan.sought.push_back(std::move(s));
    return plan.sought.size() - 1;
  };
  each_demand(p, [&](std::uint8_t, Terms terms) {
    plan.demands.emplace_back();
    for (const TermId t : terms) plan.demands.back().push_back(seek(t));
  });
  for (const Terms& list : {p.titles, p.keywords, p.red_flags})
    for (const TermId t : list) seek(t);
  return plan;
}

// One offer -----------------------------------------------------------------------------------------------------------------------

bool Engine::tests(TermId t) {
  const Term& term = terms_[t];
  if (!term.title) return occurs(term.phrase, *document_);
  fits_[t] = fit_title(*term.title, *document_);
  return fits_[t] != TitleFit::kNone;
}

void Engine::begin_look(const OfferFacts& facts) {
  facts_ = facts;
  ++looked_at_;
  if (++epoch_ == 0) {             // wrapped: old marks could come alive
    for (const Slot& s : slots_)
      if (s.used) code_[s.code + offsetof(Head, tried) / sizeof(std::uint32_t)] = 0;
    for (Locations& l : locations_) l.epoch = 0;
    for (Conditions& c : conditions_) c.epoch = 0;
    epoch_ = 1;
  }
  for (const TermId t : held_) {
    present_[t >> 6] = 0;
    flag_state_[t] = 0;
  }
  held_.clear();
  present_[0] |= 1;                // kAlways
}

void Engine::look_at(std::span<const Known> held, std::uint32_t title_words, const OfferFacts& facts, const Document* document) {
  document_ = document;
  title_words_ = title_words;
  begin_look(facts);
  for (const Known& k : held) {
    hold(k.term);
    flag_state_[k.term] = k.meant ? 2 : 1;
    fits_[k.term] = k.fit;
  }
}

void Engine::look(const Document& document, const OfferFacts& facts) {
  document_ = &document;
  title_words_ = document.title_words();
  begin_look(facts);
  const std::vector<WordId>& present = document.present();
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (i + 2 * kAhead < present.size()) {
      __builtin_prefetch(&anchors_[present[i + 2 * kAhead]]);
      __builtin_prefetch(&counts_[present[i + 2 * kAhead]], 1);
    }
    if (i + kAhead < present.size()) __builtin_prefetch(anchors_[present[i + kAhead]].data());
    const WordId w = present[i];
    ++counts_[w];
    for (const Anchor& a : anchors_[w]) {
      if (a.need != kNoWord && !document.has(a.need)) continue;
      if (a.enough != 0 ? document.has_in(w, a.enough) : !holds_term(a.term) && tests(a.term)) hold(a.term);
    }
  }
  if (pairs_.empty()) return;
  side_by_side_.clear();
  document.each_pair([&](WordId a, WordId b, FieldMask field) { side_by_side_.push_back({pair_key(a, b), field}); });
  for (std::size_t i = 0; i < side_by_side_.size(); ++i) {
    if (i + kAhead < side_by_side_.size()) pairs_.fetch(side_by_side_[i + kAhead].key);
    pairs_.each(side_by_side_[i].key, side_by_side_[i].field, [&](TermId t) { hold(t); });
  }
}

bool Engine::has_flag(TermId t) const {
  const Document& d = *document_;
  const auto [word, fields] = plain_words_[t];
  if (word == kNoWord) return has_hit(terms_[t].phrase, d);
  for (std::uint32_t i = d.first(word); i != Document::kEnd; i = d.occurrence(i).next) {
    const Document::Occurrence& o = d.occurrence(i);
    if ((mask_of(d.field_at(o.position)) & fields) != 0 && !is_negated(d, {o.position, o.words})) return true;
  }
  return false;
}

bool Engine::flags(TermId t) {
  if (!holds_term(t)) return false;
  std::uint8_t& state = flag_state_[t];
  if (state == 0) state = has_flag(t) ? 2 : 1;
  return state == 2;
}

const PlaceVerdict& Engine::place(std::uint32_t locations) {
  Locations& l = locations_[locations];
  if (l.epoch != epoch_) {
    l.verdict = fit_place(l.queries, *facts_.places);
    l.epoch = epoch_;
  }
  return l.verdict;
}

template <class Sink>
bool Engine::words_fit(const Parts& p, Sink& sink) {
  const Head& s = p.head;
  std::size_t found = 0;
  for (const TermId t : p.keywords) found += holds_term(t);
  if (s.titles > 0) {
    TitleFit best = TitleFit::kNone;
    const TitleTerm* term = nullptr;
    for (const TermId t : p.titles) {
      if (!holds_term(t)) continue;
      const TitleTerm& title = *terms_[t].title;
      if (fits_[t] > best || (fits_[t] == best && fits_[t] == TitleFit::kTitle && title.words.size() > term->words.size())) {
        best = fits_[t];
        term = &title;
      }
    }
    if (!term) return false;
    if (best == TitleFit::kText) {
      sink.add(ReasonCode::kTitleText, kTitleTextPoints, [&] { return term->text; });
    } else {
      const double cover = std::min(1.0, double(term->words.size()) / double(std::max<std::uint32_t>(1, title_words_)));
      sink.add(ReasonCode::kTitle, kTitlePoints + static_cast<int>(std::lround(kTitleCoverPoints * cover)), [&] { return term->text; });
    }
  } else if (s.keywords > 0 && s.must_haves == 0 && found == 0) {
    return false;
  }
  if (found > 0) {
    const int share = static_cast<int>(std::lround(double(kKeywordPoints) * double(found) / double(s.keywords)));
    sink.add(ReasonCode::kKeywords, std::max(share, 2) + (s.titles == 0 ? kKeywordOnlyPoints : 0), [&] {
      std::string names;
      for (const TermId t : p.keywords)
        if (holds_term(t)) names += (names.empty() ? "" : ", ") + terms_[t].phrase.text;
      return names;
    });
  }
  return true;
}

template <class Sink>
Refusal Engine::judge_words(const Parts& p, Sink& sink) {
  const TermId* at = p.must_haves;
  for (unsigned i = 0; i < p.head.must_haves; ++i, at += 1 + *at)
    if (!holds_any({at + 1, *at})) return Refusal::kMustHave;
  return words_fit(p, sink) ? Refusal::kNone : Refusal::kTitle;
}

template <class Sink>
Refusal Engine::judge_conditions(const Conditions& s, Sink& sink) {
  const PlaceVerdict& v = place(s.locations);
  const auto where = [&] { return v.place ? v.place->raw : std::string(); };
  switch (v.fit) {
    case PlaceFit::kNo: return Refusal::kPlace;
    case PlaceFit::kUnknown: sink.add(ReasonCode::kPlaceUnknown, 0); break;
    case PlaceFit::kVague: sink.add(ReasonCode::kPlaceVague, kPlaceVaguePoints, where); break;
    case PlaceFit::kRemote: sink.add(ReasonCode::kPlaceRemote, kPlaceRemotePoints, where); break;
    case PlaceFit::kNear:
      sink.add(ReasonCode::kPlaceNear, kPlacePoints - static_cast<int>(std::lround((kPlacePoints - kPlaceFarPoints) * v.km / v.around->radius_km)), [&] {
        return (v.place->city.empty() ? v.place->raw : v.place->city) + "; " + std::to_string(std::max(1L, std::lround(v.km))) + " km; " + v.around->name;
      });
      break;
    case PlaceFit::kYes: if (v.place) sink.add(ReasonCode::kPlace, kPlacePoints, where); break;
  }

  const Remote r = facts_.remote;
  int remote_points = 0;
  switch (s.remote) {
    case RemotePolicy::kRemote:
      if (r != Remote::kRemote) return Refusal::kRemote;
      remote_points = kRemotePoints;
      break;
    case RemotePolicy::kHybrid:
      if (r == Remote::kOnSite) return Refusal::kRemote;
      remote_points = r == Remote::kHybrid ? kRemotePoints : kRemotePoints - 1;
      break;
    case RemotePolicy::kOnSite: remote_points = r == Remote::kOnSite ? 4 : r == Remote::kHybrid ? 3 : 2; break;
  }
  if (r != Remote::kUnknown) sink.add(ReasonCode::kRemote, remote_points, [&] { return std::string(name(r)); });
  else if (s.remote == RemotePolicy::kHybrid) sink.add(ReasonCode::kRemoteUnknown, 0);

  const auto pay = [&] { return pay_range(facts_); };
  if (s.salary_min < 0) {
    if (facts_.pay_known) sink.add(ReasonCode::kPay, kPayPoints / 2, pay);
  } else if (!facts_.pay_known) {
    sink.add(ReasonCode::kPayUnknown, 0);
  } else {
    // A lone minimum leaves the top open: it excludes nothing.
    if (facts_.pay_max >= 0 && facts_.pay_max < s.salary_min) return Refusal::kPay;
    const bool whole = facts_.pay_min >= 0 && facts_.pay_min >= s.salary_min;
    sink.add(whole ? ReasonCode::kPay : ReasonCode::kPayBelow, whole ? kPayPoints : kPayBelowPoints, pay);
  }

  if (const int age = facts_.age_days; age >= 0) {
    const int points = age <= 1 ? kFreshPoints : age <= 3 ? 5 : age <= 7 ? 4 : age <= 14 ? 3 : age <= 30 ? 2 : 0;
    if (age > 60) sink.add(ReasonCode::kOld, kOldPoints, [&] { return std::to_string(age); });
    else if (points > 0) sink.add(ReasonCode::kFresh, points, [&] { return std::to_string(age); });
  }
  return Refusal::kNone;
}

const Engine::Conditions& Engine::weigh(std::uint32_t n) {
  Conditions& c = conditions_[n];
  if (c.epoch == epoch_) return c;
  PointsOnly points;
  c.refusal = judge_conditions(c, points);
  c.points = static_cast<std::int16_t>(points.sum);
  c.epoch = epoch_;
  return c;
}

Decision Engine::decide_code(std::uint32_t code) {
  const Parts p = parts(code);
  PointsOnly points;
  Decision d;
  d.refusal = judge_words(p, points);
  if (d.refusal != Refusal::kNone) return d;
  const Conditions& c = weigh(p.head.conditions);
  d.refusal = c.refusal;
  if (d.refusal != Refusal::kNone) return d;
  d.rank = std::clamp(points.sum + c.points, 0, 100);
  if (!holds_any(p.red_flags)) return d;
  for (const TermId t : p.red_flags)
    if (flags(t)) {
      d.lane = Lane::kQuarantine;
      break;
    }
  return d;
}

MatchOutcome Engine::explain(std::uint32_t slot) {
  const Slot& s = slots_[slot];
  const Parts p = parts(s.code);
  WithReasons with;
  (void)judge_words(p, with);
  (void)judge_conditions(conditions_[p.head.conditions], with);
  MatchOutcome m{s.id, s.user, Lane::kInbox, 0, std::move(with.reasons), {}};
  std::sort(m.reasons.begin(), m.reasons.end(), [](const Reason& a, const Reason& b) { return std::tie(b.points, a.code) < std::tie(a.points, b.code); });
  int rank = 0;
  for (const Reason& r : m.reasons) rank += r.points;
  m.rank = std::clamp(rank, 0, 100);
  for (const TermId t : p.red_flags)
    if (flags(t)) collect_hits(terms_[t].phrase, *document_, m.hits);
  if (m.hits.empty()) return m;
  m.lane = Lane::kQuarantine;
  std::sort(m.hits.begin(), m.hits.end(), document_order);
  if (m.hits.size() > kRedFlagHitsMax) m.hits.resize(kRedFlagHitsMax);
  return m;
}

}  // namespace jm::domain
