// Ending sessions, and what only the password allows: a new one, another e-mail.
#include <algorithm>

#include "base/json_object.h"
#include "profile/rules.h"
#include "profile/service.h"
#include "profile/sessions.h"
#include "profile/sql.h"
#include "profile/store.h"

namespace jm::profile {
namespace {

constexpr std::size_t kSessionIdBytesMax = 100;
constexpr int kSessionsPerPage = 5'000;
constexpr std::chrono::seconds kLifetimeMax = std::chrono::days(400);
constexpr std::chrono::minutes kLeeway{2};             // clocks differ

Result<void> check_session(std::string_view id) {
  if (id.size() > kSessionIdBytesMax) return fail(Code::kInvalidArgument, "The session's id is too long.", "BAD_INPUT");
  return {};
}

}  // namespace

Ending end_sessions(const Uuid& user, const std::string& session, const std::string& kept, std::int64_t lifetime_s, Time now) {
  const auto lifetime = std::clamp(std::chrono::seconds(lifetime_s), std::chrono::seconds(0), kLifetimeMax);
  const Time until = now + lifetime + kLeeway;
  const std::string event = JsonObject().text("type", "SESSION_ENDED").id("userId", user).text("which", session.empty() ? (kept.empty() ? "ALL" : "OTHERS") : "ONE").str();
  const auto or_null = [](const std::string& s) { return s.empty() ? std::optional<std::string>() : std::optional<std::string>(s); };
  Ending e{{sql::end_sessions, {user, or_null(session), or_null(kept), now, until, event}}, {user, "SESSION_ENDED", event}, {}};
  e.session.set_user_id(user.str());
  e.session.set_session_id(session);
  e.session.set_kept_session_id(kept);
  e.session.set_ended_at_us(now.us);
  e.session.set_until_us(until.us);
  return e;
}

Task<Result<pb::EndedSession>> Service::EndSessions(Caller caller, pb::EndSessionsRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_CHECK_OK(check_session(request.session_id()));
  JM_CO_CHECK_OK(check_session(request.kept_session_id()));
  Ending ending = end_sessions(caller.user_id, request.session_id(), request.kept_session_id(), request.token_lifetime_s(), deps_.clock.now());
  JM_CO_CHECK_OK(co_await deps_.db.write(pg::Scope::user(caller.user_id), ending.call.statement, std::move(ending.call.params), caller.deadline));
  deps_.bus.events_committed({std::move(ending.news)});
  co_return std::move(ending.session);
}

Task<Result<pb::EndedSessionList>> Service::GetEndedSessions(Caller caller, pb::GetEndedSessionsRequest request) {
  const Time now = deps_.clock.now();
  if (request.after() == 0) JM_CO_CHECK_OK(co_await deps_.db.write(pg::Scope::worker(), sql::purge_ended_sessions, {now}, caller.deadline));
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::worker(), sql::ended_sessions, {request.after(), now, kSessionsPerPage}, caller.deadline));
  pb::EndedSessionList list;
  for (const pg::Row row : rows) {
    pb::EndedSession* e = list.add_sessions();
    e->set_number(row.i64(0));
    e->set_user_id(row.str(1));
    if (!row.is_null(2)) e->set_session_id(row.str(2));
    if (!row.is_null(3)) e->set_kept_session_id(row.str(3));
    e->set_ended_at_us(row.time(4).us);
    e->set_until_us(row.time(5).us);
  }
  list.set_more(list.sessions_size() == kSessionsPerPage);
  co_return list;
}

Task<Result<pb::EndedSession>> Service::ChangePassword(Caller caller, pb::ChangePasswordRequest request) {
  JM_CO_CHECK_OK(check_session(request.session_id()));
  JM_CO_CHECK_OK(check_password(request.new_password()));
  JM_CO_TRY(account, co_await confirm(caller, request.current_password()));
  JM_CO_TRY(phc, co_await hash(request.new_password()));
  Ending ending = end_sessions(caller.user_id, "", request.session_id(), request.token_lifetime_s(), deps_.clock.now());
  std::vector<pg::Call> calls;
  calls.push_back({sql::change_password, {caller.user_id, account.hash, phc}});
  calls.push_back(std::move(ending.call));
  JM_CO_TRY(done, co_await deps_.db.batch(pg::Scope::user(caller.user_id), std::move(calls), caller.deadline));
  // Another change was first: its sessions have ended, and so do these; the password is the other one.
  if (done[0].empty()) co_return fail(Code::kAborted, "The password was changed at the same time. Try again.", "CONFLICT");
  deps_.bus.events_committed({std::move(ending.news)});
  co_return std::move(ending.session);
}

Task<Result<pb::User>> Service::ChangeEmail(Caller caller, pb::ChangeEmailRequest request) {
  const std::string email = normal_email(request.email());
  JM_CO_CHECK_OK(check_email(email));
  JM_CO_TRY(account, co_await confirm(caller, request.password()));
  const Result<pg::Rows> done = co_await deps_.db.write(pg::Scope::user(caller.user_id), sql::change_email, {caller.user_id, email, account.hash}, caller.deadline);
  if (!done && done.error().code == Code::kAlreadyExists) co_return fail(Code::kAlreadyExists, "An account with this e-mail exists already.", "EMAIL_TAKEN");
  if (!done) co_return std::unexpected(done.error());
  if (done->empty()) co_return fail(Code::kAborted, "The password was changed at the same time. Try again.", "CONFLICT");
  co_return to_user(done->front());
}

}  // namespace jm::profile
