// Where a phone can be reached.
#include "profile/rules.h"
#include "profile/service.h"
#include "profile/sql.h"

namespace jm::profile {

Task<Result<pb::Empty>> Service::RegisterPushToken(Caller caller, pb::RegisterPushTokenRequest request) {
  JM_CO_CHECK_OK(require_user(caller));
  JM_CO_CHECK_OK(check_push_token(request.token()));
  const Result<pg::Rows> done = co_await deps_.db.write(pg::Scope::user(caller.user_id), sql::add_push_token, {caller.user_id, request.token(), deps_.clock.now(), kPushTokensMax}, caller.deadline);
  if (!done) co_return std::unexpected(done.error());
  co_return pb::Empty();
}

}  // namespace jm::profile
