// Putting off: an undecided item leaves the inbox until a time. Who reads the inbox after that time sees it again, whatever runs or does
// not run meanwhile; a durable command, one for all items of a user and a time, clears it and tells the owner. Items decide, not the
// command: one that was approved, put off anew or fetched back leaves it nothing to do, so nothing is ever withdrawn.
#include <charconv>
#include <unordered_map>

#include "discovery/inbox_store.h"
#include "discovery/service.h"
#include "discovery/sql.h"
#include "domain/commands.h"
#include "queue/worker.h"
#include "text/json_read.h"

namespace jm::discovery {
namespace {

constexpr std::chrono::days kAheadMax{366};
constexpr std::string_view kLastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

// Whole milliseconds, which is what clients see. nullopt: no longer put off.
Result<std::optional<Time>> read_until(std::string_view text, Time now) {
  if (text.empty()) return std::nullopt;
  const auto time = parse_iso(text);
  if (!time) return fail(Code::kInvalidArgument, "\"until\" must be an ISO 8601 time, like 2027-05-28T07:00:00Z.", "SNOOZE_TIME");
  const Time until{time->us / 1000 * 1000};
  if (until <= now) return fail(Code::kInvalidArgument, "\"until\" must be in the future.", "SNOOZE_PAST");
  if (until > now + kAheadMax) return fail(Code::kInvalidArgument, "\"until\" must be within a year.", "SNOOZE_FAR");
  return until;
}

// "<microseconds>.<id>" of the last item seen.
struct Cursor {
  Time until;
  Uuid id;
};
std::optional<Cursor> parse_cursor(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return {};
  Cursor cursor;
  const auto [end, error] = std::from_chars(text.data(), text.data() + dot, cursor.until.us);
  const auto id = Uuid::parse(text.substr(dot + 1));
  if (error != std::errc() || end != text.data() + dot || !id) return {};
  cursor.id = *id;
  return cursor;
}

}  // namespace

Task<Result<pb::JobFeedItem>> snooze_item(DiscoveryDeps deps, Caller caller, pb::SnoozeItemRequest request) {
  JM_CO_CHECK_OK(check_text("The mutation id", request.mutation_id(), kMutationIdBytesMax));
  const Time now = deps.clock.now();
  JM_CO_TRY(until, read_until(request.until(), now));
  const auto item = Uuid::parse(request.job_feed_id());
  if (!item) co_return no_such_item();
  const domain::Command command = domain::unsnooze_command(caller.user_id, until.value_or(now));
  std::vector<pg::Call> calls;
  calls.push_back({sql::lock_item, {*item, caller.user_id}});
  calls.push_back({sql::snooze, pg::Params(*item, caller.user_id, now, until, request.mutation_id(), new_id(now), command.key, command.payload)});
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  if (answers[1].empty()) co_return no_such_item();
  const pg::Row row = answers[1].front();
  if (!row.boolean(0))
    co_return fail(Code::kFailedPrecondition, "Only an undecided offer can be put off. Take the decision back first.", "ALREADY_DECIDED");
  if (!row.is_null(1)) {
    std::vector<events::Announcement> news;
    news.push_back({caller.user_id, "JOB_TRIAGED", row.str(1)});
    deps.bus.events_committed(std::move(news));
  }
  if (!row.is_null(2)) deps.bus.command_committed(command.kind, row.str(2));
  co_return co_await load_item(deps, std::move(caller), item->str(), true);
}

Task<Result<pb::JobFeedPage>> get_snoozed(DiscoveryDeps deps, Caller caller, pb::GetJobFeedRequest request, int first) {
  if (request.as_table()) co_return fail(Code::kInvalidArgument, "What is put off does not come as a table.");
  const Time now = deps.clock.now();
  Cursor after{now, *Uuid::parse(kLastId)};
  if (!request.after().empty()) {
    const auto cursor = parse_cursor(request.after());
    if (!cursor) co_return fail(Code::kInvalidArgument, "The cursor is not one of this list. Start again without it.", "BAD_CURSOR");
    if (cursor->until > now) after = *cursor;
  }
  std::optional<Uuid> search;
  if (!request.search_config_id().empty()) {
    search = Uuid::parse(request.search_config_id());
    if (!search) co_return pb::JobFeedPage();
  }
  std::vector<pg::Call> calls;
  calls.push_back({sql::snoozed, {caller.user_id, after.until, after.id, search, now, first + 1}});
  if (request.with_total()) calls.push_back({sql::snoozed_total, {caller.user_id, search, now}});
  JM_CO_TRY(answers, co_await deps.db.read_batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  pb::JobFeedPage page;
  if (request.with_total()) page.set_total(answers[1].front().i32(0));
  page.set_has_next_page(answers[0].size() > first);
  pb::GetJobFeedItemsRequest wanted;
  wanted.set_without_raw_data(request.without_raw_data());
  wanted.set_without_reasons(request.without_reasons());
  std::unordered_map<std::string, std::string> cursors;
  for (int i = 0; i < std::min(answers[0].size(), first); ++i) {
    const pg::Row row = answers[0][i];
    wanted.add_ids(row.str(0));
    cursors.emplace(row.str(0), std::to_string(row.time(1).us) + "." + row.str(0));
  }
  const std::vector<std::string> order(wanted.ids().begin(), wanted.ids().end());
  JM_CO_TRY(list, co_await get_job_feed_items(deps, std::move(caller), std::move(wanted)));
  std::unordered_map<std::string_view, pb::JobFeedItem*> by_id;
  for (auto& item : *list.mutable_items()) by_id.emplace(item.id(), &item);
  for (const std::string& id : order) {
    const auto found = by_id.find(id);
    if (found == by_id.end()) continue;                    // it left between the two statements
    page.add_items()->Swap(found->second);
    page.add_cursors(cursors[id]);
  }
  co_return page;
}

namespace {

struct Wake {
  Uuid user;
  Time until;
};
std::optional<Wake> wake_of(const queue::Command& command) {
  text::JsonReader json;
  const auto payload = json.parse(command.payload);
  if (!payload) return {};
  const auto member = (*payload)["until"];
  const auto text = member ? member->string() : std::nullopt;
  const auto until = text ? parse_iso(*text) : std::nullopt;
  if (!until || command.user_id.is_nil()) return {};
  return Wake{command.user_id, *until};
}

Task<Result<queue::Outcome>> wake(WorkerDeps deps, queue::Command command, queue::Context context) {
  const auto order = wake_of(command);
  if (!order) co_return fail(Code::kInvalidArgument, "The command names no user or no time.");
  const Time now = deps.clock.now();
  std::vector<pg::Call> calls;
  calls.push_back({sql::unsnooze, {order->user, std::max(order->until, now), now}});
  calls.push_back(context.complete());
  JM_CO_TRY(answers, co_await deps.db.batch(pg::Scope::user(order->user), std::move(calls), context.deadline()));
  if (const pg::Row row = answers[0].front(); !row.is_null(0)) {
    std::vector<events::Announcement> news;
    news.push_back({order->user, "JOBS_RETURNED", row.str(0)});
    deps.bus.events_committed(std::move(news));
  }
  co_return queue::Outcome::completed();
}

}  // namespace

void handle_snoozes(queue::Worker& worker, WorkerDeps deps) {
  worker.on("CMD_UNSNOOZE", [deps](queue::Command command, queue::Context context) { return wake(deps, std::move(command), std::move(context)); });
}

}  // namespace jm::discovery
