// The compiled form of many searches, and the decision for one offer at a time: what MatchIndex and the index of stored offers stand
// on. Whatever the searches look for is a term (a phrase or a job title), kept once, with a dense number; a search is a short list of
// numbers. An offer is looked at once: the terms it holds become bits, and searches are decided on bits.
//
//   const std::uint32_t s = engine.add(spec);
//   document.read(offer, engine.vocabulary());
//   engine.look(document, facts);
//   engine.each_wanting([&](std::uint32_t s, const Decision& d) { … });
#pragma once
#include <cstddef>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "domain/document.h"
#include "domain/location.h"
#include "domain/match.h"
#include "domain/phrase.h"
#include "domain/title_term.h"

namespace jm::domain {

// What a decision needs of an offer beside its words.
struct OfferFacts {
  const PlaceFacts* places = nullptr;
  Remote remote = Remote::kUnknown;
  bool pay_known = false;               // stated by the employer, plausible, in a currency that can be compared
  int pay_min = -1, pay_max = -1;       // a year; -1: not stated
  std::string_view currency;
  int age_days = -1;                    // -1: unknown
};
// `places` outlives the facts.
OfferFacts facts_of(const Offer& offer, const PlaceFacts& places, Time now);

struct Decision {
  Refusal refusal = Refusal::kNone;
  Lane lane = Lane::kInbox;
  int rank = 0;
};

class Engine {
 public:
  // The slot of the search, dense and reused; it stays until remove().
  std::uint32_t add(const SearchSpec& search);
  void remove(std::uint32_t slot);
  bool holds(std::uint32_t slot) const { return slot < slots_.size() && slots_[slot].used; }
  std::uint32_t slots() const { return static_cast<std::uint32_t>(slots_.size()); }
  const Uuid& search_id(std::uint32_t slot) const { return slots_[slot].id; }
  Vocabulary& vocabulary() { return vocabulary_; }

  // The offer that the calls below are about, until the next look(). Both outlive them.
  void look(const Document& document, const OfferFacts& facts);
  // Every search that does not refuse it: wanted(slot, decision).
  template <class F>
  void each_wanting(F wanted);
  Decision decide(std::uint32_t slot) { return decide_code(slots_[slot].code); }
  // The outcome of a search that does not refuse. Only after Document::read().
  MatchOutcome explain(std::uint32_t slot);

  // Files searches anew by how common words have proved; after a great many offers it pays.
  void refile();
  std::uint64_t looked_at() const { return looked_at_; }

  // For an index of stored offers, which goes the other way: what a search looks for, so that the index can tell from the words an offer
  // holds, and in which fields, whether it must be read at all.
  struct Sought {
    std::uint32_t term = 0;
    FieldMask fields = 0;                               // where its words are looked for
    // A single word: which, in which spelling (0: any), and whether in other expressions it is no occurrence (phrase.h).
    WordId word = kNoWord;
    std::uint16_t spelling = 0;
    bool alone = false;
    const TitleTerm* title = nullptr;                   // or a title
    std::vector<std::vector<WordId>> needs;             // else a phrase: an offer that holds it has a word of each
  };
  struct Plan {
    std::vector<Sought> sought;                         // each once
    std::vector<std::vector<std::size_t>> demands;      // an offer is a candidate only if it holds one of each
  };
  Plan plan(std::uint32_t slot) const;
  // In place of look(), for an offer of which the terms it holds are known: whether single words are meant as red flags (some occurrence is not
  // negated), how titles fit. With a document, it may hold others, which are looked for one by one.
  struct Known {
    std::uint32_t term;
    bool meant = false;
    TitleFit fit = TitleFit::kNone;
  };
  void look_at(std::span<const Known> held, std::uint32_t title_words, const OfferFacts& facts, const Document* document = nullptr);
  void look_for(std::uint32_t term) {
    if (!holds_term(term) && tests(term)) hold(term);
  }
  // How many offers hold each word of the vocabulary; searches are filed anew by it.
  void count(const std::vector<std::uint32_t>& counts);
  // Whether the offer's places do for the search, whatever its words.
  bool place_suits(std::uint32_t slot, const OfferFacts& facts) const {
    return fit_place(locations_[conditions_[parts(slots_[slot].code).head.conditions].locations].queries, *facts.places).fit != PlaceFit::kNo;
  }

 private:
  using TermId = std::uint32_t;
  static constexpr TermId kAlways = 0;                  // a term that every offer holds
  static constexpr std::uint8_t kNotFiled = 0xFF;
  static constexpr std::size_t kDecidedAtOnce = 512;    // candidates gathered before they are decided
  static constexpr std::size_t kAhead = 8;              // what is on its way into the cache: lists, searches

  struct Term {
    Phrase phrase;                                      // empty: a title
    std::unique_ptr<TitleTerm> title;
    std::uint32_t uses = 0;
    const std::string* key = nullptr;                   // of term_by_key_
    const std::vector<WordId>& words() const { return title ? title->words : phrase.words; }
  };
  // What is asked of most red flags that an offer holds: a plain word. kNoWord: the term is more than that.
  struct PlainWord {
    WordId word = kNoWord;
    FieldMask fields = 0;
  };
  // Under a word: the term that the offer may hold, and another word it then holds as well.
  struct Anchor {
    TermId term;
    WordId need;
    FieldMask enough;                                   // not 0: the word in one of these fields is all of it
  };
  // Under a term: where the code of a search stands, and terms one of which it needs besides (kAlways: no more known).
  struct Posting {
    std::uint32_t code;
    TermId need[3];
  };
  // What stands under a term.
  struct List {
    std::vector<Posting> postings;
    std::uint32_t seen = 0;                             // offers that held it; guessed by its words before any were counted
  };
  struct Slot {
    Uuid id, user;
    std::uint32_t code = 0;                             // where its Head stands in code_
    bool used = false;
  };
  // Everything that a decision needs of a search, in one place of code_, followed by its terms: titles; of each must-have its size and
  // terms; keywords; red flags.
  struct Head {
    std::uint32_t slot = 0;
    std::uint32_t tried = 0;                            // epoch of the last look that came to it by its lists
    std::uint32_t conditions = 0;
    std::uint8_t titles = 0, must_haves = 0, keywords = 0, red_flags = 0;
    std::uint16_t terms = 0;                            // how many numbers follow
    std::uint8_t filed = kNotFiled;                     // which alternatives it is filed under: 0 titles, 1 keywords, 2… must-haves
    std::uint8_t unused = 0;
  };
  static constexpr std::size_t kHeadWords = sizeof(Head) / sizeof(std::uint32_t);
  static_assert(sizeof(Head) % sizeof(std::uint32_t) == 0 && std::is_trivially_copyable_v<Head>);
  struct Locations {
    std::vector<LocationQuery> queries;
    std::string key;
    std::uint32_t uses = 0;
    std::uint32_t epoch = 0;                            // verdict is of this look
    PlaceVerdict verdict;
  };
  // What a search asks of an offer beside its words: many searches ask the same, and are answered once an offer.
  struct Conditions {
    std::uint32_t locations = 0;
    std::int32_t salary_min = -1;
    RemotePolicy remote = RemotePolicy::kOnSite;
    Refusal refusal = Refusal::kNone;                   // and the points, of this look
    std::int16_t points = 0;
    std::uint32_t epoch = 0;
    std::uint32_t uses = 0;
    auto key() const { return std::tuple(locations, salary_min, remote); }
  };
  // The terms of one part of a search.
  struct Terms {
    const TermId* first = nullptr;
    std::size_t size = 0;
    const TermId* begin() const { return first; }
    const TermId* end() const { return first + size; }
  };
  struct Parts {
    Head head;
    Terms titles, keywords, red_flags;
    const TermId* must_haves = nullptr;
  };

  Parts parts(std::uint32_t code) const;
  // The alternatives one of which an offer must hold; `number` as Head::filed.
  template <class F>
  void each_demand(const Parts& p, F demand) const;
  void set_filed(std::uint32_t code, std::uint8_t filed);
  // Puts the code of searches into the order of the lists they stand in, without that of searches that are gone.
  void compact();
  TermId intern(std::string_view text, bool title, FieldMask fields);
  void release(TermId t);
  void anchor(TermId t);
  void unanchor(TermId t);
  std::vector<std::pair<WordId, WordId>> anchors_of(const Term& t) const;
  std::uint64_t weight(TermId t) const { return 1 + std::uint64_t{lists_[t].seen}; }
  std::uint32_t guess(TermId t) const;
  void file(std::uint32_t slot);
  void unfile(std::uint32_t slot);
  std::uint32_t locations_of(const std::vector<std::string>& list);
  std::uint32_t conditions_of(const SearchSpec& search);
  void release_conditions(std::uint32_t n);

  // Two words side by side -> the phrases of just these, and where they look. Open addressing; a key stands once for each of its
  // terms. One that is gone leaves its place to nobody until all is put in anew.
  class Pairs {
   public:
    void add(std::uint64_t key, TermId t, FieldMask fields) {
      if ((used_ + 1) * 2 > slots_.size()) grow();
      std::size_t k = place(key);
      while (slots_[k].term != kFree) k = (k + 1) & (slots_.size() - 1);
      slots_[k] = {key, t, fields};
      ++used_;
    }
    void remove(std::uint64_t key, TermId t) {
      for (std::size_t k = place(key); slots_[k].term != kFree; k = (k + 1) & (slots_.size() - 1))
        if (slots_[k].key == key && slots_[k].term == t) slots_[k].term = kAlways;
    }
    void fetch(std::uint64_t key) const { __builtin_prefetch(&slots_[place(key)]); }
    template <class F>
    void each(std::uint64_t key, FieldMask in, F found) const {
      for (std::size_t k = place(key); slots_[k].term != kFree; k = (k + 1) & (slots_.size() - 1))
        if (slots_[k].key == key && slots_[k].term != kAlways && (slots_[k].fields & in) != 0) found(slots_[k].term);
    }
    bool empty() const { return used_ == 0; }
    void clear() { *this = {}; }

   private:
    static constexpr TermId kFree = ~TermId{0};
    struct Place {
      std::uint64_t key = 0;
      TermId term = kFree;
      FieldMask fields = 0;
    };
    std::size_t place(std::uint64_t key) const { return (key * 0x9e3779b97f4a7c15 >> 24) & (slots_.size() - 1); }
    void grow() {
      std::vector<Place> old(slots_.size() * 2);
      old.swap(slots_);
      used_ = 0;
      for (const Place& p : old)
        if (p.term != kFree && p.term != kAlways) add(p.key, p.term, p.fields);
    }
    std::vector<Place> slots_ = std::vector<Place>(64);
    std::size_t used_ = 0;
  };

  // Phrases of two plain words are found by both at once, since single words of them are often everywhere.
  static bool is_pair(const Term& t) { return t.phrase.words.size() == 2 && t.phrase.joined[0] != kNoWord; }
  static std::uint64_t pair_key(WordId a, WordId b) { return std::uint64_t{a} << 32 | b; }
  void hold(TermId t) {
    if (holds_term(t)) return;
    present_[t >> 6] |= std::uint64_t{1} << (t & 63);
    held_.push_back(t);
  }

  bool holds_term(TermId t) const { return present_[t >> 6] >> (t & 63) & 1; }
  void begin_look(const OfferFacts& facts);
  bool tests(TermId t);
  bool has_flag(TermId t) const;
  bool flags(TermId t);
  bool holds_any(Terms terms) const {                   // without a branch at each: what an offer holds is no pattern to be guessed
    std::uint64_t any = 0;
    for (const TermId t : terms) any |= present_[t >> 6] >> (t & 63);
    return any & 1;
  }
  const PlaceVerdict& place(std::uint32_t locations);
  // Whether what a search asks beside its words is given, for all that ask the same.
  const Conditions& weigh(std::uint32_t conditions);
  Decision decide_code(std::uint32_t code);
  template <class Sink>
  Refusal judge_words(const Parts& p, Sink& sink);
  template <class Sink>
  Refusal judge_conditions(const Conditions& c, Sink& sink);
  template <class Sink>
  bool words_fit(const Parts& p, Sink& sink);

  Vocabulary vocabulary_;
  std::vector<std::uint32_t> counts_;                   // word -> offers that held it
  std::vector<Term> terms_{1};
  std::vector<TermId> free_terms_;
  std::unordered_map<std::string, TermId> term_by_key_;
  std::vector<std::vector<Anchor>> anchors_;            // by word
  Pairs pairs_;                                         // two words side by side -> phrases of just these
  std::vector<List> lists_{1};                          // by term
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> code_;
  std::size_t code_gone_ = 0;                           // of it, of searches that are gone
  std::vector<std::uint32_t> free_slots_;
  std::vector<std::uint32_t> unfiled_;                  // searches that take any offer's words
  std::vector<Locations> locations_;
  std::vector<std::uint32_t> free_locations_;
  std::unordered_map<std::string, std::uint32_t> locations_by_key_;
  std::vector<Conditions> conditions_;
  std::vector<std::uint32_t> free_conditions_;
  std::map<std::tuple<std::uint32_t, std::int32_t, RemotePolicy>, std::uint32_t> conditions_by_key_;

  const Document* document_ = nullptr;
  std::uint32_t title_words_ = 0;
  OfferFacts facts_;
  std::uint32_t epoch_ = 0;
  std::uint64_t looked_at_ = 0;
  std::vector<std::uint64_t> present_{1};               // bit: the offer holds the term
  std::vector<TermId> held_;                            // the same, listed
  std::vector<TitleFit> fits_{TitleFit::kNone};         // of title terms held
  std::vector<std::uint8_t> flag_state_{0};             // of terms held: 0 not asked yet, 1 no red flag (negated), 2 one
  std::vector<PlainWord> plain_words_{1};               // by term
  struct PairAt {
    std::uint64_t key;
    FieldMask field;
  };
  std::vector<PairAt> side_by_side_;                    // of the offer
  std::vector<std::uint32_t> candidates_;               // where their code stands
};

template <class F>
void Engine::each_wanting(F wanted) {
  // Memory is what this waits for: lists are fetched some terms ahead, the code of searches while those before them are decided. Which
  // searches need something else that is there cannot be guessed, so that it is not branched on.
  const auto fetch = [&](std::uint32_t code) {
    __builtin_prefetch(&code_[code], 1);
    __builtin_prefetch(&code_[code] + 16, 1);
  };
  const auto decide_some = [&](std::size_t n) {
    for (std::size_t i = 0; i < std::min(n, kAhead); ++i) fetch(candidates_[i]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i + kAhead < n) fetch(candidates_[i + kAhead]);
      const std::uint32_t code = candidates_[i];
      Head head;
      std::memcpy(&head, &code_[code], sizeof head);
      if (head.tried == epoch_) continue;
      code_[code + offsetof(Head, tried) / sizeof(std::uint32_t)] = epoch_;
      if (weigh(head.conditions).refusal != Refusal::kNone) continue;
      if (const Decision d = decide_code(code); d.refusal == Refusal::kNone) wanted(head.slot, d);
    }
  };
  std::size_t gathered = 0;
  const std::size_t held = held_.size();
  for (std::size_t i = 0; i < held; ++i) {
    if (i + 2 * kAhead < held) __builtin_prefetch(&lists_[held_[i + 2 * kAhead]], 1);
    if (i + kAhead < held) __builtin_prefetch(lists_[held_[i + kAhead]].postings.data());
    List& list = lists_[held_[i]];
    ++list.seen;
    if (candidates_.size() < gathered + list.postings.size()) candidates_.resize(2 * (gathered + list.postings.size()));
    std::uint32_t* to = candidates_.data() + gathered;
    for (const Posting& p : list.postings) {
      *to = p.code;
      to += holds_any({p.need, 3});
    }
    gathered = static_cast<std::size_t>(to - candidates_.data());
    if (gathered < kDecidedAtOnce) continue;
    decide_some(gathered);
    gathered = 0;
  }
  if (candidates_.size() < gathered + unfiled_.size()) candidates_.resize(gathered + unfiled_.size());
  for (const std::uint32_t slot : unfiled_) candidates_[gathered++] = slots_[slot].code;
  decide_some(gathered);
}

}  // namespace jm::domain
