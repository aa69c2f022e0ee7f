#include "domain/match.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>

#include "domain/document.h"
#include "domain/location.h"
#include "domain/phrase.h"
#include "domain/words.h"
#include "text/clean.h"
#include "text/stem.h"

namespace jm::domain {

std::string_view name(Field v) {
  switch (v) {
    case Field::kTitle: return "title";
    case Field::kCompany: return "company";
    case Field::kDescription: return "description";
  }
  return {};
}

std::string_view name(Refusal v) {
  switch (v) {
    case Refusal::kNone: return "";
    case Refusal::kTitle: return "TITLE";
    case Refusal::kPlace: return "PLACE";
    case Refusal::kRemote: return "REMOTE";
    case Refusal::kPay: return "PAY";
  }
  return {};
}

namespace {

// What each ground can bring; together 100.
constexpr int kTitlePoints = 40;
constexpr int kTitleCoverPoints = 10;          // when the title says little else
constexpr int kTitleTextPoints = 18;
constexpr int kKeywordPoints = 20;
constexpr int kKeywordOnlyPoints = 30;         // added for searches without job titles
constexpr int kPlacePoints = 10, kPlaceRemotePoints = 9, kPlaceVaguePoints = 3;
constexpr int kPayPoints = 8, kPayBelowPoints = 3;
constexpr int kRemotePoints = 6;
constexpr int kFreshPoints = 6, kOldPoints = -5;

struct TitleTerm {
  std::string text;
  std::vector<WordId> words;          // trade classes; all of them needed
  std::vector<WordId> sequence;       // every word in order, for the phrase in the text
  std::uint8_t excluded = 0;          // seniorities that contradict it, bit set
};

struct Compiled {
  SearchSpec spec;
  std::vector<TitleTerm> titles;
  std::vector<Phrase> keywords, red_flags;
  std::vector<LocationQuery> locations;
};

constexpr std::uint8_t bit(Seniority s) { return static_cast<std::uint8_t>(1u << static_cast<unsigned>(s)); }

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

Compiled compile(const SearchSpec& spec, Vocabulary& vocabulary) {
  Compiled c;
  c.spec = spec;
  const auto each = [](const std::vector<std::string>& list, auto f) {
    for (std::size_t i = 0; i < std::min(list.size(), kTermsPerListMax); ++i) f(list[i]);
  };
  each(spec.job_titles, [&](const std::string& s) {
    if (TitleTerm t = compile_title(s, vocabulary); !t.words.empty()) c.titles.push_back(std::move(t));
  });
  each(spec.keywords, [&](const std::string& s) {
    if (Phrase p = compile_phrase(s, vocabulary); !p.empty()) c.keywords.push_back(std::move(p));
  });
  each(spec.red_flags, [&](const std::string& s) {
    if (Phrase p = compile_phrase(s, vocabulary); !p.empty()) c.red_flags.push_back(std::move(p));
  });
  c.locations = compile_locations(spec.locations);
  return c;
}

enum class TitleFit : std::uint8_t { kNone, kText, kTitle };

// Where the word `w` that stands at `position` ends; 0 = another word stands there.
std::uint32_t word_end(WordId w, std::uint32_t position, const Document& d) {
  if (d.class_at(position) == w) return position + 1;
  for (std::uint32_t o = d.first(w); o != Document::kEnd; o = d.occurrence(o).next)
    if (d.occurrence(o).position == position) return position + d.occurrence(o).words;
  return 0;
}

bool in_text_as_phrase(const TitleTerm& t, const Document& d) {
  for (std::uint32_t o = d.first(t.sequence[0]); o != Document::kEnd; o = d.occurrence(o).next) {
    if (d.spot(d.occurrence(o).position).field != Field::kDescription) continue;
    std::uint32_t position = d.occurrence(o).position + d.occurrence(o).words;
    std::size_t i = 1;
    for (; i < t.sequence.size() && d.gap_before(position) != text::Gap::kSentence; ++i) {
      const std::uint32_t end = word_end(t.sequence[i], position, d);
      if (end == 0) break;
      position = end;
    }
    if (i == t.sequence.size()) return true;
  }
  return false;
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

struct OfferFacts {
  const Offer& offer;
  PlaceFacts places;
  std::string pay;                    // "55000-65000 EUR"
  std::optional<int> age_days;
};

// Currencies whose figures can be held against a wish in euros or dollars; the others do not exclude.
bool comparable(std::string_view currency) {
  static constexpr std::string_view kLike = "EUR USD GBP CHF CAD AUD NZD SGD ";
  return currency.empty() || kLike.find(currency) != std::string_view::npos;
}

OfferFacts facts_of(const Offer& offer, Time now) {
  OfferFacts f{offer, place_facts(offer), {}, {}};
  if (offer.pay.usable()) {
    const int low = offer.pay.yearly_min.value_or(*(offer.pay.yearly_max ? offer.pay.yearly_max : offer.pay.yearly_min));
    const int high = offer.pay.yearly_max.value_or(low);
    f.pay = low == high ? std::to_string(low) : std::to_string(low) + "-" + std::to_string(high);
    if (!offer.pay.currency.empty()) f.pay += " " + offer.pay.currency;
  }
  const auto& shown = offer.posted_at ? offer.posted_at : offer.updated_at;
  if (shown) f.age_days = static_cast<int>(std::max<std::int64_t>(0, (now.us - shown->us) / (std::int64_t{86'400} * 1'000'000)));
  return f;
}

bool document_order(const RedFlagHit& a, const RedFlagHit& b) {
  return std::tie(a.field, a.offset, a.length, a.rule) < std::tie(b.field, b.offset, b.length, b.rule);
}

class Evaluation {
 public:
  Evaluation(const Compiled& search, const Document& document, const OfferFacts& facts) : s_(search), d_(document), f_(facts) {}

  Verdict run() {
    if (!words()) return {Refusal::kTitle, {}};
    if (!place()) return {Refusal::kPlace, {}};
    if (!remote()) return {Refusal::kRemote, {}};
    if (!pay()) return {Refusal::kPay, {}};
    freshness();
    std::sort(reasons_.begin(), reasons_.end(), [](const Reason& a, const Reason& b) { return std::tie(b.points, a.code) < std::tie(a.points, b.code); });
    MatchOutcome m{s_.spec.id, s_.spec.user_id, Lane::kInbox, 0, {}, {}};
    int rank = 0;
    for (const Reason& r : reasons_) rank += r.points;
    m.rank = std::clamp(rank, 0, 100);
    m.reasons = std::move(reasons_);
    red_flags(m);
    return {Refusal::kNone, std::move(m)};
  }

 private:
  void because(ReasonCode code, int points, std::string detail = {}) { reasons_.push_back({code, points, std::move(detail)}); }

  bool words() {
    std::size_t found = 0;
    std::string names;
    for (const Phrase& k : s_.keywords) {
      if (!occurs(k, d_)) continue;
      ++found;
      names += (names.empty() ? "" : ", ") + k.text;
    }
    if (s_.titles.empty()) {
      if (s_.keywords.empty()) return true;
      if (found == 0) return false;
    } else if (!title()) {
      return false;
    }
    if (found > 0) {
      const int share = static_cast<int>(std::lround(double(kKeywordPoints) * double(found) / double(s_.keywords.size())));
      because(ReasonCode::kKeywords, std::max(share, 2) + (s_.titles.empty() ? kKeywordOnlyPoints : 0), std::move(names));
    }
    return true;
  }

  bool title() {
    TitleFit best = TitleFit::kNone;
    const TitleTerm* term = nullptr;
    for (const TitleTerm& t : s_.titles) {
      const TitleFit fit = fit_title(t, d_);
      if (fit > best || (fit == best && term && fit == TitleFit::kTitle && t.words.size() > term->words.size())) {
        best = fit;
        term = &t;
      }
    }
    if (!term) return false;
    if (best == TitleFit::kText) {
      because(ReasonCode::kTitleText, kTitleTextPoints, term->text);
      return true;
    }
    const std::uint32_t total = std::max<std::uint32_t>(1, d_.title_words());
    const double cover = std::min(1.0, double(term->words.size()) / double(total));
    because(ReasonCode::kTitle, kTitlePoints + static_cast<int>(std::lround(kTitleCoverPoints * cover)), term->text);
    return true;
  }

  bool place() {
    const PlaceVerdict v = fit_place(s_.locations, f_.places);
    const std::string where = v.place ? v.place->raw : std::string();
    switch (v.fit) {
      case PlaceFit::kNo: return false;
      case PlaceFit::kUnknown: because(ReasonCode::kPlaceUnknown, 0); break;
      case PlaceFit::kVague: because(ReasonCode::kPlaceVague, kPlaceVaguePoints, where); break;
      case PlaceFit::kRemote: because(ReasonCode::kPlaceRemote, kPlaceRemotePoints, where); break;
      case PlaceFit::kYes: if (v.place) because(ReasonCode::kPlace, kPlacePoints, where); break;
    }
    return true;
  }

  bool remote() {
    const Remote r = f_.offer.remote;
    int points = 0;
    switch (s_.spec.remote_policy) {
      case RemotePolicy::kRemote:
        if (r != Remote::kRemote) return false;
        points = kRemotePoints;
        break;
      case RemotePolicy::kHybrid:
        if (r == Remote::kOnSite) return false;
        points = r == Remote::kHybrid ? kRemotePoints : kRemotePoints - 1;
        break;
      case RemotePolicy::kOnSite: points = r == Remote::kOnSite ? 4 : r == Remote::kHybrid ? 3 : 2; break;
    }
    if (r == Remote::kUnknown) {
      if (s_.spec.remote_policy == RemotePolicy::kHybrid) because(ReasonCode::kRemoteUnknown, 0);
    } else {
      because(ReasonCode::kRemote, points, std::string(name(r)));
    }
    return true;
  }

  bool pay() {
    const Pay& p = f_.offer.pay;
    const bool known = p.usable() && comparable(p.currency);
    if (!s_.spec.salary_min) {
      if (known) because(ReasonCode::kPay, kPayPoints / 2, f_.pay);
      return true;
    }
    if (!known) {
      because(ReasonCode::kPayUnknown, 0);
      return true;
    }
    const int wish = *s_.spec.salary_min;
    // A lone minimum leaves the top open: it excludes nothing.
    if (p.yearly_max && *p.yearly_max < wish) return false;
    const bool whole = p.yearly_min && *p.yearly_min >= wish;
    because(whole ? ReasonCode::kPay : ReasonCode::kPayBelow, whole ? kPayPoints : kPayBelowPoints, f_.pay);
    return true;
  }

  void freshness() {
    if (!f_.age_days) return;
    const int age = *f_.age_days;
    const int points = age <= 1 ? kFreshPoints : age <= 3 ? 5 : age <= 7 ? 4 : age <= 14 ? 3 : age <= 30 ? 2 : 0;
    if (age > 60) because(ReasonCode::kOld, kOldPoints, std::to_string(age));
    else if (points > 0) because(ReasonCode::kFresh, points, std::to_string(age));
  }

  void red_flags(MatchOutcome& m) const {
    for (const Phrase& rule : s_.red_flags)
      if (has_hit(rule, d_)) collect_hits(rule, d_, m.hits);
    if (m.hits.empty()) return;
    m.lane = Lane::kQuarantine;
    std::sort(m.hits.begin(), m.hits.end(), document_order);
    if (m.hits.size() > kRedFlagHitsMax) m.hits.resize(kRedFlagHitsMax);
  }

  const Compiled& s_;
  const Document& d_;
  const OfferFacts& f_;
  std::vector<Reason> reasons_;
};

}  // namespace

struct MatchIndex::Impl {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  Vocabulary vocabulary;
  std::vector<std::unique_ptr<Compiled>> searches;          // by slot; empty slots are reused
  std::vector<std::uint32_t> free_slots;
  std::unordered_map<Uuid, std::uint32_t> by_id;
  std::vector<std::vector<std::uint32_t>> postings;         // word -> slots
  std::vector<std::uint32_t> always;                        // searches without a word to file them under
  std::vector<std::vector<WordId>> filed;                   // slot -> where it was filed
  std::vector<std::uint32_t> counts;                        // word -> offers that held it
  std::vector<std::uint32_t> tried;                         // slot -> epoch
  std::uint32_t epoch = 0;
  Document document;

  void file(WordId w, std::uint32_t slot) {
    if (postings.size() < vocabulary.size()) postings.resize(vocabulary.size());
    auto& list = filed[slot];
    if (std::find(list.begin(), list.end(), w) != list.end()) return;
    list.push_back(w);
    postings[w].push_back(slot);
  }

  // The word that fewest offers hold, as far as is known.
  WordId rarest(const std::vector<WordId>& words) {
    if (counts.size() < vocabulary.size()) counts.resize(vocabulary.size(), 0);
    return *std::min_element(words.begin(), words.end(), [&](WordId a, WordId b) { return counts[a] < counts[b]; });
  }

  // Words meant to be common start with a count, so that the first searches are filed well too.
  void seed_counts(const SearchSpec& spec) {
    for (const auto* list : {&spec.job_titles, &spec.keywords})
      for (const std::string& s : *list) {
        const text::Tokens t = text::tokenize(s);
        for (std::size_t i = 0; i < t.size(); ++i) {
          const std::uint64_t stem = text::stem_hash(t.word(i));
          for (const std::uint64_t h : {stem, trade_class(stem)})
            if (const WordId w = h == 0 ? kNoWord : vocabulary.find(h); w != kNoWord) counts[w] = std::max(counts[w], prior_count(h));
        }
      }
  }

  template <class Each>
  std::vector<MatchOutcome> run(const Offer& offer, Time now, Each each) {
    document.read(offer, vocabulary);
    const OfferFacts facts = facts_of(offer, now);
    std::vector<MatchOutcome> out;
    each([&](std::uint32_t slot) {
      Verdict v = Evaluation(*searches[slot], document, facts).run();
      if (v.outcome) out.push_back(std::move(*v.outcome));
    });
    return out;
  }
};

MatchIndex::MatchIndex() : impl_(std::make_unique<Impl>()) {}
MatchIndex::~MatchIndex() = default;
MatchIndex::MatchIndex(MatchIndex&&) noexcept = default;
MatchIndex& MatchIndex::operator=(MatchIndex&&) noexcept = default;

void MatchIndex::add(const SearchSpec& spec) {
  Impl& m = *impl_;
  remove(spec.id);
  auto compiled = std::make_unique<Compiled>(compile(spec, m.vocabulary));
  if (m.counts.size() < m.vocabulary.size()) m.counts.resize(m.vocabulary.size(), 0);
  m.seed_counts(spec);
  std::uint32_t slot;
  if (m.free_slots.empty()) {
    slot = static_cast<std::uint32_t>(m.searches.size());
    m.searches.emplace_back();
    m.filed.emplace_back();
    m.tried.push_back(0);
  } else {
    slot = m.free_slots.back();
    m.free_slots.pop_back();
  }
  for (const TitleTerm& t : compiled->titles) m.file(m.rarest(t.words), slot);
  if (compiled->titles.empty()) {
    for (const Phrase& k : compiled->keywords) {
      m.file(m.rarest(k.words), slot);
      if (k.joined != kNoWord) m.file(k.joined, slot);
    }
    if (compiled->keywords.empty()) m.always.push_back(slot);
  }
  m.searches[slot] = std::move(compiled);
  m.by_id[spec.id] = slot;
}

bool MatchIndex::remove(const Uuid& search_id) {
  Impl& m = *impl_;
  const auto it = m.by_id.find(search_id);
  if (it == m.by_id.end()) return false;
  const std::uint32_t slot = it->second;
  m.by_id.erase(it);
  for (const WordId w : m.filed[slot]) std::erase(m.postings[w], slot);
  m.filed[slot].clear();
  std::erase(m.always, slot);
  m.searches[slot].reset();
  m.free_slots.push_back(slot);
  return true;
}

std::size_t MatchIndex::size() const { return impl_->by_id.size(); }

std::vector<MatchOutcome> MatchIndex::match(const Offer& offer, Time now) {
  Impl& m = *impl_;
  if (++m.epoch == 0) {
    std::fill(m.tried.begin(), m.tried.end(), 0);
    m.epoch = 1;
  }
  return m.run(offer, now, [&](auto evaluate) {
    for (const WordId w : m.document.present()) {
      if (w < m.counts.size()) ++m.counts[w];
      if (w >= m.postings.size()) continue;
      for (const std::uint32_t slot : m.postings[w]) {
        if (m.tried[slot] == m.epoch) continue;
        m.tried[slot] = m.epoch;
        evaluate(slot);
      }
    }
    for (const std::uint32_t slot : m.always) evaluate(slot);
  });
}

std::vector<MatchOutcome> MatchIndex::match_each(const Offer& offer, Time now) {
  Impl& m = *impl_;
  return m.run(offer, now, [&](auto evaluate) {
    for (std::uint32_t slot = 0; slot < m.searches.size(); ++slot)
      if (m.searches[slot]) evaluate(slot);
  });
}

Verdict match_one(const SearchSpec& search, const Offer& offer, Time now) {
  Vocabulary vocabulary;
  const Compiled compiled = compile(search, vocabulary);
  Document document;
  document.read(offer, vocabulary);
  const OfferFacts facts = facts_of(offer, now);
  return Evaluation(compiled, document, facts).run();
}

std::vector<RedFlagHit> find_red_flags(std::span<const std::string> rules, const Offer& offer) {
  Vocabulary vocabulary;
  std::vector<Phrase> phrases;
  for (const std::string& r : rules)
    if (Phrase p = compile_phrase(r, vocabulary); !p.empty()) phrases.push_back(std::move(p));
  Document document;
  document.read(offer, vocabulary);
  std::vector<RedFlagHit> hits;
  for (const Phrase& p : phrases) collect_hits(p, document, hits);
  std::sort(hits.begin(), hits.end(), document_order);
  return hits;
}

}  // namespace jm::domain
