// What the user thinks of an application: notes and rating. The row holds the latest, the trail every one.
#include "base/json_text.h"
#include "domain/audit.h"
#include "tracker/service.h"
#include "tracker/sql.h"
#include "tracker/store.h"

namespace jm::tracker {

// The note replaces the one before; blank removes it.
Task<Result<pb::Application>> Service::AddNote(Caller caller, pb::AddNoteRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_CHECK_OK(check_mutation_id(request.mutation_id()));
  if (request.note().size() > kNoteBytesMax) co_return fail(Code::kInvalidArgument, "The note is too long: at most " + std::to_string(kNoteBytesMax) + " bytes.", "BAD_INPUT");
  if (request.note().find('\0') != std::string::npos || !is_valid_utf8(request.note())) co_return fail(Code::kInvalidArgument, "The note holds characters that are not text.", "BAD_INPUT");
  std::optional<std::string> note;
  if (request.note().find_first_not_of(" \t\r\n") != std::string::npos) note = std::move(*request.mutable_note());
  const auto id = Uuid::parse(request.application_id());
  if (!id) co_return no_application();
  Result<pg::Transaction> begun = co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline);
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);
  const Result<HeldCard> card = co_await hold_card(tx, caller.user_id, *id);
  if (!card) co_return std::unexpected(card.error());
  if (card->deleted) co_return no_application();
  const Time now = now_of(deps_.clock);
  Change change(caller.user_id, *id, now);
  change.call({sql::set_notes, {caller.user_id, *id, now, note}});
  change.audit("NOTED", domain::noted_data(note));
  change.tell_updated("NOTES", request.mutation_id());
  co_return co_await store_card(tx, std::move(change), deps_.bus);
}

Task<Result<pb::Application>> Service::RateApplication(Caller caller, pb::RateApplicationRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_CHECK_OK(check_mutation_id(request.mutation_id()));
  if (request.rating() < 1 || request.rating() > 5) co_return fail(Code::kInvalidArgument, "The rating must be from 1 to 5.", "BAD_INPUT");
  const auto id = Uuid::parse(request.application_id());
  if (!id) co_return no_application();
  Result<pg::Transaction> begun = co_await deps_.db.begin(pg::Scope::user(caller.user_id), caller.deadline);
  if (!begun) co_return std::unexpected(begun.error());
  pg::Transaction tx = std::move(*begun);
  const Result<HeldCard> card = co_await hold_card(tx, caller.user_id, *id);
  if (!card) co_return std::unexpected(card.error());
  if (card->deleted) co_return no_application();
  const Time now = now_of(deps_.clock);
  Change change(caller.user_id, *id, now);
  change.call({sql::set_rating, {caller.user_id, *id, now, request.rating()}});
  change.audit("RATED", domain::rated_data(request.rating()));
  change.tell_updated("RATING", request.mutation_id());
  co_return co_await store_card(tx, std::move(change), deps_.bus);
}

}  // namespace jm::tracker
