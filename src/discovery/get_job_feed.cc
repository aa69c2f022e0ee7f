// The inbox, page by page: not expired, best rank first. The hot path of the whole product: one statement, rows straight into
// the message; raw data and reasons are fetched and built only where they are asked for.
#include <algorithm>
#include <string_view>

#include "discovery/inbox_store.h"
#include "discovery/service.h"
#include "discovery/sql.h"

namespace jm::discovery {
namespace {

constexpr int kFirstDefault = 100, kFirstMax = 500;
constexpr int kIdsMax = 1000;
constexpr int kBeforeAllRanks = 1000;
constexpr std::string_view kLastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";
constexpr std::string_view kAllStatuses = "{PENDING,APPROVED,REJECTED}";

Result<std::string_view> statuses(pb::JobStatus status) {
  switch (status) {
    case pb::JOB_STATUS_UNSPECIFIED: return kAllStatuses;
    case pb::PENDING: return "{PENDING}";
    case pb::APPROVED: return "{APPROVED}";
    case pb::REJECTED_JOB: return "{REJECTED}";
    default: return fail(Code::kInvalidArgument, "The status is none of PENDING, APPROVED and REJECTED.");
  }
}

}  // namespace

Task<Result<pb::JobFeedPage>> get_job_feed(DiscoveryDeps deps, Caller caller, pb::GetJobFeedRequest request) {
  JM_CO_TRY(wanted, statuses(request.status()));
  const int first = request.first() == 0 ? kFirstDefault : request.first();
  if (first < 1 || first > kFirstMax) co_return fail(Code::kInvalidArgument, "A page has 1 to 500 items.");
  FeedCursor after{kBeforeAllRanks, std::string(kLastId)};
  if (!request.after().empty()) {
    auto cursor = parse_feed_cursor(request.after());
    if (!cursor) co_return fail(Code::kInvalidArgument, "The cursor is not one of this list. Start again without it.", "BAD_CURSOR");
    after = std::move(*cursor);
  }
  std::optional<Uuid> search;
  if (!request.search_config_id().empty()) {
    search = Uuid::parse(request.search_config_id());
    if (!search) co_return pb::JobFeedPage();      // an id that cannot exist matches nothing, as an unknown one
  }
  const Time now = deps.clock.now();
  const pg::Scope scope = pg::Scope::user(caller.user_id);
  const bool with_reasons = !request.without_reasons(), with_raw_data = !request.without_raw_data();
  pg::Params params;
  params.uuid(caller.user_id).text(wanted).i64(after.rank).text(after.id).add(search).time(now).i64(first + 1).boolean(with_reasons).boolean(with_raw_data);

  pg::Rows rows;
  pb::JobFeedPage page;
  if (request.with_total()) {
    std::vector<pg::Call> calls;
    calls.push_back({sql::feed, std::move(params)});
    calls.push_back({sql::feed_total, pg::Params().uuid(caller.user_id).text(wanted).add(search).time(now)});
    JM_CO_TRY(both, co_await deps.db.read_batch(scope, std::move(calls), caller.deadline));
    page.set_total(both[1].front().i32(0));
    rows = std::move(both[0]);
  } else {
    JM_CO_TRY(one, co_await deps.db.read(scope, sql::feed, std::move(params), caller.deadline));
    rows = std::move(one);
  }

  page.set_has_next_page(rows.size() > first);
  const int count = std::min(rows.size(), first);
  page.mutable_items()->Reserve(count);
  if (!request.without_cursors()) page.mutable_cursors()->Reserve(count);
  ItemReader reader(with_reasons, with_raw_data, request.fields());
  for (int i = 0; i < count; ++i) {
    pb::JobFeedItem& item = *page.add_items();
    reader.read(rows[i], item);
    if (!request.without_cursors()) *page.add_cursors() = feed_cursor(item);
  }
  co_return page;
}

Task<Result<pb::JobFeedItemList>> get_job_feed_items(DiscoveryDeps deps, Caller caller, pb::GetJobFeedItemsRequest request) {
  if (request.ids_size() > kIdsMax) co_return fail(Code::kInvalidArgument, "At most 1000 items at once.");
  std::vector<Uuid> ids;
  ids.reserve(static_cast<std::size_t>(request.ids_size()));
  for (const std::string& text : request.ids())
    if (const auto id = Uuid::parse(text)) ids.push_back(*id);      // others cannot exist
  pb::JobFeedItemList list;
  if (ids.empty()) co_return list;
  const bool with_reasons = !request.without_reasons(), with_raw_data = !request.without_raw_data();
  pg::Params params;
  params.uuid(caller.user_id).uuid_array(ids).boolean(with_reasons).boolean(with_raw_data);
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::items, std::move(params), caller.deadline));
  ItemReader reader(with_reasons, with_raw_data);
  list.mutable_items()->Reserve(rows.size());
  for (const pg::Row row : rows) reader.read(row, *list.add_items());
  co_return list;
}

Task<Result<pb::JobFeedItem>> load_item(DiscoveryDeps deps, Caller caller, std::string id, bool with_raw_data) {
  pb::GetJobFeedItemsRequest request;
  request.add_ids(std::move(id));
  request.set_without_raw_data(!with_raw_data);
  JM_CO_TRY(list, co_await get_job_feed_items(deps, std::move(caller), std::move(request)));
  if (list.items_size() == 0) co_return no_such_item();
  co_return std::move(*list.mutable_items(0));
}

}  // namespace jm::discovery
