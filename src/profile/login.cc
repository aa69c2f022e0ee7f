// Sign-in. What is answered, and how long it takes, is the same for an unknown e-mail and a wrong password.
#include "base/log.h"
#include "base/secrets.h"
#include "profile/rules.h"
#include "profile/service.h"
#include "profile/sql.h"
#include "profile/store.h"
#include "profile/throttle.h"

namespace jm::profile {
namespace {

constexpr unsigned kSweepEvery = 64;      // attempts

std::unexpected<Error> bad_credentials() { return fail(Code::kUnauthenticated, "The e-mail or the password is wrong.", "BAD_CREDENTIALS"); }

std::optional<Counter> counter(const pg::Row& row, int column) {
  if (row.is_null(column)) return {};
  return Counter{row.i32(column), row.time(column + 1)};
}

// The account's failures are forgotten, the address gets its attempt back.
std::vector<pg::Call> settled(const Caller& caller, const std::string& email) {
  std::vector<pg::Call> calls;
  const std::string address = address_key(caller.address);
  if (!address.empty()) calls.push_back({sql::give_back_attempt, {std::vector<std::string>{address}}});
  calls.push_back({sql::forget_failures, {account_key(email)}});
  return calls;
}

std::vector<std::string> keys_of(const std::string& address, const std::string& account) {
  if (address.empty()) return {account};
  return {address, account};
}

}  // namespace

Task<Result<bool>> Service::verify(std::string phc, std::string password) {
  auto work = [phc = std::move(phc), password = std::move(password)]() mutable {
    const bool good = crypto::verify_password(phc, password);
    wipe(password);
    return good;
  };
  Result<bool> done = co_await deps_.hashing.run(std::move(work));
  co_return done;
}

Task<void> Service::give_back(Caller caller, std::vector<std::string> keys) {
  const Result<pg::Rows> done = co_await deps_.db.write(pg::Scope::worker(), sql::give_back_attempt, {keys}, caller.deadline);
  if (!done) log::write(log::Level::kWarn, "a sign-in attempt could not be given back", {{"error", done.error().message}}, &caller);
}

Task<Result<bool>> Service::attempt(Caller caller, std::string email, std::string phc, std::string password) {
  const Time now = deps_.clock.now();
  const Time over = now - deps_.login_limits.window;
  if (++attempts_ % kSweepEvery == 0) {
    const Result<pg::Rows> swept = co_await deps_.db.write(pg::Scope::worker(), sql::purge_attempts, {over}, caller.deadline);
    if (!swept) co_return std::unexpected(swept.error());
  }
  const std::string address = address_key(caller.address), account = account_key(email);
  pg::Params counted{address, account, now, over, deps_.login_limits.failures_per_address_max};
  const Result<pg::Rows> reserved = co_await deps_.db.write(pg::Scope::worker(), sql::reserve_attempt, std::move(counted), caller.deadline);
  if (!reserved) co_return std::unexpected(reserved.error());
  const pg::Row counts = reserved->front();
  JM_CO_CHECK_OK(check_throttle(counter(counts, 0), counter(counts, 2), deps_.login_limits, now));
  const Result<bool> good = co_await verify(std::move(phc), std::move(password));
  if (!good) co_await give_back(caller, keys_of(address, account));      // not tried: it must not count
  co_return good;
}

Task<Result<pb::Session>> Service::Login(Caller caller, pb::Credentials request) {
  const std::string email = normal_email(request.email());
  const std::string password = request.password();
  // No account can have these: nothing is revealed by not looking.
  if (email.empty() || email.size() > kEmailBytesMax || email.find('\0') != email.npos || password.size() > crypto::kPasswordBytesMax) co_return bad_credentials();

  JM_CO_TRY(accounts, co_await deps_.db.read(pg::Scope::worker(), sql::account_by_email, {email}, caller.deadline));
  const std::string phc = accounts.empty() ? decoy_ : accounts.front().str(3);
  JM_CO_TRY(good, co_await attempt(caller, email, phc, password));
  if (!good || accounts.empty()) co_return bad_credentials();
  pb::Session session;
  *session.mutable_user() = to_user(accounts.front());
  co_await settle_login(caller, email, accounts.front().uuid(0), phc, password);
  co_return session;
}

// A failure here costs the user nothing but a count, so the sign-in stands.
Task<void> Service::settle_login(Caller caller, std::string email, Uuid user_id, std::string phc, std::string password) {
  std::vector<pg::Call> calls = settled(caller, email);
  if (crypto::needs_rehash(phc, deps_.password_cost)) {
    const Result<std::string> renewed = co_await hash(std::move(password));
    if (renewed) calls.push_back({sql::replace_hash, {user_id, phc, *renewed}});
  }
  const auto done = co_await deps_.db.batch(pg::Scope::worker(), std::move(calls), caller.deadline);
  if (!done) log::write(log::Level::kWarn, "a sign-in could not be settled", {{"error", done.error().message}}, &caller);
}

// Counted as a sign-in: whoever holds a stolen session may guess no more than at the door.
Task<Result<Service::Account>> Service::confirm(Caller caller, std::string password) {
  JM_CO_CHECK_OK(require_user(caller));
  const auto wrong = [] { return fail(Code::kPermissionDenied, "The password is wrong.", "WRONG_PASSWORD"); };
  if (password.size() > crypto::kPasswordBytesMax) co_return wrong();
  JM_CO_TRY(rows, co_await deps_.db.read(pg::Scope::user(caller.user_id), sql::account_by_id, {caller.user_id}, caller.deadline));
  if (rows.empty()) co_return fail(Code::kUnauthenticated, "This account no longer exists.", "ACCOUNT_GONE");
  Account account{rows.front().str(1), rows.front().str(3)};
  JM_CO_TRY(good, co_await attempt(caller, account.email, account.hash, std::move(password)));
  if (!good) co_return wrong();
  JM_CO_CHECK_OK(co_await deps_.db.batch(pg::Scope::worker(), settled(caller, account.email), caller.deadline));
  co_return account;
}

}  // namespace jm::profile
