#include "discovery/ingest.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "base/json_text.h"
#include "base/log.h"
#include "base/metrics.h"
#include "discovery/cards.h"
#include "discovery/offer_store.h"
#include "discovery/search_index.h"
#include "discovery/sql.h"

namespace jm::discovery {
namespace {

constexpr std::size_t kBatchTextBytes = std::size_t{8} << 20;      // a batch of long offers is cut before kBatchOffers
constexpr std::chrono::seconds kBatchTimeMax{120};
constexpr int kBatchTriesMax = 6;
constexpr std::chrono::milliseconds kRetryFirst{100};
constexpr std::chrono::milliseconds kBusyWait{20};

// What reading one chunk gave.
struct Parsed {
  bool end = false;
  std::string name, bronze_ref;
  ParseOutput out;
  std::vector<Reject> problems;
};

// The caller's stream, as the CPU jobs see it: a run that is abandoned half-way closes the gate before the stream goes away.
struct Gate {
  std::mutex mutex;
  PayloadStream* stream;
  const Board* board;
};

Parsed read_one(Gate& gate, Time now) {
  Parsed p;
  const std::lock_guard lock(gate.mutex);
  std::optional<StreamChunk> chunk;
  if (gate.stream) chunk = gate.stream->next();
  if (chunk) {
    p.name = chunk->payload.name;
    const Time as_of = chunk->payload.as_of.value_or(now);
    gate.board->parse(chunk->bytes, chunk->payload, as_of, p.out);
    if (as_of != now)
      for (domain::Offer& o : p.out.offers) move_dates(o, std::chrono::microseconds(now.us - as_of.us));
  } else {
    p.end = true;
  }
  if (gate.stream) p.problems = gate.stream->take_problems();
  return p;
}

// The next chunk, parsed while the one before it is stored.
struct ReadAhead {
  explicit ReadAhead(IoContext& io) : ready(io) {}
  Event ready;
  std::optional<Result<Parsed>> parsed;
};

Task<void> read_ahead(CpuPool& cpu, std::shared_ptr<Gate> gate, Time now, std::shared_ptr<ReadAhead> slot) {
  for (;;) {
    auto job = [gate, now] { return read_one(*gate, now); };
    Result<Parsed> parsed = co_await cpu.run(std::move(job));
    if (!parsed && parsed.error().code == Code::kResourceExhausted) {
      co_await sleep_for(kBusyWait);
      continue;
    }
    slot->parsed.emplace(std::move(parsed));
    slot->ready.notify_all();
    co_return;
  }
}

struct Rejects {
  std::map<RejectCode, RejectSample> by_code;

  void count(RejectCode code, std::uint64_t n) {
    RejectSample& s = by_code[code];
    s.code = code;
    s.count += n;
  }
  void example(RejectCode code, std::string text) {
    if (RejectSample& s = by_code[code]; s.example.empty()) s.example = std::move(text);
  }
  std::vector<RejectSample> sorted() const {
    std::vector<RejectSample> list;
    for (const auto& [code, sample] : by_code) list.push_back(sample);
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
    return list;
  }
  std::string json() const {
    std::string out = "[";
    for (const RejectSample& s : sorted()) {
      if (out.size() > 1) out += ',';
      out += "{\"reason\":";
      append_json_string(out, name(s.code));
      out.append(",\"count\":").append(std::to_string(s.count)).append(",\"example\":");
      append_json_string(out, s.example);
      out += '}';
    }
    return out += ']';
  }
};

// One run in progress.
struct Run {
  Uuid id;
  std::string source;
  IngestCounts counts;
  Rejects rejects;
  std::vector<domain::Offer> waiting;
  std::size_t waiting_bytes = 0;
  RunAbout about;
  std::vector<std::string> ids;
  bool ids_whole = true;

  void take(Parsed& parsed) {
    counts.fetched += parsed.out.seen + parsed.problems.size();
    counts.rejected += parsed.out.rejected + parsed.problems.size();
    for (const auto& [code, n] : parsed.out.reject_counts) rejects.count(code, n);
    for (Reject& r : parsed.out.rejects) {
      std::string text = parsed.name.empty() ? std::string() : parsed.name + ", ";
      rejects.example(r.code, text + "offer " + std::to_string(r.index + 1) + ": " + r.detail);
    }
    for (Reject& r : parsed.problems) {
      rejects.count(r.code, 1);
      rejects.example(r.code, std::move(r.detail));
    }
    for (domain::Offer& o : parsed.out.offers) {
      if (about.keep && !about.keep(o)) {
        --counts.fetched;
        continue;
      }
      if (ids.size() < about.ids_max) ids.push_back(o.source_id);
      else ids_whole = false;
      o.bronze_ref = parsed.bronze_ref;
      waiting_bytes += o.description.size();
      waiting.push_back(std::move(o));
    }
  }
  // The next batch to store: nothing while it can still grow.
  std::vector<domain::Offer> next_batch(bool end) {
    std::vector<domain::Offer> batch;
    if (waiting.empty() || (!end && waiting.size() < kBatchOffers && waiting_bytes < kBatchTextBytes)) return batch;
    std::size_t n = 0, bytes = 0;
    while (n < waiting.size() && n < kBatchOffers && bytes < kBatchTextBytes) bytes += waiting[n++].description.size();
    const auto cut = waiting.begin() + static_cast<std::ptrdiff_t>(n);
    batch.assign(std::make_move_iterator(waiting.begin()), std::make_move_iterator(cut));
    waiting.erase(waiting.begin(), cut);
    waiting_bytes -= bytes;
    return batch;
  }
};

pg::Call note_call(const Run& run, const IngestCounts& c, std::optional<Time> finished, std::optional<std::string> error) {
  pg::Params p;
  p.uuid(run.id).i64(static_cast<std::int64_t>(c.fetched)).i64(static_cast<std::int64_t>(c.created)).i64(static_cast<std::int64_t>(c.updated));
  p.i64(static_cast<std::int64_t>(c.duplicates)).i64(static_cast<std::int64_t>(c.rejected)).text(run.rejects.json()).add(finished).add(error);
  return {sql::note_run, std::move(p)};
}

void count_metrics(const Run& run) {
  const auto add = [&](const char* outcome, std::uint64_t n) {
    metrics::counter("jobmate_ingest_offers_total", "Offers met in board payloads", {{"board", run.source}, {"outcome", outcome}}).add(static_cast<double>(n));
  };
  add("created", run.counts.created);
  add("updated", run.counts.updated);
  add("duplicate", run.counts.duplicates);
  add("rejected", run.counts.rejected);
}

bool worth_another_try(Code code) { return code == Code::kAborted || code == Code::kUnavailable || code == Code::kFailedPrecondition; }

InboxRows match_all(domain::MatchIndex& index, const std::vector<SettledCards::News>& news, Time now) {
  InboxRows rows;
  for (const auto& card : news) add_inbox_rows(card.id, *card.offer, index.match(*card.offer, now), card.stored_before, now, rows);
  return rows;
}

void renew_all(const RunAbout& about, const std::vector<domain::Offer>& batch, std::vector<Known>& known) {
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (known[i].sighting) known[i].sighting->renew = about.renew(batch[i]);
}

}  // namespace

struct Ingest::Impl {
  Impl(WorkerDeps d) : deps(d) {}

  WorkerDeps deps;
  SearchIndex searches;
  SketchIndex sketches;
  bool busy = false;                    // a batch is being stored: the index is in use

  Task<Result<void>> begin(Run& run, const Board& board, RunAbout about);
  Task<Result<void>> store_ready(Run& run, bool end, const std::function<void(const IngestCounts&)>& progress, Deadline deadline);
  Task<Result<IngestReport>> end(Run& run, Result<void> stored, const std::function<void(const IngestCounts&)>& progress);
  Task<Result<void>> store(Run& run, std::vector<domain::Offer> batch);
  Task<Result<void>> try_store(Run& run, const std::vector<domain::Offer>& batch, Time now);
};

Ingest::Ingest(WorkerDeps deps) : impl_(std::make_unique<Impl>(deps)) {}
Ingest::~Ingest() = default;

// One transaction: look, decide, match, write.
Task<Result<void>> Ingest::Impl::try_store(Run& run, const std::vector<domain::Offer>& batch, Time now) {
  JM_CO_TRY(tx, co_await deps.db.begin(pg::Scope::worker(), Deadline::in(kBatchTimeMax)));
  std::vector<pg::Call> look;
  look.push_back(lock_writers_call());
  look.push_back(known_offers_call(run.source, batch));
  look.push_back(searches.changes_call());
  JM_CO_TRY(seen, co_await tx.batch(std::move(look)));
  searches.apply(seen[2]);
  std::vector<Known> known = read_known(seen[1], batch.size());
  if (run.about.renew) renew_all(run.about, batch, known);
  BatchPlan plan = plan_batch(run.source, batch, known, now);
  JM_CO_TRY(cards, co_await settle_cards(tx, deps.cpu, sketches, run.source, batch, plan, now));

  InboxRows rows;
  if (!cards.news.empty()) {
    auto job = [index = &searches.index(), news = &cards.news, now] { return match_all(*index, *news, now); };
    JM_CO_TRY(matched, co_await deps.cpu.run(std::move(job)));
    rows = std::move(matched);
  }

  IngestCounts counts = run.counts;
  counts.created += plan.added.size();
  counts.updated += plan.changed.size() + cards.changed;
  counts.duplicates += plan.duplicates;
  std::vector<pg::Call> calls = plan_calls(run.source, batch, plan, now);
  std::ranges::move(cards.calls, std::back_inserter(calls));
  calls.push_back(note_call(run, counts, {}, {}));
  if (!rows.empty()) std::ranges::move(inbox_calls(rows, now), std::back_inserter(calls));
  JM_CO_TRY(written, co_await tx.batch(std::move(calls)));
  JM_CO_CHECK_OK(co_await tx.commit());

  if (!rows.empty()) {
    counts.quarantined += static_cast<std::uint64_t>(written[written.size() - 2].front().i64(0));
    counts.discovered += static_cast<std::uint64_t>(written.back().size());
    if (auto news = take_news(rows, written.back()); !news.empty()) deps.bus.events_committed(std::move(news));
  }
  run.counts = counts;
  co_return Result<void>{};
}

Task<Result<void>> Ingest::Impl::store(Run& run, std::vector<domain::Offer> batch) {
  while (busy) co_await sleep_for(kBusyWait);       // another run of this object; the database's lock would hold us anyway
  busy = true;
  struct Free {
    bool& flag;
    ~Free() { flag = false; }
  } free{busy};
  auto wait = kRetryFirst;
  for (int turn = 1;; ++turn) {
    Result<void> stored = co_await try_store(run, batch, deps.clock.now());
    if (stored || turn == kBatchTriesMax || !(worth_another_try(stored.error().code) || stored.error().code == Code::kResourceExhausted)) co_return stored;
    log::warn("ingest batch is tried again", {{"board", run.source}, {"code", code_name(stored.error().code)}, {"try", turn}});
    co_await sleep_for(wait);
    wait *= 2;
  }
}

Task<Result<void>> Ingest::Impl::begin(Run& run, const Board& board, RunAbout about) {
  run.id = about.run_id.is_nil() ? new_id(deps.clock.now()) : about.run_id;
  run.source = board.name();
  run.about = std::move(about);
  std::optional<std::string> source_id;
  if (!run.about.source_id.empty()) source_id = run.about.source_id;
  JM_CO_CHECK_OK(co_await deps.db.write(pg::Scope::worker(), sql::start_run, {run.id, run.source, deps.clock.now(), source_id}, Deadline::in(kBatchTimeMax)));
  co_return Result<void>{};
}

Task<Result<void>> Ingest::Impl::store_ready(Run& run, bool end, const std::function<void(const IngestCounts&)>& progress, Deadline deadline) {
  for (auto batch = run.next_batch(end); !batch.empty(); batch = run.next_batch(end)) {
    if (deadline.passed()) co_return fail(Code::kDeadlineExceeded, "The ingest took longer than it may. What was read so far is stored; run it again for the rest.");
    JM_CO_CHECK_OK(co_await store(run, std::move(batch)));
    if (progress) progress(run.counts);
  }
  co_return Result<void>{};
}

Task<Result<IngestReport>> Ingest::Impl::end(Run& run, Result<void> stored, const std::function<void(const IngestCounts&)>& progress) {
  if (progress) progress(run.counts);
  count_metrics(run);
  std::optional<std::string> error;
  if (!stored) error = stored.error().message;
  pg::Call note = note_call(run, run.counts, deps.clock.now(), std::move(error));
  Result<pg::Rows> noted = co_await deps.db.write(pg::Scope::worker(), note.statement, std::move(note.params), Deadline::in(kBatchTimeMax));
  if (!stored) co_return std::unexpected(std::move(stored).error());
  JM_CO_CHECK_OK(std::move(noted));
  log::info("ingest finished", {{"board", run.source}, {"fetched", run.counts.fetched}, {"created", run.counts.created},
                                {"updated", run.counts.updated}, {"duplicates", run.counts.duplicates}, {"rejected", run.counts.rejected}});
  co_return IngestReport{run.id, run.source, run.counts, run.rejects.sorted(), std::move(run.ids), run.ids_whole};
}

Task<Result<IngestReport>> Ingest::run(const Board& board, PayloadStream& stream, std::function<void(const IngestCounts&)> progress, Deadline deadline) {
  WorkerDeps& deps = impl_->deps;
  const auto executor = co_await boost::asio::this_coro::executor;
  auto& io = static_cast<IoContext&>(boost::asio::query(executor, boost::asio::execution::context));

  Run run;
  JM_CO_CHECK_OK(co_await impl_->begin(run, board, {}));

  const auto gate = std::make_shared<Gate>();
  gate->stream = &stream;
  gate->board = &board;
  struct Close {
    Gate& gate;
    ~Close() {
      const std::lock_guard lock(gate.mutex);
      gate.stream = nullptr;
    }
  } close{*gate};

  Result<void> stored;
  std::shared_ptr<ReadAhead> next = std::make_shared<ReadAhead>(io);
  spawn(io, read_ahead(deps.cpu, gate, deps.clock.now(), next), "ingest read-ahead");
  for (bool end = false; !end && stored;) {
    while (!next->parsed) co_await next->ready.wait(Deadline::never());
    if (!*next->parsed) {
      stored = std::unexpected(next->parsed->error());
      break;
    }
    Parsed parsed = std::move(**next->parsed);
    end = parsed.end;
    if (!end) {
      next = std::make_shared<ReadAhead>(io);
      spawn(io, read_ahead(deps.cpu, gate, deps.clock.now(), next), "ingest read-ahead");
    }
    run.take(parsed);
    stored = co_await impl_->store_ready(run, end, progress, deadline);
  }
  co_return co_await impl_->end(run, std::move(stored), progress);
}

namespace {

Parsed parse_fetched(const Board& board, const FetchedPayload& payload, Time now) {
  Parsed p;
  p.name = payload.payload.name;
  p.bronze_ref = payload.bronze_ref;
  board.parse(*payload.bytes, payload.payload, now, p.out);
  return p;
}

}  // namespace

Task<Result<IngestReport>> Ingest::run(const Board& board, std::shared_ptr<PayloadSource> source, RunAbout about,
                                       std::function<void(const IngestCounts&)> progress, Deadline deadline) {
  WorkerDeps& deps = impl_->deps;
  Run run;
  JM_CO_CHECK_OK(co_await impl_->begin(run, board, std::move(about)));
  Result<void> stored;
  for (bool end = false; !end && stored;) {
    Result<std::optional<FetchedPayload>> fetched = co_await source->next();
    if (!fetched) {
      stored = std::unexpected(std::move(fetched).error());
      break;
    }
    end = !fetched->has_value();
    if (!end) {
      const auto payload = std::make_shared<const FetchedPayload>(std::move(**fetched));
      auto job = [&board, payload, now = deps.clock.now()] { return parse_fetched(board, *payload, now); };
      Result<Parsed> parsed = co_await deps.cpu.run(job);
      while (!parsed && parsed.error().code == Code::kResourceExhausted) {
        co_await sleep_for(kBusyWait);
        parsed = co_await deps.cpu.run(job);
      }
      if (!parsed) {
        stored = std::unexpected(std::move(parsed).error());
        break;
      }
      run.take(*parsed);
    }
    stored = co_await impl_->store_ready(run, end, progress, deadline);
  }
  co_return co_await impl_->end(run, std::move(stored), progress);
}

}  // namespace jm::discovery
