// The hub's three coroutines: reading what was poked or asked for, polling for pokes that never came, and the clock.
#include <algorithm>
#include <span>

#include "base/log.h"
#include "base/metrics.h"
#include "events/hub_core.h"
#include "events/sql.h"

namespace jm::events {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds kReadTime = 10s;
constexpr milliseconds kTroubleMin = 100ms, kTroubleMax = 5s;     // between attempts while the database does not answer
constexpr int kPollShare = 20;                                   // a poll takes at most one part in so many of the time

struct Answers {                         // the rows of one line of the input
  std::int64_t last_seq = 0;
  std::vector<EventRow> rows;
};

std::vector<Answers> by_line(const pg::Rows& rows, std::size_t lines) {
  std::vector<Answers> out(lines);
  for (const pg::Row row : rows) {
    Answers& a = out.at(static_cast<std::size_t>(row.i64(0) - 1));
    a.last_seq = row.i64(1);
    if (!row.is_null(2)) a.rows.push_back({row.i64(2), row.text(3)});
  }
  return out;
}

}  // namespace

Task<void> HubCore::read_loop(std::shared_ptr<HubCore> self) {
  milliseconds trouble = kTroubleMin;
  while (!closed) {
    if (dirty.empty() && asking.empty()) {
      co_await work.wait(Deadline::never());
      continue;
    }
    const Result<void> read = co_await read_once();
    if (closed) break;
    if (read) {
      trouble = kTroubleMin;
      continue;
    }
    log::warn("events cannot be read", {{"code", code_name(read.error().code)}, {"again_ms", trouble.count()}});
    co_await quit.wait(Deadline::in(trouble));
    trouble = std::min(trouble * 2, kTroubleMax);
  }
}

Task<Result<void>> HubCore::read_once() {
  // Lines of the query: users first (so that their head is known when a stream's answer is looked at), then asking streams.
  std::vector<Uuid> ids;
  std::vector<std::optional<std::int64_t>> positions;
  std::vector<std::shared_ptr<Subscription>> askers;
  const auto take_first = [](auto& list, std::size_t n) {
    const auto end = list.begin() + static_cast<std::ptrdiff_t>(std::min(n, list.size()));
    std::remove_cvref_t<decltype(list)> taken(std::move_iterator(list.begin()), std::move_iterator(end));
    list.erase(list.begin(), end);
    return taken;
  };
  for (const Uuid& id : take_first(dirty, options.users_per_read_max)) {
    const auto it = users.find(id);
    if (it == users.end() || !std::exchange(it->second->dirty, false)) continue;
    ids.push_back(it->first);
    positions.push_back(it->second->head < 0 ? std::nullopt : std::optional(it->second->head));
  }
  const std::size_t user_lines = ids.size();
  for (const auto& asker : take_first(asking, options.users_per_read_max)) {
    std::shared_ptr<Subscription> s = asker.lock();
    if (!s || !s->user_) continue;
    ids.push_back(s->user_id_);
    positions.push_back(s->position_);
    askers.push_back(std::move(s));
  }
  if (ids.empty()) co_return Result<void>();

  ++counts.reads;
  in_flight = ids.size();
  pg::Params params;
  params.uuid_array(ids).i64_array(positions).i64(static_cast<std::int64_t>(options.kept_frames_max));
  const Result<pg::Rows> rows = co_await db.read(pg::Scope::worker(), sql::since, std::move(params), Deadline::in(kReadTime));
  in_flight = 0;
  if (closed) co_return Result<void>();
  if (!rows) {                           // all of them again
    for (const Uuid& id : std::span(ids).first(user_lines))
      if (const auto it = users.find(id); it != users.end()) poke(*it->second);
    for (const auto& s : askers) asking.push_back(s);
    co_return std::unexpected(rows.error());
  }

  const std::vector<Answers> answers = by_line(*rows, ids.size());
  for (std::size_t i = 0; i < user_lines; ++i) {
    const auto it = users.find(ids[i]);
    if (it == users.end()) continue;
    HubUser& user = *it->second;
    if (positions[i].value_or(-1) != user.head) {       // left and came back meanwhile: this answer belongs to the former
      poke(user);
      continue;
    }
    learn(user, answers[i].last_seq, answers[i].rows);
    if (answers[i].rows.size() >= options.kept_frames_max) poke(user);
  }
  for (std::size_t i = 0; i < askers.size(); ++i) {
    Subscription& s = *askers[i];
    s.asked_ = false;
    if (!s.ended_ && s.user_) answer(s, answers[user_lines + i].last_seq, answers[user_lines + i].rows);
  }
  co_return Result<void>();
}

Task<void> HubCore::poll_loop(std::shared_ptr<HubCore> self) {
  milliseconds pause{0};
  while (!closed) {
    const milliseconds period = options.others_are_heard && options.others_are_heard() ? options.poll_relaxed : options.poll;
    co_await poll_now.wait(Deadline::in(std::max(period, pause)));
    if (closed) break;
    if (users.empty()) continue;
    const auto started = std::chrono::steady_clock::now();
    const Result<void> polled = co_await poll_once();
    if (!polled) log::warn("events cannot be polled", {{"code", code_name(polled.error().code)}});
    // Thousands of users make one poll dear: then it comes less often, rather than keeping the database busy.
    pause = kPollShare * std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - started);
  }
}

Task<Result<void>> HubCore::poll_once() {
  std::vector<Uuid> ids;
  std::vector<std::int64_t> heads;
  for (const auto& [id, user] : users) {
    if (user->head < 0 || user->dirty) continue;
    ids.push_back(id);
    heads.push_back(user->head);
  }
  if (ids.empty()) co_return Result<void>();
  ++counts.polls;
  const Result<pg::Rows> rows = co_await db.read(pg::Scope::worker(), sql::changed, {ids, heads}, Deadline::in(kReadTime));
  if (!rows) co_return std::unexpected(rows.error());
  if (closed) co_return Result<void>();
  for (const pg::Row row : *rows)
    if (const auto it = users.find(row.uuid(0)); it != users.end()) poke(*it->second);
  co_return Result<void>();
}

Task<void> HubCore::clock_loop(std::shared_ptr<HubCore> self) {
  const milliseconds tick = std::clamp<milliseconds>(options.heartbeat / 10, 10ms, 1s);
  while (!closed) {
    co_await quit.wait(Deadline::in(tick));
    if (closed) break;
    const auto now = std::chrono::steady_clock::now();
    for (const auto& [id, user] : users) {
      for (Subscription* s : user->streams) {
        if (s->expires_.at <= now) s->expired_ = true;
        else if (now - s->quiet_since_ >= options.heartbeat) s->heartbeat_ = true, s->quiet_since_ = now;
        else continue;
        s->wake_.notify_all();
      }
    }
  }
}

}  // namespace jm::events
