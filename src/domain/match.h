// Which saved searches want this offer, and why: percolation. The offer is tokenised once; every search sits in posting
// lists under the rarest word of each of its alternatives, so only searches that share a rare word with the offer are
// looked at; red flags are decided last, on the whole document.
//
//   MatchIndex index;
//   for (const auto& s : searches) index.add(s);
//   for (const MatchOutcome& m : index.match(offer, now)) …   // inbox or quarantine, one per search that wants it
//
// An offer is a candidate for a search when
//   - one of its job titles matches: all significant words in the offer's title (folded, plural and gender tolerant,
//     French and English words for one trade alike), or, weaker, at least one in the title and the others in the text, or
//     the whole title as a phrase in the text; without job titles, one keyword in title or text; without either, always;
//   - its place suits: one of the locations (town, departement, region, country), or remote work open to that country; an
//     unknown or vague place is kept with a lower rank;
//   - its remote policy suits (REMOTE demands remote work; HYBRID refuses only what is on site, so an unstated policy stays);
//   - it does not state, by the employer and plausibly, a yearly maximum below salary_min.
// A candidate with a red flag in title, company or text goes to quarantine, whatever its rank.
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

enum class Field : std::uint8_t { kTitle, kCompany, kDescription };
std::string_view name(Field v);       // "title", "company", "description"

struct RedFlagHit {
  std::string rule;                   // the red flag as the user wrote it
  Field field = Field::kTitle;
  std::uint32_t offset = 0, length = 0;   // bytes of that field's text
  std::string text;                   // the matched words
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
enum class Refusal : std::uint8_t { kNone, kTitle, kPlace, kRemote, kPay };
std::string_view name(Refusal v);     // "", "TITLE", "PLACE", "REMOTE", "PAY"

inline constexpr std::size_t kTermsPerListMax = 100;      // titles, locations, keywords or red flags of one search; the rest is ignored
inline constexpr std::size_t kWordsPerTermMax = 12;

// Owned by one worker: not thread-safe, movable. Words are never forgotten, so memory grows with the number of different words
// ever searched for (about 30 bytes each).
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

  // The same answer by trying every search: the oracle of the tests, and what a small preview uses.
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

// The red flags of one list in one text, with negation understood: what match() uses, for callers with a text of their own.
std::vector<RedFlagHit> find_red_flags(std::span<const std::string> rules, const Offer& offer);

}  // namespace jm::domain
