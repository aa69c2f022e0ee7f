// How a board is read over the network, as a decision: what was asked and answered so far → what to ask next. Pure: no I/O,
// no clock of its own, no randomness, so every behaviour of a service is a test with data. The engine (fetcher.h) does the
// waiting: pace, retries, Retry-After, redirects, bronze.
//
//   auto plan = board.fetching()->plan({.config = config, .listing = {.token = "acme"}, .memory = "{}", .now = now});
//   Step step = plan->next(nullptr);
//   while (step.kind == Step::Kind::kAsk) step = plan->next(&answer_of(step.ask));
//   // kDone: complete or not; kPause: the service wants us back later; kFailed: why, in plain words
//
// A plan is made for one run of one listing. What it must know next time (a part that failed, the newest offer read) is its
// memory(): JSON that the engine stores when the run has been stored, and hands to the next plan.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/secrets.h"
#include "discovery/boards/board.h"
#include "domain/source_health.h"

namespace jm::discovery {

// The settings that plans depend on.
struct FetchConfig {
  Secret france_travail_id, france_travail_secret;
  int france_travail_ceiling = 3150;             // results that one query can give
  Secret adzuna_id, adzuna_key;
  std::string adzuna_country = "fr";
  int pages_max = 200;                           // of one listing in one run
  std::map<std::string, std::string, std::less<>> bases;   // board -> base URL in place of the real one (development)

  // The board's own base, or the one that stands in for it; without a slash at the end.
  std::string base(std::string_view board, std::string_view real) const;
};

// What active searches ask of a board that can be searched. Empty: everything it has.
struct FetchQuery {
  std::string words;                             // "c++ developer"
  std::string place;                             // "Lyon"
  std::string departement;                       // "69"
  std::string country;                           // ISO-2, upper case
  auto operator<=>(const FetchQuery&) const = default;
};

// One thing that can be read by itself: a whole feed, one company's board, one query.
struct Listing {
  std::string token;                             // the company's name at the board; empty for feeds
  FetchQuery query;
};

struct Ask {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool keep = true;                              // its answer is kept in bronze
  bool parse = true;                             // its answer holds offers
  bool conditional = false;                      // send the validators of the last good run: 304 = nothing new
  bool whole = true;                             // 304 to it means that nothing of the listing changed; false: this page did not
  bool secret = false;                           // the answer itself is one (an access token)
  Payload payload;                               // what the parser is told
  std::string expect = "json";                   // the answer's form: "json", "xml", "page" (HTML or JSON), "any"; another content type is a broken answer
  bool follow = true;                            // false: a redirect is the answer, for the plan to judge
  std::size_t bytes_max = 0;                     // decoded; 0: as the settings say
  std::chrono::milliseconds gap{0};              // at least so long after the request before, whatever the pace: the site asks for it
};

struct Answer {
  int status = 0;                                // 0: none after all tries; then `problem` says why
  domain::SourceProblem problem = domain::SourceProblem::kNone;
  std::string detail;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;
  Time at;

  std::string_view header(std::string_view name) const;
  bool ok() const { return status >= 200 && status < 300; }
};

struct Step {
  enum class Kind : std::uint8_t { kAsk, kPause, kDone, kFailed };
  Kind kind = Kind::kDone;
  Ask ask;                                       // kAsk
  Time until;                                    // kPause: the run ends here; the next one not before
  domain::SourceProblem problem = domain::SourceProblem::kNone;   // kPause, kFailed; kDone: parts that failed
  std::string detail;
  bool complete = false;                         // kDone: everything the listing has was read, so what is absent is gone
  bool truncated = false;                        // kDone: there is more than may be read

  static Step get(std::string url, std::string payload_name);
  static Step whole();
  static Step part(bool truncated);              // done, but absence proves nothing
  static Step fail(domain::SourceProblem problem, std::string detail = {});
  static Step pause(Time until, domain::SourceProblem problem, std::string detail = {});
};

class FetchPlan {
 public:
  virtual ~FetchPlan() = default;
  // `answer`: of the last Ask; null the first time. Not called again after anything but kAsk.
  virtual Step next(const Answer* answer) = 0;
  // For the next run; read when the run has been stored.
  virtual std::string memory() const { return "{}"; }
  // Offers that the listing names although their payloads were not read again.
  virtual std::vector<std::string> listed() const { return {}; }
  // Offers that the board itself says are gone.
  virtual std::vector<std::string> gone() const { return {}; }
};

struct PlanInput {
  const FetchConfig& config;
  const Listing& listing;
  std::string_view memory;
  Time now;
  // Offers of this source that are open here and were not seen for a while: a plan that can ask for one offer confirms some.
  std::vector<std::string> unconfirmed = {};
};

// How often a service may be asked. One bucket per board, shared by every process.
struct Pace {
  std::chrono::milliseconds every{1000};         // between requests, in the long run
  int burst = 1;                                 // requests that may come at once
  int per_day = 0;                               // 0: no budget
  std::chrono::minutes run_gap_min{60};          // between two runs of one listing
};

enum class Reach : std::uint8_t {
  kFeed,                                         // one listing for everybody
  kCompany,                                      // one listing a company
  kSearch,                                       // one listing a query, made from the active searches
};

// The network side of a board.
class Fetching {
 public:
  virtual ~Fetching() = default;
  virtual Reach reach() const = 0;
  virtual Pace pace() const = 0;
  // Names of the settings that are missing; empty = it can be read.
  virtual std::vector<std::string> missing(const FetchConfig&) const { return {}; }
  virtual std::string keys_from() const { return {}; }       // the page where one gets them
  // kSearch: what this board can be asked of a query; nullopt: nothing (another country). Queries that become equal are one.
  virtual std::optional<FetchQuery> fit(FetchQuery query, const FetchConfig&) const { return query; }
  // What its requests are counted and spaced by: the service, or each site by itself.
  virtual std::string pace_key(std::string_view board, const Listing&) const { return std::string(board); }
  // True if its plans read whole pages: they think on the CPU pool.
  virtual bool heavy() const { return false; }
  // True if its runs ask for what is new only, so that an empty answer is normal.
  virtual bool narrowed() const { return reach() == Reach::kSearch; }
  virtual std::unique_ptr<FetchPlan> plan(const PlanInput& input) const = 0;
};


// "acme@eu" -> {"acme", "eu"}.
std::pair<std::string, std::string> token_and_region(std::string_view token);
// Where a company's own pages are: "https://acme<suffix>", or its own host when the token has a dot; below the base that stands in
// for the board (development).
std::string company_site(const PlanInput& in, std::string_view board, std::string_view suffix);

// Answers that mean the same for every plan; nullopt for 2xx. 304 is done and unchanged; 404 of a company's board: gone.
std::optional<Step> refused(const Answer& answer);

// Plans that several boards share ------------------------------------------------------------------------------------

// One GET that gives everything there is, or (whole = false) the newest.
std::unique_ptr<FetchPlan> single_get(std::string url, std::string payload_name, bool whole, std::string expect = "json");
std::unique_ptr<FetchPlan> single_get(std::string url, Payload payload, bool whole, std::string expect = "json");

// Pages until a page says that it was the last. `url(n)` counts from 0. `judge` looks at a page's body.
struct PageVerdict {
  enum class Is : std::uint8_t { kMore, kLast, kBad } is = Is::kLast;
  std::string next_url;                          // kMore, when the page names it
};
struct Paged {
  std::string (*url)(const Paged& self, std::size_t n) = nullptr;
  PageVerdict (*judge)(const Paged& self, std::string_view body, std::size_t n) = nullptr;
  std::string base, token, name;
  std::size_t pages_max = 200;
  std::size_t ceiling = 0;                       // pages the service gives at most; 0: no such limit
  bool whole = true;                             // the pages together are the whole listing
};
std::unique_ptr<FetchPlan> paged(Paged about);

}  // namespace jm::discovery
