// Which saved searches want this offer, and why: percolation. The offer is read once; what the searches look for (words, phrases,
// titles) is kept once for all of them and looked up once per offer; every search stands in the posting lists of its rarest
// alternatives only, so that those without a chance are never touched; red flags are decided last, on the whole document.
//
//   MatchIndex index;
//   for (const auto& s : searches) index.add(s);
//   for (const MatchOutcome& m : index.match(offer, now)) …   // inbox or quarantine, one per search that wants it
//
// An offer is a candidate for a search when
//   - one of its job titles matches: all significant words in the offer's title (folded, plural and gender tolerant,
//     French and English words for one trade alike), or, weaker, at least one in the title and the others in the text, or
//     the whole title as a phrase in the text; without job titles and must-haves, one keyword in title, text or tags; without any of
//     these, always;
//   - each must-have occurs ("Python | Java": one of them does);
//   - its place suits: one of the locations (town, departement, region, country), or remote work open to that country; an
//     unknown or vague place is kept with a lower rank;
//   - its remote policy suits (REMOTE demands remote work; HYBRID refuses only what is on site, so an unstated policy stays);
//   - it does not state, by the employer and plausibly, a yearly maximum below salary_min.
// A candidate with a red flag in title, company, text or tags goes to quarantine, whatever its rank. How rules are written: rule.h; what
// counts as an occurrence: phrase.h.
//
// The rank is the sum of the points of its reasons, 0 to 100: the title 40 and up to 10 more when it says little else (18 when found
// in the text only), keywords up to 20 by their share (30 more where they stand in for job titles), place 10 (remote 9, vague 3), pay
// that reaches the wish 8 (in part 3, no wish 4), remote policy up to 6, freshness 6 down to 0, and 5 less after 60 days.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "domain/offer.h"
#include "domain/reason.h"
#include "domain/search.h"

namespace jm::domain {

enum class Lane : std::uint8_t { kInbox, kQuarantine };

enum class Field : std::uint8_t { kTitle, kCompany, kDescription, kTags };
std::string_view name(Field v);       // "title", "company", "description", "tags"

struct RedFlagHit {
  std::string rule;                   // the red flag as the user wrote it
  Field field = Field::kTitle;
  std::uint32_t offset = 0, length = 0;   // bytes of that field's text (of the tags: one a line)
  std::string text;                   // the matched words
  std::uint32_t utf16_offset = 0, utf16_length = 0;     // the same in UTF-16 units, as web clients count
  std::string before, after;          // up to 60 bytes of the text around
  bool operator==(const RedFlagHit&) const = default;
};
inline constexpr std::size_t kRedFlagHitsMax = 20;        // kept per search and offer; the decision looks at all

struct MatchOutcome {
  Uuid search_id, user_id;
  Lane lane = Lane::kInbox;
  int rank = 0;                       // 0..100
  std::vector<Reason> reasons;        // most points first
  std::vector<RedFlagHit> hits;       // in quarantine only; document order
  bool operator==(const MatchOutcome&) const = default;
};

// A search that does not want the offer says why, for "explain" and previews.
enum class Refusal : std::uint8_t { kNone, kTitle, kMustHave, kPlace, kRemote, kPay };
std::string_view name(Refusal v);     // "", "TITLE", "MUST_HAVE", "PLACE", "REMOTE", "PAY"

inline constexpr std::size_t kTermsPerListMax = 100;      // titles, locations, rules of one kind of one search; the rest is ignored
inline constexpr std::size_t kWordsPerTermMax = 12;

// A search that wants the offer, without the reasons.
struct Match {
  std::uint32_t search = 0;           // see MatchIndex::search_id
  Lane lane = Lane::kInbox;
  std::uint8_t rank = 0;
};

// Owned by one worker: not thread-safe, movable. Words are never forgotten, so memory grows with the number of different words
// ever searched for (about 30 bytes each). Where searches are filed is reviewed now and then by how common words are in the offers
// that came.
class MatchIndex {
 public:
  MatchIndex();
  ~MatchIndex();
  MatchIndex(MatchIndex&&) noexcept;
  MatchIndex& operator=(MatchIndex&&) noexcept;

  void add(const SearchSpec& search);     // replaces a search with the same id
  bool remove(const Uuid& search_id);     // false: not there
  std::size_t size() const;

  // Outcomes in no particular order.
  std::vector<MatchOutcome> match(const Offer& offer, Time now);
  // The decisions alone, valid until the next call: for who needs few of the reasons, or none.
  const std::vector<Match>& find(const Offer& offer, Time now);
  const Uuid& search_id(std::uint32_t search) const;

  // The same answer by trying every search: what a few searches need, and a check of the index.
  std::vector<MatchOutcome> match_each(const Offer& offer, Time now);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One search against one offer. `refusal` says why when there is no outcome.
struct Verdict {
  Refusal refusal = Refusal::kNone;
  std::optional<MatchOutcome> outcome;
};
Verdict match_one(const SearchSpec& search, const Offer& offer, Time now);

// The red flags of one list in one offer, with negation understood: what match() uses, for callers with a text of their own.
std::vector<RedFlagHit> find_red_flags(std::span<const std::string> rules, const Offer& offer);

}  // namespace jm::domain
