// What a sentence claims, and whether the facts it is tied to bear it. Pure; no model; made for sentences that a person or a model
// wrote as well as for our own.
//
//   const FactBook book(known_facts(profile, contact, offer, …), profile.experience_months);
//   book.unsupported("Led 12 developers at Orbis.", {"experience[0].bullets[1]"})   -> {NUMBER "12"}, …
//   book.ties("Led 12 developers at Orbis.")                                         -> the facts that speak of it
//
// Claims: numbers (digits and words), dates, names (employers, schools, products: what is written with a capital, and what follows
// "chez"), titles (trades, ranks, diplomas), skills and languages, placeholders that were not filled. A claim stands when one of the
// tied facts says the same; a number needs the same context too. What the offer says about itself (title, company) may be
// quoted and proves nothing about the user. Personal qualities are no claims. It errs on the side of asking.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/profile_facts.h"
#include "domain/skills.h"
#include "text/tokens.h"

namespace jm::domain {

struct Offer;

enum class KnownRole : std::uint8_t {
  kName, kContact, kHeadline, kSummary, kTitle, kEmployer, kPlace, kPeriod, kText, kSkill, kLevel, kLanguage, kExperience,
  kOfferTitle, kOfferCompany, kOwnWords,
};
std::string_view name(KnownRole v);       // "NAME", "CONTACT", …

// One thing that is known, and where.
struct KnownFact {
  std::string id;                         // "experience[0].bullets[1]", "contact.email", "offer.company"
  std::string text;
  KnownRole role = KnownRole::kText;
  int entry = -1;                         // facts of one job belong together; with the source
  FactSource source = FactSource::kSkill;
};

// What a profile's lists do not hold.
struct Contact {
  std::string title = {}, email = {}, phone = {}, location = {}, summary = {};
  std::vector<std::string> links = {};
  struct Language {
    std::string name, level;
  };
  std::vector<Language> languages = {};
};

// `start_date`, `duration`: as the search or the offer has them. `own_words`: why this company, by the user.
std::vector<KnownFact> known_facts(const ProfileFacts& profile, const Contact& contact, const Offer& offer, std::string_view own_words, std::string_view start_date = {}, std::string_view duration = {});
// The dates of a job or school as they are known, "2019-03 – 2021-05", and the id of that fact.
std::string known_period(const FactEntry& entry);
std::string period_id(const FactEntry& entry);

enum class ClaimKind : std::uint8_t { kNumber, kDate, kName, kTitle, kSkill, kPlaceholder };
std::string_view name(ClaimKind v);       // "NUMBER", …
struct Claim {
  ClaimKind kind = ClaimKind::kName;
  std::uint32_t offset = 0, length = 0;   // bytes of the sentence
  std::string text;
};

class FactBook {
 public:
  FactBook(std::vector<KnownFact> facts, std::optional<int> experience_months);
  FactBook(const FactBook&) = delete;
  FactBook& operator=(const FactBook&) = delete;

  const std::vector<KnownFact>& facts() const { return facts_; }
  const KnownFact* find(std::string_view id) const;
  // By its words, wherever they stand now.
  const KnownFact* find_text(std::string_view text) const;

  // Claims of the sentence that none of these facts bears, in order. Unknown ids bear nothing.
  std::vector<Claim> unsupported(std::string_view sentence, const std::vector<std::string>& fact_ids) const;
  // The facts that a sentence speaks of: those that bear its claims, and those whose words it shares.
  std::vector<std::string> ties(std::string_view sentence) const;

 private:
  struct View {                           // a fact, read
    text::Tokens tokens;
    std::vector<std::uint64_t> stems;     // sorted
    std::vector<SkillHit> skills;
    std::vector<std::string> numbers;     // normal form
    std::vector<std::string> languages;   // ISO codes
    int diploma = -100;
  };
  struct Asked {                          // a claim with what decides it
    Claim claim;
    std::uint64_t stem = 0, group = 0;    // of names and titles
    bool past = false;                    // a name where somebody was, rather than one applied to
    std::string value;                    // number, year or "2019-03", language code
    SkillId skill = 0;
    int diploma = -100;
    bool experience = false;              // a number of years of experience
    int months = 0;
    std::vector<std::uint64_t> context;   // stems around a number
  };
  std::vector<Asked> claims(std::string_view sentence) const;
  bool bears(std::size_t fact, const Asked& asked) const;
  std::vector<std::uint8_t> masked(std::string_view sentence, const text::Tokens& tokens) const;

  std::vector<KnownFact> facts_;
  std::vector<View> views_;
  std::optional<int> experience_months_;
};

}  // namespace jm::domain
