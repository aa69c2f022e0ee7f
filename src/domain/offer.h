// The canonical job offer: what every board's payload becomes before anything else looks at it. Names follow schema.org
// JobPosting where it has one. All text is valid UTF-8, cleaned (no markup, no control or zero-width characters) and within
// the limits below; an empty string means "not stated". Times are UTC.
//
//   Offer o = …;                       // made by discovery/boards (bytes -> offers)
//   auto warnings = seal(o, now);      // applies limits and sanity rules, fills canonical_url and content_hash
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace jm::domain {

inline constexpr std::size_t kTitleBytesMax = 512;
inline constexpr std::size_t kCompanyBytesMax = 256;
inline constexpr std::size_t kPlaceBytesMax = 256;
inline constexpr std::size_t kUrlBytesMax = 2048;
inline constexpr std::size_t kSourceIdBytesMax = 200;
inline constexpr std::size_t kDescriptionBytesMax = 100 * 1024;
inline constexpr std::size_t kRawPayBytesMax = 512;
inline constexpr std::size_t kPlacesMax = 50;
inline constexpr std::size_t kTagsMax = 100;
inline constexpr std::size_t kTagBytesMax = 200;

enum class Remote : std::uint8_t { kUnknown, kOnSite, kHybrid, kRemote };
enum class Contract : std::uint8_t {
  kUnknown, kCdi, kCdd, kInterim, kInternship, kApprenticeship, kFreelance, kTemporary,
};
enum class WorkingTime : std::uint8_t { kUnknown, kFullTime, kPartTime };
enum class PayPeriod : std::uint8_t { kUnknown, kHour, kDay, kWeek, kMonth, kYear };
enum class PayOrigin : std::uint8_t { kNone, kEmployer, kPredicted };   // predicted: the board's own guess
enum class GrossNet : std::uint8_t { kUnknown, kGross, kNet };
enum class ExperienceNeed : std::uint8_t { kUnknown, kBeginner, kWished, kRequired };   // France Travail's D, S, E
enum class PayStatus : std::uint8_t { kAbsent, kUnreadable, kDoubtful, kRead };           // what became of the board's pay text
enum class DatePrecision : std::uint8_t { kUnknown, kApproximate, kDay, kInstant };       // "il y a 10 jours" is approximate

// Wire names: "REMOTE", "CDI", "FULL_TIME", "YEAR" …; the unknown value is the empty string. The parsers accept exactly these.
std::string_view name(Remote v);
std::string_view name(Contract v);
std::string_view name(WorkingTime v);
std::string_view name(PayPeriod v);
std::string_view name(PayOrigin v);
std::string_view name(GrossNet v);
std::string_view name(ExperienceNeed v);
std::string_view name(PayStatus v);
std::string_view name(DatePrecision v);
Remote remote_from(std::string_view name);
Contract contract_from(std::string_view name);
WorkingTime working_time_from(std::string_view name);
PayPeriod pay_period_from(std::string_view name);
PayOrigin pay_origin_from(std::string_view name);
GrossNet gross_net_from(std::string_view name);
ExperienceNeed experience_need_from(std::string_view name);
DatePrecision date_precision_from(std::string_view name);

struct Place {
  std::string raw;                    // as the board wrote it
  std::string city;                   // without arrondissement: "Paris"
  std::string postal_code;            // "75009"
  std::string insee;                  // "75109"
  std::string departement;            // French code: "75", "2A", "974"
  std::string region;                 // French region, ISO 3166-2: "IDF", "ARA"; elsewhere the state or region as written
  std::string country;                // ISO 3166-1 alpha-2: "FR"
  std::string zone;                   // a group of countries: "EUROPE", "EMEA", "WORLD" …
  std::optional<double> lat, lon;     // WGS 84
  bool operator==(const Place&) const = default;
};

struct Pay {
  std::optional<double> min, max;     // as stated, in `currency` per `period`; equal when one figure was given
  std::string currency;               // ISO 4217: "EUR"
  PayPeriod period = PayPeriod::kUnknown;
  double months = 0;                  // salaries a year when stated (13th month = 13); 0 = not stated
  GrossNet gross_net = GrossNet::kUnknown;
  PayOrigin origin = PayOrigin::kNone;
  bool doubtful = false;              // figure and period do not fit ("monthly 48,000"): kept for reading, used nowhere
  std::string raw;                    // the text it was read from
  std::optional<int> yearly_min, yearly_max;   // full-time year in `currency`; absent when unknown or doubtful

  bool stated() const { return min || max; }
  PayStatus status() const {
    return !stated() ? raw.empty() ? PayStatus::kAbsent : PayStatus::kUnreadable : doubtful ? PayStatus::kDoubtful : PayStatus::kRead;
  }
  // The employer's own plausible yearly figure: the only one that may exclude an offer.
  bool usable() const { return origin == PayOrigin::kEmployer && !doubtful && (yearly_min || yearly_max); }
  bool operator==(const Pay&) const = default;
};

struct Experience {
  ExperienceNeed need = ExperienceNeed::kUnknown;
  std::optional<int> months;
  std::string raw;
  bool operator==(const Experience&) const = default;
};

struct Requirement {                  // a skill, language, licence or diploma that the board lists apart from the text
  std::string kind;                   // "skill", "language", "licence", "education", "quality"
  std::string label;
  std::string code;                   // the board's or ROME code, when given
  bool required = false;
  bool operator==(const Requirement&) const = default;
};

struct OfferSkill {                   // a skill of our lexicon (domain/skills.h) that the offer asks for
  std::string id;                     // "postgresql"
  bool required = false;              // false: wished, or only named
  bool operator==(const OfferSkill&) const = default;
};

struct OfferLanguage {                // a language the offer asks for; not the language of its text
  std::string code;                   // ISO 639-1: "en"
  std::string level;                  // CEFR "A1" … "C2"; empty = not said
  bool required = false;
  bool operator==(const OfferLanguage&) const = default;
};

using ContentHash = std::array<std::uint8_t, 16>;

struct Offer {
  std::string source;                 // board: "france_travail"
  std::string source_id;              // always text; unique within the source
  std::string url;                    // where a person reads it
  std::string canonical_url;          // identity key, see canonical_url()
  std::string apply_url;

  std::string title;
  std::string company;
  std::string company_key;            // domain/company.h: equal for the names of one employer; empty when the name is
  bool intermediary = false;          // posted by an agency or staffing firm for somebody else
  std::vector<Place> places;          // the first is the main one; empty = unknown
  Remote remote = Remote::kUnknown;
  Contract contract = Contract::kUnknown;
  std::optional<int> contract_months;
  WorkingTime working_time = WorkingTime::kUnknown;
  Pay pay;
  std::string description;            // clean text: paragraphs, list items as "- " lines
  bool description_cut = false;       // the board gives only the beginning
  std::string language;               // ISO 639-1 of the text: "fr", "en", another, or empty
  std::optional<Time> posted_at, updated_at, expires_at;
  DatePrecision posted_precision = DatePrecision::kUnknown;
  bool closed = false;

  std::vector<std::string> tags;      // categories, departments, skills as the board tags them
  Experience experience;
  std::vector<Requirement> requirements;
  std::vector<OfferSkill> skills;     // read from title, text, tags and requirements; one entry a skill
  std::vector<OfferLanguage> languages;
  std::optional<int> education_level; // European framework, which is also the French one: 3 CAP, 4 bac, 5 bac+2, 6 bac+3, 7 bac+5, 8 doctorate
  bool education_required = false;
  std::vector<std::string> licences;  // driving licences: "B", "CE", "CACES"
  std::string rome_code;              // ROME 4.0
  std::string naf_code;               // the employer's activity
  std::string qualification;          // "Cadre", "Employé qualifié"
  std::string working_hours;          // "35H/semaine"
  std::string travel;                 // "Fréquents Zone nationale"
  std::optional<int> openings;
  std::string bronze_ref;             // where the payload it was read from is kept; no part of the content
  ContentHash content_hash{};         // title, company, description and pay: changes = a new version

  const Place* main_place() const { return places.empty() ? nullptr : &places.front(); }
  std::string location() const { return places.empty() ? std::string() : places.front().raw; }
};

// What seal() dropped or doubted, for the run's counters.
enum class Warning : std::uint8_t {
  kDateDropped, kPayDoubtful, kTextCut, kUrlDropped, kPlacesCut, kTagsCut, kCoordinatesDropped, kCount_,
};
std::string_view name(Warning v);     // "DATE_DROPPED"

// Drops dates before 1995 or more than five years ahead of `now`, future posting dates beyond a day and expiry before
// posting; caps every field at a character boundary; keeps only http(s) URLs; flags pay that no job has; computes yearly pay,
// canonical_url and content_hash. Idempotent.
std::vector<Warning> seal(Offer& offer, Time now);

// Fills yearly_min/max and doubtful from min, max, period and months.
void normalise_pay(Pay& pay);

// The key under which two links are the same page: http(s) only, host in lower case without "www.", default port and
// fragment dropped, tracking parameters dropped (utm_*, gclid, fbclid, source, ref, …), the others sorted, no trailing
// slash. Empty when the text is not a usable web address.
std::string canonical_url(std::string_view url);

ContentHash content_hash(const Offer& offer);

}  // namespace jm::domain
