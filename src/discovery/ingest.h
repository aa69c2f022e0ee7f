// Board payloads -> offers -> inboxes. One run is one board's payloads, from any number of files or responses.
//
//   Ingest ingest({db, bus, cpu});
//   FileStream files(plan.files_of("adzuna"));
//   Result<IngestReport> report = co_await ingest.run(*board, files, [](const IngestCounts& c) { show(c); });
//
// The way of a batch (kBatchOffers offers, one transaction):
//   decode, parse, normalise      on the CpuPool
//   identity                      one ingest batch at a time in the whole database (an advisory lock), so that two runs never
//                                 make two offers of one: same (source, source id), same canonical URL, or the same job
//                                 by its text, place and employer (cards.h)
//   match                         new and changed offers against every active search (MatchIndex, kept between runs)
//   write                         offers, versions, sightings, inbox items, quarantine, JOB_DISCOVERED events: set-based
//
// Every write is "on conflict do nothing" or equal by content: a run that died half-way is simply run again, and the same
// payload twice changes nothing.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "async/async.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "discovery/boards/board.h"
#include "events/bus.h"
#include "pg/database.h"

namespace jm::discovery {

struct WorkerDeps {
  pg::Database& db;
  events::Bus& bus;
  CpuPool& cpu;
  const Clock& clock = Clock::system();
};

inline constexpr std::size_t kBatchOffers = 500;

struct IngestCounts {
  std::uint64_t fetched = 0;       // offers met in the payloads = created + updated + duplicates + rejected
  std::uint64_t created = 0;
  std::uint64_t updated = 0;       // known, with new content: a new version
  std::uint64_t duplicates = 0;    // known and unchanged, or another board's (or page's) link to a known offer
  std::uint64_t rejected = 0;
  std::uint64_t discovered = 0;    // inbox items made, over all users
  std::uint64_t quarantined = 0;   // red-flag entries made, over all searches
};

struct RejectSample {
  RejectCode code = RejectCode::kMalformed;
  std::uint64_t count = 0;
  std::string example;             // "acme.json, offer 12: …"
};

struct IngestReport {
  Uuid run_id;                     // source_runs.id
  std::string source;
  IngestCounts counts;
  std::vector<RejectSample> rejects;   // most frequent first
  std::vector<std::string> ids;        // of the offers met, in order, if RunAbout::ids_max allows all of them
  bool ids_whole = true;               // false: there were more than that
};

// Decoded payloads of one board, in order. next() is called on a CPU thread and may block; the chunk is valid until the next call.
struct StreamChunk {
  std::string_view bytes;
  Payload payload;
};
class PayloadStream {
 public:
  virtual ~PayloadStream() = default;
  virtual std::optional<StreamChunk> next() = 0;
  // What could not be read since the last call (a cut stream, an unreadable file): counted with the offers' rejects.
  virtual std::vector<Reject> take_problems() { return {}; }
};

// Payloads of one board that have to be waited for: what a fetch brings, page by page.
struct FetchedPayload {
  std::shared_ptr<const std::string> bytes;   // decoded
  Payload payload;
  std::string bronze_ref;          // where its raw bytes are kept
};
class PayloadSource {
 public:
  virtual ~PayloadSource() = default;
  // On the I/O thread; not called again before what it gave has been taken. nullopt: the end. An error ends the run.
  virtual Task<Result<std::optional<FetchedPayload>>> next() = 0;
};

struct RunAbout {
  Uuid run_id;                     // nil: a new one
  std::string source_id;           // sources.id; empty: files
  std::size_t ids_max = 0;         // how many source ids the report names at most
  std::function<bool(const domain::Offer&)> keep;   // empty: all; called on the I/O thread. Others are not counted
  std::function<bool(const domain::Offer&)> renew;  // stored anew although the board says nothing changed: a better reading
};

class Ingest {
 public:
  explicit Ingest(WorkerDeps deps);
  ~Ingest();

  // `stream` outlives the call. `progress` is called on the I/O thread after every batch. An error (no database, deadline)
  // ends the run; what was committed stays, and source_runs says why.
  Task<Result<IngestReport>> run(const Board& board, PayloadStream& stream, std::function<void(const IngestCounts&)> progress = {},
                                 Deadline deadline = Deadline::never());
  // The same for payloads that come one after the other over the network.
  Task<Result<IngestReport>> run(const Board& board, std::shared_ptr<PayloadSource> source, RunAbout about,
                                 std::function<void(const IngestCounts&)> progress = {}, Deadline deadline = Deadline::never());

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jm::discovery
