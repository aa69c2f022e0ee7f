// The account's sessions, password and e-mail.
#include "gateway/context.h"
#include "gateway/fields.h"

namespace jm::gateway {
namespace {

using graphql::Args;
using graphql::Ctx;

std::int64_t lifetime_s(Ctx& ctx) { return of(ctx).tokens.lifetime().count(); }

Task<Result<bool>> end(Ctx& ctx, pb::EndSessionsRequest request) {
  JM_CO_TRY(caller, signed_in(ctx));
  request.set_token_lifetime_s(lifetime_s(ctx));
  const bool stays = !request.kept_session_id().empty();
  JM_CO_TRY(ended, co_await of(ctx).services.profile.EndSessions(caller, std::move(request)));
  of(ctx).sessions.add(ended);
  if (!stays) of(ctx).session = "";
  co_return true;
}

Task<Result<bool>> logout(Ctx& ctx, Args) {
  // Nobody, or a session that has ended already: the browser's cookie goes all the same.
  if (of(ctx).caller.user_id.is_nil()) {
    of(ctx).session = "";
    co_return true;
  }
  pb::EndSessionsRequest request;
  request.set_session_id(of(ctx).claims.token_id);
  co_return co_await end(ctx, std::move(request));
}

Task<Result<bool>> logout_everywhere(Ctx& ctx, Args args) {
  pb::EndSessionsRequest request;
  if (args["exceptHere"].boolean()) request.set_kept_session_id(of(ctx).claims.token_id);
  return end(ctx, std::move(request));
}

Task<Result<bool>> change_password(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ChangePasswordRequest request;
  request.set_current_password(text(args.string("currentPassword")));
  request.set_new_password(text(args.string("newPassword")));
  request.set_session_id(of(ctx).claims.token_id);
  request.set_token_lifetime_s(lifetime_s(ctx));
  JM_CO_TRY(ended, co_await of(ctx).services.profile.ChangePassword(caller, std::move(request)));
  of(ctx).sessions.add(ended);
  co_return true;
}

Task<Result<Shared<pb::User>>> change_email(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::ChangeEmailRequest request;
  request.set_password(text(args.string("password")));
  request.set_email(text(args.string("email")));
  JM_CO_TRY(user, co_await of(ctx).services.profile.ChangeEmail(caller, std::move(request)));
  // The cookie's token says the new e-mail from now on; a client's own does when it next signs in.
  if (of(ctx).wants_cookie) of(ctx).session = of(ctx).tokens.sign(caller.user_id, user.email(), of(ctx).claims.token_id);
  co_return share(std::move(user));
}

Task<Result<bool>> delete_account(Ctx& ctx, Args args) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::DeleteAccountRequest request;
  request.set_password(text(args.string("password")));
  request.set_email(text(args.string("email")));
  request.set_token_lifetime_s(lifetime_s(ctx));
  JM_CO_TRY(ended, co_await of(ctx).services.profile.DeleteAccount(caller, std::move(request)));
  of(ctx).sessions.add(ended);
  of(ctx).session = "";
  co_return true;
}

}  // namespace

void bind_account_fields(graphql::Bindings& b) {
  b.mutation("logout", logout);
  b.mutation("logoutEverywhere", logout_everywhere);
  b.mutation("changePassword", change_password);
  b.mutation("changeEmail", change_email);
  b.mutation("deleteAccount", delete_account);
}

}  // namespace jm::gateway
