// A board = one public source of offers with its own format. parse() is pure: bytes in, offers and rejects out; it never
// throws, reads nothing else and keeps nothing. A bad offer is rejected alone, with a reason; the good ones of a broken
// payload still come out.
//
//   const Board* board = find_board("greenhouse");
//   ParseOutput out;
//   board->parse(bytes, {.name = "acme.json"}, now, out);
//
// One file per board in this folder; board.cc holds the list.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/offer.h"

namespace jm::discovery {

inline constexpr std::size_t kPayloadBytesMax = std::size_t{256} << 20;   // one decoded payload
inline constexpr std::size_t kOfferBytesMax = std::size_t{4} << 20;       // one offer's JSON
inline constexpr std::size_t kRejectsKeptMax = 200;                        // per ParseOutput; the counters count all
inline constexpr std::size_t kUnmappedKeysMax = 500;

enum class RejectCode : std::uint8_t {
  kMalformed,         // not JSON (or the board's format) at this place
  kTruncated,         // the payload ends in the middle of an offer, or its compressed stream is cut
  kNotAnOffer,        // well-formed, but not an object of this board's shape
  kNoId,
  kNoTitle,
  kWrongType,         // an essential member has the wrong type
  kTooBig,
  kTooDeep,
  kUnlisted,          // the board itself says: do not show
  kUnsupported,       // a file this board's parser does not read
  kCount_,
};
std::string_view name(RejectCode v);   // "MALFORMED"

struct Reject {
  std::size_t index = 0;               // position among the payload's offers, from 0
  RejectCode code = RejectCode::kMalformed;
  std::string detail;                  // for the person who looks after the source; no offer text, no personal data
};

struct ParseOutput {
  std::vector<domain::Offer> offers;
  std::vector<Reject> rejects;         // the first kRejectsKeptMax
  std::size_t seen = 0;                // offers met = offers + rejected
  std::size_t rejected = 0;
  std::size_t passed_over = 0;         // records that are no offers by the format's own rules: legal notices, answers in a thread
  std::map<RejectCode, std::size_t> reject_counts;
  std::map<domain::Warning, std::size_t> warnings;
  std::map<std::string, std::size_t, std::less<>> unmapped_keys;   // members no field takes: "entreprise.newThing" -> times
  std::size_t repaired_utf8 = 0;       // payloads whose invalid bytes became U+FFFD

  void reject(std::size_t index, RejectCode code, std::string detail);
};

// Moves an offer's dates by so much: payloads that ship with the product stay fresh.
void move_dates(domain::Offer& offer, std::chrono::microseconds by);

struct Payload {
  std::string name;                    // file name or URL path, for formats told apart by name; may be empty
  std::string country = "";            // ISO-2 of the queried board, where the payload does not say (Adzuna)
  std::string company = "";            // the employer whose board was asked, where the payload does not say (Lever, Personio)
  bool among_others = false;           // one page of a site that is read page by page: without offers it is passed over, not rejected
  std::optional<Time> as_of = {};      // the day a payload was made for: it is read as of then, and its dates move on to today
};

class Fetching;                          // fetch/plan.h

class Board {
 public:
  virtual ~Board() = default;
  virtual std::string_view name() const = 0;      // "france_travail"
  virtual std::string_view label() const = 0;     // "France Travail"
  // Appends to `out`. `bytes` is the decoded body (not compressed).
  virtual void parse(std::string_view bytes, const Payload& payload, Time now, ParseOutput& out) const = 0;
  // How it is read over the network; null: recorded payloads only.
  virtual const Fetching* fetching() const { return nullptr; }
};

const Board* find_board(std::string_view name);   // nullptr: no parser for that name
std::span<const Board* const> all_boards();

}  // namespace jm::discovery
