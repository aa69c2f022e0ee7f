#include "tracker/store.h"

#include "base/json_text.h"
#include "contracts/text_table.h"
#include "domain/audit.h"
#include "queue/enqueue.h"
#include "tracker/service.h"
#include "tracker/sql.h"

namespace jm::tracker {

namespace {

pb::ApplicationStatus status_of(std::string_view text) {
  static_assert(pb::TO_APPLY == 1 + static_cast<int>(domain::CardStatus::kToApply) && pb::HIRED == 1 + static_cast<int>(domain::CardStatus::kHired));
  const auto status = domain::card_status_from(text);
  return status ? static_cast<pb::ApplicationStatus>(1 + static_cast<int>(*status)) : pb::APPLICATION_STATUS_UNSPECIFIED;
}

}  // namespace

pb::Application to_application(const pg::Row& row, Columns columns) {
  pb::Application a;
  a.set_id(row.str(0));
  a.set_current_status(status_of(row.text(1)));
  if (const auto rating = row.opt_i32(2)) a.set_user_rating(*rating);
  if (!row.is_null(3)) a.set_job_feed_id(row.str(3));
  if (!row.is_null(4)) a.set_search_config_id(row.str(4));
  if (const auto at = row.opt_time(5)) a.set_relance_reminder_at(to_iso(*at));
  a.set_created_at(to_iso(row.time(6)));
  a.set_updated_at(to_iso(row.time(7)));
  if (const auto history = domain::read_history(row.text(columns == Columns::kLight ? 8 : 11)); history && !history->empty())
    if (const auto to = domain::undo_target(history->back())) {
      a.set_undo_to(status_of(domain::name(*to)));
      a.set_moved_at(to_iso(history->back().at));
    }
  if (columns == Columns::kLight) return a;
  if (!row.is_null(8)) a.set_ai_analysis_json(row.str(8));
  if (!row.is_null(9)) a.set_generated_cover_letter(row.str(9));
  if (!row.is_null(10)) a.set_user_notes(row.str(10));
  a.set_history_log_json(row.str(11));
  return a;
}

namespace {

// What list_cards.sql gives, in the order of its columns.
struct CardColumn {
  int field, column;
};
constexpr CardColumn kCardColumns[] = {{pb::Application::kIdFieldNumber, 0}, {pb::Application::kCurrentStatusFieldNumber, 1}, {pb::Application::kJobFeedIdFieldNumber, 3}};
constexpr CardColumn kItemColumns[] = {{0, 2}, {pb::JobFeedItem::kIdFieldNumber, 3}, {pb::JobFeedItem::kTitleFieldNumber, 4},
                                       {pb::JobFeedItem::kCompanyFieldNumber, 5}, {pb::JobFeedItem::kLocationFieldNumber, 6}};

void read_columns(const pg::Columns& cards, std::span<const CardColumn> columns, std::uint32_t wanted, pb::TextTable& out) {
  std::vector<std::uint32_t> fields;
  std::vector<pg::Column> from;
  for (const CardColumn& c : columns)
    if (wanted >> c.field & 1) {
      fields.push_back(static_cast<std::uint32_t>(c.field));
      from.push_back(cards[c.column]);
    }
  constexpr std::size_t kRowBytesGuess = 96;
  pb::TextTableWriter table(out, fields, cards.size(), kRowBytesGuess);
  for (int row = 0; row < cards.size(); ++row)
    for (pg::Column& column : from) column.append_next(table.text()) ? table.end() : table.null();
}

}  // namespace

void read_cards(const pg::Columns& cards, const pb::ListApplicationsRequest& request, pb::ApplicationList& list) {
  read_columns(cards, kCardColumns, request.fields(), *list.mutable_cards());
  if (request.item_fields() != 0) read_columns(cards, kItemColumns, request.item_fields() | 1u, *list.mutable_card_items());
}

std::unexpected<Error> no_application() { return fail(Code::kNotFound, "There is no such application.", "NO_APPLICATION"); }

namespace {

std::optional<domain::HistoryEntry> last_entry(const pg::Row& row) {
  if (row.is_null(4)) return {};
  const auto from = domain::card_status_from(row.text(4)), to = domain::card_status_from(row.text(5));
  const auto at = parse_iso(row.text(6));
  if (!from || !to || !at) return {};
  return domain::HistoryEntry{*from, *to, *at, row.boolean(7)};
}

}  // namespace

Task<Result<HeldCard>> hold_card(pg::Transaction& tx, Uuid user_id, Uuid application_id) {
  std::vector<pg::Call> calls;
  calls.push_back({sql::lock_card, {user_id, application_id}});
  calls.push_back({sql::held_card, {user_id, application_id}});
  const auto held = co_await tx.batch(std::move(calls));
  if (!held) co_return std::unexpected(held.error());
  if ((*held)[1].empty()) co_return no_application();
  const pg::Row row = (*held)[1].front();
  const auto status = domain::card_status_from(row.text(0));
  if (!status) co_return fail(Code::kInternal, "The application is in an unknown state.");
  if (row.opt_i32(9).value_or(0) >= kEventsPerApplicationMax)
    co_return fail(Code::kResourceExhausted, "This application has been changed " + std::to_string(kEventsPerApplicationMax) + " times, the most there can be.", "TRAIL_FULL");
  HeldCard card;
  card.status = *status;
  card.deleted = row.boolean(1);
  card.search_config_id = row.opt_uuid(2);
  card.reminder = row.opt_time(3);
  card.last = last_entry(row);
  card.last_mutation_id = row.str(8);
  co_return card;
}

void Change::audit(std::string_view kind, std::string data) {
  calls_.push_back({sql::append_audit, {new_id(now_), application_id_, user_id_, kind, data, now_}});
}

JsonObject Change::event(std::string_view type) const {
  JsonObject o;
  o.text("type", type).id("userId", user_id_).id("applicationId", application_id_);
  return o;
}

void Change::tell(std::string_view type, JsonObject object) {
  std::string data = object.str();
  calls_.push_back({sql::append_event, {user_id_, type, data}});
  events_.push_back({user_id_, std::string(type), std::move(data)});
}

void Change::tell_updated(std::string_view what, std::string_view mutation_id) {
  tell("CARD_UPDATED", event("CARD_UPDATED").text("what", what).optional_text("mutationId", mutation_id));
}

void Change::command(const domain::Command& command, std::optional<Time> run_at) {
  calls_.push_back(queue::enqueue_call({.kind = command.kind, .key = command.key, .user_id = user_id_, .payload = command.payload, .run_at = run_at}));
  commands_.push_back(command);
}

Task<Result<std::vector<pg::Rows>>> Change::store(pg::Transaction& tx, events::Bus& bus) {
  auto done = co_await tx.batch(std::move(calls_));
  if (!done) co_return std::unexpected(done.error());
  const Result<void> committed = co_await tx.commit();
  if (!committed) co_return std::unexpected(committed.error());
  if (!events_.empty()) bus.events_committed(std::move(events_));
  for (auto& c : commands_) bus.command_committed(std::move(c.kind), std::move(c.payload));
  co_return std::move(*done);
}

Task<Result<pb::Application>> store_card(pg::Transaction& tx, Change change, events::Bus& bus) {
  const auto rows = co_await change.store(tx, bus);
  if (!rows) co_return std::unexpected(rows.error());
  co_return to_application(rows->front().front(), Columns::kAll);
}

Time now_of(const Clock& clock) { return {clock.now().us / 1000 * 1000}; }

Result<void> check_mutation_id(std::string_view id) {
  if (id.size() > kMutationIdBytesMax || id.find('\0') != id.npos || !is_valid_utf8(id))
    return fail(Code::kInvalidArgument, "mutationId must be a text of at most " + std::to_string(kMutationIdBytesMax) + " bytes.", "BAD_INPUT");
  return {};
}

}  // namespace jm::tracker
