#include <algorithm>

#include "base/json_object.h"
#include "base/log.h"
#include "discovery/fetch/fetch.h"
#include "discovery/fetch/sources.h"
#include "discovery/offer_store.h"
#include "discovery/sql.h"
#include "queue/enqueue.h"
#include "text/time_zone.h"

namespace jm::discovery {

namespace {
constexpr std::chrono::seconds kStatementTimeMax{20};
constexpr int kDueAtOnce = 200;
constexpr int kFetchTriesMax = 5;         // of a command whose process dies
}  // namespace

Time turn_after(Time after, std::string_view source_id, const Fetching& fetching, const FetchSettings& settings) {
  Turn turn;
  turn.interval = std::max<std::chrono::seconds>(settings.interval, fetching.pace().run_gap_min);
  turn.offset = offset_of(source_id, turn.interval);
  turn.quiet = settings.quiet;
  turn.utc_offset = text::utc_offset(settings.time_zone, after).value_or(std::chrono::seconds(0));
  return next_turn(after, turn);
}

std::optional<Time> quiet_now(Time now, const FetchSettings& settings) {
  return quiet_until(now, settings.quiet, text::utc_offset(settings.time_zone, now).value_or(std::chrono::seconds(0)));
}

pg::Call fetch_call(std::string_view source_id) {
  const std::string payload = JsonObject().text("sourceId", source_id).str();
  queue::NewCommand command;
  command.kind = "CMD_FETCH";
  command.key = source_id;
  command.payload = payload;
  command.attempts_max = kFetchTriesMax;
  return queue::enqueue_again_call(command);
}

Task<Result<std::int64_t>> plan_sources(pg::Database& db, Time now, const FetchSettings& settings) {
  const Deadline deadline = Deadline::in(kStatementTimeMax);
  std::vector<pg::Call> look{{sql::wanted_searches, {nullptr}}, {sql::wanted_companies, {nullptr}}};
  JM_CO_TRY(seen, co_await db.read_batch(pg::Scope::worker(), std::move(look), deadline));
  std::vector<domain::SearchSpec> searches;
  for (const pg::Row row : seen[0]) searches.push_back(read_search(row).spec);
  std::vector<Company> companies;
  for (const pg::Row row : seen[1]) companies.emplace_back(row.str(0), row.str(1));

  std::vector<std::string> ids, boards, tokens, queries, missing;
  std::vector<Time> first;
  for (SourceSpec& s : wanted_sources(settings, searches, companies)) {
    first.push_back(now);                        // what is new is read at once, then at its turns
    ids.push_back(std::move(s.id));
    boards.push_back(std::move(s.board));
    tokens.push_back(std::move(s.token));
    queries.push_back(to_json(s.query));
    missing.push_back(std::move(s.missing));
  }
  pg::Params params;
  params.text_array(ids).text_array(boards).text_array(tokens).text_array(queries).text_array(missing).time_array(first).time(now);
  JM_CO_TRY(rows, co_await db.write(pg::Scope::worker(), sql::plan_sources, std::move(params), deadline));
  co_return rows.front().i64(0);
}

Task<Result<int>> queue_due(WorkerDeps work, const FetchSettings& settings) {
  const Time now = work.clock.now();
  JM_CO_TRY(tx, co_await work.db.begin(pg::Scope::worker(), Deadline::in(kStatementTimeMax)));
  JM_CO_TRY(due, co_await tx.query(sql::due_sources, {now, kDueAtOnce}));
  if (due.empty()) co_return 0;
  std::vector<std::string> ids;
  std::vector<Time> turns;
  std::vector<pg::Call> calls;
  if (const auto quiet = quiet_now(now, settings)) {
    // Late, new, or told to come back: all of it waits, spread as ever.
    for (const pg::Row row : due) {
      ids.push_back(row.str(0));
      turns.push_back(*quiet + offset_of(ids.back(), settings.interval));
    }
    JM_CO_CHECK_OK(co_await tx.query(sql::set_turns, {ids, turns, nullptr}));
    JM_CO_CHECK_OK(co_await tx.commit());
    co_return 0;
  }
  for (const pg::Row row : due) {
    const Board* board = find_board(row.text(1));
    ids.push_back(row.str(0));
    turns.push_back(board && board->fetching() ? turn_after(now, ids.back(), *board->fetching(), settings) : now + std::chrono::hours(24));
    if (board == nullptr || board->fetching() == nullptr) continue;
    calls.push_back(fetch_call(ids.back()));
  }
  const int queued = static_cast<int>(calls.size());
  calls.push_back({sql::set_turns, {ids, turns, now}});
  JM_CO_CHECK_OK(co_await tx.batch(std::move(calls)));
  JM_CO_CHECK_OK(co_await tx.commit());
  work.bus.command_committed("CMD_FETCH", "{}");
  co_return queued;
}

Task<void> keep_sources(WorkerDeps work, const FetchSettings& settings) {
  std::chrono::steady_clock::time_point planned;
  for (;;) {
    if (std::chrono::steady_clock::now() - settings.plan_every > planned || planned == std::chrono::steady_clock::time_point()) {
      const Result<std::int64_t> made = co_await plan_sources(work.db, work.clock.now(), settings);
      if (made) planned = std::chrono::steady_clock::now();
      else log::warn("the sources cannot be planned", {{"code", code_name(made.error().code)}});
    }
    const Result<int> queued = co_await queue_due(work, settings);
    if (!queued) log::warn("the schedule of the sources cannot be read", {{"code", code_name(queued.error().code)}});
    else if (*queued > 0) log::info("sources are due", {{"sources", *queued}});
    const bool go_on = co_await sleep_for(settings.look_every);
    if (!go_on) co_return;
  }
}

}  // namespace jm::discovery
