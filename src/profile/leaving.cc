// What a user owns, to be taken along or to be gone.
//
//   deleteAccount   password and e-mail said again, then one transaction: users.leaving_at, all sessions ended, CMD_DELETE_ACCOUNT
//   command         the user's objects, then the row of users, with which the database removes every table's rows of that user,
//                   the audit trail included: it was the user's. What stays, for two weeks, is the command itself: an id and a time.
//
// The command belongs to no user, so that it outlives the rows it removes; killed half-way, it begins again and finds less.
#include "base/json_object.h"
#include "base/log.h"
#include "profile/rules.h"
#include "profile/service.h"
#include "profile/sessions.h"
#include "profile/sql.h"
#include "queue/enqueue.h"
#include "queue/worker.h"
#include "text/json_read.h"

namespace jm::profile {
namespace {

constexpr std::string_view kCommand = "CMD_DELETE_ACCOUNT";
constexpr int kRowsPerPage = 25;                       // of up to some 100 kB each
// What belongs to one user lies below <kind>/<user id>/ in the object store.
constexpr std::string_view kKinds[] = {"cv/", "documents/", "exports/"};

}  // namespace

Task<Result<pb::OwnedRows>> Service::ReadOwned(Caller caller, pb::ReadOwnedRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  const bool names = request.table().empty();
  pg::Call call{sql::owned_tables, {}};
  if (!names) call = {sql::owned_rows, {request.table(), request.offset(), kRowsPerPage}};
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), call.statement, std::move(call.params), caller.deadline));
  pb::OwnedRows answer;
  for (const pg::Row row : rows) (names ? answer.add_tables() : answer.add_rows_json())->assign(row.str(0));
  answer.set_more(answer.rows_json_size() == kRowsPerPage);
  co_return answer;
}

Task<Result<pb::EndedSession>> Service::DeleteAccount(Caller caller, pb::DeleteAccountRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_TRY(account, co_await confirm(caller, request.password()));
  const Time now = deps_.clock.now();
  const std::string payload = JsonObject().id("userId", caller.user_id).str();
  const auto wrong_email = [] { return fail(Code::kInvalidArgument, "To delete the account, type its e-mail.", "WRONG_EMAIL"); };
  if (normal_email(request.email()) != account.email) co_return wrong_email();
  Ending ending = end_sessions(caller.user_id, "", "", request.token_lifetime_s(), now);
  std::vector<pg::Call> calls;
  calls.push_back({sql::leave, {caller.user_id, account.hash, account.email, now}});
  calls.push_back(std::move(ending.call));
  calls.push_back(queue::enqueue_again_call({.kind = kCommand, .key = caller.user_id.str(), .payload = payload}));
  JM_CO_TRY(done, co_await deps_.db.batch(pg::Scope::worker(), std::move(calls), caller.deadline));
  if (done[0].empty()) co_return fail(Code::kAborted, "The account was changed at the same time. Try again.", "CONFLICT");
  deps_.bus.events_committed({std::move(ending.news)});
  deps_.bus.command_committed(std::string(kCommand), payload);
  co_return std::move(ending.session);
}

// --- the command --------------------------------------------------------------------------------------------------------

namespace {

Task<Result<void>> remove_objects(objects::Store& store, std::string prefix) {
  for (;;) {                                           // always from the start: what was removed is no longer listed
    JM_CO_TRY(page, co_await store.list({.prefix = prefix}));
    if (page.objects.empty()) co_return Result<void>{};
    for (const objects::ObjectInfo& o : page.objects) JM_CO_CHECK_OK(co_await store.remove(o.key));
  }
}

Task<Result<queue::Outcome>> delete_account(CvDeps deps, queue::Command command, queue::Context context) {
  text::JsonReader json(std::size_t{4} << 10);
  const auto payload = json.parse(command.payload);
  const auto id = payload ? (*payload)["userId"] : std::nullopt;
  const auto user = id && id->string() ? Uuid::parse(*id->string()) : std::nullopt;
  if (!user) co_return fail(Code::kInvalidArgument, "The command names no user.");
  const auto rows = co_await deps.db.read(pg::Scope::worker(), sql::is_leaving, {*user}, context.deadline());
  if (!rows) co_return std::unexpected(rows.error());
  if (rows->empty()) co_return queue::Outcome::nothing_to_commit();
  for (const std::string_view kind : kKinds) JM_CO_CHECK_OK(co_await remove_objects(deps.objects, std::string(kind) + user->str() + "/"));
  std::vector<pg::Call> calls;
  calls.push_back({sql::delete_user, {*user}});
  calls.push_back(context.complete());
  JM_CO_CHECK_OK(co_await deps.db.batch(pg::Scope::worker(), std::move(calls), context.deadline()));
  // An upload that was under way may have left an object after the first look.
  for (const std::string_view kind : kKinds) {
    const Result<void> again = co_await remove_objects(deps.objects, std::string(kind) + user->str() + "/");
    if (!again) log::warn("objects of a deleted account may be left", {{"code", code_name(again.error().code)}});
  }
  log::info("an account was deleted", {{"user", user->str()}});
  co_return queue::Outcome::completed();
}

}  // namespace

void handle_leaving(queue::Worker& worker, CvDeps deps) {
  worker.on(std::string(kCommand), [deps](queue::Command command, queue::Context context) { return delete_account(deps, std::move(command), std::move(context)); }, 1);
}

}  // namespace jm::profile
