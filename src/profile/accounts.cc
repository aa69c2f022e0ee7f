// Register and who am I.
#include "base/secrets.h"
#include "profile/rules.h"
#include "profile/service.h"
#include "profile/sql.h"
#include "profile/store.h"
#include "profile/throttle.h"

namespace jm::profile {

Task<Result<std::string>> Service::hash(std::string password) {
  auto work = [password = std::move(password), cost = deps_.password_cost]() mutable {
    auto phc = crypto::hash_password(password, cost);
    wipe(password);
    return phc;
  };
  Result<Result<std::string>> done = co_await deps_.hashing.run(std::move(work));
  if (!done) co_return std::unexpected(done.error());
  co_return std::move(*done);
}

// Account, profile and event counter appear together. The unique e-mail decides between two at once.
Task<Result<pb::Session>> Service::Register(Caller caller, pb::Credentials request) {
  const std::string email = normal_email(request.email());
  JM_CO_CHECK_OK(check_email(email));
  JM_CO_CHECK_OK(check_password(request.password()));
  const Time now = deps_.clock.now();
  const std::string address = registration_key(caller.address);
  if (!address.empty()) {
    pg::Params attempt{address, now, now - deps_.login_limits.window};
    const Result<pg::Rows> counted = co_await deps_.db.write(pg::Scope::worker(), sql::reserve_registration, std::move(attempt), caller.deadline);
    if (!counted) co_return std::unexpected(counted.error());
    JM_CO_CHECK_OK(check_registrations(Counter{counted->front().i32(0), counted->front().time(1)}, deps_.login_limits, now));
  }
  std::string password = std::move(*request.mutable_password());
  Result<std::string> phc = co_await hash(std::move(password));
  if (!phc) co_return std::unexpected(phc.error());

  const Uuid user_id = new_id(now);
  std::vector<pg::Call> calls;
  calls.push_back({sql::create_user, {user_id, email, *phc, now}});
  calls.push_back({sql::create_profile, {new_id(now), user_id, now}});
  const auto made = co_await deps_.db.batch(pg::Scope::user(user_id), std::move(calls), caller.deadline);
  if (!made && made.error().code == Code::kAlreadyExists)
    co_return fail(Code::kAlreadyExists, "An account with this e-mail exists already. Sign in instead.", "EMAIL_TAKEN");
  if (!made) co_return std::unexpected(made.error());
  pb::Session session;
  session.mutable_user()->set_id(user_id.str());
  session.mutable_user()->set_email(email);
  session.mutable_user()->set_created_at(to_iso(now));
  co_return session;
}

Task<Result<pb::User>> Service::GetUser(Caller caller, pb::GetUserRequest) {
  JM_CO_CHECK_OK(require_user(caller));
  const Result<pg::Rows> rows = co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::user, {caller.user_id}, caller.deadline);
  if (!rows) co_return std::unexpected(rows.error());
  if (rows->empty()) co_return fail(Code::kUnauthenticated, "This account no longer exists.", "ACCOUNT_GONE");
  co_return to_user(rows->front());
}

}  // namespace jm::profile
