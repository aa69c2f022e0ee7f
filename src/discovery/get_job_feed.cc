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

// $10 of feed.sql.
bool wants_seldom_shown(std::uint32_t fields) {
  using Item = pb::JobFeedItem;
  std::uint32_t usual = 0;
  for (const int field : {Item::kIdFieldNumber, Item::kStatusFieldNumber, Item::kTitleFieldNumber, Item::kCompanyFieldNumber, Item::kRankFieldNumber,
                          Item::kCreatedAtFieldNumber, Item::kIsManualFieldNumber})
    usual |= 1u << field;
  return fields == 0 || (fields & ~usual) != 0;
}

void read_table(const pg::Columns& items, int count, const pb::GetJobFeedRequest& request, pb::JobFeedPage& page) {
  constexpr std::size_t kRowBytesGuess = 160;
  const auto fields = table_fields(request.fields());
  std::vector<pg::Column> columns;
  for (const std::uint32_t field : fields) columns.push_back(items[column_of(field)]);
  pb::TextTableWriter table(*page.mutable_table(), fields, count, kRowBytesGuess);
  for (int i = 0; i < count; ++i)
    for (pg::Column& column : columns) column.append_next(table.text()) ? table.end() : table.null();
  if (request.without_cursors()) return;
  pg::Column rank = items[column_of(pb::JobFeedItem::kRankFieldNumber)], id = items[column_of(pb::JobFeedItem::kIdFieldNumber)];
  std::string text;
  for (int i = 0; i < count; ++i) {
    text.clear();
    if (!rank.append_next(text)) text = std::to_string(kManualRank);
    text += '.';
    id.append_next(text);
    page.add_cursors(text);
  }
}

}  // namespace

Task<Result<pb::JobFeedPage>> get_job_feed(DiscoveryDeps deps, Caller caller, pb::GetJobFeedRequest request) {
  JM_CO_TRY(wanted, statuses(request.status()));
  const int first = request.first() == 0 ? kFirstDefault : request.first();
  if (first < 1 || first > kFirstMax) co_return fail(Code::kInvalidArgument, "A page has 1 to 500 items.");
  if (request.snoozed()) co_return co_await get_snoozed(deps, std::move(caller), std::move(request), first);
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
  if (request.as_table() && !(request.without_raw_data() && request.without_reasons()))
    co_return fail(Code::kInvalidArgument, "A table holds neither raw data nor reasons.");
  const Time now = deps.clock.now();
  const pg::Scope scope = pg::Scope::user(caller.user_id);
  const bool with_reasons = !request.without_reasons(), with_raw_data = !request.without_raw_data();
  pg::Params params;
  params.uuid(caller.user_id).text(wanted).i64(after.rank).text(after.id).add(search).time(now).i64(first + 1);
  params.boolean(with_reasons).boolean(with_raw_data).boolean(with_raw_data || wants_seldom_shown(request.fields()));

  std::vector<pg::Call> calls;
  calls.push_back({request.as_table() ? sql::feed_columns : sql::feed, std::move(params), request.as_table()});
  if (request.with_total()) calls.push_back({sql::feed_total, pg::Params().uuid(caller.user_id).text(wanted).add(search).time(now)});
  JM_CO_TRY(answers, co_await deps.db.read_batch(scope, std::move(calls), caller.deadline));

  pb::JobFeedPage page;
  if (request.with_total()) page.set_total(answers[1].front().i32(0));
  if (request.as_table()) {
    const pg::Columns items(std::move(answers[0]));
    page.set_has_next_page(items.size() > first);
    read_table(items, std::min(items.size(), first), request, page);
    co_return page;
  }
  const pg::Rows rows = std::move(answers[0]);
  page.set_has_next_page(rows.size() > first);
  const int count = std::min(rows.size(), first);
  page.mutable_items()->Reserve(count);
  if (!request.without_cursors()) page.mutable_cursors()->Reserve(count);
  ItemReader reader(with_reasons, with_raw_data, request.fields());
  for (int i = 0; i < count; ++i) {
    pb::JobFeedItem& item = *page.add_items();
    reader.read(rows[i], item);
    if (!request.without_cursors()) page.add_cursors(cursor_of(rows[i]));
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
  params.uuid(caller.user_id).uuid_array(ids).boolean(with_reasons).boolean(with_raw_data).time(deps.clock.now());
  JM_CO_TRY(rows, co_await deps.db.read(pg::Scope::user(caller.user_id), sql::items, std::move(params), caller.deadline));
  ItemReader reader(with_reasons, with_raw_data);
  list.mutable_items()->Reserve(rows.size());
  for (const pg::Row row : rows) reader.read_held(row, *list.add_items());
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
