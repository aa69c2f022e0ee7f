// CMD_FETCH: one run of one listing, from the first request to the row that says how it went. Everything it brings is stored
// batch by batch; the state of the source, closed offers, what the plan remembers and the command's end are one transaction.
#include <algorithm>

#include "base/log.h"
#include "base/metrics.h"
#include "discovery/fetch/fetch.h"
#include "discovery/fetch/fetcher.h"
#include "discovery/fetch/sources.h"
#include "discovery/identity.h"
#include "discovery/sql.h"
#include "domain/source_health.h"
#include "queue/worker.h"
#include "text/json_read.h"

namespace jm::discovery {
namespace {

using domain::SourceProblem;
using domain::SourceState;

constexpr unsigned kFetchesAtOnce = 3;
constexpr std::chrono::hours kRunTimeMax{2};
constexpr std::chrono::seconds kStatementTimeMax{60};
constexpr std::size_t kIdsMax = 300'000;         // a larger listing closes nothing by absence
constexpr std::chrono::hours kUnconfirmedAfter{48};
constexpr int kUnconfirmedMax = 30;

struct SourceRow {
  std::string id, board, token;
  FetchQuery query;
  bool on = false;
  std::string memory;
  Validators validators;
  domain::RunHistory history;
};

std::optional<std::string> source_of(const queue::Command& command) {
  text::JsonReader json(std::size_t{64} << 10);
  const auto payload = json.parse(command.payload);
  const auto id = payload ? (*payload)["sourceId"] : std::nullopt;
  if (!id || !id->string()) return std::nullopt;
  return std::string(*id->string());
}

SourceRow read_source(const pg::Row& row) {
  SourceRow s;
  s.id = row.str(0);
  s.board = row.str(1);
  s.token = row.str(2);
  s.query = read_query(row.text(3));
  s.on = row.boolean(4) && row.text(5) != "OFF";
  s.memory = row.str(6);
  s.validators = read_validators(row.text(7));
  s.history = {.usual_seen = row.f64(9), .usual_reject_share = row.f64(10), .failures = row.i32(8)};
  return s;
}

domain::RunFacts facts_of(const FetchOutcome& fetch, const Result<IngestReport>& report, bool narrowed) {
  domain::RunFacts facts;
  facts.unchanged = fetch.unchanged;
  facts.narrowed = narrowed;
  facts.problem = fetch.end.problem;
  facts.detail = fetch.end.detail;
  facts.failed = fetch.end.kind == Step::Kind::kFailed || fetch.end.kind == Step::Kind::kPause;
  if (!report) {
    facts.failed = true;
    facts.problem = SourceProblem::kStore;
    facts.detail.clear();
    return facts;
  }
  facts.seen = report->counts.fetched;
  facts.rejected = report->counts.rejected;
  for (const RejectSample& r : report->rejects)
    if (r.code == RejectCode::kUnlisted) facts.rejected -= r.count;       // as the board wants it
  return facts;
}

// When the source is read next, if not at its planned turn.
std::optional<Time> other_turn(const SourceRow& source, const domain::SourceVerdict& verdict, const FetchOutcome& fetch, Time now, const FetchSettings& settings) {
  if (fetch.end.kind == Step::Kind::kPause) return fetch.end.until;
  if (verdict.problem == SourceProblem::kRateLimited) return now + std::chrono::seconds(std::max(60, std::atoi(verdict.detail.c_str())));
  if (verdict.problem == SourceProblem::kBudget) return Time{(now.us / 86'400'000'000 + 1) * 86'400'000'000};      // budgets are of UTC days
  if (verdict.problem == SourceProblem::kQuiet)
    if (const auto quiet = quiet_now(now, settings)) return *quiet + offset_of(source.id, settings.interval);
  if (verdict.state == SourceState::kPaused) return now + domain::rest_after(verdict.history.failures, settings.interval);
  return std::nullopt;
}

std::vector<pg::Call> finish_calls(const SourceRow& source, const Uuid& run_id, const FetchRun& fetch, const Result<IngestReport>& report, const domain::SourceVerdict& verdict,
                                   const FetchSettings& settings, Time now) {
  const FetchOutcome& outcome = fetch.outcome();
  const bool stored = report && outcome.end.kind == Step::Kind::kDone;
  const bool good = verdict.problem == SourceProblem::kNone || verdict.problem == SourceProblem::kParts;
  std::optional<std::string> memory, validators;
  if (stored) memory = fetch.plan().memory();
  if (stored && good && !outcome.unchanged) validators = to_json(outcome.validators);
  if (!good) validators = "{}";                        // what cannot be right is asked for again in full
  std::vector<pg::Call> calls;
  pg::Params p;
  p.text(source.id).uuid(run_id).time(now).text(name(verdict.state)).text(name(verdict.problem)).text(verdict.detail).i64(verdict.history.failures);
  p.f64(verdict.history.usual_seen).f64(verdict.history.usual_reject_share).add(memory).add(validators).boolean(good).add(other_turn(source, verdict, outcome, now, settings));
  p.i64(report ? static_cast<std::int64_t>(report->counts.discovered) : 0).i64(report ? static_cast<std::int64_t>(report->counts.quarantined) : 0);
  p.i64(outcome.requests).i64(static_cast<std::int64_t>(outcome.bytes)).boolean(outcome.end.truncated).boolean(outcome.end.complete).boolean(outcome.unchanged);
  p.text(problem_text(verdict.problem, verdict.detail, domain::Lang::kEn));
  calls.push_back({sql::finish_source, std::move(p)});
  if (!report) return calls;

  std::vector<std::string> listed = report->ids;
  std::ranges::move(fetch.plan().listed(), std::back_inserter(listed));
  if (!listed.empty()) calls.push_back({sql::mark_listed, {source.board, source.id, listed}});
  if (outcome.unchanged) calls.push_back({sql::touch_listed, {source.board, source.id, now, now - kSeenAgainAfter}});
  // Absence is proof only if everything was read and everything that was read could be understood.
  const bool proof = outcome.end.complete && verdict.trusted && report->ids_whole &&
                     std::ranges::all_of(report->rejects, [](const RejectSample& r) { return r.code == RejectCode::kUnlisted; });
  if (proof) calls.push_back({sql::close_gone, {source.board, source.id, listed, true, now, run_id}});
  if (const auto gone = fetch.plan().gone(); !gone.empty()) calls.push_back({sql::close_gone, {source.board, nullptr, gone, false, now, run_id}});
  return calls;
}

Task<Result<std::vector<std::string>>> unconfirmed_ids(WorkerDeps work, const Board& board) {
  std::vector<std::string> ids;
  if (board.fetching()->reach() != Reach::kSearch) co_return ids;
  JM_CO_TRY(rows, co_await work.db.read(pg::Scope::worker(), sql::unconfirmed, {board.name(), work.clock.now() - kUnconfirmedAfter, kUnconfirmedMax}, Deadline::in(kStatementTimeMax)));
  for (const pg::Row row : rows) ids.push_back(row.str(0));
  co_return ids;
}

class Runner {
 public:
  explicit Runner(FetchDeps deps) : deps_(deps), bronze_(deps.objects, deps.work.cpu), ingest_(deps.work) {}

  Task<Result<queue::Outcome>> run(queue::Command command, queue::Context context) {
    const auto id = source_of(command);
    if (!id) co_return fail(Code::kInvalidArgument, "The fetch names no source.");
    WorkerDeps& work = deps_.work;
    JM_CO_TRY(rows, co_await work.db.read(pg::Scope::worker(), sql::source, {*id}, Deadline::in(kStatementTimeMax)));
    if (rows.empty()) co_return queue::Outcome::nothing_to_commit();
    const SourceRow source = read_source(rows.front());
    const Board* board = find_board(source.board);
    if (!source.on || board == nullptr || board->fetching() == nullptr) co_return queue::Outcome::nothing_to_commit();
    const Fetching& fetching = *board->fetching();

    const Time started = work.clock.now();
    JM_CO_CHECK_OK(co_await work.db.write(pg::Scope::worker(), sql::begin_source, {source.id, started}, Deadline::in(kStatementTimeMax)));
    JM_CO_TRY(unconfirmed, co_await unconfirmed_ids(work, *board));
    const Uuid run_id = new_id(started);
    const Listing listing{source.token, source.query};
    auto plan = fetching.plan({.config = deps_.settings.plans, .listing = listing, .memory = source.memory, .now = started, .unconfirmed = std::move(unconfirmed)});
    const FetchRun::Deps fetch_deps{deps_.client, work.db, bronze_, work.cpu, work.clock, deps_.settings};
    FetchRun::About about{source.board, source.id, fetching.pace_key(source.board, listing), run_id, fetching.pace(), fetching.heavy(), source.validators};
    const auto fetch = std::make_shared<FetchRun>(fetch_deps, std::move(about), std::move(plan), context.deadline());
    RunAbout run_about;
    run_about.run_id = run_id;
    run_about.source_id = source.id;
    run_about.ids_max = kIdsMax;
    Result<IngestReport> report = co_await ingest_.run(*board, fetch, std::move(run_about), {}, context.deadline());

    const Time now = work.clock.now();
    const domain::SourceVerdict verdict = judge_run(facts_of(fetch->outcome(), report, fetching.narrowed()), source.history);
    std::vector<pg::Call> calls = finish_calls(source, run_id, *fetch, report, verdict, deps_.settings, now);
    calls.push_back(context.complete());
    JM_CO_CHECK_OK(co_await work.db.batch(pg::Scope::worker(), std::move(calls), Deadline::in(kStatementTimeMax)));
    metrics::counter("jobmate_fetch_runs_total", "Runs of sources", {{"board", source.board}, {"state", std::string(name(verdict.state))}}).add();
    if (verdict.problem != SourceProblem::kNone)
      log::warn("a source did not go well", {{"board", source.board}, {"problem", name(verdict.problem)}, {"failures", verdict.history.failures}});
    co_return queue::Outcome::completed();
  }

 private:
  FetchDeps deps_;
  Bronze bronze_;
  Ingest ingest_;
};

Task<Result<queue::Outcome>> run_fetch(std::shared_ptr<Runner> runner, queue::Command command, queue::Context context) {
  Result<queue::Outcome> outcome = co_await runner->run(std::move(command), std::move(context));
  co_return outcome;
}

}  // namespace

void handle_fetches(queue::Worker& worker, FetchDeps deps) {
  const auto runner = std::make_shared<Runner>(deps);
  worker.on("CMD_FETCH", [runner](queue::Command command, queue::Context context) { return run_fetch(runner, std::move(command), std::move(context)); }, kFetchesAtOnce,
            kRunTimeMax);
}

}  // namespace jm::discovery
