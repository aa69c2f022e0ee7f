#include "domain/stored_offers.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

#include "domain/match_engine.h"
#include "domain/phrase.h"
#include "text/stem.h"

namespace jm::domain {

namespace {

using WordRef = std::uint32_t;
constexpr std::uint32_t kGone = ~std::uint32_t{0};

void put_number(std::string& out, std::uint64_t v) {
  for (; v >= 0x80; v >>= 7) out += static_cast<char>(v | 0x80);
  out += static_cast<char>(v);
}
std::uint64_t get_number(const char*& at) {
  std::uint64_t v = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto b = static_cast<unsigned char>(*at++);
    v |= static_cast<std::uint64_t>(b & 0x7F) << shift;
    if (b < 0x80) return v;
  }
}

// All different words, folded; those of one or two bytes once for each spelling, what is several words as one apart from the same as a
// word, and so is a word where it stands alone and in no expression of another meaning (phrase.h). Numbers are dense and never reused. Found by their stem, so that all forms of a word stand in one chain.
class WordTable {
 public:
  enum class Kind : std::uint8_t { kWord, kJoined, kAlone };
  struct Entry {
    std::uint32_t letters;             // where they stand, their number before them
    std::uint32_t stem;                // half of its hash
    std::uint16_t spelling;
    Kind kind;
    bool may_negate;
    std::uint16_t expressions;         // see phrase.h
  };
  WordTable() : slots_(1 << 12, kGone) {}

  WordRef add(std::string_view folded, const WordKey& key, Kind kind = Kind::kWord) {
    if ((entries_.size() + 1) * 4 > slots_.size() * 3) grow();
    const auto stem = static_cast<std::uint32_t>(key.stem);
    std::size_t k = place(stem);
    for (; slots_[k] != kGone; k = (k + 1) & (slots_.size() - 1)) {
      const Entry& e = entries_[slots_[k]];
      if (e.stem == stem && e.spelling == key.spelling && e.kind == kind && text(e) == folded) return slots_[k];
    }
    const std::size_t need = folded.size() + 10;
    if (letters_.empty() || letters_.back().size() + need > kLettersBytes) {
      letters_.emplace_back();
      letters_.back().reserve(std::max(need, kLettersBytes));        // a longer word has a block of its own
      letters_bytes_ += letters_.back().capacity();
    }
    const auto n = static_cast<WordRef>(entries_.size());
    entries_.push_back({static_cast<std::uint32_t>((letters_.size() - 1) * kLettersBytes + letters_.back().size()), stem, key.spelling, kind, may_negate(folded), expressions_of(key.stem)});
    put_number(letters_.back(), folded.size());
    letters_.back() += folded;
    slots_[k] = n;
    if (key.trade != 0 && kind == Kind::kWord) traders_.push_back(n);
    return n;
  }
  std::size_t size() const { return entries_.size(); }
  const Entry& operator[](WordRef w) const { return entries_[w]; }
  std::string_view text(const Entry& e) const {
    const char* at = letters_[e.letters / kLettersBytes].data() + e.letters % kLettersBytes;
    const auto length = static_cast<std::size_t>(get_number(at));
    return {at, length};
  }
  // Calls found(WordRef) for every word of this stem.
  template <class F>
  void each_of(std::uint64_t stem, F found) const {
    const auto half = static_cast<std::uint32_t>(stem);
    for (std::size_t k = place(half); slots_[k] != kGone; k = (k + 1) & (slots_.size() - 1))
      if (const Entry& e = entries_[slots_[k]]; e.stem == half && text::stem_hash(text(e)) == stem) found(slots_[k]);
  }
  // Words that belong to a trade's class.
  const std::vector<WordRef>& traders() const { return traders_; }
  std::size_t bytes() const { return letters_bytes_ + entries_.size() * sizeof(Entry) + slots_.capacity() * sizeof(WordRef); }

 private:
  static constexpr std::size_t kLettersBytes = std::size_t{1} << 16;
  std::size_t place(std::uint32_t stem) const { return (stem * 0x9e3779b97f4a7c15 >> 20) & (slots_.size() - 1); }
  void grow() {
    std::vector<WordRef>(slots_.size() * 2, kGone).swap(slots_);
    for (WordRef w = 0; w < entries_.size(); ++w) {
      std::size_t k = place(entries_[w].stem);
      while (slots_[k] != kGone) k = (k + 1) & (slots_.size() - 1);
      slots_[k] = w;
    }
  }
  std::vector<std::string> letters_;
  std::size_t letters_bytes_ = 0;
  std::deque<Entry> entries_;
  std::vector<WordRef> slots_;
  std::vector<WordRef> traders_;
};

// In which fields a word stands, and in which of them somewhere without a negation.
struct Where {
  FieldMask held = 0, meant = 0;
  bool operator==(const Where&) const = default;
};

// For each word the offers that hold it and where, ascending, as differences. The lists grow in slices of one pool, each twice as long as
// the one before it up to a limit, its last four bytes the place of the next; a word that one offer holds has none.
class PostingLists {
 public:
  // Once for each word of an offer.
  void add(WordRef w, std::uint32_t offer, Where where) {
    if (lists_.size() <= w) lists_.resize(w + 1);
    List& l = lists_[w];
    if (l.count == 1) {
      l.first = l.at = slice(0);
      l.left = static_cast<std::uint16_t>(size_of(0) - kForwardBytes);
      write_posting(l, l.last, unpacked(l.last_where));
    }
    if (l.count > 0) write_posting(l, offer - l.last, where);
    l.last = offer;
    l.last_where = packed(where);
    ++l.count;
  }
  std::uint32_t count(WordRef w) const { return w < lists_.size() ? lists_[w].count : 0; }
  template <class F>
  void each(WordRef w, F f) const {
    if (count(w) == 0) return;
    const List& l = lists_[w];
    if (l.count == 1) {
      f(l.last, unpacked(l.last_where));
      return;
    }
    Reader r{*this, l.first, 0, unsigned{size_of(0)} - kForwardBytes};
    std::uint32_t offer = 0;
    for (std::uint32_t n = 0; n < l.count; ++n) {
      const std::uint32_t v = r.number();
      offer += v >> 1;
      f(offer, v & 1 ? unpacked(r.next()) : kUsual);
    }
  }
  std::size_t bytes() const { return lists_.size() * sizeof(List) + pool_.size() * kBlockBytes; }

 private:
  struct List {
    std::uint32_t last = 0, count = 0;
    std::uint32_t first = 0, at = 0;                  // of its bytes: the first, the next to write
    std::uint16_t left = 0;                           // to be written in the slice that `at` is in
    std::uint8_t level = 0;
    std::uint8_t last_where = 0;
  };
  static constexpr Where kUsual{mask_of(Field::kDescription), mask_of(Field::kDescription)};
  static std::uint8_t packed(Where w) { return static_cast<std::uint8_t>(w.held << 4 | w.meant); }
  static Where unpacked(std::uint8_t b) { return {static_cast<FieldMask>(b >> 4), static_cast<FieldMask>(b & 15)}; }
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 16;
  static constexpr unsigned kLevelMax = 6;            // slices of 8, 16, … 512 bytes
  static constexpr std::uint16_t kForwardBytes = 4;
  static constexpr std::uint16_t size_of(unsigned level) { return static_cast<std::uint16_t>(8u << level); }

  std::uint32_t slice(unsigned level) {
    if (pool_.empty() || used_ + size_of(level) > kBlockBytes) {
      pool_.push_back(std::make_unique<unsigned char[]>(kBlockBytes));
      used_ = 0;
    }
    const std::size_t at = (pool_.size() - 1) * kBlockBytes + used_;
    used_ += size_of(level);
    return static_cast<std::uint32_t>(at);
  }
  unsigned char& byte(std::uint32_t at) { return pool_[at / kBlockBytes][at % kBlockBytes]; }
  unsigned char byte(std::uint32_t at) const { return pool_[at / kBlockBytes][at % kBlockBytes]; }

  // The difference twice over; odd: where it stands follows.
  void write_posting(List& l, std::uint32_t difference, Where where) {
    write_number(l, difference << 1 | (where == kUsual ? 0u : 1u));
    if (where != kUsual) write(l, packed(where));
  }
  void write_number(List& l, std::uint32_t v) {
    for (; v >= 0x80; v >>= 7) write(l, static_cast<unsigned char>(v | 0x80));
    write(l, static_cast<unsigned char>(v));
  }
  void write(List& l, unsigned char b) {
    if (l.left == 0) {
      l.level = static_cast<std::uint8_t>(std::min<unsigned>(l.level + 1u, kLevelMax));
      const std::uint32_t next = slice(l.level);
      for (unsigned i = 0; i < kForwardBytes; ++i) byte(l.at + i) = static_cast<unsigned char>(next >> (8 * i));
      l.at = next;
      l.left = static_cast<std::uint16_t>(size_of(l.level) - kForwardBytes);
    }
    byte(l.at++) = b;
    --l.left;
  }

  struct Reader {
    const PostingLists& lists;
    std::uint32_t at;
    unsigned level;
    unsigned left;
    unsigned char next() {
      if (left == 0) {
        std::uint32_t to = 0;
        for (unsigned i = 0; i < kForwardBytes; ++i) to |= static_cast<std::uint32_t>(lists.byte(at + i)) << (8 * i);
        at = to;
        level = std::min(level + 1, kLevelMax);
        left = size_of(level) - unsigned{kForwardBytes};
      }
      --left;
      return lists.byte(at++);
    }
    std::uint32_t number() {
      std::uint32_t v = 0;
      for (unsigned shift = 0;; shift += 7) {
        const unsigned char b = next();
        v |= static_cast<std::uint32_t>(b & 0x7F) << shift;
        if (b < 0x80) return v;
      }
    }
  };

  std::deque<List> lists_;                            // by word
  std::vector<std::unique_ptr<unsigned char[]>> pool_;
  std::size_t used_ = 0;                              // of the last block
};

// An offer's words, field by field: how many, then for each 6 * word + what stands before it (a text::Gap). In between, 6 * word + 5 and a
// count: what several words are as one, letters set apart that begin here (3 and more) or the last word with the next (2).
constexpr std::uint64_t kRun = 5;

struct Places {
  std::vector<Place> places;
  PlaceFacts facts;
};

std::string places_key(const std::vector<Place>& places) {
  std::string key;
  for (const Place& p : places)
    for (const std::string* s : {&p.raw, &p.city, &p.postal_code, &p.insee, &p.departement, &p.region, &p.country, &p.zone}) key.append(*s).push_back('\0');
  for (const Place& p : places)
    if (p.lat && p.lon) key += std::to_string(*p.lat) + "," + std::to_string(*p.lon) + ";";
  return key;
}

}  // namespace

struct StoredOffers::Impl {
  struct Stored {
    Uuid id;
    std::uint32_t block = kGone, offset = 0;       // of its words; block kGone: removed
    std::uint32_t places = 0;
    std::int32_t pay_min = -1, pay_max = -1;
    Remote remote = Remote::kUnknown;
    bool pay_known = false;
    std::uint8_t currency = 0;
    std::uint8_t title_seniority = 0;
    std::uint16_t title_words = 0;
    Time shown{0}, until{0};                       // shown 0: unknown
  };
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

  std::size_t bytes_max;
  WordTable words;
  PostingLists postings;
  std::vector<Stored> offers;
  std::vector<std::uint32_t> by_id = std::vector<std::uint32_t>(1024, kGone);     // open addressing; one that is gone stays in the way
  std::size_t here = 0, gone = 0;                 // offers that are here; numbers of those that are not any more
  std::deque<std::string> blocks;
  std::size_t block_bytes = 0;
  std::deque<Places> places;
  std::unordered_map<std::string, std::uint32_t> places_by_key;
  std::size_t places_bytes = 0;
  std::vector<std::string> currencies;
  Document document;
  text::Tokens tokens;
  std::vector<text::Gap> gaps;
  // The words of the document that is loaded, by position.
  struct Loaded final : Document::Words {
    explicit Loaded(const WordTable& t) : table(t) {}
    std::string_view word(std::uint32_t position) const override { return refs[position] == kGone ? std::string_view() : table.text(table[refs[position]]); }
    std::uint16_t spelling(std::uint32_t position) const override { return refs[position] == kGone ? std::uint16_t{0} : table[refs[position]].spelling; }
    const WordTable& table;
    std::vector<WordRef> refs;
  } loaded{words};

  std::size_t bytes() const {
    return words.bytes() + postings.bytes() + offers.capacity() * sizeof(Stored) + by_id.capacity() * sizeof(std::uint32_t) + block_bytes + places_bytes + where_of.capacity() * sizeof(Where);
  }

  std::size_t place(const Uuid& id) const { return std::hash<Uuid>()(id) * 0x9e3779b97f4a7c15 >> 20 & (by_id.size() - 1); }
  // Its number, or kGone.
  std::uint32_t number(const Uuid& id) const {
    for (std::size_t k = place(id); by_id[k] != kGone; k = (k + 1) & (by_id.size() - 1))
      if (offers[by_id[k]].id == id && offers[by_id[k]].block != kGone) return by_id[k];
    return kGone;
  }
  void enter(std::uint32_t n) {
    if (offers.size() * 4 > by_id.size() * 3) {
      std::vector<std::uint32_t>(by_id.size() * 2, kGone).swap(by_id);
      for (std::uint32_t i = 0; i < n; ++i)
        if (offers[i].block != kGone) put_number_in(i);
    }
    put_number_in(n);
  }
  void put_number_in(std::uint32_t n) {
    std::size_t k = place(offers[n].id);
    while (by_id[k] != kGone) k = (k + 1) & (by_id.size() - 1);
    by_id[k] = n;
  }

  // What is being put in: where its words stand, and which words they are.
  struct Occurrence {
    WordRef ref;
    std::uint32_t position;
    std::uint8_t words;
    Field field;
  };
  std::vector<Occurrence> occurrences;
  std::vector<std::uint32_t> negating;             // positions of words that may negate others
  std::vector<Where> where_of;                     // by word, and the words that have it
  std::vector<WordRef> held_words;

  void write_field(std::string_view text, Field field, std::string& out) {
    tokens.clear();
    text::tokenize(text, tokens);
    std::deque<std::string> latin;
    std::string last, stream;
    gaps.clear();
    const auto at = [&] { return static_cast<std::uint32_t>(loaded.refs.size()); };
    const auto join = [&](const std::string& joined, std::uint32_t position, std::uint8_t n) {
      const WordRef w = words.add(joined, word_key(joined, joined), WordTable::Kind::kJoined);
      occurrences.push_back({w, position, n, field});
      put_number(stream, std::uint64_t{w} * 6 + kRun);
      put_number(stream, n);
    };
    each_word(
        text, tokens, latin,
        [&](std::string_view folded, const WordKey& key, text::Gap gap) {
          if (!last.empty() && gap <= text::Gap::kHyphen && (gap == text::Gap::kHyphen || compound(last, folded) != 0)) join(last + std::string(folded), at() - 1, 2);
          const WordRef w = words.add(folded, key);
          occurrences.push_back({w, at(), 1, field});
          if (words[w].may_negate) negating.push_back(at());
          if (field == Field::kTitle) document.put_title(folded);
          put_number(stream, std::uint64_t{w} * 6 + static_cast<std::uint64_t>(gap));
          loaded.refs.push_back(w);
          gaps.push_back(gap);
          last = folded;
        },
        [&](std::uint64_t, std::uint8_t n) {
          std::string joined;
          for (std::size_t i = 0; i < n; ++i) joined += tokens.word(gaps.size() + i);
          join(joined, at(), n);
        });
    document.put_words(gaps);
    document.end_field();
    loaded.refs.push_back(kGone);
    put_number(out, gaps.size());
    out += stream;
  }

  // Its words as they are kept.
  std::string write_words(const Offer& offer) {
    static const Vocabulary kNothing;
    std::string out;
    const std::string tags = tags_text(offer);
    const std::string_view texts[kFields] = {offer.title, offer.company, offer.description, tags};
    document.begin(kNothing, &loaded);
    loaded.refs.clear();
    occurrences.clear();
    negating.clear();
    for (std::size_t f = 0; f < kFields; ++f) write_field(texts[f], static_cast<Field>(f), out);
    return out;
  }

  // Enters the words written last into the index.
  void post(std::uint32_t offer) {
    for (std::size_t i = 0, n = occurrences.size(); i < n; ++i) {
      const Occurrence o = occurrences[i];
      const WordTable::Entry e = words[o.ref];
      if (e.expressions == 0 || o.words != 1 || is_other_expression(e.expressions, document, o.position)) continue;
      const std::string folded(words.text(e));
      occurrences.push_back({words.add(folded, {text::stem_hash(folded), 0, e.spelling}, WordTable::Kind::kAlone), o.position, 1, o.field});
    }
    where_of.resize(words.size());
    held_words.clear();
    for (const Occurrence& o : occurrences) {
      Where& w = where_of[o.ref];
      if (w.held == 0) held_words.push_back(o.ref);
      const FieldMask field = mask_of(o.field);
      w.held = static_cast<FieldMask>(w.held | field);
      if ((w.meant & field) == 0 && !negated(o)) w.meant = static_cast<FieldMask>(w.meant | field);
    }
    for (const WordRef w : held_words) postings.add(w, offer, std::exchange(where_of[w], {}));
  }
  bool negated(const Occurrence& o) const {
    const auto near = std::lower_bound(negating.begin(), negating.end(), o.position - std::min(o.position, kNegationWindow));
    return near != negating.end() && *near <= o.position + o.words + kNegationWindow && is_negated(document, {o.position, o.words});
  }

  std::uint32_t places_of(const std::vector<Place>& list) {
    std::string key = places_key(list);
    if (const auto it = places_by_key.find(key); it != places_by_key.end()) return it->second;
    const auto n = static_cast<std::uint32_t>(places.size());
    Offer view;
    view.places = list;
    places.push_back({list, place_facts(view)});
    Places& p = places.back();
    for (std::size_t i = 0; i < p.places.size(); ++i) p.facts.places[i].place = &p.places[i];       // not the view's
    places_bytes += 3 * key.size() + 200 * (list.size() + 1);
    places_by_key.emplace(std::move(key), n);
    return n;
  }

  std::uint8_t currency_of(const std::string& currency) {
    const auto it = std::find(currencies.begin(), currencies.end(), currency);
    if (it != currencies.end()) return static_cast<std::uint8_t>(it - currencies.begin());
    if (currencies.size() == 255) return 0;
    currencies.push_back(currency);
    return static_cast<std::uint8_t>(currencies.size() - 1);
  }

  bool open(const Stored& s, Time now) const { return s.block != kGone && s.until > now; }

  OfferFacts facts_of_stored(const Stored& s, Time now) {
    OfferFacts f;
    PlaceFacts& where = places[s.places].facts;
    where.remote = s.remote;
    f.places = &where;
    f.remote = s.remote;
    f.pay_known = s.pay_known;
    f.pay_min = s.pay_min;
    f.pay_max = s.pay_max;
    f.currency = currencies.empty() ? std::string_view() : std::string_view(currencies[s.currency]);
    if (s.shown.us != 0) f.age_days = static_cast<int>(std::max<std::int64_t>(0, (now.us - s.shown.us) / (std::int64_t{86'400} * 1'000'000)));
    return f;
  }

  // A set of offers.
  using Set = std::vector<std::uint64_t>;
  static bool has(const Set& set, std::uint32_t n) { return set[n >> 6] >> (n & 63) & 1; }
  static void put(Set& set, std::uint32_t n) { set[n >> 6] |= std::uint64_t{1} << (n & 63); }
  static void unite(Set& a, const Set& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] |= b[i];
  }
  static void intersect(Set& a, const Set& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] &= b[i];
  }
  Set none() const { return Set((offers.size() + 63) / 64, 0); }

  // Searches against stored offers.
  struct Query {
    Engine engine;
    std::vector<std::uint32_t> slots;
    // A word of the table that the searches look for.
    struct Sense {
      WordId stem = kNoWord, trade = kNoWord;                            // trade: as Document::know wants it
      std::vector<WordId> patterns;
    };
    std::unordered_map<WordRef, Sense> senses;
    std::vector<std::vector<WordRef>> refs_of, alone_of;                 // by word of the vocabulary; alone: and in no other expression
    std::vector<std::uint64_t> is_read;                                  // bit by word of the table: documents are read for it
    struct Event {
      std::uint32_t position;
      const Sense* sense;
      std::uint8_t words;
    };
    std::vector<Event> events;
  };

  Query query(std::span<const SearchSpec> searches) {
    Query q;
    for (const SearchSpec& s : searches) q.slots.push_back(q.engine.add(s));
    const Vocabulary& vocabulary = q.engine.vocabulary();
    q.is_read.assign((words.size() + 63) / 64, 0);
    q.refs_of.resize(vocabulary.size());
    q.alone_of.resize(vocabulary.size());
    std::vector<std::uint32_t> counts(vocabulary.size(), 0);
    const auto know = [&](WordRef ref, WordId w) {
      counts[w] += postings.count(ref);
      q.refs_of[w].push_back(ref);
    };
    vocabulary.each([&](std::uint64_t hash, WordId w) {
      words.each_of(hash, [&](WordRef ref) {
        if (words[ref].kind == WordTable::Kind::kAlone) {
          q.alone_of[w].push_back(ref);
          return;
        }
        Query::Sense& sense = q.senses[ref];
        sense.stem = w;
        if (trade_class(hash) == 0) sense.trade = w;
        know(ref, w);
      });
    });
    for (const WordRef ref : words.traders()) {
      const WordId w = vocabulary.find(trade_class(text::stem_hash(words.text(words[ref]))));
      if (w == kNoWord) continue;
      q.senses[ref].trade = w;
      know(ref, w);
    }
    if (vocabulary.has_patterns())
      for (WordRef ref = 0; ref < words.size(); ++ref) {
        if (words[ref].kind != WordTable::Kind::kWord) continue;
        vocabulary.each_pattern(words.text(words[ref]), [&](WordId w) {
          q.senses[ref].patterns.push_back(w);
          know(ref, w);
        });
      }
    q.engine.count(counts);
    return q;
  }

  void load(const Stored& s, Query& q) {
    const char* at = blocks[s.block].data() + s.offset;
    document.begin(q.engine.vocabulary(), &loaded);
    document.set_title(s.title_words, s.title_seniority);
    loaded.refs.clear();
    for (std::size_t f = 0; f < kFields; ++f) {
      const std::size_t first = loaded.refs.size(), count = get_number(at);
      loaded.refs.resize(first + count + 1, kGone);
      gaps.resize(count);
      q.events.clear();
      for (std::size_t n = 0; n < count;) {
        const auto v = static_cast<std::uint32_t>(get_number(at));
        const std::uint32_t ref = v / 6, sign = v % 6;
        std::uint8_t several = 1;
        if (sign == kRun) {
          several = static_cast<std::uint8_t>(get_number(at));
        } else {
          loaded.refs[first + n] = ref;
          gaps[n] = static_cast<text::Gap>(sign);
          ++n;
        }
        if (q.is_read[ref >> 6] >> (ref & 63) & 1)
          q.events.push_back({static_cast<std::uint32_t>(first + n - (several <= 2)), &q.senses.find(ref)->second, several});
      }
      document.put_words(gaps);
      for (const auto& [position, sense, several] : q.events) {
        if (several > 1) {
          if (sense->stem != kNoWord) document.know_also(position, sense->stem, several);
          continue;
        }
        document.know(position, sense->stem, sense->trade);
        for (const WordId w : sense->patterns) document.know_also(position, w, 1);
      }
      document.end_field();
    }
  }

  // A word of an offer, as the index has it: adds those that hold it in these fields, and those where it is meant.
  void find_word(WordRef ref, FieldMask fields, Set& held, Set* meant = nullptr) const {
    postings.each(ref, [&](std::uint32_t n, Where where) {
      if ((where.held & fields) != 0) put(held, n);
      if (meant && (where.meant & fields) != 0) put(*meant, n);
    });
  }
  void find_words(const Query& q, std::span<const WordId> any, FieldMask fields, Set& held) const {
    for (const WordId w : any)
      for (const WordRef ref : q.refs_of[w]) find_word(ref, fields, held);
  }

  // What the index says of a term, for all offers.
  struct Found {
    std::uint32_t term = 0;
    bool title = false;
    Set held;                                      // surely
    Set strong;                                    // of these: it is meant; of a title: it fits the title
    Set unsure;                                    // beside those held, or of a phrase: the offer must be read
  };

  Found find(const Query& q, const Engine::Sought& s, const Set& all) const {
    Found f{s.term, s.title != nullptr, none(), none(), none()};
    if (s.title) {
      find_title(q, *s.title, all, f);
    } else if (s.word != kNoWord) {
      const auto look = [&](WordRef ref) {
        const WordTable::Entry& e = words[ref];
        const bool fits = e.kind == WordTable::Kind::kJoined ? s.spelling == 0 : (s.spelling == 0 || e.spelling == s.spelling);
        if (fits) find_word(ref, s.fields, f.held, &f.strong);
      };
      for (const WordRef ref : q.refs_of[s.word])
        if (!s.alone || words[ref].kind == WordTable::Kind::kJoined) look(ref);
      if (s.alone)
        for (const WordRef ref : q.alone_of[s.word]) look(ref);
    } else {
      f.unsure = all;
      for (const std::vector<WordId>& need : s.needs) {
        Set holds = none();
        find_words(q, need, s.fields, holds);
        intersect(f.unsure, holds);
      }
    }
    return f;
  }

  // fit_title() as far as it hangs on which words stand in title and text; the title as a phrase in the text must be read.
  void find_title(const Query& q, const TitleTerm& t, const Set& all, Found& f) const {
    Set both = all, every = all, some = none();
    for (const WordId w : t.words) {
      Set title = none(), either = none();
      find_words(q, {&w, 1}, mask_of(Field::kTitle), title);
      find_words(q, {&w, 1}, mask_of(Field::kTitle) | mask_of(Field::kDescription), either);
      intersect(both, either);
      intersect(every, title);
      unite(some, title);
    }
    for (std::size_t i = 0; i < both.size(); ++i) {
      std::uint64_t contradicted = 0;
      if (t.excluded != 0)
        for (std::uint64_t left = both[i]; left != 0; left &= left - 1) {
          const auto k = static_cast<unsigned>(std::countr_zero(left));
          if ((offers[i * 64 + k].title_seniority & t.excluded) != 0) contradicted |= std::uint64_t{1} << k;
        }
      f.strong[i] = both[i] & every[i] & ~contradicted;
      f.held[i] = both[i] & some[i];
      if (t.words.size() >= 2) f.unsure[i] = both[i] & ~some[i] & ~contradicted;
    }
  }
};

StoredOffers::StoredOffers(std::size_t bytes_max) : impl_(std::make_unique<Impl>()) { impl_->bytes_max = bytes_max; }
StoredOffers::~StoredOffers() = default;

std::size_t StoredOffers::size() const { return impl_->here; }
std::size_t StoredOffers::gone() const { return impl_->gone; }
std::size_t StoredOffers::bytes() const { return impl_->bytes(); }
const Uuid& StoredOffers::id(std::uint32_t offer) const { return impl_->offers[offer].id; }

void StoredOffers::remove(const Uuid& id) {
  const std::uint32_t n = impl_->number(id);
  if (n == kGone) return;
  impl_->offers[n].block = kGone;
  --impl_->here;
  ++impl_->gone;
}

bool StoredOffers::put(const Uuid& id, const Offer& offer, Time until) {
  Impl& m = *impl_;
  remove(id);
  if (m.bytes() >= m.bytes_max) return false;
  const auto n = static_cast<std::uint32_t>(m.offers.size());
  const std::string words = m.write_words(offer);
  m.post(n);
  if (m.blocks.empty() || m.blocks.back().size() + words.size() > Impl::kBlockBytes) {
    m.blocks.emplace_back();
    m.blocks.back().reserve(std::max(words.size(), Impl::kBlockBytes));
    m.block_bytes += m.blocks.back().capacity();
  }
  Impl::Stored s;
  s.id = id;
  s.block = static_cast<std::uint32_t>(m.blocks.size() - 1);
  s.offset = static_cast<std::uint32_t>(m.blocks.back().size());
  m.blocks.back() += words;
  s.places = m.places_of(offer.places);
  const PlaceFacts none;
  const OfferFacts f = facts_of(offer, none, Time{0});
  s.pay_min = f.pay_min;
  s.pay_max = f.pay_max;
  s.pay_known = f.pay_known;
  s.remote = offer.remote;
  s.currency = m.currency_of(offer.pay.currency);
  s.shown = offer.posted_at ? *offer.posted_at : offer.updated_at ? *offer.updated_at : Time{0};
  s.until = offer.expires_at ? *offer.expires_at : until;
  s.title_words = static_cast<std::uint16_t>(std::min<std::uint32_t>(m.document.title_words(), 0xFFFF));
  s.title_seniority = m.document.title_seniority();
  m.offers.push_back(s);
  m.enter(n);
  ++m.here;
  return true;
}

std::size_t StoredOffers::open(Time now) const {
  return static_cast<std::size_t>(std::count_if(impl_->offers.begin(), impl_->offers.end(), [&](const Impl::Stored& s) { return impl_->open(s, now); }));
}

std::vector<StoredMatch> StoredOffers::find(const SearchSpec& search, Time now) { return std::move(find_each({&search, 1}, now).front()); }

// The index says which offers hold the single words that a search looks for and how titles fit, which may hold a phrase, and so which can be
// candidates. Of these only the ones are read that may hold a phrase.
std::vector<std::vector<StoredMatch>> StoredOffers::find_each(std::span<const SearchSpec> searches, Time now, std::optional<std::span<const std::uint32_t>> among) {
  Impl& m = *impl_;
  using Set = Impl::Set;
  Impl::Query q = m.query(searches);
  std::vector<Impl::Found> found;                  // of all searches
  std::unordered_map<std::uint32_t, std::size_t> found_of;     // term -> its place there
  struct One {
    Set candidates, unsure;                        // unsure: it may hold a phrase
    std::vector<std::uint8_t> places;              // by places and remote: whether they suit, 2: not asked yet
  };
  std::vector<One> all;
  Set any = m.none(), chosen = m.none();
  if (among)
    for (const std::uint32_t n : *among) Impl::put(chosen, n);
  else
    for (std::uint32_t n = 0; n < m.offers.size(); ++n) Impl::put(chosen, n);
  for (const std::uint32_t slot : q.slots) {
    const Engine::Plan plan = q.engine.plan(slot);
    One one{chosen, m.none(), std::vector<std::uint8_t>(m.places.size() * 4, 2)};
    std::vector<std::size_t> places;
    for (const Engine::Sought& s : plan.sought) {
      const auto [it, fresh] = found_of.try_emplace(s.term, found.size());
      if (fresh) {
        found.push_back(m.find(q, s, chosen));
        const auto read = [&](WordId w) {
          for (const WordRef ref : q.refs_of[w]) q.is_read[ref >> 6] |= std::uint64_t{1} << (ref & 63);
        };
        for (const std::vector<WordId>& need : s.needs) std::for_each(need.begin(), need.end(), read);
        if (s.title && s.title->words.size() >= 2) {
          std::for_each(s.title->words.begin(), s.title->words.end(), read);
          std::for_each(s.title->sequence.begin(), s.title->sequence.end(), read);
        }
      }
      Impl::unite(one.unsure, found[it->second].unsure);
      places.push_back(it->second);
    }
    for (const std::vector<std::size_t>& demand : plan.demands) {
      Set holds = m.none();
      for (const std::size_t s : demand) {
        Impl::unite(holds, found[places[s]].held);
        Impl::unite(holds, found[places[s]].unsure);
      }
      Impl::intersect(one.candidates, holds);
    }
    Impl::unite(any, one.candidates);
    all.push_back(std::move(one));
  }
  std::vector<std::vector<StoredMatch>> out(all.size());
  std::vector<std::size_t> asking;
  std::vector<Engine::Known> known;
  for (std::uint32_t n = 0; n < m.offers.size(); ++n) {
    if (any[n >> 6] >> (n & 63) == 0) {              // nothing more among these 64
      n |= 63;
      continue;
    }
    const Impl::Stored& s = m.offers[n];
    if (!Impl::has(any, n) || !m.open(s, now)) continue;
    const OfferFacts facts = m.facts_of_stored(s, now);
    asking.clear();
    bool read = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
      One& one = all[i];
      if (!Impl::has(one.candidates, n)) continue;
      // Places are many offers' own: whether one suits is asked once.
      std::uint8_t& place = one.places[s.places * 4 + static_cast<std::size_t>(s.remote)];
      if (place == 2) place = q.engine.place_suits(q.slots[i], facts);
      if (place == 0) continue;
      asking.push_back(i);
      read = read || Impl::has(one.unsure, n);
    }
    if (asking.empty()) continue;
    known.clear();
    for (const Impl::Found& f : found)
      if (Impl::has(f.held, n)) {
        const bool strong = Impl::has(f.strong, n);
        known.push_back({f.term, strong, !f.title ? TitleFit::kNone : strong ? TitleFit::kTitle : TitleFit::kText});
      }
    if (read) m.load(s, q);
    q.engine.look_at(known, s.title_words, facts, read ? &m.document : nullptr);
    if (read)
      for (const Impl::Found& f : found)
        if (Impl::has(f.unsure, n)) q.engine.look_for(f.term);
    for (const std::size_t i : asking)
      if (const Decision d = q.engine.decide(q.slots[i]); d.refusal == Refusal::kNone) out[i].push_back({n, d.lane, static_cast<std::uint8_t>(d.rank)});
  }
  return out;
}

}  // namespace jm::domain
