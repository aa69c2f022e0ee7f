// The board: its cards, new ones, removed ones.
#include "domain/audit.h"
#include "tracker/service.h"
#include "tracker/sql.h"
#include "tracker/store.h"

namespace jm::tracker {

namespace {

// $4 to $7 of list_cards.sql: the columns that are wanted.
void add_card_columns(const pb::ListApplicationsRequest& request, pg::Params& params) {
  using Item = pb::JobFeedItem;
  const std::uint32_t item = request.item_fields();
  params.boolean((request.fields() >> pb::Application::kJobFeedIdFieldNumber & 1) != 0 || (item >> Item::kIdFieldNumber & 1) != 0);
  for (const int field : {Item::kTitleFieldNumber, Item::kCompanyFieldNumber, Item::kLocationFieldNumber}) params.boolean((item >> field & 1) != 0);
}

Task<Result<pb::ApplicationList>> of_items(Deps deps, Caller caller, pb::ListApplicationsRequest request) {
  if (request.job_feed_ids_size() > kApplicationsMax) co_return fail(Code::kInvalidArgument, "At most " + std::to_string(kApplicationsMax) + " items at once.", "BAD_INPUT");
  std::vector<Uuid> ids;
  for (const std::string& text : request.job_feed_ids())
    if (const auto id = Uuid::parse(text)) ids.push_back(*id);      // others cannot exist
  pg::Params params;
  params.uuid(caller.user_id).uuid_array(std::span<const Uuid>(ids));
  const Result<pg::Rows> rows = co_await deps.db.read(pg::Scope::user(caller.user_id), sql::list_of_items, std::move(params), caller.deadline);
  if (!rows) co_return std::unexpected(rows.error());
  pb::ApplicationList list;
  for (const pg::Row row : *rows) *list.add_applications() = to_application(row, Columns::kAll);
  co_return list;
}

}  // namespace

Task<Result<pb::ApplicationList>> Service::ListApplications(Caller caller, pb::ListApplicationsRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  if (request.job_feed_ids_size() > 0) co_return co_await of_items(deps_, std::move(caller), std::move(request));
  if (request.first() < 0 || request.first() > kApplicationsMax)
    co_return fail(Code::kInvalidArgument, "first must be from 1 to " + std::to_string(kApplicationsMax) + ".", "BAD_INPUT");
  std::optional<std::string> status;
  if (request.status() != pb::APPLICATION_STATUS_UNSPECIFIED) {
    if (!pb::ApplicationStatus_IsValid(request.status())) co_return fail(Code::kInvalidArgument, "There is no such application status.", "BAD_INPUT");
    status = pb::ApplicationStatus_Name(request.status());
  }
  const int first = request.first() == 0 ? kApplicationsMax : request.first();
  const Columns columns = request.summary() ? Columns::kLight : Columns::kAll;
  const pg::Statement statement = request.summary() ? sql::list_summary : sql::list;
  pg::Params params{caller.user_id, status, first};
  pb::ApplicationList list;
  if (request.cards()) {
    add_card_columns(request, params);
    JM_CO_TRY(cards, co_await deps_.db.read_columns(pg::Scope::user(caller.user_id), sql::list_cards, std::move(params), caller.deadline));
    read_cards(cards, request, list);
    co_return list;
  }
  const Result<pg::Rows> rows = co_await deps_.db.read(pg::Scope::user(caller.user_id), statement, std::move(params), caller.deadline);
  if (!rows) co_return std::unexpected(rows.error());
  list.mutable_applications()->Reserve(rows->size());
  for (const pg::Row row : *rows) *list.add_applications() = to_application(row, columns);
  co_return list;
}

Task<Result<pb::Application>> Service::stored_card(Caller caller, Uuid application_id) {
  const Result<pg::Rows> rows = co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::card, {caller.user_id, application_id}, caller.deadline);
  if (!rows) co_return std::unexpected(rows.error());
  if (rows->empty()) co_return no_application();
  co_return to_application(rows->front(), Columns::kAll);
}

Task<Result<pb::Application>> Service::GetApplication(Caller caller, pb::GetApplicationRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  const auto id = Uuid::parse(request.application_id());
  if (!id) co_return no_application();
  const Result<pg::Rows> rows = co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::card, {caller.user_id, *id}, caller.deadline);
  if (!rows) co_return std::unexpected(rows.error());
  if (rows->empty() || rows->front().boolean(kColumnsAll)) co_return no_application();
  co_return to_application(rows->front(), Columns::kAll);
}

namespace {

std::unexpected<Error> no_item() { return fail(Code::kNotFound, "There is no such job in your feed.", "NO_JOB_FEED_ITEM"); }

}  // namespace

// For an item of the inbox, an application like the one that approving makes, without its analysis; the item stays as it is,
// so that approving it later gives this application and its analysis. The same item again, or without an item the same mutation
// id again: the same application.
Task<Result<pb::Application>> Service::CreateApplication(Caller caller, pb::CreateApplicationRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_CHECK_OK(check_mutation_id(request.mutation_id()));
  std::optional<Uuid> item;
  if (request.has_job_feed_id()) {
    item = Uuid::parse(request.job_feed_id());
    if (!item) co_return no_item();
  }
  Result<pg::Transaction> begun = co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline);
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);

  const Time now = now_of(deps_.clock);
  const Uuid id = new_id(now);
  const pg::Statement statement = item ? sql::create_from_item : sql::create_empty;
  const std::optional<std::string> creation_id = request.mutation_id().empty() ? std::nullopt : std::optional(request.mutation_id());
  pg::Params params = item ? pg::Params{caller.user_id, id, *item, now} : pg::Params{caller.user_id, id, now, creation_id};
  const Result<pg::Rows> made = co_await tx.query(statement, std::move(params));
  if (!made) co_return std::unexpected(made.error());
  if (made->empty()) {
    const pg::Statement made_before = item ? sql::card_of_item : sql::card_of_creation;
    pg::Params key = item ? pg::Params{caller.user_id, *item} : pg::Params{caller.user_id, creation_id};
    const Result<pg::Rows> there = co_await tx.query(made_before, std::move(key));
    if (!there) co_return std::unexpected(there.error());
    if (there->empty()) co_return no_item();
    co_return to_application(there->front(), Columns::kAll);
  }
  pb::Application application = to_application(made->front(), Columns::kAll);
  Change change(caller.user_id, id, now);
  change.audit("CREATED", domain::created_data(item, made->front().opt_uuid(4)));
  JsonObject news = change.event("APPLICATION_CREATED");
  if (item) news.id("jobFeedId", *item);
  change.tell("APPLICATION_CREATED", news.optional_text("mutationId", request.mutation_id()));
  const auto stored = co_await change.store(tx, deps_.bus);
  if (!stored) co_return std::unexpected(stored.error());
  co_return application;
}

// Deleted again is deleted.
Task<Result<pb::Application>> Service::DeleteApplication(Caller caller, pb::DeleteApplicationRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_CHECK_OK(check_mutation_id(request.mutation_id()));
  const auto id = Uuid::parse(request.application_id());
  if (!id) co_return no_application();
  Result<pg::Transaction> begun = co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline);
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);
  const Result<HeldCard> card = co_await hold_card(tx, caller.user_id, *id);
  if (!card) co_return std::unexpected(card.error());
  if (card->deleted) {
    tx.rollback();
    co_return co_await stored_card(caller, *id);
  }
  const Time now = now_of(deps_.clock);
  Change change(caller.user_id, *id, now);
  change.call({sql::set_deleted, {caller.user_id, *id, now}});
  change.audit("DELETED", domain::deleted_data(request.mutation_id()));
  change.tell("APPLICATION_DELETED", change.event("APPLICATION_DELETED").optional_text("mutationId", request.mutation_id()));
  co_return co_await store_card(tx, std::move(change), deps_.bus);
}

}  // namespace jm::tracker
