// Moves and their undo. Two at once: the second waits for the row, then decides on the state that the first left.
#include "domain/audit.h"
#include "tracker/service.h"
#include "tracker/sql.h"
#include "tracker/store.h"

namespace jm::tracker {
namespace {

std::optional<domain::CardStatus> card_status(pb::ApplicationStatus status) {
  if (!pb::ApplicationStatus_IsValid(status)) return {};
  return domain::card_status_from(pb::ApplicationStatus_Name(status));
}

struct Move {
  domain::CardStatus from, to;
  bool undo = false;
  const std::string& mutation_id;
};

// The row, its audit event and what clients are told.
void add_move(Change& change, const Uuid& user_id, const Uuid& application_id, const Move& move, Time now) {
  const domain::HistoryEntry entry{move.from, move.to, now, move.undo};
  change.call({sql::set_status, {user_id, application_id, now, domain::name(move.to), domain::history_json(entry)}});
  change.audit(move.undo ? "MOVE_UNDONE" : "MOVED", domain::moved_data(move.from, move.to, move.mutation_id));
  JsonObject news = change.event("CARD_MOVED");
  news.text("from", domain::name(move.from)).text("to", domain::name(move.to));
  if (move.undo) news.boolean("undo", true);
  change.tell("CARD_MOVED", news.optional_text("mutationId", move.mutation_id));
}

// Hired: the search has done its work.
Task<Result<void>> archive_search(pg::Transaction& tx, Change& change, Uuid user_id, Uuid search, Time now) {
  const Result<pg::Rows> archived = co_await tx.query(sql::archive_search, {user_id, search, now});
  if (!archived) co_return std::unexpected(archived.error());
  if (archived->empty()) co_return Result<void>{};      // deleted or archived before
  change.audit("SEARCH_ARCHIVED", domain::search_archived_data(search, "HIRED"));
  change.tell("SEARCH_ARCHIVED", change.event("SEARCH_ARCHIVED").id("searchConfigId", search).text("reason", "HIRED"));
  co_return Result<void>{};
}

// Not hired after all: the search goes on, and catches up with the offers that came meanwhile.
Task<Result<void>> reactivate_search(pg::Transaction& tx, Change& change, Uuid user_id, Uuid application_id, Uuid search, Time now) {
  const Result<pg::Rows> active = co_await tx.query(sql::reactivate_search, {user_id, search, now, application_id});
  if (!active) co_return std::unexpected(active.error());
  if (active->empty()) co_return Result<void>{};
  change.audit("SEARCH_REACTIVATED", domain::search_reactivated_data(search));
  change.tell("SEARCH_REACTIVATED", change.event("SEARCH_REACTIVATED").id("searchConfigId", search));
  change.command(domain::scan_command(user_id, search, active->front().i64(0)));
  co_return Result<void>{};
}

}  // namespace

Task<Result<pb::Application>> Service::MoveCard(Caller caller, pb::MoveCardRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_CHECK_OK(check_mutation_id(request.mutation_id()));
  const auto to = card_status(request.new_status());
  if (!to) co_return fail(Code::kInvalidArgument, "There is no such application status.", "BAD_INPUT");
  const auto id = Uuid::parse(request.application_id());
  if (!id) co_return no_application();
  Result<pg::Transaction> begun = co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline);
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);
  const Result<HeldCard> card = co_await hold_card(tx, caller.user_id, *id);
  if (!card) co_return std::unexpected(card.error());
  if (card->deleted) co_return no_application();
  // The same request again, after its answer was lost.
  if (!request.mutation_id().empty() && card->last_mutation_id == request.mutation_id() && card->last && !card->last->undo && card->status == *to) {
    tx.rollback();
    co_return co_await stored_card(caller, *id);
  }
  JM_CO_CHECK_OK(domain::check_move(card->status, *to));

  const Time now = now_of(deps_.clock);
  Change change(caller.user_id, *id, now);
  add_move(change, caller.user_id, *id, {card->status, *to, false, request.mutation_id()}, now);
  if (*to == domain::CardStatus::kHired && card->search_config_id) {
    const Result<void> archived = co_await archive_search(tx, change, caller.user_id, *card->search_config_id, now);
    if (!archived) co_return std::unexpected(archived.error());
  }
  co_return co_await store_card(tx, std::move(change), deps_.bus);
}

Task<Result<pb::Application>> Service::UndoMove(Caller caller, pb::UndoMoveRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_CHECK_OK(check_mutation_id(request.mutation_id()));
  const auto id = Uuid::parse(request.application_id());
  if (!id) co_return no_application();
  Result<pg::Transaction> begun = co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline);
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);
  const Result<HeldCard> card = co_await hold_card(tx, caller.user_id, *id);
  if (!card) co_return std::unexpected(card.error());
  if (card->deleted) co_return no_application();
  if (!request.mutation_id().empty() && card->last_mutation_id == request.mutation_id() && card->last && card->last->undo) {
    tx.rollback();
    co_return co_await stored_card(caller, *id);
  }
  JM_CO_TRY(to, domain::undo_target(card->last));

  const Time now = now_of(deps_.clock);
  Change change(caller.user_id, *id, now);
  add_move(change, caller.user_id, *id, {card->status, to, true, request.mutation_id()}, now);
  if (card->status == domain::CardStatus::kHired && card->search_config_id) {
    const Result<void> active = co_await reactivate_search(tx, change, caller.user_id, *id, *card->search_config_id, now);
    if (!active) co_return std::unexpected(active.error());
  }
  co_return co_await store_card(tx, std::move(change), deps_.bus);
}

}  // namespace jm::tracker
